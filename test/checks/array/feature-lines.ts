import type { FeatureLine } from '../../../src/model/feature-line.ts';

/** A feature of twenty rows that varies, unlike any other, changed by `partial`. */
export const line = (feature: number, partial: Partial<FeatureLine> = {}): FeatureLine => ({
  part: 'X.npy',
  feature,
  kind: 'feature',
  name: null,
  n: 20,
  nonfinite: 0,
  min: 0,
  max: 1 + feature,
  mean: 0.5,
  variance: 0.1,
  hash: `hash-${feature}`,
  prepared: null,
  ...partial,
});
