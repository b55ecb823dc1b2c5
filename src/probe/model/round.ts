import type { Precision } from '../../model/probe.ts';

/** Bits of the fraction, smallest exponent of a normal number, and the magnitude from which rounding gives infinity. */
const FORMATS = {
  float16: { fractionBits: 10, smallestExponent: -14, overflow: 65_520 },
  bfloat16: { fractionBits: 7, smallestExponent: -126, overflow: (2 - 2 ** -8) * 2 ** 127 },
} as const;

const floats = new Float32Array(1);
const bits = new Uint32Array(floats.buffer);

/** A float32 rounded to the nearest number of a format, ties to even, as IEEE 754 converts: subnormals kept, infinity beyond the largest. */
export const roundTo = (value: number, format: keyof typeof FORMATS): number => {
  const { fractionBits, smallestExponent, overflow } = FORMATS[format];
  if (!(Math.abs(value) < overflow)) return Number.isNaN(value) ? value : Math.sign(value) * Number.POSITIVE_INFINITY;
  floats[0] = value;
  const exponent = Math.max(((bits[0]! >>> 23) & 0xff) - 127, smallestExponent);
  // At 1.5 x 2^52 steps a double holds exactly whole steps: adding rounds, and taking off leaves what was rounded.
  const magic = 1.5 * 2 ** (52 + exponent - fractionBits);
  const rounded = value + magic - magic;
  return rounded === 0 ? value * 0 : rounded;
};

/** The magnitude from which a value is infinite in a precision. */
export const overflowOf = (precision: Precision): number =>
  precision === 'float32' ? Number.POSITIVE_INFINITY : FORMATS[precision].overflow;

/** A copy as the precision holds it. */
export const roundAll = (values: Float32Array, precision: Precision): Float32Array =>
  precision === 'float32' ? values : values.map((value) => roundTo(value, precision));
