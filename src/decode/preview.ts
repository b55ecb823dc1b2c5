import { instantiateKernel, type Kernel, reserve } from '../measures/kernels/kernel.ts';
import { LUMA_WASM } from '../measures/kernels/luma.wasm.ts';
import { PREVIEW_SIDE, reductionOf } from '../measures/luma.ts';
import type { LumaReducer } from './ports.ts';

interface LumaExports {
  /** Addresses and sizes in bytes and pixels, see kernels/luma.as. */
  readonly reduce: (
    source: number,
    width: number,
    height: number,
    factor: number,
    columns: number,
    sums: number,
    target: number,
  ) => void;
}

/** WASM memory never shrinks: above this it is dropped, instance and all, once a smaller picture follows. */
const KEPT_BYTES = 64 * 2 ** 20;
const TARGET = 0;
const SUMS = PREVIEW_SIDE * PREVIEW_SIDE;
const SOURCE = SUMS + 4 * PREVIEW_SIDE;
/** The kernel reads whole vectors: up to 16 bytes past the last pixel. */
const VECTOR = 16;

const align = (address: number): number => Math.ceil(address / VECTOR) * VECTOR;

/** See `LumaReducer`. One per worker: it holds memory as large as the largest recent picture. */
export const createLumaReducer = (): LumaReducer => {
  let kernel: Kernel<LumaExports> = instantiateKernel(LUMA_WASM);
  return {
    scratch: (bytes) => {
      const end = align(SOURCE + bytes) + VECTOR;
      if (kernel.memory.buffer.byteLength > KEPT_BYTES && end < KEPT_BYTES / 2) kernel = instantiateKernel(LUMA_WASM);
      reserve(kernel.memory, end);
      return new Uint8Array(kernel.memory.buffer, SOURCE, bytes);
    },
    reduce: (width, height) => {
      const reduction = reductionOf(width, height);
      const columns = align(SOURCE + width * height) + VECTOR;
      reserve(kernel.memory, columns + 2 * (width + VECTOR));
      kernel.exports.reduce(SOURCE, width, height, reduction.factor, columns, SUMS, TARGET);
      const data = new Uint8Array(kernel.memory.buffer, TARGET, reduction.width * reduction.height).slice();
      return { width: reduction.width, height: reduction.height, data };
    },
  };
};
