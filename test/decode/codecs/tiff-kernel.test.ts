import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lumaOfColors, sumBytes, unpackLzw } from '../../../src/decode/codecs/tiff-kernel.ts';
import type { Unpacked } from '../../../src/decode/codecs/tiff-packing.ts';
import * as twin from './tiff-twin.ts';

/** Codes of growing width, as a writer that never repeats a string would choose them, or any other numbers. */
const packedCodes = (codes: readonly number[]): Uint8Array => {
  const bytes: number[] = [];
  let buffer = 0;
  let bits = 0;
  let width = 9;
  let next = 257;
  for (const code of codes) {
    buffer = (buffer << width) | (code & ((1 << width) - 1));
    bits += width;
    while (bits >= 8) {
      bits -= 8;
      bytes.push((buffer >> bits) & 0xff);
      buffer &= (1 << bits) - 1;
    }
    if (code === 256) {
      width = 9;
      next = 257;
    } else {
      next += 1;
      if (next >= (1 << width) - 1 && width < 12) width += 1;
    }
  }
  if (bits > 0) bytes.push((buffer << (8 - bits)) & 0xff);
  return Uint8Array.from(bytes);
};

const plain = ({ data, ...rest }: Unpacked) => ({ ...rest, data: [...data] });

const expectEqual = (packed: Uint8Array, room: number): void => {
  expect(plain(unpackLzw(packed, room))).toEqual(plain(twin.unpackLzw(packed, room)));
};

describe('the kernel of TIFF', () => {
  it('unpacks LZW as its twin does, from whatever bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), fc.nat(1000), expectEqual), { numRuns: 500 });
  });

  it('unpacks LZW as its twin does, from codes that name strings', () => {
    // Of the strings there are so far, mostly; one number in 200 is any code.
    const codeOf = (drawn: number, at: number): number => {
      if (drawn % 200 === 199) return 250 + (drawn % 4000);
      return drawn % 3 === 0 || at < 2 ? drawn & 255 : 258 + (drawn % at);
    };
    const codes = fc
      .array(fc.nat(100_000), { minLength: 1, maxLength: 900, size: 'max' })
      .map((drawn) => drawn.map(codeOf));
    let longest = 0;
    fc.assert(
      fc.property(codes, fc.nat(20_000), (drawn, room) => {
        const packed = packedCodes([256, ...drawn]);
        longest = Math.max(longest, twin.unpackLzw(packed, room).data.length);
        expectEqual(packed, room);
      }),
      { numRuns: 300 },
    );
    expect(longest).toBeGreaterThan(1000);
  });

  it('unpacks runs whose strings overlap themselves', () => {
    // 65, then each code the one that is just being made: runs of 1, 2, 3 …
    const packed = packedCodes([256, 65, ...Array.from({ length: 500 }, (_, at) => 258 + at), 257]);
    expectEqual(packed, 200_000);
    expect(unpackLzw(packed, 200_000).data.length).toBe((501 * 502) / 2);
  });

  it('unpacks LZW as its twin does when all codes are taken and no clear code comes, to each end of the room', () => {
    const codes = Array.from({ length: 5000 }, (_, at) => {
      if (at % 3 === 0 || at < 2) return (at * 97) & 255;
      return 258 + ((at * 7919) % Math.min(at, 3838));
    });
    const packed = packedCodes([256, ...codes, 257]);
    const { length } = twin.unpackLzw(packed, 1_000_000).data;
    expect(length).toBeGreaterThan(codes.length);
    for (const room of [length + 100, length, length - 1, length - 17, length - 63]) expectEqual(packed, room);
  });

  it('sums rows as its twin does', () => {
    const rows = fc.tuple(
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 5 }),
    );
    fc.assert(
      fc.property(rows, fc.integer(), ([step, columns, count], seed) => {
        const data = Uint8Array.from({ length: step * columns * count }, (_, at) => (at * seed * 31) >> 3);
        const summed = data.slice();
        twin.sumBytes(summed, step * columns, step);
        expect([...sumBytes(data, step * columns, step)]).toEqual([...summed]);
      }),
    );
  });

  it('mixes colors as its twin does, sixteen at once and one by one', () => {
    const pictures = fc.tuple(fc.integer({ min: 3, max: 5 }), fc.integer({ min: 1, max: 70 }), fc.integer());
    fc.assert(
      fc.property(pictures, ([step, pixels, seed]) => {
        const data = Uint8Array.from({ length: step * pixels }, (_, at) => (at * seed * 31) >> 3);
        expect([...lumaOfColors(data, step)]).toEqual([...twin.lumaOfColors(data, step)]);
      }),
    );
  });

  it('gives every gray its own level', () => {
    const grays = Uint8Array.from({ length: 3 * 256 }, (_, at) => Math.floor(at / 3));
    expect([...lumaOfColors(grays, 3)]).toEqual(Array.from({ length: 256 }, (_, level) => level));
  });

  it('keeps what it is handed back from its own memory', () => {
    const packed = packedCodes([256, 10, 20, 30, 1, 2, 3, 257]);
    const { data } = unpackLzw(packed, 6);
    const summed = sumBytes(data, 6, 3);
    expect([...summed]).toEqual([10, 20, 30, 11, 22, 33]);
    expect([...lumaOfColors(summed, 3)]).toEqual([18, 20]);
  });
});
