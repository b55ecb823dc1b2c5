import type { ArrayHeader, ArrayScan } from '../model/facets.ts';
import { ascendingRows, scatteredRows } from './row-set.ts';

type Overflow = NonNullable<ArrayScan['float32Overflow']>;

export interface OverflowScanner {
  /** Takes the array's next bytes, whole elements. */
  readonly scan: (bytes: Uint8Array) => void;
  readonly result: () => Overflow | undefined;
}

const NAMED_ROWS = 20;
/** High halves of the largest float32, as a double, and of infinity. */
const LARGEST_FLOAT32_HIGH = 0x47efffff;
const INFINITE_HIGH = 0x7ff00000;

/** Whether training in float32 makes an infinity of it. */
export const overflowsFloat32 = (value: number): boolean =>
  Number.isFinite(value) && !Number.isFinite(Math.fround(value));

/**
 * Finds the finite doubles of an array that float32 rounds to an infinity: from 2^128 - 2^103 on (IEEE 754, to nearest). Undefined for
 * dtypes that hold none. Rows of the first axis are named only with `holdsSamples`.
 */
export const createOverflowScanner = (
  { dtype, byteOrder, shape, fortran }: ArrayHeader,
  elements: number,
  { holdsSamples }: { readonly holdsSamples: boolean },
): OverflowScanner | undefined => {
  if (dtype !== 'f8') return undefined;
  const little = byteOrder !== 'big';
  const highAt = little ? 4 : 0;
  const isScattered = fortran && shape.length > 1;
  const [count = 1] = shape;
  const rowOf = (element: number): number =>
    isScattered ? element % count : Math.floor(element / (elements / Math.max(1, count)));
  const namesRows = holdsSamples && shape.length > 0;
  const rows = isScattered ? scatteredRows() : ascendingRows(NAMED_ROWS);
  let found: { count: number; readonly first: number; readonly value: number } | undefined;
  let before = 0;
  return {
    scan: (bytes) => {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const end = bytes.byteLength - 7;
      for (let at = 0; at < end; at += 8) {
        const high = view.getUint32(at + highAt, little) & 0x7fffffff;
        if (high < LARGEST_FLOAT32_HIGH || high >= INFINITE_HIGH) continue;
        const value = view.getFloat64(at, little);
        if (!overflowsFloat32(value)) continue;
        const element = before + at / 8;
        found ??= { count: 0, first: element, value };
        found.count += 1;
        if (namesRows) rows.add(rowOf(element));
      }
      before += bytes.byteLength / 8;
    },
    result: () => found && { ...found, rows: rows.first(NAMED_ROWS), rowCount: rows.count() },
  };
};
