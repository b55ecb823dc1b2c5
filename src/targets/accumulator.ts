import { partsOf, ratio, scaled } from '../measures/exact-number.ts';

/** What a column of numbers comes to. With n = 0 everything else is NaN. */
export interface Moments {
  readonly n: number;
  readonly mean: number;
  /** Of the population (divided by n), as scikit-learn's StandardScaler; Infinity where it does not fit a double. */
  readonly variance: number;
  /** Finite wherever the values are: not the root of an overflowed or underflowed variance. */
  readonly deviation: number;
  readonly min: number;
  readonly max: number;
}

/**
 * Running moments that can be merged. Sums of values and of squares are kept exact, as integers per binary exponent
 * (Kulisch's long accumulator, sparse), so any order and any partition gives the same last bit, and a mean of 1e9 with
 * unit variance loses nothing. Create, add, merge, extract as in TensorFlow Data Validation's combiners.
 */
export interface Accumulator {
  n: number;
  min: number;
  max: number;
  /** Exponent (as of `partsOf`) to the sum of mantissas and of their squares. */
  readonly sums: Map<number, { values: bigint; squares: bigint }>;
}

export const createAccumulator = (): Accumulator => ({
  n: 0,
  min: Number.POSITIVE_INFINITY,
  max: Number.NEGATIVE_INFINITY,
  sums: new Map(),
});

const addSums = (to: Accumulator, exponent: number, values: bigint, squares: bigint): void => {
  const slot = to.sums.get(exponent);
  if (slot === undefined) {
    to.sums.set(exponent, { values, squares });
    return;
  }
  slot.values += values;
  slot.squares += squares;
};

/** The value must be finite: what is not is counted by the caller, not summed. */
export const addValue = (to: Accumulator, value: number): void => {
  if (!Number.isFinite(value)) throw new Error(`not finite: ${value}`);
  const { mantissa, exponent } = partsOf(value);
  const integer = BigInt(mantissa);
  to.n += 1;
  to.min = Math.min(to.min, value);
  to.max = Math.max(to.max, value);
  addSums(to, exponent, integer, integer * integer);
};

/** Adds all of `from` to `to`; `from` stays as it is. */
export const merge = (to: Accumulator, from: Accumulator): void => {
  to.n += from.n;
  to.min = Math.min(to.min, from.min);
  to.max = Math.max(to.max, from.max);
  for (const [exponent, { values, squares }] of from.sums) addSums(to, exponent, values, squares);
};

/** Mean and variance are the exact values rounded once. */
export const moments = (of: Accumulator): Moments => {
  const { n, min, max } = of;
  if (n === 0) {
    return { n, mean: Number.NaN, variance: Number.NaN, deviation: Number.NaN, min: Number.NaN, max: Number.NaN };
  }
  let lowest = Number.POSITIVE_INFINITY;
  for (const exponent of of.sums.keys()) lowest = Math.min(lowest, exponent);
  let total = 0n;
  let squared = 0n;
  for (const [exponent, { values, squares }] of of.sums) {
    const shift = BigInt(exponent - lowest);
    total += values << shift;
    squared += squares << (2n * shift);
  }
  const count = BigInt(n);
  const mean = ratio(total, count);
  const spread = ratio(count * squared - total * total, count * count);
  return {
    n,
    mean: scaled(mean.mantissa, mean.exponent + lowest),
    variance: scaled(spread.mantissa, spread.exponent + 2 * lowest),
    deviation: scaled(Math.sqrt(spread.mantissa), spread.exponent / 2 + lowest),
    min,
    max,
  };
};
