import type { Unpacked } from '../../../src/decode/codecs/tiff-packing.ts';

const CLEAR = 256;
const END = 257;
const FIRST_FREE = 258;
const MAX_CODES = 4096;
const MAX_BITS = 12;

// A code's string is where it was written first: in the output itself.
const starts = new Int32Array(MAX_CODES);
const lengths = new Int32Array(MAX_CODES);

/** LZW as TIFF has it (TIFF 6.0 section 13): most significant bit first, code widths changing one code early. */
export const unpackLzw = (packed: Uint8Array, room: number): Unpacked => {
  const size = packed.length;
  const out = new Uint8Array(room);
  let buffer = 0;
  let bits = 0;
  let at = 0;
  let width = 9;
  let next = FIRST_FREE;
  let written = 0;
  /** Length of the string before, which stands right before `written`; 0 behind a clear code. */
  let before = 0;

  for (;;) {
    while (bits < width) {
      if (at >= size) return { data: out.subarray(0, written), hasMore: false };
      buffer = ((buffer & 0x7fffff) << 8) | packed[at]!;
      at += 1;
      bits += 8;
    }
    bits -= width;
    const code = (buffer >>> bits) & ((1 << width) - 1);
    if (code === END) return { data: out.subarray(0, written), hasMore: false };
    if (code === CLEAR) {
      width = 9;
      next = FIRST_FREE;
      before = 0;
      continue;
    }
    // Two bytes more than a code may be left where no end code was written.
    if (written === room) return { data: out.subarray(0, written), hasMore: size - at > 2 };
    if (before > 0 && next < MAX_CODES) {
      starts[next] = written - before;
      lengths[next] = before + 1;
      next += 1;
      if (next === (1 << width) - 1 && width < MAX_BITS) width += 1;
    }
    if (code < CLEAR) {
      out[written] = code;
      written += 1;
      before = 1;
      continue;
    }
    if (before === 0 || code >= next) return { data: out.subarray(0, written), badAt: at, hasMore: false };
    const from = starts[code]!;
    const length = lengths[code]!;
    const hasRoom = written + length <= room;
    const to = hasRoom ? written + length : room;
    for (let i = from; written < to; i += 1) {
      out[written] = out[i]!;
      written += 1;
    }
    if (!hasRoom) return { data: out.subarray(0, written), hasMore: true };
    before = length;
  }
};

/** The horizontal predictor, in place. */
export const sumBytes = (data: Uint8Array, rowBytes: number, step: number): void => {
  for (let row = 0; row < data.length; row += rowBytes) {
    for (let at = row + step; at < row + rowBytes; at += 1) data[at] = data[at]! + data[at - step]!;
  }
};

/** 8-bit luma, ITU-R BT.601 in 16 bits, of samples whose first three are red, green and blue. */
export const lumaOfColors = (data: Uint8Array, step: number): Uint8Array =>
  Uint8Array.from({ length: data.length / step }, (_, pixel) => {
    const [red, green, blue] = data.subarray(pixel * step) as unknown as [number, number, number];
    return (19595 * red + 38470 * green + 7471 * blue + 32768) >> 16;
  });
