import { instantiateKernel, type Kernel, reserve } from '../measures/kernels/kernel.ts';
import { LUMA_WASM } from '../measures/kernels/luma.wasm.ts';
import { type Axis, axisOf, PREVIEW_SIDE, reductionOf } from '../measures/luma.ts';
import { KEPT_BYTES, keepsMemory } from './kept-memory.ts';
import type { LumaReducer } from './ports.ts';

/** Addresses in the kernel's memory, sizes in px; see kernels/luma.as. */
interface LumaExports {
  readonly reduce: (
    source: number,
    width: number,
    height: number,
    factor: number,
    columns: number,
    sums: number,
    target: number,
  ) => void;
  readonly shrink: (
    source: number,
    width: number,
    outWidth: number,
    outHeight: number,
    rows: number,
    groups: number,
    buffer: number,
    target: number,
  ) => void;
  readonly hasLoneBlock: (source: number, width: number, height: number, measures: number) => number;
}

/** Bytes of a vector. The kernel reads whole ones past the last pixel. */
const VECTOR = 16;
/** The boxed picture's sides are below this. */
const BOX_SIDE = 2 * PREVIEW_SIDE;
const ROW_BYTES = 8;
const GROUP_BYTES = 64;

/** JPEG's widest picture is 65,535 px; see `hasLoneBlock` in kernels/luma.as. */
const MEASURES_BYTES = 12 * (65_536 / 8 + 24);

/** Memory: fixed areas first, then the source picture, then what depends on its size. */
const TARGET = 0;
const ROWS = TARGET + PREVIEW_SIDE * PREVIEW_SIDE;
const GROUPS = ROWS + PREVIEW_SIDE * ROW_BYTES;
const SUMS = GROUPS + (PREVIEW_SIDE / 8) * GROUP_BYTES;
const BUFFER = SUMS + 4 * BOX_SIDE;
const BOX = BUFFER + BOX_SIDE + 3 * VECTOR;
const MEASURES = BOX + BOX_SIDE * (BOX_SIDE + 2) + 3 * VECTOR;
const SOURCE = MEASURES + MEASURES_BYTES;

const align = (address: number): number => Math.ceil(address / VECTOR) * VECTOR;

const writeRows = (buffer: ArrayBuffer, { to, first, weights }: Axis): void => {
  const view = new DataView(buffer, ROWS);
  const bytes = new Uint8Array(buffer, ROWS);
  for (let at = 0; at < to; at += 1) {
    view.setUint32(at * ROW_BYTES, first[at]!, true);
    bytes.set(weights.subarray(3 * at, 3 * at + 3), at * ROW_BYTES + 4);
  }
};

const writeGroups = (buffer: ArrayBuffer, { to, first, weights }: Axis): void => {
  const view = new DataView(buffer, GROUPS);
  const bytes = new Uint8Array(buffer, GROUPS);
  for (let at = 0; at < to; at += 1) {
    const lane = at & 7;
    const group = (at >> 3) * GROUP_BYTES;
    view.setUint32(group, first[at - lane]!, true);
    bytes[group + 16 + lane] = first[at]! - first[at - lane]!;
    bytes[group + 32 + lane] = weights[3 * at]!;
    bytes[group + 40 + lane] = weights[3 * at + 1]!;
    bytes[group + 48 + lane] = weights[3 * at + 2]!;
  }
};

/** See `LumaReducer`. One per worker: it holds memory as large as the largest recent picture. */
export const createLumaReducer = (): LumaReducer => {
  let kernel: Kernel<LumaExports> = instantiateKernel(LUMA_WASM);
  let axes: { readonly rows: Axis; readonly columns: Axis } | undefined;

  const renew = () => {
    kernel = instantiateKernel(LUMA_WASM);
    axes = undefined;
  };
  keepsMemory(() => {
    const kept = kernel.memory.buffer.byteLength;
    if (kept <= KEPT_BYTES) return 0;
    renew();
    return kept;
  });
  /** Pictures of one size come in a row: their tables are written once. */
  const prepareAxes = (boxWidth: number, boxHeight: number, width: number, height: number) => {
    if (axes?.columns.from === boxWidth && axes.rows.from === boxHeight) return;
    axes = { rows: axisOf(boxHeight, height), columns: axisOf(boxWidth, width) };
    writeRows(kernel.memory.buffer, axes.rows);
    writeGroups(kernel.memory.buffer, axes.columns);
  };
  return {
    scratch: (bytes) => {
      const end = align(SOURCE + bytes) + 3 * VECTOR;
      reserve(kernel.memory, end);
      return new Uint8Array(kernel.memory.buffer, SOURCE, bytes);
    },
    hasLoneBlock: (width, height) => kernel.exports.hasLoneBlock(SOURCE, width, height, MEASURES) !== 0,
    reduce: (width, height) => {
      const { factor, boxWidth, boxHeight, width: outWidth, height: outHeight } = reductionOf(width, height);
      const columns = align(SOURCE + width * height) + VECTOR;
      // Room for the sums of all columns, and for the two rows that `shrink` reads past a picture.
      reserve(kernel.memory, columns + 2 * (width + 2 * VECTOR));
      const { exports, memory } = kernel;
      const isFinal = boxWidth === outWidth && boxHeight === outHeight;
      const box = isFinal ? TARGET : BOX;
      if (factor > 1) exports.reduce(SOURCE, width, height, factor, columns, SUMS, box);
      if (!isFinal) {
        prepareAxes(boxWidth, boxHeight, outWidth, outHeight);
        exports.shrink(factor > 1 ? BOX : SOURCE, boxWidth, outWidth, outHeight, ROWS, GROUPS, BUFFER, TARGET);
      }
      const at = factor === 1 && isFinal ? SOURCE : TARGET;
      const data = new Uint8Array(memory.buffer, at, outWidth * outHeight).slice();
      return { width: outWidth, height: outHeight, data };
    },
  };
};
