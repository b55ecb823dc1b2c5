import { createValueList, type ValueList } from '../measures/quantiles.ts';
import { UserError } from '../model/errors.ts';
import type { Histogram, LossesOfZero } from '../model/summary.ts';
import type { TargetColumn } from '../model/target-columns.ts';
import { NOWHERE, type Place } from '../model/target-place.ts';
import { type Accumulator, addValue, createAccumulator, type Moments, merge, moments } from './accumulator.ts';
import { fitMethod, type MethodFit, needsValues, type Subject } from './fit-method.ts';
import { histogram } from './histogram.ts';
import { lossesOfZero } from './losses.ts';
import { type FittedTarget, FORMULAS } from './normalizer.ts';
import { transform } from './transform.ts';

export type TargetSpec = TargetColumn;

/** Fits of single groups, beside the one of all. */
export interface Grouping {
  /** The column that names the group. */
  readonly by: string;
  /** Values from which on a group has a fit of its own. */
  readonly least: number;
}

/** A fitted target with its picture and its losses before and after, over the values it was fitted on. */
export interface FittedColumn {
  readonly target: FittedTarget;
  readonly before: Histogram;
  readonly after: Histogram;
  readonly losses: { readonly before: LossesOfZero; readonly after: LossesOfZero };
}

/** What is kept of one group of one column until it is fitted, or merged with that of another part of the dataset. */
export interface FitPart {
  readonly name: string;
  /** '' for samples of no group. */
  readonly group: string;
  readonly excluded: number;
  readonly sums: Accumulator;
  /** Ascending; empty where the method is fitted on sums alone. */
  readonly values: Float64Array;
}

/** Takes the clean samples of the split in ordinal order, then answers. Holds 8 bytes a value, 16 where sizes count. */
export interface Fitter {
  /**
   * `undefined` or a number that is not finite: the sample is in the split but gives no value; it is counted as excluded. `where` names
   * the place in errors (key, or file and line). Throws UserError for log1p and a value of -1 or less, and for too many groups.
   */
  readonly add: (name: string, value: number | undefined, where?: string, place?: Place) => void;
  /** Takes in what another fitter, of other samples, had as a part. Afterwards only `targets` may be asked for. */
  readonly absorb: (part: FitPart) => void;
  /** By spec, then by group. */
  readonly parts: () => Iterable<FitPart>;
  /** One entry per spec, in their order. `fittedOn`: the split's name, or 'all'. Throws UserError as `fitMethod`. */
  readonly targets: (fittedOn: string) => readonly FittedTarget[];
  readonly finish: (fittedOn: string) => readonly FittedColumn[];
}

/** Each has sums of its own, and a line in the normalizer: a column of ids is no column of groups. */
const MOST_GROUPS = 10_000;

interface Part {
  readonly sums: Accumulator;
  readonly values: ValueList;
  /** Normalized by the picture's size, which nobody knows later. */
  readonly sized: ValueList;
  excluded: number;
}

interface Column {
  readonly spec: TargetSpec;
  /** By group. */
  readonly parts: Map<string, Part>;
}

const createPart = (): Part => ({
  sums: createAccumulator(),
  values: createValueList(),
  sized: createValueList(),
  excluded: 0,
});

/** Parameters that are made of the values; without any, all groups share one fit as it is. */
const isFitted = ({ method }: TargetSpec): boolean =>
  method !== 'log1p' && method !== 'by-width' && method !== 'by-height' && method !== 'none';

const isBySize = ({ method }: TargetSpec): boolean => method === 'by-width' || method === 'by-height';

const byGroup = ({ parts }: Column): readonly (readonly [group: string, part: Part])[] =>
  [...parts].sort(([a], [b]) => (a < b ? -1 : 1));

const joined = (lists: readonly Float64Array[]): Float64Array => {
  const all = new Float64Array(lists.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const list of lists) {
    all.set(list, at);
    at += list.length;
  }
  return all;
};

const ascending = (lists: readonly Float64Array[]): Float64Array => joined(lists).sort();

/** Of the values in any order. */
const histogramOf = (lists: readonly Float64Array[]): Histogram =>
  histogram(lists.length === 1 ? lists[0]! : joined(lists));

/** Without the method: an entry of `targets`, or a group's. */
const described = (all: Moments, excluded: number, { params, constant }: MethodFit) => ({
  params,
  n: all.n,
  excluded,
  mean: all.n === 0 ? null : all.mean,
  variance: all.n === 0 ? null : all.variance,
  seen: all.n === 0 ? null : { min: all.min, max: all.max },
  constant,
});

const fitParts = ({ method }: TargetSpec, parts: readonly Part[], subject: Subject) => {
  const sums = createAccumulator();
  for (const part of parts) merge(sums, part.sums);
  const all = moments(sums);
  const sorted = ascending(needsValues(method) ? parts.map(({ values }) => values.view()) : []);
  const excluded = parts.reduce((sum, part) => sum + part.excluded, 0);
  return described(all, excluded, fitMethod(method, all, sorted, subject));
};

const fitGroups = (column: Column, { by, least }: Grouping) => {
  const { spec } = column;
  const groups = byGroup(column).filter(([group]) => group !== '');
  const fits = groups
    .filter(([, { sums }]) => sums.n >= least)
    .map(([group, part]) => ({ group, ...fitParts(spec, [part], { name: spec.name, group }) }));
  const without = groups.filter(([, { sums }]) => sums.n < least).map(([group, { sums }]) => ({ group, n: sums.n }));
  return { by, least, fits, without };
};

const fitColumn = (column: Column, fittedOn: string, grouping: Grouping | undefined): FittedTarget => {
  const { name, method } = column.spec;
  const { params, n, excluded, ...summed } = fitParts(column.spec, [...column.parts.values()], { name });
  return {
    name,
    method,
    params,
    ...FORMULAS[method],
    n,
    excluded,
    fittedOn,
    ...summed,
    ...(grouping !== undefined && isFitted(column.spec) && { groups: fitGroups(column, grouping) }),
    // Method and params come from one fit, a tie that TypeScript loses when they are spread apart.
  } as FittedTarget;
};

const pictured = (column: Column, target: FittedTarget): FittedColumn => {
  const parts = [...column.parts];
  const before = parts.map(([, { values }]) => values.view());
  const after = parts.map(([group, { values, sized }]) =>
    isBySize(column.spec) ? sized.view() : values.view().map((value) => transform(target, value, { group })),
  );
  return {
    target,
    before: histogramOf(before),
    after: histogramOf(after),
    losses: { before: lossesOfZero(before), after: lossesOfZero(after) },
  };
};

const refuseOutsideDomain = ({ name, method }: TargetSpec, value: number, where: string): void => {
  if (method === 'log1p' && value <= -1) throw new UserError('targets.log1p-domain', { name, value, where });
};

export const createFitter = (specs: readonly TargetSpec[], grouping?: Grouping): Fitter => {
  const columns = new Map<string, Column>(specs.map((spec) => [spec.name, { spec, parts: new Map() }]));
  const columnOf = (name: string): Column => {
    const column = columns.get(name);
    if (column === undefined) throw new Error(`no such target: ${name}`);
    return column;
  };
  const partOf = ({ parts }: Column, group: string): Part => {
    let part = parts.get(group);
    if (part === undefined) {
      if (parts.size > MOST_GROUPS) {
        throw new UserError('targets.too-many-groups', { column: grouping?.by ?? '', most: MOST_GROUPS });
      }
      part = createPart();
      parts.set(group, part);
    }
    return part;
  };
  const targetsOf = (fittedOn: string): readonly FittedTarget[] =>
    [...columns.values()].map((column) => fitColumn(column, fittedOn, grouping));
  return {
    add: (name, value, where = '', place = NOWHERE) => {
      const column = columnOf(name);
      const { spec } = column;
      const isGrouped = grouping !== undefined && isFitted(spec);
      const part = partOf(column, isGrouped ? (place.group ?? '').trim() : '');
      if (value === undefined || !Number.isFinite(value)) {
        part.excluded += 1;
        return;
      }
      refuseOutsideDomain(spec, value, where);
      addValue(part.sums, value);
      part.values.push(value);
      if (isBySize(spec)) part.sized.push(value / ((spec.method === 'by-width' ? place.width : place.height) ?? 0));
    },
    absorb: ({ name, group, excluded, sums, values }) => {
      const part = partOf(columnOf(name), group);
      part.excluded += excluded;
      merge(part.sums, sums);
      for (const value of values) part.values.push(value);
    },
    *parts() {
      for (const column of columns.values()) {
        for (const [group, { sums, excluded, values }] of byGroup(column)) {
          const list = needsValues(column.spec.method) ? [values.view()] : [];
          yield { name: column.spec.name, group, excluded, sums, values: ascending(list) };
        }
      }
    },
    targets: targetsOf,
    finish: (fittedOn) => {
      const targets = targetsOf(fittedOn);
      return [...columns.values()].map((column, at) => pictured(column, targets[at]!));
    },
  };
};
