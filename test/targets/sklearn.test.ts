import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createFitter } from '../../src/targets/fit.ts';
import type { FittedTarget } from '../../src/targets/normalizer.ts';
import { transform } from '../../src/targets/transform.ts';

type Params = Readonly<Record<string, number>>;
interface Case {
  readonly name: string;
  readonly values: readonly number[];
  readonly standard: Params & { readonly z: readonly number[] };
  readonly minmax: Params & { readonly z: readonly number[] };
  readonly robust: Params & { readonly z: readonly number[] };
}

const golden = JSON.parse(readFileSync(new URL('../golden/targets/sklearn.json', import.meta.url), 'utf8')) as {
  readonly cases: readonly Case[];
};

const fitted = (method: 'standard' | 'minmax' | 'robust', values: readonly number[]): FittedTarget => {
  const fitter = createFitter([{ name: 'y', method }]);
  for (const value of values) fitter.add('y', value);
  return fitter.finish('train')[0]!.target;
};

const relativeError = (ours: number, theirs: number): number =>
  ours === theirs ? 0 : Math.abs(ours - theirs) / Math.max(Math.abs(ours), Math.abs(theirs));

const worst = (target: FittedTarget, values: readonly number[], theirs: readonly number[]): number =>
  Math.max(...values.map((value, index) => relativeError(transform(target, value), theirs[index]!)));

/**
 * scikit-learn's own mean is a rounded sum. One ulp of a mean of 1e9 is 1e-7 of a unit-variance z, so a z is compared
 * relative to the larger of itself and the mean in units of the scale.
 */
const worstToMean = (
  target: FittedTarget,
  values: readonly number[],
  theirs: readonly number[],
  mean: number,
): number => {
  const { scale } = target.params as { scale: number };
  return Math.max(
    ...values.map((value, index) => {
      const ours = transform(target, value);
      const size = Math.max(Math.abs(ours), Math.abs(mean / scale), Number.MIN_VALUE);
      return Math.abs(ours - theirs[index]!) / size;
    }),
  );
};

describe.each(golden.cases.map((one) => [one.name, one] as const))('like scikit-learn: %s', (_, one) => {
  it('standard', () => {
    const target = fitted('standard', one.values);
    const { mean, scale } = target.params as Params;
    // A mean near 0 is what is left of a sum; its error is relative to what was summed.
    const size = Math.max(...one.values.map(Math.abs));
    expect(Math.abs(mean! - one.standard.mean!)).toBeLessThanOrEqual(1e-12 * Math.max(Math.abs(mean!), 1e-3 * size));
    expect(relativeError(scale!, one.standard.scale!)).toBeLessThanOrEqual(1e-12);
    if (!target.constant) {
      expect(relativeError(target.variance!, one.standard.variance!)).toBeLessThanOrEqual(1e-12);
      expect(worstToMean(target, one.values, one.standard.z, mean!)).toBeLessThanOrEqual(1e-12);
    }
  });

  it('minmax', () => {
    const target = fitted('minmax', one.values);
    for (const name of ['min', 'max', 'scale', 'offset']) {
      expect(relativeError((target.params as Params)[name]!, one.minmax[name as 'min'] as number)).toBeLessThanOrEqual(
        1e-12,
      );
    }
    expect(worst(target, one.values, one.minmax.z)).toBeLessThanOrEqual(1e-12);
  });

  it('robust', () => {
    const target = fitted('robust', one.values);
    for (const name of ['center', 'scale']) {
      expect(
        relativeError((target.params as Params)[name]!, one.robust[name as 'scale'] as number),
      ).toBeLessThanOrEqual(1e-12);
    }
    expect(worst(target, one.values, one.robust.z)).toBeLessThanOrEqual(1e-12);
  });
});
