import { bfloatToNumber, halfToNumber } from '../measures/float-formats.ts';
import type { ArrayHeader } from '../model/facets.ts';

type Read = (view: DataView, at: number, little: boolean) => number;

const READ: Readonly<Record<string, { readonly bytes: number; readonly read: Read }>> = {
  b1: { bytes: 1, read: (view, at) => (view.getUint8(at) === 0 ? 0 : 1) },
  u1: { bytes: 1, read: (view, at) => view.getUint8(at) },
  i1: { bytes: 1, read: (view, at) => view.getInt8(at) },
  u2: { bytes: 2, read: (view, at, little) => view.getUint16(at, little) },
  i2: { bytes: 2, read: (view, at, little) => view.getInt16(at, little) },
  u4: { bytes: 4, read: (view, at, little) => view.getUint32(at, little) },
  i4: { bytes: 4, read: (view, at, little) => view.getInt32(at, little) },
  u8: { bytes: 8, read: (view, at, little) => Number(view.getBigUint64(at, little)) },
  i8: { bytes: 8, read: (view, at, little) => Number(view.getBigInt64(at, little)) },
  f2: { bytes: 2, read: (view, at, little) => halfToNumber(view.getUint16(at, little)) },
  bf2: { bytes: 2, read: (view, at, little) => bfloatToNumber(view.getUint16(at, little)) },
  f4: { bytes: 4, read: (view, at, little) => view.getFloat32(at, little) },
  f8: { bytes: 8, read: (view, at, little) => view.getFloat64(at, little) },
};

/**
 * The elements of an array as doubles, in the order in which they lie in `data`; integers beyond 2^53 are rounded. Undefined for dtypes
 * that are no real numbers (complex, text, times). `data` holds whole elements.
 */
export const arrayValues = (
  { dtype, byteOrder }: Pick<ArrayHeader, 'dtype' | 'byteOrder'>,
  data: Uint8Array,
): Float64Array | undefined => {
  const kind = READ[dtype];
  if (kind === undefined) return undefined;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const little = byteOrder !== 'big';
  const values = new Float64Array(data.byteLength / kind.bytes);
  for (let at = 0; at < values.length; at += 1) values[at] = kind.read(view, at * kind.bytes, little);
  return values;
};
