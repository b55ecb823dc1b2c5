import { median, quantile } from '../measures/quantiles.ts';
import { UserError } from '../model/errors.ts';
import type { TargetMethod } from '../model/target-columns.ts';
import { addValue, createAccumulator, type Moments, moments } from './accumulator.ts';
import { END_WIDTH, fitQuantiles } from './quantile-map.ts';
import { type Fit, undoFit } from './transform.ts';
import { fitLambda, yeoJohnson, yeoJohnsonEnd } from './yeo-johnson.ts';

/** A method's parameters, and whether the values had no spread to take. */
export type MethodFit = Fit & { readonly constant: boolean };

/** Named in refusals: the target, and its group where it has one. */
export interface Subject {
  readonly name: string;
  readonly group?: string | undefined;
}

/** scikit-learn calls a range constant below this, in the target's own unit (`_handle_zeros_in_scale`). */
const SMALLEST_RANGE = 10 * Number.EPSILON;
/** A network may predict so many deviations from the mean of what it was trained on. */
const FARTHEST_DEVIATIONS = 8;
/** Of its range, an end of which may take in no more than a thousandth. */
const SMALLEST_NORMAL_RANGE = 1_000 * END_WIDTH;

/** Methods that the sums of a column are not enough for. */
export const needsValues = (method: TargetMethod): boolean =>
  method === 'robust' || method === 'yeo-johnson' || method === 'quantile-normal' || method === 'quantile-uniform';

/** scikit-learn's `_is_constant_feature`: a spread no larger than the rounding of a two-pass variance could make. */
const isConstant = ({ n, mean, variance }: Moments): boolean =>
  Number.isFinite(variance) && variance <= n * Number.EPSILON * variance + (n * mean * Number.EPSILON) ** 2;

/** A range wider than the largest double is taken as that. */
const range = (low: number, high: number): number => Math.min(high - low, Number.MAX_VALUE);

const standardOf = (all: Moments) => {
  const constant = isConstant(all);
  return { mean: all.mean, scale: constant ? 1 : all.deviation, constant };
};

const fitStandard = (all: Moments): MethodFit => {
  const { constant, ...params } = standardOf(all);
  return { method: 'standard', params, constant };
};

const fitMinmax = ({ min, max }: Moments): MethodFit => {
  const constant = range(min, max) < SMALLEST_RANGE;
  const scale = 1 / (constant ? 1 : range(min, max));
  return { method: 'minmax', params: { min, max, scale, offset: 0 - min * scale }, constant };
};

const fitMaxabs = ({ min, max }: Moments): MethodFit => {
  const largest = Math.max(Math.abs(min), Math.abs(max));
  const isSmall = largest < SMALLEST_RANGE;
  return { method: 'maxabs', params: { scale: isSmall ? 1 : largest }, constant: min === max };
};

const fitRobust = (sorted: Float64Array): MethodFit => {
  const q25 = quantile(sorted, 0.25);
  const q75 = quantile(sorted, 0.75);
  const constant = range(q25, q75) < SMALLEST_RANGE;
  const scale = constant ? 1 : range(q25, q75);
  return { method: 'robust', params: { center: median(sorted), scale, q25, q75 }, constant };
};

const words = ({ name, group }: Subject) => ({ name, of: group === undefined ? '' : ` (${group})` });

/** The first normalized value in reach of a prediction that has no way back. */
const firstWithoutInverse = (fit: Fit): number | undefined => {
  const ends = [FARTHEST_DEVIATIONS, -FARTHEST_DEVIATIONS];
  const lost = ends.find((z) => !Number.isFinite(undoFit(fit, z)));
  if (lost === undefined || fit.method !== 'yeo-johnson') return lost;
  const { lambda, mean, scale } = fit.params;
  const end = yeoJohnsonEnd(lambda);
  return end === undefined ? lost : (end - mean) / scale;
};

const fitYeoJohnson = (all: Moments, sorted: Float64Array, subject: Subject): MethodFit => {
  const isFlat = isConstant(all);
  const lambda = isFlat ? 1 : fitLambda(sorted);
  const sums = createAccumulator();
  for (const value of sorted) {
    const transformed = yeoJohnson(value, lambda);
    if (!Number.isFinite(transformed)) throw new UserError('targets.no-fit', { ...words(subject), lambda, value });
    addValue(sums, transformed);
  }
  const { constant, ...standard } = standardOf(moments(sums));
  const fit: MethodFit = { method: 'yeo-johnson', params: { lambda, ...standard }, constant: isFlat || constant };
  const lost = firstWithoutInverse(fit);
  if (lost !== undefined) throw new UserError('targets.no-inverse', { ...words(subject), lambda, z: lost });
  return fit;
};

const fitQuantile = (
  method: 'quantile-normal' | 'quantile-uniform',
  { min, max }: Moments,
  sorted: Float64Array,
  subject: Subject,
): MethodFit => {
  const span = max - min;
  if (!Number.isFinite(span)) throw new UserError('targets.too-wide', { ...words(subject), min, max });
  // The ends are given in the target's own unit, not in its spread: scikit-learn would make two values of all.
  if (method === 'quantile-normal' && span > 0 && span < SMALLEST_NORMAL_RANGE) {
    throw new UserError('targets.too-narrow', { ...words(subject), span, least: SMALLEST_NORMAL_RANGE });
  }
  return { method, params: { quantiles: [...fitQuantiles(sorted)] }, constant: min === max };
};

/** Without any value: goes there and back unchanged, as far as the method can. */
const IDENTITY: Readonly<Record<TargetMethod, MethodFit>> = {
  standard: { method: 'standard', params: { mean: 0, scale: 1 }, constant: true },
  minmax: { method: 'minmax', params: { min: 0, max: 0, scale: 1, offset: 0 }, constant: true },
  maxabs: { method: 'maxabs', params: { scale: 1 }, constant: true },
  robust: { method: 'robust', params: { center: 0, scale: 1, q25: 0, q75: 0 }, constant: true },
  log1p: { method: 'log1p', params: {}, constant: true },
  'yeo-johnson': { method: 'yeo-johnson', params: { lambda: 1, mean: 0, scale: 1 }, constant: true },
  'quantile-normal': { method: 'quantile-normal', params: { quantiles: [0] }, constant: true },
  'quantile-uniform': { method: 'quantile-uniform', params: { quantiles: [0] }, constant: true },
  'by-width': { method: 'by-width', params: {}, constant: true },
  'by-height': { method: 'by-height', params: {}, constant: true },
  none: { method: 'none', params: {}, constant: true },
};

/**
 * @param sorted ascending; only looked at by methods that `needsValues`.
 * Throws UserError where a network's prediction could have no way back, and where quantiles would lose the values.
 */
export const fitMethod = (method: TargetMethod, all: Moments, sorted: Float64Array, subject: Subject): MethodFit => {
  if (all.n === 0) return IDENTITY[method];
  switch (method) {
    case 'standard':
      return fitStandard(all);
    case 'minmax':
      return fitMinmax(all);
    case 'maxabs':
      return fitMaxabs(all);
    case 'robust':
      return fitRobust(sorted);
    case 'yeo-johnson':
      return fitYeoJohnson(all, sorted, subject);
    case 'quantile-normal':
    case 'quantile-uniform':
      return fitQuantile(method, all, sorted, subject);
    case 'log1p':
    case 'by-width':
    case 'by-height':
    case 'none':
      return { method, params: {}, constant: all.min === all.max };
  }
};
