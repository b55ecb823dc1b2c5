import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainArithmetic, type Weights } from '../../src/measures/arithmetic.ts';
import { kernelArithmetic } from '../../src/measures/kernel-arithmetic.ts';

const kernel = kernelArithmetic();
/** Of a magnitude where sums round, with the values in between that are no numbers. */
const value = fc.oneof(
  { weight: 20, arbitrary: fc.float({ noNaN: true, noDefaultInfinity: true }) },
  { weight: 20, arbitrary: fc.float({ min: -8, max: 8, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0) },
);
const floats = (length: number): fc.Arbitrary<Float32Array> =>
  fc.array(value, { minLength: length, maxLength: length }).map((values) => Float32Array.from(values));

/** As bits: NaN is NaN, whichever it is. */
const bitsOf = (values: Float32Array): string[] => Array.from(values, (one) => (Object.is(one, -0) ? '-0' : `${one}`));

const layerCase = (sides: readonly (1 | 3)[]) =>
  fc
    .record({
      inputs: fc.integer({ min: 1, max: 5 }),
      outputs: fc.integer({ min: 1, max: 19 }),
      side: fc.constantFrom(...sides),
      height: fc.integer({ min: 1, max: 5 }),
      width: fc.integer({ min: 1, max: 19 }),
    })
    .chain((shape) =>
      fc.record({
        shape: fc.constant(shape),
        values: floats(shape.outputs * shape.inputs * shape.side ** 2),
        input: floats(shape.inputs * shape.height * shape.width),
      }),
    );

describe('the arithmetic of the probe network', () => {
  const filter = (values: readonly number[]): Weights => ({
    outputs: 1,
    inputs: 1,
    side: 3,
    values: Float32Array.from(values),
  });

  it('looks around each place, with zeros beyond the edge', () => {
    const sum = plainArithmetic.convolution(filter([1, 1, 1, 1, 1, 1, 1, 1, 1]), 2, 3);
    expect([...sum(Float32Array.from([1, 2, 3, 4, 5, 6]))]).toEqual([12, 21, 16, 12, 21, 16]);
  });

  it('does not turn the filter around', () => {
    const right = plainArithmetic.convolution(filter([0, 0, 0, 0, 0, 1, 0, 0, 0]), 1, 3);
    expect([...right(Float32Array.from([1, 2, 3]))]).toEqual([2, 3, 0]);
  });

  it('adds float32 to float32, in order', () => {
    const weights: Weights = { outputs: 1, inputs: 3, side: 1, values: Float32Array.from([1, 1, 1]) };
    expect([...plainArithmetic.product(weights)(Float32Array.from([2 ** 24, 1, 1]))]).toEqual([2 ** 24]);
    expect([...plainArithmetic.product(weights)(Float32Array.from([1, 1, 2 ** 24]))]).toEqual([2 ** 24 + 2]);
  });

  it('is the same from the WASM kernel, bit for bit: convolutions', () => {
    fc.assert(
      fc.property(layerCase([1, 3]), ({ shape, values, input }) => {
        const run = [{ ...shape, values }, shape.height, shape.width] as const;
        expect(bitsOf(kernel.convolution(...run)(input))).toEqual(bitsOf(plainArithmetic.convolution(...run)(input)));
      }),
      { numRuns: 60 },
    );
  });

  it('is the same from the WASM kernel, bit for bit: products', () => {
    fc.assert(
      fc.property(layerCase([1]), ({ shape, values, input }) => {
        const weights = { ...shape, values };
        const sample = input.slice(0, shape.inputs);
        expect(bitsOf(kernel.product(weights)(sample))).toEqual(bitsOf(plainArithmetic.product(weights)(sample)));
      }),
      { numRuns: 60 },
    );
  });
});
