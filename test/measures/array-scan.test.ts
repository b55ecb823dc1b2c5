import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createArrayScanner } from '../../src/measures/array-scan.ts';
import type { ArrayHeader, Nonfinite, NumberScan } from '../../src/model/facets.ts';

const BYTES: Readonly<Record<string, number>> = { f2: 2, bf2: 2, f4: 4, f8: 8, c8: 4, c16: 8 };
/** Exponent 1, fraction 0. */
const LEAST: Readonly<Record<string, number>> = {
  f2: 2 ** -14,
  bf2: 2 ** -126,
  f4: 2 ** -126,
  f8: 2 ** -1022,
  c8: 2 ** -126,
  c16: 2 ** -1022,
};

/** The first two bytes of infinity, big-endian, where they are not those of float32. */
const TOPS: Readonly<Record<string, readonly number[]>> = { f2: [0x7c, 0], f8: [0x7f, 0xf0], c16: [0x7f, 0xf0] };

/** IEEE 754 half to double, the slow way. */
const half = (bits: number): number => {
  const sign = bits >> 15 === 1 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
};

/** The naive twin: every number decoded, every row listed. */
const naive = (bytes: Uint8Array, { dtype, byteOrder, shape, fortran }: ArrayHeader, elements: number): NumberScan => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const size = BYTES[dtype]!;
  const little = byteOrder !== 'big';
  const parts = dtype.startsWith('c') ? 2 : 1;
  const valueAt = (at: number): number => {
    if (dtype === 'bf2') return new Float32Array(Uint32Array.of(view.getUint16(at, little) << 16).buffer)[0]!;
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
  const subnormal = report((value) => value !== 0 && Math.abs(value) < LEAST[dtype]!);
  const beyond = (value: number): boolean => Number.isFinite(value) && !Number.isFinite(Math.fround(value));
  const overflow = dtype === 'f8' ? report(beyond) : undefined;
  return {
    elements,
    ...(subnormal && { subnormal }),
    ...(overflow && { float32Overflow: { ...overflow, value: valueAt(overflow.first * size) } }),
    ...(nan && { nan }),
    ...(positiveInfinity && { positiveInfinity }),
    ...(negativeInfinity && { negativeInfinity }),
  };
};

interface Asked {
  readonly chunk: number;
  readonly holdsSamples?: boolean;
  readonly statistics?: 'all';
}

const scanned = (bytes: Uint8Array, header: ArrayHeader, elements: number, asked: Asked) => {
  const { chunk, holdsSamples = true, statistics = 'none' } = asked;
  const scanner = createArrayScanner(header, elements, { holdsSamples, statistics });
  for (let at = 0; at < bytes.length; ) {
    const area = scanner.area(Math.min(chunk, bytes.length - at));
    area.set(bytes.subarray(at, at + area.length));
    scanner.scan(area.length);
    at += area.length;
  }
  return scanner.result();
};

const arrays = fc
  .record({
    dtype: fc.constantFrom('f2', 'bf2', 'f4', 'f8', 'c8', 'c16'),
    byteOrder: fc.constantFrom('little' as const, 'big' as const),
    rows: fc.integer({ min: 1, max: 60 }),
    columns: fc.integer({ min: 1, max: 60 }),
    fortran: fc.boolean(),
    chunk: fc.integer({ min: 1, max: 5000 }),
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
      // All exponent bits or none, and a fraction that is zero, or has one bit at its end.
      const ones = TOPS[dtype] ?? [0x7f, 0x80];
      const value = new Uint8Array(size);
      if (next() % 3 > 0) value.set(ones);
      if (next() % 2 === 0) value[0]! |= 0x80;
      if (next() % 2 === 0) value[size - 1]! |= 1;
      bytes.set(byteOrder === 'little' ? value.reverse() : value, at);
    }
    return { header, bytes, chunk, elements: rows * columns };
  });

describe('the scan for NaN, infinities and subnormal numbers', () => {
  it('equals its naive twin in every dtype, byte order, memory order and chunking', () => {
    fc.assert(
      fc.property(arrays, ({ header, bytes, chunk, elements }) => {
        expect(scanned(bytes, header, elements, { chunk })).toEqual(naive(bytes, header, elements));
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
      expect(scanned(new Uint8Array(values.buffer), header, 40, { chunk: 160 })).toEqual({
        elements: 40,
        negativeInfinity: found,
      });
    }
  });

  it('names the first twenty rows and counts the rest', () => {
    const header: ArrayHeader = { dtype: 'f4', byteOrder: 'little', shape: [100_000, 2], fortran: true };
    const values = new Float32Array(200_000);
    for (let row = 99_999; row >= 0; row -= 1000) values[100_000 + row] = Number.NaN;
    const { nan } = scanned(new Uint8Array(values.buffer), header, 200_000, { chunk: 1 << 16 });
    const rows = Array.from({ length: 20 }, (_, at) => 999 + 1000 * at);
    expect(nan).toEqual({ count: 100, first: 100_999, rows, rowCount: 100 });
  });

  it('names no rows when the array is one sample', () => {
    const header: ArrayHeader = { dtype: 'f8', byteOrder: 'little', shape: [2], fortran: false };
    const bytes = new Uint8Array(Float64Array.of(1, Number.NaN).buffer);
    expect(scanned(bytes, header, 2, { chunk: 16, holdsSamples: false }).nan).toEqual({
      count: 1,
      first: 1,
      rows: [],
      rowCount: 0,
    });
  });

  it('does not look for floats where there are none', () => {
    const header: ArrayHeader = { dtype: 'i4', byteOrder: 'little', shape: [4], fortran: false };
    expect(scanned(new Uint8Array(16).fill(0xff), header, 4, { chunk: 16 })).toEqual({ elements: 4 });
  });
});

const f8 = (values: readonly number[], chunk = 8_000): NumberScan => {
  const header: ArrayHeader = { dtype: 'f8', byteOrder: 'little', shape: [values.length], fortran: false };
  const bytes = new Uint8Array(Float64Array.from(values).buffer);
  return scanned(bytes, header, values.length, { chunk, statistics: 'all' });
};

describe('the statistics of an array', () => {
  const noise = (count: number, at: number): number[] => {
    let state = 7;
    return Array.from({ length: count }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return at + (state / 2 ** 32 - 0.5) * Math.sqrt(12);
    });
  };

  it('keeps a variance of 1 to twelve digits beside a mean of 1e9', () => {
    const values = noise(200_000, 1e9);
    const { mean, variance } = f8(values).statistics!;
    // Exact: offsets from 1e9 are multiples of 2^-23 below 4, so 2^46 times their squares, and all sums, are whole numbers.
    const units = values.map((value) => BigInt((value - 1e9) * 2 ** 23));
    const sum = units.reduce((total, unit) => total + unit, 0n);
    const squares = units.reduce((total, unit) => total + unit * unit, 0n);
    const n = BigInt(values.length);
    const exact = Number(n * squares - sum * sum) / Number(n * n) / 2 ** 46;
    expect(Math.abs(variance / exact - 1)).toBeLessThan(1e-13);
    expect(mean).toBe(1e9 + Number(sum) / Number(n) / 2 ** 23);
  });

  it('is the same to the last bit, however the data is cut', () => {
    const values = noise(70_000, 3);
    for (const at of [5, 40_000, 69_999]) values[at] = Number.NaN;
    const whole = f8(values, 1 << 20);
    expect(whole.statistics).toMatchObject({ n: 69_997 });
    for (const chunk of [1, 4_097, 300_001]) expect(f8(values, chunk)).toEqual(whole);
  });

  it('gives equal values no variance at all', () => {
    expect(f8(new Array(100_000).fill(0.1)).statistics).toEqual({
      n: 100_000,
      min: 0.1,
      max: 0.1,
      mean: 0.1,
      variance: 0,
    });
  });

  it('finds its center again where the data jumps', () => {
    const jump = [...noise(40_000, 0), ...noise(40_000, 1e9), ...noise(40_000, -1e9)];
    const { mean, variance } = f8(jump).statistics!;
    expect(Math.abs(mean)).toBeLessThan(0.1);
    expect(Math.abs(variance / (2e18 / 3) - 1)).toBeLessThan(1e-9);
  });

  it('leaves out what is not finite, and says nothing where nothing is left', () => {
    const odd = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    expect(f8([1, ...odd, 3]).statistics).toEqual({ n: 2, min: 1, max: 3, mean: 2, variance: 1 });
    expect(f8(odd).statistics).toBeUndefined();
    expect(f8([]).statistics).toBeUndefined();
  });

  it('knows the mean of numbers whose sum does not fit a double', () => {
    const { MAX_VALUE } = Number;
    const told = f8([MAX_VALUE, MAX_VALUE, MAX_VALUE, MAX_VALUE / 2]).statistics!;
    expect(told).toMatchObject({ max: MAX_VALUE, variance: Number.POSITIVE_INFINITY });
    expect(told.mean / (MAX_VALUE * 0.875)).toBeCloseTo(1, 14);
    const both = f8([...new Array(40_000).fill(MAX_VALUE), ...new Array(40_000).fill(-MAX_VALUE)]).statistics!;
    expect(Math.abs(both.mean)).toBeLessThan(MAX_VALUE * 1e-9);
  });

  it.each([
    ['i8', BigInt64Array.of(-(2n ** 63n), 2n ** 63n - 1n), { min: '-9223372036854775808', max: '9223372036854775807' }],
    ['u8', BigUint64Array.of(0n, 2n ** 64n - 1n), { min: '0', max: '18446744073709551615' }],
    ['u8', BigUint64Array.of(7n, 9n), undefined],
  ])('gives the digits of %s that a double does not hold', (dtype, values, exact) => {
    for (const byteOrder of ['little', 'big'] as const) {
      const bytes = Buffer.from(values.buffer.slice(0));
      if (byteOrder === 'big') bytes.swap64();
      const header: ArrayHeader = { dtype, byteOrder, shape: [2], fortran: false };
      const told = scanned(bytes, header, 2, { chunk: 5, statistics: 'all' }).statistics;
      expect(told?.exact).toEqual(exact);
      expect(told?.min).toBe(Number(values[0]));
    }
  });

  it('counts both parts of a complex number', () => {
    const header: ArrayHeader = { dtype: 'c8', byteOrder: 'little', shape: [2], fortran: false };
    const bytes = new Uint8Array(Float32Array.of(1, 2, 3, Number.NaN).buffer);
    const { nan, statistics } = scanned(bytes, header, 2, { chunk: 16, statistics: 'all' });
    expect(nan?.count).toBe(1);
    expect(statistics).toMatchObject({ n: 3, min: 1, max: 3, mean: 2 });
  });
});
