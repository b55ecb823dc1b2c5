import { describe, expect, it } from 'vitest';
import { TARGET_METHODS, type TargetMethod } from '../../src/model/target-columns.ts';
import { createFitter } from '../../src/targets/fit.ts';
import { createProvisionalFit } from '../../src/targets/provisional.ts';
import { transform } from '../../src/targets/transform.ts';

const ORDINARY = Array.from({ length: 100 }, (_, at) => ((at * 37) % 61) / 10);

const provisional = (method: TargetMethod, values: readonly number[]) => {
  const fit = createProvisionalFit([{ name: 'y', method }]);
  for (const value of values) fit.add('y', value, {});
  return fit.targets('all');
};

describe('a fit before any sample was looked at', () => {
  it.each(TARGET_METHODS)('is the final one where no sample is bad (%s)', (method) => {
    const fitter = createFitter([{ name: 'y', method }]);
    for (const value of ORDINARY) fitter.add('y', value);
    expect(provisional(method, ORDINARY)).toEqual(fitter.targets('all'));
  });

  it.each(['standard', 'minmax', 'maxabs', 'robust', 'yeo-johnson'] as const)(
    'leaves out what has no finite loss as it is given, so that it has none normalized either (%s)',
    (method) => {
      const [target] = provisional(method, [...ORDINARY, 1e30, Number.NaN, Number.POSITIVE_INFINITY]);
      expect(target).toEqual(provisional(method, ORDINARY)[0]);
    },
  );

  it('takes such values for ordinary where most are such', () => {
    const far = ORDINARY.map((value) => (1 + value) * 1e30);
    const [target] = provisional('standard', [...far, 1]);
    expect(Math.abs(transform(target!, far[0]!))).toBeLessThan(20);
  });

  it('leaves out what has no logarithm, and goes on', () => {
    expect(provisional('log1p', [-3, 1, 2])).toMatchObject([{ n: 2 }]);
  });

  it('gives no fit to a column that is refused one, and theirs to the others', () => {
    const fit = createProvisionalFit([
      { name: 'narrow', method: 'quantile-normal' },
      { name: 'plain', method: 'standard' },
    ]);
    for (const at of [0, 1, 2]) {
      fit.add('narrow', at * 1e-7, {});
      fit.add('plain', at, {});
    }
    expect(fit.targets('all').map(({ name }) => name)).toEqual(['plain']);
  });
});
