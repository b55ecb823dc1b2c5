import type { ByteSource } from '../model/byte-source.ts';
import type { Limits } from '../model/config.ts';
import type { ArrayHeader, Fault } from '../model/facets.ts';
import { npyHead } from '../model/npy-head.ts';
import { arrayValues } from './array-values.ts';
import { type NpyHeader, readNpyHeader } from './npy-header.ts';

const HEAD_BYTES = 128;
const ORDERS = { little: '<', big: '>', none: '|' } as const;

/** An array whose rows along the first axis can be told apart in its bytes. */
export interface RowLayout {
  readonly header: NpyHeader;
  /** Bytes of one row. */
  readonly rowBytes: number;
  /** The header of the .npy file that numpy.save would write of a row. */
  readonly rowHead: Uint8Array;
}

const rowHead = ({ array: { dtype, byteOrder, shape } }: NpyHeader): Uint8Array =>
  npyHead(`${ORDERS[byteOrder]}${dtype}`, shape.slice(1));

/** How the rows of an array lie in its bytes; what is wrong with it otherwise. Undefined where a row is not one piece. */
export const readRowLayout = (source: ByteSource, limits: Limits): RowLayout | Fault | undefined => {
  const head = new Uint8Array(Math.min(HEAD_BYTES, source.size));
  const header = readNpyHeader(source, head.subarray(0, source.read(0, head)), limits);
  if ('facet' in header) return header;
  const { array, dataBytes } = header;
  const [rows = 0] = array.shape;
  if (rows === 0 || array.fields !== undefined || (array.fortran && array.shape.length > 1)) return undefined;
  return { header, rowBytes: dataBytes / rows, rowHead: rowHead(header) };
};

/**
 * One row as the .npy file that numpy.save would write of it. Where the array ends inside of it or before, so does that file. Rows are
 * read forwards from an archive, so it reads in order what is read of it in order.
 */
export const rowSource = (source: ByteSource, { header, rowBytes, rowHead }: RowLayout, row: number): ByteSource => {
  const start = header.dataOffset + row * rowBytes;
  const there = Math.max(0, Math.min(rowBytes, source.size - start));
  return {
    size: rowHead.length + there,
    ...(source.isVirtual === true && { isVirtual: true }),
    read: (offset, into) => {
      const fromHead = rowHead.subarray(Math.min(offset, rowHead.length), offset + into.length);
      into.set(fromHead);
      const rest = into.subarray(fromHead.length);
      const at = Math.max(0, offset - rowHead.length);
      const wanted = Math.max(0, Math.min(rest.length, there - at));
      return fromHead.length + (wanted === 0 ? 0 : source.read(start + at, rest.subarray(0, wanted)));
    },
  };
};

/** How long the rest of a header of version 1 is stands behind its magic and version (numpy.lib.format). */
const HEADER_LENGTH_AT = 8;
const HEADER_AT = 10;

/**
 * The numbers of a row, whose .npy file was made here. `array`: its header, known from examining it: to read it once more takes longer than to read
 * the numbers. Undefined for dtypes that are no real numbers.
 */
export const rowValues = (array: ArrayHeader, npy: Uint8Array): Float64Array | undefined =>
  arrayValues(array, npy.subarray(HEADER_AT + npy[HEADER_LENGTH_AT]! + 256 * npy[HEADER_LENGTH_AT + 1]!));
