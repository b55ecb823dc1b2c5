import type { ArrayScan, Facets, Fault, Nonfinite } from '../../../src/model/facets.ts';

export const goodArray = {
  file: { size: 1728, extension: 'npy' },
  array: { dtype: 'f4', byteOrder: 'little', shape: [50, 8], fortran: false },
  scan: { elements: 400 },
} as const satisfies Partial<Facets>;

export const scanned = (found: Partial<ArrayScan>): Partial<Facets> => ({
  ...goodArray,
  scan: { ...goodArray.scan, ...found },
});

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
