import { instantiateKernel, type Kernel, reserve } from './kernels/kernel.ts';
import { SCAN_WASM } from './kernels/scan.wasm.ts';
import type { NumberKind } from './number-kinds.ts';

/** What kernels/scan.as exports. Addresses are bytes into its memory; `kind`: `NumberKind.code`. */
export interface ScanExports {
  readonly find: (from: number, to: number, kind: number) => number;
  readonly swap: (from: number, to: number, bytes: number) => void;
  readonly gather: (from: number, count: number, stride: number, bytes: number, into: number, step: number) => void;
  readonly widen: (from: number, count: number, into: number, kind: number) => void;
  readonly moments: (
    from: number,
    count: number,
    kind: number,
    center: number,
    scale: number,
    room: number,
    out: number,
  ) => void;
  readonly extremes: (from: number, to: number, kind: number, out: number) => void;
}

/** Doubles that are widened at a time, and three that a vector may write behind them. */
const ROOM_BYTES = (2048 + 3) * 8;
const OUT = Math.ceil(ROOM_BYTES / 64) * 64;
/** What scanners are given begins here. */
const BASE = Math.ceil((OUT + 64) / 4096) * 4096 + 16;
/** Read, never used: widening reads four elements at a time. */
const SLACK_BYTES = 64;

let shared: Kernel<ScanExports> | undefined;

/** The kernel, which all scanners of a process share, its memory being theirs in turn. */
export const scanKernel = (): Kernel<ScanExports> => {
  shared ??= instantiateKernel<ScanExports>(SCAN_WASM);
  return shared;
};

/** Where the `at`-th of several areas of `bytes` each, a multiple of 16, begins. The memory is grown to hold it. */
export const placeOf = (at: number, bytes: number): number => {
  const place = BASE + at * bytes;
  reserve(scanKernel().memory, place + bytes + SLACK_BYTES);
  return place;
};

export interface KernelSums {
  readonly sum: number;
  readonly squares: number;
  readonly min: number;
  readonly max: number;
  readonly n: number;
}

/** Sums of `count` numbers at `place` around `center`. `scale` 0: all are finite, else those that are not are left out. */
export const kernelSums = (
  place: number,
  count: number,
  { code }: NumberKind,
  center: number,
  scale: number,
): KernelSums => {
  const { exports, memory } = scanKernel();
  exports.moments(place, count, code, center, scale, 0, OUT);
  const [sum = 0, squares = 0, min = 0, max = 0, n = 0] = new Float64Array(memory.buffer, OUT, 5);
  // Of zeros of either sign the lanes decide which is met: it is always 0.
  return { sum, squares, min: min + 0, max: max + 0, n };
};

/** Smallest and largest of `count` 64-bit integers at `place`, at least one. */
export const kernelExtremes = (
  place: number,
  count: number,
  { code }: NumberKind,
): readonly [min: bigint, max: bigint] => {
  const { exports, memory } = scanKernel();
  exports.extremes(place, place + count * 8, code, OUT);
  const view = new DataView(memory.buffer, OUT, 16);
  const isSigned = code === 12;
  const at = (offset: number): bigint => (isSigned ? view.getBigInt64(offset, true) : view.getBigUint64(offset, true));
  return [at(0), at(8)];
};
