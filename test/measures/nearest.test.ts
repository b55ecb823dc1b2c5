import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bfloatToNumber, halfToNumber, nearestIn, roundTo } from '../../src/measures/float-formats.ts';
import '../seed.ts';

const ALL_HALVES = Array.from({ length: 0x7c00 }, (_, bits) => halfToNumber(bits));
const ALL_BFLOATS = Array.from({ length: 0x7f80 }, (_, bits) => bfloatToNumber(bits));

describe('rounding to a coarser format', () => {
  it.each([
    ['float16', ALL_HALVES],
    ['bfloat16', ALL_BFLOATS],
  ] as const)(
    'keeps every number of %s, and takes what lies between two to the nearer, in a tie to the even',
    (format, all) => {
      for (const [i, value] of all.entries()) {
        const next = all[i + 1];
        if (nearestIn(format, value) !== value || nearestIn(format, -value) !== -value) expect.unreachable(`${value}`);
        if (next === undefined) continue;
        const middle = (value + next) / 2;
        const step = (next - value) / 8;
        const rounded = [middle - step, middle, middle + step].map((between) =>
          nearestIn(format, Math.fround(between)),
        );
        expect(rounded).toEqual([value, i % 2 === 0 ? value : next, next]);
      }
    },
  );

  it('gives infinity from half a step beyond the largest number on', () => {
    expect(nearestIn('float16', 65_519.996)).toBe(65_504);
    expect(nearestIn('float16', 65_520)).toBe(Number.POSITIVE_INFINITY);
    expect(nearestIn('float16', -70_000)).toBe(Number.NEGATIVE_INFINITY);
    expect(nearestIn('bfloat16', Math.fround(3.4e38))).toBe(Number.POSITIVE_INFINITY);
    expect(nearestIn('bfloat16', Math.fround(3.389e38))).toBeLessThan(3.4e38);
  });

  it('hands NaN and infinities on', () => {
    expect(nearestIn('float16', Number.NaN)).toBeNaN();
    expect(nearestIn('bfloat16', Number.NEGATIVE_INFINITY)).toBe(Number.NEGATIVE_INFINITY);
  });

  it('is odd and never turns an order around', () => {
    const float = fc.float({ noNaN: true });
    fc.assert(
      fc.property(float, float, (a, b) => {
        for (const format of ['float16', 'bfloat16'] as const) {
          expect(nearestIn(format, -a)).toBe(-nearestIn(format, a));
          expect(nearestIn(format, Math.min(a, b)) <= nearestIn(format, Math.max(a, b))).toBe(true);
        }
      }),
    );
  });

  it('is the same one by one and on the bits of many', () => {
    const floats = fc.array(fc.float(), { minLength: 1, maxLength: 50, size: 'max' });
    fc.assert(
      fc.property(floats, (values) => {
        for (const format of ['float16', 'bfloat16'] as const) {
          const many = Float32Array.from(values);
          roundTo(format, many);
          expect([...many]).toEqual(values.map((value) => nearestIn(format, value)));
        }
      }),
    );
  });
});
