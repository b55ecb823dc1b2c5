/** A finite double as mantissa · 2^exponent with an integer mantissa below 2^53. */
export interface Parts {
  readonly mantissa: number;
  readonly exponent: number;
}

const view = new DataView(new ArrayBuffer(8));

/** Bit exact; 0 gives mantissa 0. The value must be finite. */
export const partsOf = (value: number): Parts => {
  view.setFloat64(0, value);
  const high = view.getUint32(0);
  const biased = (high >>> 20) & 0x7ff;
  const implicit = biased === 0 ? 0 : 0x100000;
  const magnitude = ((high & 0xfffff) + implicit) * 2 ** 32 + view.getUint32(4);
  return { mantissa: high >>> 31 === 1 ? -magnitude : magnitude, exponent: Math.max(biased, 1) - 1075 };
};

/** value · 2^exponent without a needless overflow or underflow on the way. */
export const scaled = (value: number, exponent: number): number => {
  let result = value;
  let rest = exponent;
  for (; rest > 1000; rest -= 1000) result *= 2 ** 1000;
  for (; rest < -1000; rest += 1000) result *= 2 ** -1000;
  return result * 2 ** rest;
};

const bitLength = (value: bigint): number => {
  const hex = value.toString(16);
  return hex.length * 4 - Math.clz32(Number.parseInt(hex[0]!, 16)) + 28;
};

/** More than a double's 53, so that the last rounding sees what follows. */
const KEPT_BITS = 68;

/**
 * numerator / denominator as mantissa · 2^exponent, the mantissa a double rounded once (to nearest, ties to even) and the
 * exponent even, so that a square root can halve it. The denominator must be positive.
 */
export const ratio = (numerator: bigint, denominator: bigint): Parts => {
  if (numerator === 0n) return { mantissa: 0, exponent: 0 };
  const magnitude = numerator < 0n ? -numerator : numerator;
  const up = Math.max(0, KEPT_BITS - bitLength(magnitude) + bitLength(denominator));
  const shift = up + (up % 2);
  const dividend = magnitude << BigInt(shift);
  const quotient = dividend / denominator;
  const excess = Math.max(0, bitLength(quotient) - KEPT_BITS);
  const drop = excess + (excess % 2);
  const kept = quotient >> BigInt(drop);
  // The sticky bit keeps what was dropped from looking like a tie.
  const exact = (kept << BigInt(drop)) * denominator === dividend;
  const rounded = Number(exact ? kept : kept | 1n);
  return { mantissa: numerator < 0n ? -rounded : rounded, exponent: drop - shift };
};

/** a + b = sum + error exactly (Knuth's TwoSum), while nothing overflows. */
export const twoSum = (a: number, b: number): readonly [sum: number, error: number] => {
  const sum = a + b;
  const virtual = sum - a;
  return [sum, a - (sum - virtual) + (b - virtual)];
};

const SPLITTER = 2 ** 27 + 1;

/** a · b = product + error exactly (Dekker with Veltkamp's split); error 0 where the split would overflow. */
export const twoProduct = (a: number, b: number): readonly [product: number, error: number] => {
  const product = a * b;
  const highA = a * SPLITTER - (a * SPLITTER - a);
  const highB = b * SPLITTER - (b * SPLITTER - b);
  const lowA = a - highA;
  const lowB = b - highB;
  const error = lowA * lowB - (product - highA * highB - lowA * highB - highA * lowB);
  return [product, Number.isFinite(error) ? error : 0];
};
