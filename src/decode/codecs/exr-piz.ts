import type { Block } from '../container/exr-blocks.ts';
import { u16le, u32le } from '../fields.ts';
import { unpackHuffman } from './exr-huffman.ts';
import { interleaveRows, type Plane } from './exr-planes.ts';

const BITMAP_BYTES = 8192;

/** The values that occur, 0 always among them; the others of the table are 0. */
const valuesOf = (bitmap: Uint8Array, firstByte: number) => {
  const values = new Uint16Array(2 ** 16);
  let count = 1;
  for (const [at, bits] of bitmap.entries()) {
    for (let bit = 0; bit < 8; bit += 1) {
      const value = (firstByte + at) * 8 + bit;
      if (value === 0 || ((bits >> bit) & 1) === 0) continue;
      values[count] = value;
      count += 1;
    }
  }
  return { values, most: count - 1 };
};

/** Mean and difference at two places back to two values; 14-bit ones need no arithmetic modulo 2^16. */
type Join = (data: Uint16Array, low: number, high: number) => void;

const join14: Join = (data, low, high) => {
  const difference = (data[high]! << 16) >> 16;
  const value = ((data[low]! << 16) >> 16) + (difference & 1) + (difference >> 1);
  data[low] = value;
  data[high] = value - difference;
};

const join16: Join = (data, low, high) => {
  const difference = data[high]!;
  const second = (data[low]! - (difference >> 1)) & 0xffff;
  data[high] = second;
  data[low] = difference + second - 0x8000;
};

interface Grid {
  readonly start: number;
  readonly columns: number;
  readonly rows: number;
  readonly columnStep: number;
  readonly rowStep: number;
}

/** Levels of the wavelet from the coarsest, in place (OpenEXR, ImfWav). */
const undoWavelet = (data: Uint16Array, { start, columns, rows, columnStep, rowStep }: Grid, join: Join): void => {
  let step = 1;
  while (step * 2 <= Math.min(columns, rows)) step *= 2;
  for (let half = step >> 1; half >= 1; half >>= 1) {
    const right = columnStep * half;
    const below = rowStep * half;
    let y = 0;
    for (; y + half * 2 <= rows; y += half * 2) {
      let x = 0;
      for (; x + half * 2 <= columns; x += half * 2) {
        const at = start + y * rowStep + x * columnStep;
        join(data, at, at + below);
        join(data, at + right, at + right + below);
        join(data, at, at + right);
        join(data, at + below, at + below + right);
      }
      const at = start + y * rowStep + x * columnStep;
      if ((columns & half) !== 0) join(data, at, at + below);
    }
    if ((rows & half) === 0) continue;
    for (let x = 0; x + half * 2 <= columns; x += half * 2) {
      const at = start + y * rowStep + x * columnStep;
      join(data, at, at + right);
    }
  }
};

/** Which values occur, then their numbers as a wavelet, packed by Huffman codes (OpenEXR, ImfPizCompressor). */
export const unpackPiz = (packed: Uint8Array, planes: readonly Plane[], block: Block): Uint8Array | undefined => {
  const [least, most] = [u16le(packed, 0), u16le(packed, 2)];
  if (packed.length < 4 || most >= BITMAP_BYTES) return undefined;
  const bitmapEnd = 4 + Math.max(0, most - least + 1);
  const dataAt = bitmapEnd + 4;
  if (dataAt > packed.length || dataAt + u32le(packed, bitmapEnd) !== packed.length) return undefined;
  const { values, most: mostNumber } = valuesOf(packed.subarray(4, bitmapEnd), least);
  const data = unpackHuffman(packed.subarray(dataAt), block.rawBytes / 2);
  if (data === undefined) return undefined;
  const join = mostNumber < 2 ** 14 ? join14 : join16;
  let start = 0;
  for (const { width, height, sampleBytes } of planes) {
    const words = sampleBytes / 2;
    for (let word = 0; word < words; word += 1) {
      const grid = { start: start + word, columns: width, rows: height, columnStep: words, rowStep: words * width };
      undoWavelet(data, grid, join);
    }
    start += width * height * words;
  }
  const bytes = new Uint8Array(block.rawBytes);
  for (let at = 0; at < data.length; at += 1) {
    const value = values[data[at]!]!;
    bytes[at * 2] = value;
    bytes[at * 2 + 1] = value >> 8;
  }
  return interleaveRows(bytes, planes, block);
};
