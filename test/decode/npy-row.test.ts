import { describe, expect, it } from 'vitest';
import { examineArray } from '../../src/decode/npy.ts';
import { type RowLayout, readRowLayout, rowSource } from '../../src/decode/npy-row.ts';
import { limits, npyOf, npyWith, sourceOf } from './npy-bytes.ts';

const layoutOf = (bytes: Uint8Array) => readRowLayout(sourceOf(bytes), limits) as RowLayout;
const rowOf = (bytes: Uint8Array, row: number) => {
  const source = rowSource(sourceOf(bytes), layoutOf(bytes), row);
  return examineArray(source, { limits, holdsSamples: false });
};
const cube = npyOf(
  '>i2',
  '(3, 2, 2)',
  Uint8Array.from({ length: 24 }, (_, at) => at),
);

describe('a row of an array', () => {
  it('reads as the .npy file that numpy would write of it', () => {
    const source = rowSource(sourceOf(cube), layoutOf(cube), 1);
    const whole = new Uint8Array(source.size);
    expect(source.read(0, whole)).toBe(source.size);
    expect([...whole.subarray(-8)]).toEqual([8, 9, 10, 11, 12, 13, 14, 15]);
    expect((source.size - 8) % 64).toBe(0);
    expect(rowOf(cube, 1)).toMatchObject({
      facets: { array: { dtype: 'i2', byteOrder: 'big', shape: [2, 2], fortran: false }, scan: { elements: 4 } },
      faults: [],
    });
  });

  it('may be a single value', () => {
    const line = npyOf('<f8', '(2,)', new Uint8Array(Float64Array.of(1, Number.NaN).buffer));
    expect(rowOf(line, 0)).toMatchObject({ facets: { array: { shape: [] }, scan: { elements: 1 } }, faults: [] });
    expect(rowOf(line, 1).facets.scan).toMatchObject({ nan: { count: 1 } });
  });

  it.each([
    [0, []],
    [1, ['truncated']],
    [2, ['truncated']],
  ])('ends where the array is cut: row %i', (row, kinds) => {
    expect(rowOf(cube.subarray(0, -9), row).faults.map(({ kind }) => kind)).toEqual(kinds);
  });

  it('is not one piece in Fortran order', () => {
    const fortran = npyOf('|u1', '(2, 2)', Buffer.alloc(4), 'True');
    expect(readRowLayout(sourceOf(fortran), limits)).toBeUndefined();
  });

  it('is none of records, whose fields are examined all at once', () => {
    const rows = npyWith("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,)}", Buffer.alloc(8));
    expect(readRowLayout(sourceOf(rows), limits)).toBeUndefined();
  });
});
