import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { TargetMethod } from '../../src/model/target-columns.ts';
import { createFitter } from '../../src/targets/fit.ts';
import type { FittedTarget } from '../../src/targets/normalizer.ts';
import { applyFit, transform } from '../../src/targets/transform.ts';
import { fitLambda } from '../../src/targets/yeo-johnson.ts';
import { drawnColumn } from './drawn-column.ts';

type Params = Readonly<Record<string, number>>;
type Theirs = { readonly z: readonly number[] } & Readonly<Record<string, number | readonly number[]>>;
type Case = { readonly n: number; readonly last: number } & Readonly<Record<TargetMethod, Theirs>>;

const { cases } = JSON.parse(
  readFileSync(new URL('../golden/targets/sklearn-columns.json', import.meta.url), 'utf8'),
) as { readonly cases: readonly Case[] };

const columns = cases.map((one, seed) => ({ one, seed, values: drawnColumn(seed) }));
type Column = (typeof columns)[number];

const fitted = (method: TargetMethod, values: readonly number[]): FittedTarget => {
  const fitter = createFitter([{ name: 'y', method }]);
  for (const value of values) fitter.add('y', value);
  return fitter.targets('train')[0]!;
};

const probesOf = ({ values }: Column): readonly number[] => [...values.slice(0, 3), Math.max(...values) + 1];

/** Relative to the larger of both; what lies near 0 is what a difference left, and is held against `size`. */
const relative = (ours: number, theirs: number, size = 0): number =>
  ours === theirs ? 0 : Math.abs(ours - theirs) / Math.max(Math.abs(ours), Math.abs(theirs), size);

describe('like scikit-learn on 200 columns drawn from a seed', () => {
  it('draws the same columns', () => {
    expect(columns).toHaveLength(200);
    expect(columns.map(({ values }) => [values.length, values.at(-1)])).toEqual(cases.map(({ n, last }) => [n, last]));
  });

  it.each(['standard', 'minmax', 'maxabs', 'robust', 'quantile-normal', 'quantile-uniform'] as const)(
    '%s: parameters and values to 1e-12',
    (method) => {
      let worst = 0;
      for (const column of columns) {
        const target = fitted(method, column.values);
        const { z, ...params } = column.one[method];
        const { scale = 1, mean = 0, center = 0, offset = 0 } = target.params as unknown as Params;
        // A value near the mean, or 0 on the new scale, is a difference of two that agree.
        const shift = Math.max(Math.abs(mean / scale), Math.abs(center / scale), Math.abs(offset));
        for (const [name, theirs] of Object.entries(params)) {
          worst = Math.max(worst, relative((target.params as unknown as Params)[name]!, theirs as number));
        }
        for (const [at, y] of probesOf(column).entries()) {
          worst = Math.max(worst, relative(transform(target, y), z[at]!, shift));
        }
      }
      expect(worst).toBeLessThanOrEqual(1e-12);
    },
  );

  it("yeo-johnson: lambda to 1e-6, and to 1e-12 what scikit-learn's own lambda makes of the values", () => {
    let worstLambda = 0;
    let worst = 0;
    for (const column of columns) {
      const theirs = column.one['yeo-johnson'];
      const lambda = theirs.lambda as number;
      worstLambda = Math.max(worstLambda, Math.abs(fitLambda(Float64Array.from(column.values).sort()) - lambda));
      const { mean, scale } = fitted(
        'standard',
        column.values.map((y) => applyYeoJohnson(y, lambda)),
      ).params as {
        mean: number;
        scale: number;
      };
      const fit = { method: 'yeo-johnson', params: { lambda, mean, scale } } as const;
      for (const [at, y] of probesOf(column).entries()) {
        worst = Math.max(worst, relative(applyFit(fit, y), theirs.z[at]!, Math.abs(mean / scale)));
      }
    }
    expect(worstLambda).toBeLessThanOrEqual(1e-6);
    expect(worst).toBeLessThanOrEqual(1e-12);
  });
});

const applyYeoJohnson = (y: number, lambda: number): number =>
  applyFit({ method: 'yeo-johnson', params: { lambda, mean: 0, scale: 1 } }, y);
