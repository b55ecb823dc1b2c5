import { normalAt, normalShareBelow } from '../measures/normal-distribution.ts';
import { quantile } from '../measures/quantiles.ts';

/** scikit-learn's default for QuantileTransformer. */
const MOST_QUANTILES = 1_000;
/** scikit-learn's BOUNDS_THRESHOLD: what lies so near to an end, in the unit of what goes in, counts as the end. */
export const END_WIDTH = 1e-7;
const NEAREST_SHARE = END_WIDTH - Number.EPSILON;
const LEAST_NORMAL = normalAt(NEAREST_SHARE);
const MOST_NORMAL = normalAt(1 - NEAREST_SHARE);

export type Distribution = 'normal' | 'uniform';

/** The i-th of `count` shares from 0 to 1, as numpy's `linspace`. */
const shareAt = (at: number, count: number): number => {
  if (at === 0) return 0;
  return at === count - 1 ? 1 : at * (1 / (count - 1));
};

/** At most 1,000 quantiles of ascending values, evenly apart in share, ascending. */
export const fitQuantiles = (sorted: Float64Array): readonly number[] => {
  const count = Math.min(MOST_QUANTILES, sorted.length);
  let highest = Number.NEGATIVE_INFINITY;
  return Array.from({ length: count }, (_, at) => {
    // Through percent and back, as scikit-learn and numpy do: it may cost the last bit.
    highest = Math.max(highest, quantile(sorted, (shareAt(at, count) * 100) / 100));
    return highest;
  });
};

/** Number of quantiles at or below the value, by bisection. */
const countAtOrBelow = (quantiles: readonly number[], value: number): number => {
  let low = 0;
  let high = quantiles.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (quantiles[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
};

const countBelow = (quantiles: readonly number[], value: number): number => {
  let low = 0;
  let high = quantiles.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (quantiles[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** numpy's `interp`, seen from the last quantile at or below the value. */
const shareFromBelow = (quantiles: readonly number[], value: number): number => {
  const count = quantiles.length;
  const at = countAtOrBelow(quantiles, value) - 1;
  if (at < 0) return 0;
  if (at === count - 1 || quantiles[at] === value) return shareAt(at, count);
  const slope = (shareAt(at + 1, count) - shareAt(at, count)) / (quantiles[at + 1]! - quantiles[at]!);
  return slope * (value - quantiles[at]!) + shareAt(at, count);
};

/** The same from the first at or above it: they differ where quantiles repeat. */
const shareFromAbove = (quantiles: readonly number[], value: number): number => {
  const count = quantiles.length;
  const at = countBelow(quantiles, value);
  if (at === count) return shareAt(count - 1, count);
  if (at === 0 || quantiles[at] === value) return shareAt(at, count);
  const slope = (shareAt(at, count) - shareAt(at - 1, count)) / (quantiles[at]! - quantiles[at - 1]!);
  return shareAt(at, count) - slope * (quantiles[at]! - value);
};

const valueAt = (quantiles: readonly number[], share: number): number => {
  const count = quantiles.length;
  if (share <= 0 || count === 1) return quantiles[0]!;
  if (share >= 1) return quantiles[count - 1]!;
  let at = Math.min(count - 2, Math.floor(share * (count - 1)));
  if (shareAt(at + 1, count) <= share) at += 1;
  else if (shareAt(at, count) > share) at -= 1;
  if (shareAt(at, count) === share) return quantiles[at]!;
  const slope = (quantiles[at + 1]! - quantiles[at]!) / (shareAt(at + 1, count) - shareAt(at, count));
  return slope * (share - shareAt(at, count)) + quantiles[at]!;
};

/** As scikit-learn's QuantileTransformer: beyond the first and the last quantile everything is taken for them. */
export const toDistribution = (quantiles: readonly number[], of: Distribution, y: number): number => {
  const reach = of === 'normal' ? END_WIDTH : 0;
  const [first, last] = [quantiles[0]!, quantiles.at(-1)!];
  const isFirst = of === 'normal' ? y - reach < first : y === first;
  const isLast = of === 'normal' ? y + reach > last : y === last;
  let share = 0.5 * (shareFromBelow(quantiles, y) + shareFromAbove(quantiles, y));
  if (isLast) share = 1;
  if (isFirst) share = 0;
  if (of === 'uniform') return share;
  return Math.min(MOST_NORMAL, Math.max(LEAST_NORMAL, normalAt(share)));
};

export const fromDistribution = (quantiles: readonly number[], of: Distribution, z: number): number => {
  if (of === 'uniform') return valueAt(quantiles, z);
  const share = normalShareBelow(z);
  if (share - END_WIDTH < 0) return quantiles[0]!;
  return share + END_WIDTH > 1 ? quantiles.at(-1)! : valueAt(quantiles, share);
};
