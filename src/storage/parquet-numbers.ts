import type { TableRow } from '../model/table-row.ts';
import { StorageError } from './errors.ts';
import type { ParquetTable } from './parquet.ts';

/** Doubles held at a time, all columns together. */
const WINDOW_VALUES = 2 ** 25;

/** A column of some rows. Most have nothing missing, and hold numbers alone. */
interface Column {
  readonly values: Float64Array;
  readonly missing: Uint8Array | undefined;
  readonly text: ReadonlyMap<number, string>;
}

interface Window {
  readonly first: number;
  readonly rows: number;
  readonly columns: readonly Column[];
}

const columnOf = (cells: readonly (readonly unknown[])[]): Column => {
  const values = new Float64Array(cells.length);
  const text = new Map<number, string>();
  let missing: Uint8Array | undefined;
  for (const [at, [value]] of cells.entries()) {
    const isNumber = typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean';
    values[at] = isNumber ? Number(value) : Number.NaN;
    if (isNumber) continue;
    if (value === null || value === undefined) {
      missing ??= new Uint8Array(cells.length);
      missing[at] = 1;
    } else text.set(at, String(value));
  }
  return { values, missing, text };
};

/**
 * Reads columns of a Parquet file row by row, rows mostly in order. A row group is decoded column by column, and of it as many rows are
 * kept as make 256 MiB of doubles. Throws StorageError: 'PARQUET' for what cannot be decoded, 'CHANGED' for a row that is not there.
 */
export const createNumberReader = (table: ParquetTable, names: readonly string[]) => {
  const windowRows = Math.max(1, Math.floor(WINDOW_VALUES / Math.max(1, names.length)));
  let current: Window | undefined;
  /** The row group that could not be decoded: its next rows need not try again. */
  let broken: { readonly group: number; readonly error: unknown } | undefined;

  const load = async (group: number, row: number): Promise<Window> => {
    const { first, rows } = table.groups[group]!;
    const skipped = Math.floor((row - first) / windowRows) * windowRows;
    const end = Math.min(rows, skipped + windowRows);
    const columns: Column[] = [];
    for (const name of names) columns.push(columnOf((await table.readGroup(group, [name])).slice(skipped, end)));
    return { first: first + skipped, rows: end - skipped, columns };
  };

  const windowOf = async (row: number): Promise<Window> => {
    if (current !== undefined && row >= current.first && row < current.first + current.rows) return current;
    current = undefined;
    const group = table.groups.findIndex(({ first, rows }) => row >= first && row < first + rows);
    if (group < 0) throw new StorageError('CHANGED', `row ${row} of ${table.rows} is not there`);
    if (broken?.group === group) throw broken.error;
    try {
      current = await load(group, row);
      return current;
    } catch (error) {
      broken = { group, error };
      throw error;
    }
  };

  return async (row: number): Promise<TableRow> => {
    const { first, columns } = await windowOf(row);
    const place = row - first;
    const missing: number[] = [];
    const text: { at: number; raw: string }[] = [];
    const values = Float64Array.from(columns, (column, at) => {
      if (column.missing?.[place] === 1) missing.push(at);
      const raw = column.text.get(place);
      if (raw !== undefined) text.push({ at, raw });
      return column.values[place]!;
    });
    return { values, names, cells: { missing, text } };
  };
};
