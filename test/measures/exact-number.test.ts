import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { partsOf, ratio, scaled, twoProduct, twoSum } from '../../src/measures/exact-number.ts';

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });

describe('exact numbers', () => {
  it('take a double apart and put it together', () => {
    fc.assert(
      fc.property(finite, (value) => {
        const { mantissa, exponent } = partsOf(value);
        expect(Number.isSafeInteger(mantissa)).toBe(true);
        expect(scaled(mantissa, exponent)).toBe(value);
      }),
    );
  });

  it('divide with one rounding, also past a tie that only the last of many bits breaks', () => {
    const value = (one: { mantissa: number; exponent: number }) => scaled(one.mantissa, one.exponent);
    expect(value(ratio((1n << 120n) + (1n << 67n), 1n))).toBe(2 ** 120);
    expect(value(ratio((1n << 120n) + (1n << 67n) + 1n, 1n))).toBe(2 ** 120 + 2 ** 68);
    expect(value(ratio(-(1n << 120n) - (1n << 67n) - 1n, 1n))).toBe(-(2 ** 120) - 2 ** 68);
    expect(value(ratio(1n, 3n))).toBe(1 / 3);
    expect(value(ratio(0n, 7n))).toBe(0);
  });

  it('keep the exponent even, for a square root', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 1n << 3000n }), fc.bigInt({ min: 1n, max: 1n << 60n }), (top, bottom) => {
        expect(Math.abs(ratio(top, bottom).exponent % 2)).toBe(0);
      }),
    );
  });

  it('know what a sum and a product lost', () => {
    const sameSize = fc
      .double({ noNaN: true, min: -1e100, max: 1e100 })
      .filter((value) => Math.abs(value) > 1e-100 || value === 0);
    const asInteger = (value: number): bigint => {
      const { mantissa, exponent } = partsOf(value);
      return BigInt(mantissa) << BigInt(exponent + 1074);
    };
    fc.assert(
      fc.property(sameSize, sameSize, (a, b) => {
        const [sum, sumError] = twoSum(a, b);
        expect(asInteger(sum) + asInteger(sumError)).toBe(asInteger(a) + asInteger(b));
        const [product, productError] = twoProduct(a, b);
        expect((asInteger(product) + asInteger(productError)) << 1074n).toBe(asInteger(a) * asInteger(b));
      }),
    );
  });
});
