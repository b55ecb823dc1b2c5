import type { Facets } from '../../../src/model/facets.ts';
import type { FirstNonfinite, ProbeOutcome, StuckRows } from '../../../src/model/probe.ts';
import type { MeasuredRow } from '../dataset-harness.ts';

export const annotations: Facets['annotations'] = { labelDomain: { ignored: [] }, targets: {}, problems: [] };

/** A sample that went through without trouble, but for what is stated. */
export const outcome = (partial: Partial<ProbeOutcome> = {}): ProbeOutcome => ({
  network: 'built-in',
  layers: [
    { name: 'input', largest: 1 },
    { name: 'dense1', largest: 2.5 },
  ],
  overflow: {},
  ...partial,
});

export const first = (partial: Partial<FirstNonfinite> = {}): FirstNonfinite => ({
  stage: 'input',
  name: 'input',
  index: 3,
  value: 'nan',
  ...partial,
});

/** So many samples, of which those in `stuck` got no further than told. */
export const probed = (count: number, stuck: Readonly<Record<number, object>> = {}): MeasuredRow[] =>
  Array.from({ length: count }, (_, ordinal) => ({
    ordinal,
    ...{ stage: '', name: '', place: 0, value: '', cause: '', stuck: null, layers: '{}', row_count: 1 },
    ...stuck[ordinal],
  }));

/** The same row for the first so many samples. */
export const repeated = (count: number, row: object): Record<number, object> =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [at, row]));

export const samples = (count: number) => Array.from({ length: count }, () => ({}));

/** A place at which so many rows of a file are stuck, of which the first ones are named. */
export const stuckRows = (
  partial: Partial<FirstNonfinite>,
  rows: readonly number[],
  count: number = rows.length,
): StuckRows => ({ first: first(partial), rows, count });

/** What a file of many samples leaves in a table of first places. */
export const stuckFile = (ordinal: number, places: readonly StuckRows[]) => {
  const { stage, name, index, value } = places[0]!.first;
  return { ordinal, stage, name, place: index, value, stuck: JSON.stringify(places) };
};
