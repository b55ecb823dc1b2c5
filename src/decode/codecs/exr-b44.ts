import type { Block } from '../container/exr-blocks.ts';
import { halfBits, halfFloats } from './exr-half.ts';
import { interleaveRows, type Plane } from './exr-planes.ts';

const SIDE = 4;
const PACKED_BYTES = 14;
const FLAT_BYTES = 3;
/** No shift is so large: all 16 samples are the same. */
const FLAT_MARK = 13 << 2;
const BIAS = 0x20;

/** Of 15 differences of 6 bits, in the order of their bits: from which sample to which. */
const STEPS: readonly (readonly [from: number, to: number])[] = [
  ...([
    [0, 4],
    [4, 8],
    [8, 12],
  ] as const),
  ...[0, 1, 2].flatMap((x) => [0, 4, 8, 12].map((y) => [y + x, y + x + 1] as const)),
];

/** Sign and size back from an order in which all values rise. */
const toHalf = (ordered: number): number => (ordered & 0x8000 ? ordered & 0x7fff : ~ordered & 0xffff);

let logarithms: Uint16Array | undefined;
/** 8 log(x) for every half, bits to bits; 0 for what has no logarithm. */
const logarithmsOfHalves = (): Uint16Array => {
  logarithms ??= Uint16Array.from(halfFloats(), (value) =>
    Number.isFinite(value) && !(value < 0) ? halfBits(8 * Math.log(value)) : 0,
  );
  return logarithms;
};

/** Sixteen halves, row by row, from 14 bytes, or from 3 when they are equal. */
const unpackSquare = (packed: Uint8Array, at: number, samples: Uint16Array): void => {
  const first = (packed[at]! << 8) | packed[at + 1]!;
  if (packed[at + 2]! >= FLAT_MARK) {
    samples.fill(toHalf(first));
    return;
  }
  const shift = packed[at + 2]! >> 2;
  samples[0] = first;
  let bit = 22;
  for (const [from, to] of STEPS) {
    const pair = (packed[at + (bit >> 3)]! << 8) | (packed[at + (bit >> 3) + 1] ?? 0);
    const difference = (pair >> (10 - (bit & 7))) & 0x3f;
    samples[to] = samples[from]! + (difference << shift) - (BIAS << shift);
    bit += 6;
  }
  for (let i = 0; i < samples.length; i += 1) samples[i] = toHalf(samples[i]!);
};

/** Channel by channel squares of 4 x 4 halves; 32-bit samples as they are (OpenEXR, ImfB44Compressor). */
export const unpackB44 = (packed: Uint8Array, planes: readonly Plane[], block: Block): Uint8Array | undefined => {
  const data = new Uint8Array(block.rawBytes);
  const view = new DataView(data.buffer);
  const samples = new Uint16Array(SIDE * SIDE);
  let at = 0;
  let start = 0;
  for (const { channel, width, height, sampleBytes } of planes) {
    const bytes = width * height * sampleBytes;
    if (channel.sample !== 'half') {
      if (at + bytes > packed.length) return undefined;
      data.set(packed.subarray(at, at + bytes), start);
      at += bytes;
      start += bytes;
      continue;
    }
    const table = channel.isLogarithmic ? logarithmsOfHalves() : undefined;
    for (let top = 0; top < height; top += SIDE) {
      for (let left = 0; left < width; left += SIDE) {
        if (at + FLAT_BYTES > packed.length) return undefined;
        const isFlat = packed[at + 2]! >= FLAT_MARK;
        if (!isFlat && at + PACKED_BYTES > packed.length) return undefined;
        unpackSquare(packed, at, samples);
        at += isFlat ? FLAT_BYTES : PACKED_BYTES;
        for (let y = 0; y < Math.min(SIDE, height - top); y += 1) {
          for (let x = 0; x < Math.min(SIDE, width - left); x += 1) {
            const sample = samples[y * SIDE + x]!;
            view.setUint16(start + ((top + y) * width + left + x) * 2, table?.[sample] ?? sample, true);
          }
        }
      }
    }
    start += bytes;
  }
  return at === packed.length ? interleaveRows(data, planes, block) : undefined;
};
