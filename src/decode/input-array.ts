import type { Limits } from '../model/config.ts';
import { arrayValues } from './array-values.ts';
import { readNpyHeader } from './npy-header.ts';

/** Elements of one sample that are held as numbers: a volume of 256 x 256 x 256. */
export const MOST_INPUT_ELEMENTS = 2 ** 24;

const HEAD_BYTES = 128;

/** One sample's array as the probe takes it: row-major, integers beyond 2^53 rounded. */
export interface InputArray {
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

/** Turns what varies fastest first into what varies fastest last. */
const rowMajor = (values: Float64Array, shape: readonly number[]): Float64Array => {
  const turned = new Float64Array(values.length);
  const strides: number[] = [];
  shape.reduce((stride, side) => {
    strides.push(stride);
    return stride * side;
  }, 1);
  const index = shape.map(() => 0);
  for (let at = 0; at < turned.length; at += 1) {
    turned[at] = values[index.reduce((from, place, axis) => from + place * strides[axis]!, 0)]!;
    for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
      index[axis]! += 1;
      if (index[axis]! < shape[axis]!) break;
      index[axis] = 0;
    }
  }
  return turned;
};

/**
 * The numbers of a whole .npy file. Undefined where it is none, holds no real numbers, less data than it declares, nothing, or more
 * than `MOST_INPUT_ELEMENTS`.
 */
export const inputArray = (npy: Uint8Array, limits: Limits): InputArray | undefined => {
  const source = {
    size: npy.length,
    read: (offset: number, into: Uint8Array): number => {
      const from = npy.subarray(offset, offset + into.length);
      into.set(from);
      return from.length;
    },
  };
  const header = readNpyHeader(source, npy.subarray(0, HEAD_BYTES), limits);
  if ('facet' in header || header.unsupported !== undefined) return undefined;
  const { array, elements, dataOffset, dataBytes } = header;
  if (elements === 0 || elements > MOST_INPUT_ELEMENTS || dataOffset + dataBytes > npy.length) return undefined;
  const values = arrayValues(array, npy.subarray(dataOffset, dataOffset + dataBytes));
  if (values === undefined) return undefined;
  const { shape, fortran } = array;
  return { shape, values: fortran && shape.length > 1 ? rowMajor(values, shape) : values };
};
