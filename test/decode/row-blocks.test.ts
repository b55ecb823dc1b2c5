import { describe, expect, it } from 'vitest';
import { float32Bytes } from '../../scripts/make/npy.ts';
import { rowBlocks } from '../../src/decode/row-blocks.ts';
import type { ArrayHeader } from '../../src/model/facets.ts';

const headerOf = (rows: number, dtype = 'f4') => {
  const array: ArrayHeader = { dtype, byteOrder: 'little', shape: [rows, 2], fortran: false };
  return { array, dataOffset: 3 };
};

/** After three bytes of something else; at most five bytes at a time. */
const sourceOf = (values: readonly number[]) => {
  const bytes = new Uint8Array([0, 0, 0, ...float32Bytes(values)]);
  return {
    size: bytes.length,
    read: (offset: number, into: Uint8Array): number => {
      const part = bytes.subarray(offset, offset + Math.min(5, into.length));
      into.set(part);
      return part.length;
    },
  };
};

describe('the rows of an array in blocks', () => {
  it('are all rows in order, however little one read answers', () => {
    const blocks = [...rowBlocks(sourceOf([1, 2, 3, 4, 5, 6]), headerOf(3), 8, 2)];
    expect(blocks).toEqual([
      { first: 0, rows: 2, values: Float64Array.of(1, 2, 3, 4) },
      { first: 2, rows: 1, values: Float64Array.of(5, 6) },
    ]);
  });

  it('end with the last whole row where the source ends', () => {
    const blocks = [...rowBlocks(sourceOf([1, 2, 3]), headerOf(3), 8, 2)];
    expect(blocks).toEqual([{ first: 0, rows: 1, values: Float64Array.of(1, 2) }]);
  });

  it('are none where elements are no real numbers', () => {
    expect([...rowBlocks(sourceOf([1, 2]), headerOf(1, 'c8'), 8, 1)]).toEqual([]);
  });
});
