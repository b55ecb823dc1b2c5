import type { ArrayScan, Facets, Fault, FieldScan, Nonfinite, RowCells } from '../../../src/model/facets.ts';

export const goodArray = {
  file: { size: 1728, extension: 'npy' },
  array: { dtype: 'f4', byteOrder: 'little', shape: [50, 8], fortran: false },
  scan: { elements: 400 },
} as const satisfies Partial<Facets>;

export const scanned = (found: Partial<ArrayScan>): Partial<Facets> => ({
  ...goodArray,
  scan: { ...goodArray.scan, ...found },
});

/** A row of a table with three columns. */
export const tableRow = (found: Partial<ArrayScan> = {}, cells: Partial<RowCells> = {}): Partial<Facets> => ({
  file: { size: 152, extension: 'csv' },
  array: { dtype: 'f8', byteOrder: 'little', shape: [3], fortran: false, names: ['age', 'fare, £', 'width\u202e'] },
  scan: { elements: 3, ...found },
  cells: { missing: [], text: [], ...cells },
});
/** Fifty records of a number and of a field with two numbers, in which something is found. */
export const records = (found: Partial<FieldScan>, name = 'pos.x'): Partial<Facets> => {
  const [id, own] = [
    { name: 'id', dtype: 'i8', byteOrder: 'little', perRecord: 1 },
    { name, dtype: 'f8', byteOrder: 'little', perRecord: 2 },
  ] as const;
  return {
    ...goodArray,
    array: { dtype: 'V24', byteOrder: 'none', shape: [50], fortran: false, fields: [id, own] },
    scan: {
      elements: 50,
      fields: [
        { field: 'id', dtype: 'i8', elements: 50 },
        { field: name, dtype: 'f8', elements: 100, ...found },
      ],
    },
  };
};

/** One value in each of the rows 0 to `rowCount` - 1, of which a scan names twenty; no rows: the array holds no samples. */
export const nonfinite = (count: number, first: number, rowCount = 0): Nonfinite => ({
  count,
  first,
  rowCount,
  rows: Array.from({ length: Math.min(20, rowCount) }, (_, at) => at),
});

/** A file of which no array could be made. */
export const unread = (bytes?: Uint8Array): Partial<Facets> => ({
  file: { size: bytes?.length ?? 5000, extension: 'npy' },
  ...(bytes && { bytes }),
});

export const fault = (facet: Fault['facet'], kind: Fault['kind'], rest: Partial<Fault> = {}): Fault => ({
  facet,
  kind,
  detail: 'said the reader',
  ...rest,
});
