import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createArrayScanner } from '../../src/measures/array-scan.ts';
import type { ArrayHeader } from '../../src/model/facets.ts';

const headerOf = (shape: readonly number[], rest: Partial<ArrayHeader> = {}): ArrayHeader => ({
  dtype: 'f8',
  byteOrder: 'little',
  shape,
  fortran: false,
  ...rest,
});
const scanned = (values: readonly number[], header: ArrayHeader, holdsSamples = true, chunk = values.length) => {
  const scanner = createArrayScanner(header, values.length, { holdsSamples });
  const bytes = Buffer.alloc(values.length * 8);
  values.forEach((value, at) => {
    if (header.byteOrder === 'big') bytes.writeDoubleBE(value, at * 8);
    else bytes.writeDoubleLE(value, at * 8);
  });
  for (let at = 0; at < bytes.length; at += 8 * chunk) {
    const piece = bytes.subarray(at, at + 8 * chunk);
    scanner.area(piece.length).set(piece);
    scanner.scan(piece.length);
  }
  return scanner.result().float32Overflow;
};

/** Where float32 rounds to its largest and where to Infinity: halfway to 2^128 is even, and so Infinity. */
const LAST = 3.4028235677973362e38;
const FIRST = 3.4028235677973366e38;

describe('doubles beyond float32', () => {
  it('begin where rounding to nearest gives Infinity, and are finite themselves', () => {
    const values = [3.4028234663852886e38, LAST, FIRST, -FIRST, Number.MAX_VALUE, Infinity, NaN];
    expect(scanned(values, headerOf([7]), false)).toEqual({ count: 3, first: 2, value: FIRST, rows: [], rowCount: 0 });
  });

  it.each(['little', 'big'] as const)('are named by row in %s-endian arrays, however they are cut', (byteOrder) => {
    const values = [0, 1, 2, 1e39, -1e300, 5];
    expect(scanned(values, headerOf([3, 2], { byteOrder }), true, 1)).toMatchObject({ count: 2, rows: [1, 2] });
    expect(scanned(values, headerOf([3, 2], { byteOrder, fortran: true }))).toMatchObject({ rows: [0, 1] });
  });

  it('are sought in doubles alone', () => {
    expect(scanned([1e39], headerOf([1]))?.count).toBe(1);
    expect(scanned([1e39, 2], headerOf([1], { dtype: 'c16' }))).toBeUndefined();
    expect(scanned([1e39], headerOf([2], { dtype: 'f4' }))).toBeUndefined();
  });

  it('are as many as Math.fround says', () => {
    const near = fc.double({ min: 3.4e38, max: 3.5e38 });
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.double(), near)), (values) => {
        const count = values.filter((value) => Number.isFinite(value) && !Number.isFinite(Math.fround(value))).length;
        expect(scanned(values, headerOf([values.length]))?.count ?? 0).toBe(count);
      }),
    );
  });
});
