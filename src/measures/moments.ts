import { twoSum } from './exact-number.ts';

/** What a series of numbers comes to so far. `mean + meanRest` is the mean, to twice a double's digits; all 0 for n = 0. */
export interface RunningMoments {
  readonly n: number;
  readonly mean: number;
  readonly meanRest: number;
  /** Sum of the squared distances to the mean, likewise in two parts. */
  readonly spread: number;
  readonly spreadRest: number;
}

export const NO_MOMENTS: RunningMoments = { n: 0, mean: 0, meanRest: 0, spread: 0, spreadRest: 0 };

/** Sums over `n` >= 1 numbers of their distances to `center`, and of the squares of these. */
export interface CenteredSums {
  readonly n: number;
  readonly center: number;
  readonly sum: number;
  readonly squares: number;
}

/** Loses no more than two bits to cancellation where the center is within two deviations of the mean. */
export const isCentered = ({ n, sum, squares }: Pick<CenteredSums, 'n' | 'sum' | 'squares'>): boolean =>
  sum * sum <= 0.75 * squares * n;

export const momentsOfSums = ({ n, center, sum, squares }: CenteredSums): RunningMoments => {
  const [mean, meanRest] = twoSum(center, sum / n);
  if (!Number.isFinite(squares)) return { n, mean, meanRest, spread: squares, spreadRest: 0 };
  return { n, mean, meanRest, spread: Math.max(0, squares - sum * (sum / n)), spreadRest: 0 };
};

/** Moments of `n` equal numbers: exact. */
export const momentsOfEqual = (n: number, value: number): RunningMoments => ({ ...NO_MOMENTS, n, mean: value });

/**
 * Moments of both series together (Chan, Golub and LeVeque 1979, the pairwise formula), with the mean kept to twice a double's digits:
 * of blocks whose means lie within a rounding error of each other, as at mean 1e9 and unit variance, the distance would else be noise.
 * Only where a square does not fit a double is `spread` Infinity.
 */
export const mergeMoments = (one: RunningMoments, other: RunningMoments): RunningMoments => {
  if (one.n === 0) return other;
  if (other.n === 0) return one;
  const n = one.n + other.n;
  const share = other.n / n;
  const [high, low] = twoSum(other.mean, -one.mean);
  const apart = high + (low + (other.meanRest - one.meanRest));
  if (!Number.isFinite(apart)) {
    const mean = one.mean * (one.n / n) + other.mean * share;
    return { n, mean, meanRest: 0, spread: Number.POSITIVE_INFINITY, spreadRest: 0 };
  }
  const [mean, meanRest] = twoSum(one.mean, one.meanRest + apart * share);
  const [both, rest] = twoSum(one.spread, other.spread);
  const [spread, more] = twoSum(both, apart * apart * one.n * share);
  if (!Number.isFinite(spread)) return { n, mean, meanRest, spread: Number.POSITIVE_INFINITY, spreadRest: 0 };
  return { n, mean, meanRest, spread, spreadRest: one.spreadRest + other.spreadRest + rest + more };
};

/** Of the population, divided by n. */
export const varianceOf = ({ n, spread, spreadRest }: RunningMoments): number => (spread + spreadRest) / n;
