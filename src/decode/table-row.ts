import { createArrayScanner } from '../measures/array-scan.ts';

import type { ArrayHeader, ArrayScan, Made, RowCells } from '../model/facets.ts';
import { npyHead } from '../model/npy-head.ts';
import { parseFeature } from '../model/number-cell.ts';
import type { TableRow, TableRowSource } from '../model/table-row.ts';

const KIND = { dtype: 'f8', byteOrder: 'little' } as const;
const NONE: RowCells = { missing: [], text: [] };

/** The cells of a row as numbers; `cell`: the text of each, by its place among the names. */
export const rowOfCells = (names: readonly string[], cell: (at: number) => string): TableRow => {
  const values = new Float64Array(names.length);
  const missing: number[] = [];
  const text: { at: number; raw: string }[] = [];
  for (let at = 0; at < names.length; at += 1) {
    const parsed = parseFeature(cell(at));
    values[at] = 'value' in parsed ? parsed.value : Number.NaN;
    if (parsed.kind === 'missing') missing.push(at);
    if (parsed.kind === 'text') text.push({ at, raw: parsed.raw });
  }
  return { values, names, cells: missing.length + text.length === 0 ? NONE : { missing, text } };
};

/** The row as the .npy file that numpy.save would write of its values. */
export const tableRowSource = (row: TableRow): TableRowSource => {
  const head = npyHead('<f8', [row.values.length]);
  const bytes = new Uint8Array(head.length + row.values.byteLength);
  bytes.set(head);
  const view = new DataView(bytes.buffer, head.length);
  row.values.forEach((value, at) => {
    view.setFloat64(at * 8, value, true);
  });
  return {
    row,
    size: bytes.length,
    read: (offset, into) => {
      const piece = bytes.subarray(offset, offset + into.length);
      into.set(piece);
      return piece.length;
    },
  };
};

/** Places among the cells that hold numbers become places among all. */
const placed = (scan: ArrayScan, places: readonly number[]): ArrayScan => {
  const move = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null || !('rows' in value) || !('first' in value)) return value;
    const { first, rows } = value as { first: number; rows: readonly number[] };
    return { ...value, first: places[first], rows: rows.map((row) => places[row]) };
  };
  return Object.fromEntries(Object.entries(scan).map(([name, value]) => [name, move(value)])) as unknown as ArrayScan;
};

/** Cells without a number are no NaN: they are left out, and told apart. */
const scanOf = ({ values, cells }: TableRow): ArrayScan => {
  const none = new Set([...cells.missing, ...cells.text.map(({ at }) => at)]);
  const places = none.size === 0 ? undefined : [...values.keys()].filter((at) => !none.has(at));
  const known = places === undefined ? values : Float64Array.from(places, (at) => values[at]!);
  // Its elements are what is named, so they are its rows.
  const header: ArrayHeader = { ...KIND, shape: [known.length], fortran: false };
  const scanner = createArrayScanner(header, known.length, { holdsSamples: true });
  const bytes = new Uint8Array(known.buffer, known.byteOffset, known.byteLength);
  scanner.area(bytes.length).set(bytes);
  scanner.scan(bytes.length);
  const scan: ArrayScan = scanner.result();
  return places === undefined ? scan : placed(scan, places);
};

/**
 * Makes `array`, `scan` and `cells` of a table's row: an array of doubles whose elements are named by their columns, which `rows` of the
 * scan count. Cells that hold no number are in `cells` alone. `onBytes` gets the row's .npy file.
 */
export const examineTableRow = (
  source: TableRowSource,
  { onBytes }: { readonly onBytes: (chunk: Uint8Array) => void },
): Made => {
  const { row } = source;
  const bytes = new Uint8Array(source.size);
  source.read(0, bytes);
  onBytes(bytes);
  const array: ArrayHeader = { ...KIND, shape: [row.values.length], fortran: false, names: row.names };
  return { facets: { array, scan: scanOf(row), cells: row.cells }, faults: [] };
};
