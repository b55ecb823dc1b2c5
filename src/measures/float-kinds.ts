import type { NumberKind } from './number-kinds.ts';

/** Numbers, not names: an array can be full of them. */
export const NAN = 0;
export const POSITIVE = 1;
export const NEGATIVE = 2;
export const SUBNORMAL = 3;
/** A finite double that float32 rounds to an infinity. */
export const OVERFLOW = 4;
/** What a float may be that training does not want. */
export type Oddity = typeof NAN | typeof POSITIVE | typeof NEGATIVE | typeof SUBNORMAL | typeof OVERFLOW;

/** Exponent all ones, and the smallest magnitude with an exponent above zero, in the highest 16 or 32 bits; by kernel code. */
const BOUNDS: readonly { readonly top: number; readonly least: number }[] = [
  { top: 0x7c00, least: 0x0400 },
  { top: 0x7f80, least: 0x0080 },
  { top: 0x7f800000, least: 0x00800000 },
  { top: 0x7ff00000, least: 0x00100000 },
];

/** The two halves of 2^128 - 2^103: halfway from the largest float32 to 2^128, which is even (IEEE 754, to nearest). */
const OVERFLOW_HIGH = 0x47efffff;
const OVERFLOW_LOW = 0xf0000000;

/** What the `at`-th of little-endian floats from `offset` on is; undefined: a plain number, or zero. */
export type OddityAt = (at: number) => Oddity | undefined;

const infinity = (isNegative: boolean): Oddity => (isNegative ? NEGATIVE : POSITIVE);

/** Reads `count` floats of a kind out of memory. `offset`: a multiple of a float's bytes. */
export const oddities = (memory: ArrayBuffer, offset: number, count: number, { code, bytes }: NumberKind): OddityAt => {
  const { top, least } = BOUNDS[code]!;
  if (bytes === 8) {
    const words = new Uint32Array(memory, offset, count * 2);
    return (at) => {
      const low = words[2 * at]!;
      const high = words[2 * at + 1]!;
      const magnitude = high & 0x7fffffff;
      if (magnitude >= top) return magnitude > top || low !== 0 ? NAN : infinity(high !== magnitude);
      if (magnitude >= OVERFLOW_HIGH) return magnitude > OVERFLOW_HIGH || low >= OVERFLOW_LOW ? OVERFLOW : undefined;
      return magnitude < least && (magnitude | low) !== 0 ? SUBNORMAL : undefined;
    };
  }
  const words = bytes === 2 ? new Uint16Array(memory, offset, count) : new Uint32Array(memory, offset, count);
  const magnitudeBits = bytes === 2 ? 0x7fff : 0x7fffffff;
  return (at) => {
    const word = words[at]!;
    const magnitude = word & magnitudeBits;
    if (magnitude >= top) return magnitude > top ? NAN : infinity(word !== magnitude);
    return magnitude < least && magnitude !== 0 ? SUBNORMAL : undefined;
  };
};
