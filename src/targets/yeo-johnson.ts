import { lowestAt } from '../measures/minimum.ts';

/** Below it an exponent counts as 0, as in scikit-learn. */
const SMALLEST_EXPONENT = Number.EPSILON;
/** Of a variance whose logarithm can be taken: the smallest normal double. */
const SMALLEST_VARIANCE = 2 ** -1022;

/** (1 + m)^exponent − 1 over exponent, from log1p(m); in expm1, which keeps the digits that a power near 1 would lose. */
const grown = (logarithm: number, exponent: number): number =>
  Math.abs(exponent) < SMALLEST_EXPONENT ? logarithm : Math.expm1(exponent * logarithm) / exponent;

const shrunk = (t: number, exponent: number): number =>
  Math.expm1(Math.abs(exponent) < SMALLEST_EXPONENT ? t : Math.log1p(exponent * t) / exponent);

/** I. Yeo and R. A. Johnson, Biometrika 87 (2000): any y to its transformed value. */
export const yeoJohnson = (y: number, lambda: number): number =>
  y < 0 ? -grown(Math.log1p(-y), 2 - lambda) : grown(Math.log1p(y), lambda);

/** The way back; NaN or infinite where no y has that value. */
export const inverseYeoJohnson = (t: number, lambda: number): number =>
  t < 0 ? -shrunk(-t, 2 - lambda) : shrunk(t, lambda);

/** Where the transformed values end: none lies at or beyond it. Undefined where they run to both infinities. */
export const yeoJohnsonEnd = (lambda: number): number | undefined => {
  if (lambda < -SMALLEST_EXPONENT) return -1 / lambda;
  return lambda > 2 + SMALLEST_EXPONENT ? 1 / (2 - lambda) : undefined;
};

/** Of the population. Two passes, as numpy's; sums lose less than a bit for each doubling of the length. */
const varianceOf = (values: Float64Array): number => {
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) * (value - mean);
  return squares / values.length;
};

/**
 * The most likely lambda, by scikit-learn's own likelihood and search. Values must be finite; ascending, equal values give the same bits
 * however they were put together.
 */
export const fitLambda = (sorted: Float64Array): number => {
  const magnitudes = sorted.map((value) => 1 + Math.abs(value));
  const logarithms = sorted.map((value) => Math.log1p(Math.abs(value)));
  let sum = 0;
  for (const [at, logarithm] of logarithms.entries()) sum += Math.sign(sorted[at]!) * logarithm;
  // A power, not `grown`: the search ends where rounding makes the likelihood flat, so it must round as scikit-learn does.
  const raised = (at: number, exponent: number): number =>
    Math.abs(exponent) < SMALLEST_EXPONENT ? logarithms[at]! : (magnitudes[at]! ** exponent - 1) / exponent;
  const negative = sorted.findIndex((value) => value >= 0);
  const negatives = negative < 0 ? sorted.length : negative;
  const transformed = new Float64Array(sorted.length);
  const unlikeliness = (lambda: number): number => {
    for (let at = 0; at < transformed.length; at += 1) {
      transformed[at] = at < negatives ? -raised(at, 2 - lambda) : raised(at, lambda);
    }
    const variance = varianceOf(transformed);
    if (variance < SMALLEST_VARIANCE) return Number.POSITIVE_INFINITY;
    return (sorted.length / 2) * Math.log(variance) - (lambda - 1) * sum;
  };
  return lowestAt(unlikeliness, -2, 2);
};
