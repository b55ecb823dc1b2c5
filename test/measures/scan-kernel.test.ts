import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NUMBER_KINDS, type NumberKind } from '../../src/measures/number-kinds.ts';
import { kernelExtremes, kernelSums, placeOf, scanKernel } from '../../src/measures/scan-kernel.ts';
import { findPlainly, sumsPlainly, widenPlainly } from '../../src/measures/scan-twin.ts';

const ROOM_BYTES = 64 * 1024;

/** Bytes of plain numbers, and here and there the patterns at which formats turn: zeros, subnormals, infinities, NaN, extremes. */
const TURNS: Readonly<Record<number, readonly bigint[]>> = {
  1: [0n, 1n, 0x7fn, 0x80n, 0xffn],
  2: [0n, 1n, 0x8000n, 0x7fn, 0x80n, 0x3ffn, 0x400n, 0x7bffn, 0x7c00n, 0x7c01n, 0x7f7fn, 0x7f80n, 0xff81n, 0xffffn],
  4: [0n, 1n, 0x8000_0000n, 0x7f_ffffn, 0x80_0000n, 0x7f7f_ffffn, 0x7f80_0000n, 0xff80_0000n, 0x7f80_0001n],
  8: [0n, 1n, 1n << 63n, 0xf_ffff_ffff_ffffn, 1n << 52n, (0x7ffn << 52n) - 1n, 0x7ffn << 52n, 0xfffn << 52n, -1n]
    // Around 1.9375 * 2^127, and the first that float32 rounds to infinity.
    .concat([(0x47efn << 48n) - 1n, 0x47efn << 48n, 0x47ef_ffff_f000_0000n]),
};

const write = (view: DataView, at: number, bytes: number, bits: bigint): void => {
  for (let byte = 0; byte < bytes; byte += 1) view.setUint8(at + byte, Number((bits >> BigInt(8 * byte)) & 0xffn));
};

const series = fc
  .record({
    dtype: fc.constantFrom(...Object.keys(NUMBER_KINDS)),
    count: fc.oneof(fc.nat({ max: 300 }), fc.nat({ max: 5000 })),
    seed: fc.integer({ min: 1 }),
    rarity: fc.constantFrom(2, 40, 100_000),
  })
  .map(({ dtype, count, seed, rarity }) => {
    const kind = NUMBER_KINDS[dtype]!;
    const data = new Uint8Array(count * kind.bytes);
    const view = new DataView(data.buffer);
    let state = seed;
    const next = (most: number): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return (state >>> 8) % most;
    };
    const turns = TURNS[kind.bytes]!;
    for (let at = 0; at < data.length; at += kind.bytes) {
      // An exponent of the middle: plain in every format.
      for (let byte = 0; byte < kind.bytes; byte += 1) data[at + byte] = next(256);
      if (kind.family === 'float') data[at + kind.bytes - 1] = 0x38 + next(4) + 128 * next(2);
      if (next(rarity) === 0) write(view, at, kind.bytes, turns[next(turns.length)]!);
    }
    return { dtype, kind, data, count };
  });

const inKernel = (data: Uint8Array): number => {
  const place = placeOf(0, ROOM_BYTES);
  new Uint8Array(scanKernel().memory.buffer, place, data.length).set(data);
  return place;
};

describe('the kernel that scans arrays, against its plain twin', () => {
  it('finds the same first block', () => {
    fc.assert(
      fc.property(
        series.filter(({ kind }) => kind.family === 'float'),
        ({ kind, data }) => {
          const place = inKernel(data);
          const found = scanKernel().exports.find(place, place + data.length, kind.code);
          expect(found - place).toBe(findPlainly(data, kind));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('finds each odd pattern at every place of a block, and none in zeros', () => {
    for (const [dtype, kind] of Object.entries(NUMBER_KINDS).filter(([, { family }]) => family === 'float')) {
      const zeros = new Uint8Array(256);
      expect(findPlainly(zeros, kind), dtype).toBe(256);
      for (const turn of TURNS[kind.bytes]!) {
        for (let at = 0; at < 128; at += kind.bytes) {
          const data = zeros.slice();
          write(new DataView(data.buffer), at, kind.bytes, turn);
          const place = inKernel(data);
          const found = scanKernel().exports.find(place, place + data.length, kind.code) - place;
          expect(found, `${dtype} ${turn} at ${at}`).toBe(findPlainly(data, kind));
        }
      }
    }
  });

  it('finds each odd pattern at every place of a page of plain numbers', () => {
    for (const [dtype, kind] of Object.entries(NUMBER_KINDS).filter(([, { family }]) => family === 'float')) {
      const plain = new Uint8Array(2048).fill(0x3c);
      const place = inKernel(plain);
      const view = new DataView(scanKernel().memory.buffer, place);
      for (const turn of TURNS[kind.bytes]!) {
        for (let at = 0; at < 1024; at += kind.bytes) {
          write(view, at, kind.bytes, turn);
          const data = new Uint8Array(view.buffer, place, plain.length);
          const expected = findPlainly(data.subarray(at - (at % 128), at - (at % 128) + 128), kind) === 0;
          const found = scanKernel().exports.find(place, place + plain.length, kind.code) - place;
          expect(found, `${dtype} ${turn} at ${at}`).toBe(expected ? at - (at % 128) : plain.length);
          data.set(plain.subarray(at, at + kind.bytes), at);
        }
      }
    }
  });

  it('widens to the same doubles', () => {
    fc.assert(
      fc.property(series, ({ kind, data, count }) => {
        const some = Math.min(count, 2000);
        const place = inKernel(data);
        scanKernel().exports.widen(place, some, 0, kind.code);
        const widened = new Float64Array(scanKernel().memory.buffer, 0, some).slice();
        expect(widened).toEqual(widenPlainly(data.subarray(0, some * kind.bytes), kind));
      }),
      { numRuns: 80 },
    );
  });

  it.each(['f2', 'bf2'])('widens all 65,536 values of %s', (dtype) => {
    const kind: NumberKind = NUMBER_KINDS[dtype]!;
    const all = new Uint8Array(Uint16Array.from({ length: 65_536 }, (_, bits) => bits).buffer);
    for (let at = 0; at < all.length; at += 4000) {
      const data = all.subarray(at, at + 4000);
      scanKernel().exports.widen(inKernel(data), data.length / 2, 0, kind.code);
      const widened = new Float64Array(scanKernel().memory.buffer, 0, data.length / 2);
      expect(widened).toEqual(widenPlainly(data, kind));
    }
  });

  it('sums to the same bits, whether all is finite or not', () => {
    fc.assert(
      fc.property(series, fc.constantFrom(0, 1, 2 ** -64), fc.double({ min: -9, max: 9 }), (each, scale, center) => {
        const { kind, data, count } = each;
        expect(kernelSums(inKernel(data), count, kind, center, scale)).toEqual(
          sumsPlainly(widenPlainly(data, kind), center, scale),
        );
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['u8', 0n, 2n ** 64n - 1n],
    ['i8', -(2n ** 63n), 2n ** 63n - 1n],
  ])('knows the extremes of %s to the last digit', (dtype, least, most) => {
    const values = [5n, least, 3n, most, 4n];
    const data = new Uint8Array(BigUint64Array.from(values, (value) => BigInt.asUintN(64, value)).buffer);
    expect(kernelExtremes(inKernel(data), 5, NUMBER_KINDS[dtype]!)).toEqual([least, most]);
    expect(kernelExtremes(inKernel(data), 1, NUMBER_KINDS[dtype]!)).toEqual([5n, 5n]);
  });

  it.each([2, 4, 8])('turns numbers of %i bytes around, of any count', (bytes) => {
    for (let count = 0; count < 20; count += 1) {
      const data = Uint8Array.from({ length: count * bytes }, (_, at) => at + 1);
      const place = inKernel(data);
      scanKernel().exports.swap(place, place + data.length, bytes);
      const turned = Array.from({ length: count }, (_, at) =>
        [...data.subarray(at * bytes, (at + 1) * bytes)].reverse(),
      );
      expect([...new Uint8Array(scanKernel().memory.buffer, place, data.length)]).toEqual(turned.flat());
    }
  });
});
