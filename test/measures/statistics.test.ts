import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deviationUpTo } from '../../src/measures/statistics.ts';

const luma = (levels: readonly number[]) => ({ width: levels.length, height: 1, data: Uint8Array.from(levels) });

const textbook = (levels: readonly number[]): number => {
  const mean = levels.reduce((sum, level) => sum + level, 0) / levels.length;
  return Math.sqrt(levels.reduce((sum, level) => sum + (level - mean) ** 2, 0) / levels.length);
};

describe('the deviation of a preview', () => {
  it('is zero for one flat value', () => {
    expect(deviationUpTo(luma([7, 7, 7]), 0)).toBe(0);
  });

  it('is half the contrast of two equally frequent values, and the limit belongs to the inside', () => {
    expect(deviationUpTo(luma([0, 2, 0, 2]), 1)).toBe(1);
    expect(deviationUpTo(luma([0, 2, 0, 2]), 0.999)).toBeUndefined();
  });

  it('sees contrast that only the last rows have', () => {
    const levels = [...new Array<number>(2000).fill(10), ...new Array<number>(100).fill(255)];
    expect(deviationUpTo(luma(levels), 1.5)).toBeUndefined();
  });

  it('equals the textbook formula below the limit, is undefined above, in any order of pixels', () => {
    const level = fc.oneof(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 100, max: 103 }));
    fc.assert(
      fc.property(
        fc.array(level, { minLength: 1, maxLength: 2000 }),
        fc.double({ min: 0, max: 100, noNaN: true }),
        (levels, limit) => {
          const expected = textbook(levels);
          fc.pre(Math.abs(expected - limit) > 1e-6);
          const answer = deviationUpTo(luma(levels), limit);
          if (expected > limit) expect(answer).toBeUndefined();
          else expect(answer).toBeCloseTo(expected, 6);
          expect(deviationUpTo(luma(levels.toReversed()), limit)).toBe(answer);
        },
      ),
    );
  });
});
