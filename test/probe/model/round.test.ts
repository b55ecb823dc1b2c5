import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bfloatToNumber, halfToNumber } from '../../../src/measures/float-formats.ts';
import { roundTo } from '../../../src/probe/model/round.ts';
import '../../seed.ts';

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
        if (roundTo(value, format) !== value || roundTo(-value, format) !== -value) expect.unreachable(`${value}`);
        if (next === undefined) continue;
        const middle = (value + next) / 2;
        const step = (next - value) / 8;
        const rounded = [middle - step, middle, middle + step].map((between) => roundTo(Math.fround(between), format));
        expect(rounded).toEqual([value, i % 2 === 0 ? value : next, next]);
      }
    },
  );

  it('gives infinity from half a step beyond the largest number on', () => {
    expect(roundTo(65_519.996, 'float16')).toBe(65_504);
    expect(roundTo(65_520, 'float16')).toBe(Number.POSITIVE_INFINITY);
    expect(roundTo(-70_000, 'float16')).toBe(Number.NEGATIVE_INFINITY);
    expect(roundTo(Math.fround(3.4e38), 'bfloat16')).toBe(Number.POSITIVE_INFINITY);
    expect(roundTo(Math.fround(3.389e38), 'bfloat16')).toBeLessThan(3.4e38);
  });

  it('hands NaN and infinities on', () => {
    expect(roundTo(Number.NaN, 'float16')).toBeNaN();
    expect(roundTo(Number.NEGATIVE_INFINITY, 'bfloat16')).toBe(Number.NEGATIVE_INFINITY);
  });

  it('is odd and never turns an order around', () => {
    const float = fc.float({ noNaN: true });
    fc.assert(
      fc.property(float, float, (a, b) => {
        for (const format of ['float16', 'bfloat16'] as const) {
          expect(roundTo(-a, format)).toBe(-roundTo(a, format));
          expect(roundTo(Math.min(a, b), format) <= roundTo(Math.max(a, b), format)).toBe(true);
        }
      }),
    );
  });
});
