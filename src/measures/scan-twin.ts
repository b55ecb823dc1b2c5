import { bfloatToNumber, halfToNumber } from './float-formats.ts';
import { oddities } from './float-kinds.ts';
import type { NumberKind } from './number-kinds.ts';
import type { KernelSums } from './scan-kernel.ts';

// The twin that holds the WASM kernel (kernels/scan.as) to account, bit for bit, in plain TypeScript.

const FIND_BYTES = 128;
/** Where the kernel begins to look at a double: a little below what float32 does not hold. */
const LARGE = 1.9375 * 2 ** 127;
/** Numbers that are summed for themselves before they join the rest, and sums side by side within. */
const PIECE = 2048;
const LANES = 8;

type Read = (view: DataView, at: number) => number;
/** By kernel code. */
const READ: readonly Read[] = [
  (view, at) => halfToNumber(view.getUint16(at, true)),
  (view, at) => bfloatToNumber(view.getUint16(at, true)),
  (view, at) => view.getFloat32(at, true),
  (view, at) => view.getFloat64(at, true),
  (view, at) => Math.min(1, view.getUint8(at)),
  (view, at) => view.getUint8(at),
  (view, at) => view.getInt8(at),
  (view, at) => view.getUint16(at, true),
  (view, at) => view.getInt16(at, true),
  (view, at) => view.getUint32(at, true),
  (view, at) => view.getInt32(at, true),
  (view, at) => Number(view.getBigUint64(at, true)),
  (view, at) => Number(view.getBigInt64(at, true)),
];

/** `data` holds whole little-endian numbers. */
export const widenPlainly = (data: Uint8Array, { code, bytes }: NumberKind): Float64Array => {
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  return Float64Array.from({ length: data.length / bytes }, (_, at) => READ[code]!(view, at * bytes));
};

/** Where the first block begins in which a float is odd or a double is as large, else the rest that fills no block. */
export const findPlainly = (data: Uint8Array, kind: NumberKind): number => {
  const copy = data.slice();
  const perBlock = FIND_BYTES / kind.bytes;
  const oddity = oddities(copy.buffer, 0, copy.length / kind.bytes, kind);
  const doubles = new Float64Array(copy.buffer, 0, kind.bytes === 8 ? copy.length / 8 : 0);
  let at = 0;
  for (; at + FIND_BYTES <= copy.length; at += FIND_BYTES) {
    const from = at / kind.bytes;
    if (doubles.subarray(from, from + perBlock).some((value) => Math.abs(value) >= LARGE)) return at;
    for (let of = 0; of < perBlock; of += 1) if (oddity(from + of) !== undefined) return at;
  }
  return at;
};

/** Of at most 2,048 numbers; `side` of them are summed side by side. */
const pieceSums = (apart: readonly number[], side: number): readonly [sum: number, squares: number] => {
  const sums = new Float64Array(LANES);
  const squares = new Float64Array(LANES);
  for (const [at, value] of apart.entries()) {
    sums[at % side]! += value;
    squares[at % side]! += value * value;
  }
  // Vectors of two: first the four vectors in pairs, then the halves.
  const across = (lanes: Float64Array): number => {
    const half = (lane: 0 | 1): number => lanes[lane]! + lanes[2 + lane]! + (lanes[4 + lane]! + lanes[6 + lane]!);
    return half(0) + half(1);
  };
  return side === 1 ? [sums[0]!, squares[0]!] : [across(sums), across(squares)];
};

/** As `kernelSums`, of numbers already widened. */
export const sumsPlainly = (values: Float64Array, center: number, scale: number): KernelSums => {
  let [sum, squares, n] = [0, 0, 0];
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const add = (part: Float64Array, side: number): void => {
    const apart: number[] = [];
    for (const value of part) {
      if (side === 1 && !Number.isFinite(value)) continue;
      if (!Number.isNaN(value)) [min, max] = [Math.min(min, value), Math.max(max, value)];
      apart.push(side === 1 ? value * (scale === 0 ? 1 : scale) - center : value - center);
    }
    n += apart.length;
    const [pieceSum, pieceSquares] = pieceSums(apart, side);
    sum += pieceSum;
    squares += pieceSquares;
  };
  for (let at = 0; at < values.length; at += PIECE) {
    const piece = values.subarray(at, at + PIECE);
    const even = scale === 0 ? piece.length - (piece.length % LANES) : 0;
    if (even > 0) add(piece.subarray(0, even), LANES);
    if (even < piece.length) add(piece.subarray(even), 1);
  }
  return { sum, squares, min: min + 0, max: max + 0, n };
};
