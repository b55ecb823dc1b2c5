import { twoProduct, twoSum } from '../measures/exact-number.ts';
import { NOWHERE, type Place } from '../model/target-place.ts';
import type { FittedTarget } from './normalizer.ts';
import { fromDistribution, toDistribution } from './quantile-map.ts';
import { inverseYeoJohnson, yeoJohnson } from './yeo-johnson.ts';

type ParamsOf<T> = T extends FittedTarget ? Pick<T, 'method' | 'params'> : never;
/** A method with its parameters: all that the way there and back needs. */
export type Fit = ParamsOf<FittedTarget>;

/** z · scale + shift, rounded once where nothing overflows: the two roundings of the plain formula would cost up to 2 ulp more. */
const scaleAndShift = (z: number, scale: number, shift: number): number => {
  const [product, productError] = twoProduct(z, scale);
  const [sum, sumError] = twoSum(product, shift);
  const result = sum + (sumError + productError);
  return Number.isFinite(result) ? result : z * scale + shift;
};

const unshiftAndUnscale = (z: number, offset: number, scale: number): number => {
  const [difference, error] = twoSum(z, -offset);
  const result = difference / scale + error / scale;
  return Number.isFinite(result) ? result : (z - offset) / scale;
};

const groupFits = new WeakMap<FittedTarget, ReadonlyMap<string, Fit>>();

/** The fit of the sample's group where it has one, else the one of all samples. */
const fitFor = (target: FittedTarget, group: string | undefined): Fit => {
  if (target.groups === undefined || group === undefined) return target;
  let fits = groupFits.get(target);
  if (fits === undefined) {
    // Method and params are of one entry, a tie that TypeScript loses.
    fits = new Map(target.groups.fits.map((fit) => [fit.group, { method: target.method, params: fit.params } as Fit]));
    groupFits.set(target, fits);
  }
  return fits.get(group.trim()) ?? target;
};

/** y to z by a fit that is chosen already. */
export const applyFit = (fit: Fit, y: number, { width, height }: Place = NOWHERE): number => {
  switch (fit.method) {
    case 'standard':
      return (y - fit.params.mean) / fit.params.scale;
    case 'minmax':
      return y * fit.params.scale + fit.params.offset;
    case 'maxabs':
      return y / fit.params.scale;
    case 'robust':
      return (y - fit.params.center) / fit.params.scale;
    case 'log1p':
      return Math.log1p(y);
    case 'yeo-johnson':
      return (yeoJohnson(y, fit.params.lambda) - fit.params.mean) / fit.params.scale;
    case 'quantile-normal':
      return toDistribution(fit.params.quantiles, 'normal', y);
    case 'quantile-uniform':
      return toDistribution(fit.params.quantiles, 'uniform', y);
    case 'by-width':
      return y / (width ?? Number.NaN);
    case 'by-height':
      return y / (height ?? Number.NaN);
    case 'none':
      return y;
  }
};

/** z to y by a fit that is chosen already. */
export const undoFit = (fit: Fit, z: number, { width, height }: Place = NOWHERE): number => {
  switch (fit.method) {
    case 'standard':
      return scaleAndShift(z, fit.params.scale, fit.params.mean);
    case 'minmax':
      return unshiftAndUnscale(z, fit.params.offset, fit.params.scale);
    case 'maxabs':
      return z * fit.params.scale;
    case 'robust':
      return scaleAndShift(z, fit.params.scale, fit.params.center);
    case 'log1p':
      return Math.expm1(z);
    case 'yeo-johnson':
      return inverseYeoJohnson(scaleAndShift(z, fit.params.scale, fit.params.mean), fit.params.lambda);
    case 'quantile-normal':
      return fromDistribution(fit.params.quantiles, 'normal', z);
    case 'quantile-uniform':
      return fromDistribution(fit.params.quantiles, 'uniform', z);
    case 'by-width':
      return z * (width ?? Number.NaN);
    case 'by-height':
      return z * (height ?? Number.NaN);
    case 'none':
      return z;
  }
};

/**
 * y to z, in scikit-learn's own arithmetic. Not finite where y is outside the domain (log1p: y <= -1), z does not fit a
 * double, or the size that it takes is not known: the caller looks (see `normalizeCell`).
 */
export const transform = (target: FittedTarget, y: number, place: Place = NOWHERE): number =>
  applyFit(fitFor(target, place.group), y, place);

/**
 * z back to y, for the same place. With z = transform(y) finite, |inverse(z) - y| is at most 4 ulp of the largest magnitude among y and
 * the parameters in y's unit (mean, center, scale; min, max), up to 2^1020: beyond, the last rounding may overflow. By size 1 ulp of y.
 * For log1p the double z itself keeps no more than (1 + y) · ulp(z) / 2, so there it is (4 + 2 |z|) ulp of max(|y|, 1). For Yeo-Johnson
 * with t = z · scale + mean it is 8 ulp of the largest among |t|, |mean| and |scale|, times dy/dt = (1 + |y|)^|1 - lambda|, and 16 ulp
 * of 1 + |y| for each unit of |log1p(|y|)| on top. For quantiles, of y between the first and the last, one
 * 1e12th of the widest gap between two of them; with 'normal' also what lies within 1e-7 of an end goes to that end.
 */
export const inverse = (target: FittedTarget, z: number, place: Place = NOWHERE): number =>
  undoFit(fitFor(target, place.group), z, place);
