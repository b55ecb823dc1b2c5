import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bfloatToNumber, halfToNumber, roundTo, SMALL_FLOATS } from '../../src/measures/float-formats.ts';

const rounded = (format: 'float16' | 'bfloat16', value: number): number => {
  const values = Float32Array.of(value);
  roundTo(format, values);
  return values[0]!;
};
const words = Array.from({ length: 0x8000 }, (_, word) => word);
const FINITE = {
  float16: words.map(halfToNumber).filter(Number.isFinite),
  bfloat16: words.map(bfloatToNumber).filter(Number.isFinite),
};

describe.each(['float16', 'bfloat16'] as const)('rounding to %s', (format) => {
  const ladder = FINITE[format];

  it('leaves every number of the format as it is, with either sign', () => {
    const values = Float32Array.from(ladder.flatMap((value) => [value, -value]));
    const before = values.slice();
    roundTo(format, values);
    expect(values.findIndex((value, at) => value !== before[at])).toBe(-1);
    expect(ladder.at(-1)).toBe(SMALL_FLOATS[format].max);
  });

  it('takes the nearer neighbor, and of two the even one', () => {
    const step = fc.integer({ min: 0, max: ladder.length - 2 });
    const share = fc.constantFrom(0.25, 0.5, 0.75);
    fc.assert(
      fc.property(step, share, fc.constantFrom(1, -1), (at, part, sign) => {
        const [low, high] = [ladder[at]!, ladder[at + 1]!];
        const value = low + (high - low) * part;
        fc.pre(Math.fround(value) === value);
        const even = at % 2 === 0 ? low : high;
        const nearer = part < 0.5 ? low : high;
        expect(rounded(format, sign * value) + 0).toBe(sign * (part === 0.5 ? even : nearer) + 0);
      }),
      { numRuns: 500 },
    );
  });

  it('goes to infinity from half a step above the largest number on', () => {
    const { max } = SMALL_FLOATS[format];
    const half = (max - ladder.at(-2)!) / 2;
    expect(rounded(format, max + half * 0.99)).toBe(max);
    expect(rounded(format, max + half)).toBe(Number.POSITIVE_INFINITY);
    expect(rounded(format, -max - half)).toBe(Number.NEGATIVE_INFINITY);
  });

  it('leaves NaN and infinities', () => {
    expect(rounded(format, Number.NaN)).toBeNaN();
    expect(rounded(format, Number.NEGATIVE_INFINITY)).toBe(Number.NEGATIVE_INFINITY);
  });
});
