import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import notZeroIndexed from '../../../src/checks/label/not-zero-indexed.ts';
import { concludeOver, testCheck } from '../check-tester.ts';
import { integers, named } from './annotations.ts';

testCheck(notZeroIndexed, {
  dataset: [
    {
      name: 'is an error when the largest label is the declared number',
      ...integers([1, 2, 3], { declaredClasses: 3 }),
      finds: [{ code: 'past-the-end', members: [], data: { smallest: 1, largest: 3, declared: 3, subtract: 1 } }],
    },
    {
      name: 'is one too when a stray lies still further out',
      ...integers([1, 2, 3, 900], { declaredNames: ['a', 'b', 'c'] }),
      finds: [{ code: 'past-the-end', data: { largest: 3 } }],
    },
    {
      name: 'takes a stray beyond the declared number for no such proof',
      ...integers([1, 2, 900], { declaredClasses: 3 }),
      finds: [{ code: 'starts-at-one', data: { largest: 900 } }],
    },
    {
      name: 'is a warning when class 0 might just be absent',
      ...integers([1, 2, 3], { declaredClasses: 4 }),
      finds: [{ code: 'starts-at-one', data: { smallest: 1, largest: 3, subtract: 1 } }],
    },
    { name: 'is a warning when nothing was declared', ...integers([3, 1, 2]), finds: ['starts-at-one'] },
    { name: 'looks past ignored labels', ...integers([0, 1, 2], { ignored: [0] }), finds: ['starts-at-one'] },
    {
      name: 'looks past negative labels, which are not its subject',
      ...integers([-1, 1, 2]),
      finds: ['starts-at-one'],
    },
    { name: 'leaves the set {-1, 1} alone', ...integers([-1, 1]), finds: [] },
    { name: 'is silent when labels start at 0', ...integers([0, 1, 2], { declaredClasses: 3 }), finds: [] },
    { name: 'is silent when they start elsewhere', ...integers([2, 3]), finds: [] },
    { name: 'is silent on folders named 1 and 2', ...named(['1', '2'], { declaredClasses: 2 }), finds: [] },
    { name: 'is silent without labels', finds: [] },
  ],
});

describe('the remap it proposes', () => {
  it('starts at 0, keeps every distance, and is silent about its own result', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.integer({ min: 2, max: 60 }), { maxLength: 8 }), async (others) => {
        const labels = [1, ...others];
        const declaredClasses = Math.max(...labels);
        const [found] = await concludeOver(notZeroIndexed, integers(labels, { declaredClasses }));
        const mended = labels.map((label) => label - (found!.data.subtract as number));
        expect(found!.code).toBe('past-the-end');
        expect(Math.min(...mended)).toBe(0);
        expect(Math.max(...mended)).toBeLessThan(declaredClasses);
        expect(await concludeOver(notZeroIndexed, integers(mended, { declaredClasses }))).toEqual([]);
      }),
      { numRuns: 15 },
    );
  });
});
