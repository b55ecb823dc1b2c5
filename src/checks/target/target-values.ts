import { createValueList, type ValueList } from '../../measures/quantiles.ts';
import type { Columns, DatasetView, MeasureRow } from '../../model/check.ts';
import type { AnnotationsFacet } from '../../model/facets.ts';

/** Targets with a DOUBLE column of their own; those of the ninth name on share one JSON text. */
const WIDE = 8;

/** A check's columns are static, target names are not: v0..v7 belong to the first eight names in code-unit order. */
export const VALUE_COLUMNS = {
  v0: 'DOUBLE',
  v1: 'DOUBLE',
  v2: 'DOUBLE',
  v3: 'DOUBLE',
  v4: 'DOUBLE',
  v5: 'DOUBLE',
  v6: 'DOUBLE',
  v7: 'DOUBLE',
  /** JSON array of the values from the ninth name on, null where a cell is no finite number. */
  rest: 'VARCHAR',
  /** Names in this sample: rows whose names are not the dataset's are left out, since their columns mean others. */
  names: 'BIGINT',
} as const satisfies Columns;

/** The finite target values of a sample; undefined when it has none. */
export const valueRow = ({
  targets,
}: Pick<AnnotationsFacet, 'targets'>): MeasureRow<typeof VALUE_COLUMNS> | undefined => {
  const names = Object.keys(targets).sort();
  const values = names.map((name) => {
    const cell = targets[name]!;
    return cell.kind === 'number' ? cell.value : undefined;
  });
  if (values.every((value) => value === undefined)) return undefined;
  const row: Record<string, number | string> = { names: names.length };
  values.slice(0, WIDE).forEach((value, at) => {
    if (value !== undefined) row[`v${at}`] = value;
  });
  if (names.length > WIDE) row.rest = JSON.stringify(values.slice(WIDE).map((value) => value ?? null));
  return row;
};

export interface ValueRange {
  readonly name: string;
  /** Finite values. */
  readonly count: number;
  readonly min: number;
  readonly max: number;
  /** The sample with the largest magnitude, the first of several. */
  readonly worst: number;
}

type Open = { -readonly [K in keyof ValueRange]: ValueRange[K] };

const widen = (range: Open, ordinal: number, value: number): void => {
  const magnitude = Math.abs(value);
  if (range.count === 0 || magnitude > Math.max(Math.abs(range.min), Math.abs(range.max))) range.worst = ordinal;
  range.count += 1;
  range.min = Math.min(range.min, value);
  range.max = Math.max(range.max, value);
};

const emptyRange = (name: string): Open => ({
  name,
  count: 0,
  min: Number.POSITIVE_INFINITY,
  max: Number.NEGATIVE_INFINITY,
  worst: -1,
});

/** Least, largest and worst value of each target that has a finite one, by name. `table` holds `VALUE_COLUMNS`. */
export const valueRanges = async ({ facts, rows }: DatasetView, table: string): Promise<readonly ValueRange[]> => {
  const names = [...facts.targets].sort();
  const ranges = names.map(emptyRange);
  if (names.length === 0) return [];
  const wide = names.slice(0, WIDE);
  const of = `FROM ${table} WHERE names = ${names.length}`;
  for (const [at] of wide.entries()) {
    const query = `SELECT count(v${at}) AS count, min(v${at}) AS min, max(v${at}) AS max,
      (SELECT min(ordinal) ${of} AND abs(v${at}) = (SELECT max(abs(v${at})) ${of})) AS worst ${of} ORDER BY 1`;
    for await (const { count, min, max, worst } of rows<Omit<ValueRange, 'name'> & Record<string, unknown>>(query)) {
      if (count > 0) ranges[at] = { name: names[at]!, count, min, max, worst };
    }
  }
  if (names.length > WIDE) {
    for await (const row of rows<{ ordinal: number; rest: string }>(`SELECT ordinal, rest ${of} ORDER BY ordinal`)) {
      (JSON.parse(row.rest) as (number | null)[]).forEach((value, at) => {
        if (value !== null) widen(ranges[WIDE + at]!, row.ordinal, value);
      });
    }
  }
  return ranges.filter(({ count }) => count > 0);
};

/** One target's finite values and the samples that have them, by ordinal. */
export interface TargetValues {
  readonly name: string;
  readonly values: Float64Array;
  readonly ordinals: Int32Array;
}

interface Column {
  readonly values: ValueList;
  readonly ordinals: ValueList;
}

const emptyColumn = (): Column => ({ values: createValueList(), ordinals: createValueList() });

const collected = (name: string, { values, ordinals }: Column): TargetValues => ({
  name,
  values: values.view(),
  ordinals: Int32Array.from(ordinals.view()),
});

/** All finite values of each target, by name. Held one target at a time; from the ninth on eight. */
export async function* targetValues({ facts, rows }: DatasetView, table: string): AsyncGenerator<TargetValues> {
  const names = [...facts.targets].sort();
  const of = `FROM ${table} WHERE names = ${names.length}`;
  for (const [at, name] of names.slice(0, WIDE).entries()) {
    const column = emptyColumn();
    const query = `SELECT ordinal, v${at} AS value ${of} AND v${at} IS NOT NULL ORDER BY ordinal`;
    for await (const { ordinal, value } of rows<{ ordinal: number; value: number }>(query)) {
      column.ordinals.push(ordinal);
      column.values.push(value);
    }
    yield collected(name, column);
  }
  for (let first = WIDE; first < names.length; first += WIDE) {
    const group = names.slice(first, first + WIDE);
    const columns = group.map(emptyColumn);
    for await (const row of rows<{ ordinal: number; rest: string }>(`SELECT ordinal, rest ${of} ORDER BY ordinal`)) {
      const values = JSON.parse(row.rest) as (number | null)[];
      for (const [at, column] of columns.entries()) {
        const value = values[first - WIDE + at];
        if (typeof value !== 'number') continue;
        column.ordinals.push(row.ordinal);
        column.values.push(value);
      }
    }
    for (const [at, column] of columns.entries()) yield collected(group[at]!, column);
  }
}

/** Where a sample is said: its key, and the line of the manifest when there is one. `table` has a column `line`. */
export const placeOf = async (
  { rows }: DatasetView,
  table: string,
  ordinal: number,
): Promise<{ readonly key: string; readonly line: number | null }> => {
  const query = `SELECT key, line FROM samples JOIN ${table} USING (ordinal) WHERE ordinal = $1 ORDER BY ordinal`;
  for await (const { key, line } of rows<{ key: string; line: number | null }>(query, ordinal)) return { key, line };
  return { key: '', line: null };
};

export const VALUE_AND_LINE_COLUMNS = { ...VALUE_COLUMNS, line: 'BIGINT' } as const satisfies Columns;

/** As `valueRow`, with the line that says it. */
export const valueAndLineRow = (
  annotations: AnnotationsFacet,
): MeasureRow<typeof VALUE_AND_LINE_COLUMNS> | undefined => {
  const row = valueRow(annotations);
  const line = annotations.origin?.line;
  return row === undefined || line === undefined ? row : { ...row, line };
};
