import { createValueList, median, quantile, type ValueList } from '../measures/quantiles.ts';
import type { TargetMethod } from '../model/config.ts';
import { UserError } from '../model/errors.ts';
import type { Histogram } from '../model/summary.ts';
import { type Accumulator, addValue, createAccumulator, type Moments, moments } from './accumulator.ts';
import { histogram } from './histogram.ts';
import { type FittedTarget, FORMULAS } from './normalizer.ts';
import { transform } from './transform.ts';

export interface TargetSpec {
  readonly name: string;
  readonly method: TargetMethod;
}

/** A fitted target with its picture before and after, over the values it was fitted on. */
export interface FittedColumn {
  readonly target: FittedTarget;
  readonly before: Histogram;
  readonly after: Histogram;
}

/** Takes the clean samples of the split in ordinal order, then answers once. Holds 8 bytes a value. */
export interface Fitter {
  /**
   * `undefined` or a number that is not finite: the sample is in the split but gives no value; it is counted as excluded.
   * `where` names the place in errors (key, or file and line). Throws UserError for log1p and a value of -1 or less.
   */
  readonly add: (name: string, value: number | undefined, where?: string) => void;
  /** One entry per spec, in their order. `fittedOn`: the split's name, or 'all'. */
  readonly finish: (fittedOn: string) => readonly FittedColumn[];
}

type ParamsOf<T> = T extends FittedTarget ? Pick<T, 'method' | 'params' | 'constant'> : never;
type Fit = ParamsOf<FittedTarget>;

/** scikit-learn calls a range constant below this, in the target's own unit (`_handle_zeros_in_scale`). */
const SMALLEST_RANGE = 10 * Number.EPSILON;

/** scikit-learn's `_is_constant_feature`: a spread no larger than the rounding of a two-pass variance could make. */
const isConstant = ({ n, mean, variance }: Moments): boolean =>
  Number.isFinite(variance) && variance <= n * Number.EPSILON * variance + (n * mean * Number.EPSILON) ** 2;

/** A range wider than the largest double is taken as that. */
const range = (low: number, high: number): number => Math.min(high - low, Number.MAX_VALUE);

const fitStandard = (all: Moments): Fit => {
  const constant = isConstant(all);
  return { method: 'standard', params: { mean: all.mean, scale: constant ? 1 : all.deviation }, constant };
};

const fitMinmax = ({ min, max }: Moments): Fit => {
  const constant = range(min, max) < SMALLEST_RANGE;
  const scale = 1 / (constant ? 1 : range(min, max));
  return { method: 'minmax', params: { min, max, scale, offset: 0 - min * scale }, constant };
};

const fitRobust = (values: Float64Array): Fit => {
  const sorted = values.slice().sort();
  const q25 = quantile(sorted, 0.25);
  const q75 = quantile(sorted, 0.75);
  const constant = range(q25, q75) < SMALLEST_RANGE;
  const scale = constant ? 1 : range(q25, q75);
  return { method: 'robust', params: { center: median(sorted), scale, q25, q75 }, constant };
};

/** Without any value: goes there and back unchanged. */
const IDENTITY: Readonly<Record<TargetMethod, Fit>> = {
  standard: { method: 'standard', params: { mean: 0, scale: 1 }, constant: true },
  minmax: { method: 'minmax', params: { min: 0, max: 0, scale: 1, offset: 0 }, constant: true },
  robust: { method: 'robust', params: { center: 0, scale: 1, q25: 0, q75: 0 }, constant: true },
  log1p: { method: 'log1p', params: {}, constant: true },
  none: { method: 'none', params: {}, constant: true },
};

const fitMethod = (method: TargetMethod, all: Moments, values: Float64Array): Fit => {
  if (all.n === 0) return IDENTITY[method];
  switch (method) {
    case 'standard':
      return fitStandard(all);
    case 'minmax':
      return fitMinmax(all);
    case 'robust':
      return fitRobust(values);
    case 'log1p':
    case 'none':
      return { method, params: {}, constant: all.min === all.max };
  }
};

interface Column {
  readonly spec: TargetSpec;
  readonly sums: Accumulator;
  readonly values: ValueList;
  excluded: number;
}

const finishColumn = ({ spec, sums, values, excluded }: Column, fittedOn: string): FittedColumn => {
  const all = moments(sums);
  const empty = all.n === 0;
  const list = values.view();
  const { method, params, constant } = fitMethod(spec.method, all, list);
  const target = {
    name: spec.name,
    method,
    params,
    ...FORMULAS[method],
    n: all.n,
    excluded,
    fittedOn,
    mean: empty ? null : all.mean,
    variance: empty ? null : all.variance,
    seen: empty ? null : { min: all.min, max: all.max },
    constant,
    // Method and params come from one Fit, a tie that TypeScript loses when they are spread apart.
  } as FittedTarget;
  return {
    target,
    before: histogram(list),
    after: histogram(list.map((value) => transform(target, value))),
  };
};

export const createFitter = (specs: readonly TargetSpec[]): Fitter => {
  const columns = new Map<string, Column>(
    specs.map((spec) => [spec.name, { spec, sums: createAccumulator(), values: createValueList(), excluded: 0 }]),
  );
  return {
    add: (name, value, where = '') => {
      const column = columns.get(name);
      if (column === undefined) throw new Error(`no such target: ${name}`);
      if (value === undefined || !Number.isFinite(value)) {
        column.excluded += 1;
        return;
      }
      if (column.spec.method === 'log1p' && value <= -1) {
        throw new UserError('targets.log1p-domain', { name, value, where });
      }
      addValue(column.sums, value);
      column.values.push(value);
    },
    finish: (fittedOn) => [...columns.values()].map((column) => finishColumn(column, fittedOn)),
  };
};
