import { type ByteSource, readFully } from '../model/byte-source.ts';
import { arrayValues } from './array-values.ts';
import type { NpyHeader } from './npy-header.ts';

/** Rows of an array one after the other, row-major. */
export interface RowBlock {
  /** The number of the first of them, from 0. */
  readonly first: number;
  readonly rows: number;
  readonly values: Float64Array;
}

/**
 * The rows of an array that lie one after the other, so many at once, forwards as a container's reader must be read. Ends before the array
 * does where its source ends, or where its elements are no real numbers.
 */
export function* rowBlocks(
  source: ByteSource,
  { array, dataOffset }: Pick<NpyHeader, 'array' | 'dataOffset'>,
  rowBytes: number,
  rowsAtOnce: number,
): Generator<RowBlock> {
  const total = array.shape[0] ?? 0;
  const chunk = new Uint8Array(Math.min(rowsAtOnce, total) * rowBytes);
  for (let first = 0; first < total; first += rowsAtOnce) {
    const area = chunk.subarray(0, Math.min(rowsAtOnce, total - first) * rowBytes);
    const rows = Math.floor(readFully(source, dataOffset + first * rowBytes, area) / rowBytes);
    const values = rows === 0 ? undefined : arrayValues(array, area.subarray(0, rows * rowBytes));
    if (values === undefined) return;
    yield { first, rows, values };
  }
}
