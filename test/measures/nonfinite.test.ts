import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNonfiniteScanner } from '../../src/measures/nonfinite.ts';
import type { ArrayHeader, ArrayScan, Nonfinite } from '../../src/model/facets.ts';

const BYTES: Readonly<Record<string, number>> = { f2: 2, f4: 4, f8: 8, c8: 4, c16: 8 };

/** IEEE 754 half to double, the slow way. */
const half = (bits: number): number => {
  const sign = bits >> 15 === 1 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
};

/** The naive twin: every number decoded, every row listed. */
const naive = (bytes: Uint8Array, { dtype, byteOrder, shape, fortran }: ArrayHeader, elements: number): ArrayScan => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const size = BYTES[dtype]!;
  const little = byteOrder !== 'big';
  const parts = dtype.startsWith('c') ? 2 : 1;
  const valueAt = (at: number): number => {
    if (size === 2) return half(view.getUint16(at, little));
    return size === 4 ? view.getFloat32(at, little) : view.getFloat64(at, little);
  };
  const report = (test: (value: number) => boolean): Nonfinite | undefined => {
    const hits: number[] = [];
    for (let element = 0; element < elements; element += 1) {
      const values = Array.from({ length: parts }, (_, part) => valueAt((element * parts + part) * size));
      if (values.some(test)) hits.push(element);
    }
    if (hits.length === 0) return undefined;
    const perRow = elements / shape[0]!;
    const rows = new Set(hits.map((hit) => (fortran ? hit % shape[0]! : Math.floor(hit / perRow))));
    const sorted = [...rows].sort((a, b) => a - b);
    return { count: hits.length, first: hits[0]!, rows: sorted.slice(0, 20), rowCount: sorted.length };
  };
  const nan = report(Number.isNaN);
  const positiveInfinity = report((value) => value === Number.POSITIVE_INFINITY);
  const negativeInfinity = report((value) => value === Number.NEGATIVE_INFINITY);
  return {
    elements,
    ...(nan && { nan }),
    ...(positiveInfinity && { positiveInfinity }),
    ...(negativeInfinity && { negativeInfinity }),
  };
};

const scanned = (bytes: Uint8Array, header: ArrayHeader, elements: number, chunk: number, holdsSamples = true) => {
  const scanner = createNonfiniteScanner(header, elements, { holdsSamples });
  for (let at = 0; at < bytes.length; at += chunk) {
    const part = bytes.subarray(at, at + chunk);
    scanner.area(part.length).set(part);
    scanner.scan(part.length);
  }
  return scanner.result();
};

const arrays = fc
  .record({
    dtype: fc.constantFrom('f2', 'f4', 'f8', 'c8', 'c16'),
    byteOrder: fc.constantFrom('little' as const, 'big' as const),
    rows: fc.integer({ min: 1, max: 60 }),
    columns: fc.integer({ min: 1, max: 60 }),
    fortran: fc.boolean(),
    chunk: fc.integer({ min: 1, max: 300 }).map((vectors) => vectors * 16),
    seed: fc.integer({ min: 1 }),
    rarity: fc.constantFrom(1, 3, 50, 1000),
  })
  .map(({ dtype, byteOrder, rows, columns, fortran, chunk, seed, rarity }) => {
    const header: ArrayHeader = { dtype, byteOrder, shape: [rows, columns], fortran };
    const size = BYTES[dtype]!;
    const bytes = new Uint8Array(rows * columns * size * (dtype.startsWith('c') ? 2 : 1));
    let state = seed;
    const next = (): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state >>> 8;
    };
    for (let at = 0; at < bytes.length; at += size) {
      for (let byte = 0; byte < size; byte += 1) bytes[at + byte] = next();
      if (next() % rarity !== 0) continue;
      // All exponent bits, and a fraction that is zero, or has one bit somewhere.
      const top = [next() % 2 === 0 ? 0x7f : 0xff, size === 4 ? 0x80 : { 2: 0x7c, 8: 0xf0 }[size]!];
      const value = new Uint8Array(size);
      value.set(size === 2 ? [top[0]! & 0xfc] : top);
      if (next() % 2 === 0) value[size - 1]! |= 1;
      bytes.set(byteOrder === 'little' ? value.reverse() : value, at);
    }
    return { header, bytes, chunk, elements: rows * columns };
  });

describe('the scan for NaN and infinities', () => {
  it('equals its naive twin in every dtype, byte order, memory order and chunking', () => {
    fc.assert(
      fc.property(arrays, ({ header, bytes, chunk, elements }) => {
        expect(scanned(bytes, header, elements, chunk)).toEqual(naive(bytes, header, elements));
      }),
      { numRuns: 300 },
    );
  });

  it('finds a single one at every place of a block, beside the largest finite numbers', () => {
    const header: ArrayHeader = { dtype: 'f4', byteOrder: 'little', shape: [40], fortran: false };
    for (let place = 0; place < 40; place += 1) {
      const values = new Float32Array(40).fill(-3.4028234663852886e38);
      values[place] = Number.NEGATIVE_INFINITY;
      const found = { count: 1, first: place, rows: [place], rowCount: 1 };
      expect(scanned(new Uint8Array(values.buffer), header, 40, 160)).toEqual({
        elements: 40,
        negativeInfinity: found,
      });
    }
  });

  it('names the first twenty rows and counts the rest', () => {
    const header: ArrayHeader = { dtype: 'f4', byteOrder: 'little', shape: [100_000, 2], fortran: true };
    const values = new Float32Array(200_000);
    for (let row = 99_999; row >= 0; row -= 1000) values[100_000 + row] = Number.NaN;
    const { nan } = scanned(new Uint8Array(values.buffer), header, 200_000, 1 << 16);
    const rows = Array.from({ length: 20 }, (_, at) => 999 + 1000 * at);
    expect(nan).toEqual({ count: 100, first: 100_999, rows, rowCount: 100 });
  });

  it('names no rows when the array is one sample', () => {
    const header: ArrayHeader = { dtype: 'f8', byteOrder: 'little', shape: [2], fortran: false };
    const bytes = new Uint8Array(Float64Array.of(1, Number.NaN).buffer);
    expect(scanned(bytes, header, 2, 16, false).nan).toEqual({ count: 1, first: 1, rows: [], rowCount: 0 });
  });

  it('does not look for floats where there are none', () => {
    const header: ArrayHeader = { dtype: 'i4', byteOrder: 'little', shape: [4], fortran: false };
    expect(scanned(new Uint8Array(16).fill(0xff), header, 4, 16)).toEqual({ elements: 4 });
  });
});
