import type { Kernel } from '../../measures/kernels/kernel.ts';
import { TIFF_WASM } from '../../measures/kernels/tiff.wasm.ts';
import { createArena } from './kernel-arena.ts';
import type { Unpacked } from './tiff-packing.ts';

/** Addresses in the kernel's memory; see kernels/tiff.as. */
interface TiffExports {
  readonly base: () => number;
  readonly unpackLzw: (source: number, size: number, target: number, room: number) => void;
  readonly written: () => number;
  readonly badAt: () => number;
  readonly hasMore: () => number;
  readonly sumBytes: (data: number, rowBytes: number, rows: number, step: number) => void;
  readonly lumaOfColors: (data: number, pixels: number, step: number, target: number) => void;
}

/** Room behind each area for what the kernel copies eight bytes at a time. */
const MARGIN_BYTES = 16;
/** Tables and alignment. */
const OWN_BYTES = 2 ** 17;

const arena = createArena<TiffExports>(TIFF_WASM);
const align = (address: number): number => Math.ceil(address / 16) * 16;

interface Placed {
  readonly kernel: Kernel<TiffExports>;
  readonly at: number;
}

/** Puts `data` into the kernel where it is not there since the call before; `more` bytes of room lie behind it. */
const placed = (data: Uint8Array, more: number): Placed => {
  const { exports, memory } = arena(OWN_BYTES);
  const { byteOffset, length } = data;
  const isThere = data.buffer === memory.buffer;
  const at = isThere ? byteOffset : exports.base();
  // Growing detaches `data`, whose bytes stay where they are.
  const kernel = arena(at + length + more + OWN_BYTES);
  if (!isThere) new Uint8Array(kernel.memory.buffer).set(data, at);
  return { kernel, at };
};

/** Codes take at most one and a half times what they stand for: no strip that is unpacked here needs so much. */
const MAX_PACKED_BYTES = 448 * 2 ** 20;

/** LZW as TIFF has it into at most `room` bytes. `data` lies in the kernel: the next call of anything here may write over it. */
export const unpackLzw = (stored: Uint8Array, room: number): Unpacked & { readonly data: Uint8Array } => {
  const packed = stored.subarray(0, MAX_PACKED_BYTES);
  const { exports, memory } = arena(packed.length + room + OWN_BYTES);
  const source = exports.base();
  const target = align(source + packed.length + MARGIN_BYTES);
  new Uint8Array(memory.buffer).set(packed, source);
  exports.unpackLzw(source, packed.length, target, room);
  const badAt = exports.badAt();
  return {
    data: new Uint8Array(memory.buffer, target, exports.written()),
    hasMore: exports.hasMore() !== 0,
    ...(badAt >= 0 && { badAt }),
  };
};

/** Undoes the horizontal predictor on samples of 8 bits. The answer lies in the kernel. */
export const sumBytes = (data: Uint8Array, rowBytes: number, step: number): Uint8Array => {
  const { length } = data;
  const { kernel, at } = placed(data, 0);
  kernel.exports.sumBytes(at, rowBytes, length / rowBytes, step);
  return new Uint8Array(kernel.memory.buffer, at, length);
};

/** 8-bit luma of interleaved 8-bit samples whose first three are red, green and blue. The answer lies in the kernel. */
export const lumaOfColors = (data: Uint8Array, step: number): Uint8Array => {
  const { length } = data;
  const { kernel, at } = placed(data, length);
  const target = align(at + length + MARGIN_BYTES);
  const pixels = length / step;
  kernel.exports.lumaOfColors(at, pixels, step, target);
  return new Uint8Array(kernel.memory.buffer, target, pixels);
};
