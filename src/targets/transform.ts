import { twoProduct, twoSum } from './exact-number.ts';
import type { FittedTarget } from './normalizer.ts';

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

/**
 * y to z, in scikit-learn's own arithmetic. Not finite where y is outside the domain (log1p: y <= -1) or z does not fit a
 * double: the caller looks (see `normalizeCell`).
 */
export const transform = (target: FittedTarget, y: number): number => {
  switch (target.method) {
    case 'standard':
      return (y - target.params.mean) / target.params.scale;
    case 'minmax':
      return y * target.params.scale + target.params.offset;
    case 'robust':
      return (y - target.params.center) / target.params.scale;
    case 'log1p':
      return Math.log1p(y);
    case 'none':
      return y;
  }
};

/**
 * z back to y. With z = transform(y) finite, |inverse(z) - y| is at most 4 ulp of the largest magnitude among y and the
 * parameters in y's unit (mean, center, scale; min, max), up to 2^1020: beyond, the last rounding may overflow. For log1p the double z itself keeps no more than
 * (1 + y) · ulp(z) / 2, so there it is (4 + 2 |z|) ulp of max(|y|, 1).
 */
export const inverse = (target: FittedTarget, z: number): number => {
  switch (target.method) {
    case 'standard':
      return scaleAndShift(z, target.params.scale, target.params.mean);
    case 'minmax':
      return unshiftAndUnscale(z, target.params.offset, target.params.scale);
    case 'robust':
      return scaleAndShift(z, target.params.scale, target.params.center);
    case 'log1p':
      return Math.expm1(z);
    case 'none':
      return z;
  }
};
