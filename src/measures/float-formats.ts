const bits = new DataView(new ArrayBuffer(4));

/** The double that the 16 bits of an IEEE 754 binary16 are. */
export const halfToNumber = (half: number): number => {
  const sign = half >>> 15 === 0 ? 1 : -1;
  const exponent = (half >>> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
};

/** The number that the 16 bits of a bfloat16 are: the upper half of a float32. */
export const bfloatToNumber = (upper: number): number => {
  bits.setUint32(0, upper << 16);
  return bits.getFloat32(0);
};

/**
 * Formats of 16 bits that training is done in: largest finite number, and half the distance of neighbors relative to their size; bits of
 * the fraction, the smallest exponent of a number with all of them, and the magnitude from which rounding gives infinity.
 */
export const SMALL_FLOATS = {
  float16: {
    max: 65_504,
    unit: 2 ** -11,
    smallestHalf: 2 ** -25,
    fractionBits: 10,
    smallestExponent: -14,
    overflow: 65_520,
  },
  bfloat16: {
    max: 2 ** 127 * (2 - 2 ** -7),
    unit: 2 ** -9,
    smallestHalf: 2 ** -134,
    fractionBits: 7,
    smallestExponent: -126,
    overflow: 2 ** 127 * (2 - 2 ** -8),
  },
} as const;

const double = new DataView(new ArrayBuffer(8));
/** Added and taken off again, it leaves an integer below 2^51, rounded to nearest, ties to even. */
const ROUNDER = 1.5 * 2 ** 52;

/** The number of a format nearest to a double, ties to even, as IEEE 754 converts: subnormals kept, infinity beyond the largest. */
export const nearestIn = (format: keyof typeof SMALL_FLOATS, value: number): number => {
  const { fractionBits, smallestExponent, overflow } = SMALL_FLOATS[format];
  const magnitude = Math.abs(value);
  if (!(magnitude < overflow)) return Number.isNaN(value) ? value : Math.sign(value) * Number.POSITIVE_INFINITY;
  double.setFloat64(0, magnitude);
  const exponent = Math.max((double.getUint32(0) >>> 20) - 1023, smallestExponent);
  const step = 2 ** (exponent - fractionBits);
  const rounded = (magnitude / step + ROUNDER - ROUNDER) * step;
  return value < 0 || Object.is(value, -0) ? -rounded : rounded;
};

/** Rounds every value to the nearest of a format, in place, as `nearestIn` does, on the bits. Values stay float32. */
export const roundTo = (format: keyof typeof SMALL_FLOATS, values: Float32Array): void => {
  if (format === 'float16') roundToHalf(values);
  else roundToBfloat(values);
};

/** Of float16, the smallest number that has all its digits; smaller ones are whole multiples of 2^-24. */
const SMALLEST_NORMAL = 2 ** -14;
/** Neighbors of numbers around it are 2^-24 apart in float32. */
const ANCHOR = 0.75;

const roundToHalf = (values: Float32Array): void => {
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length);
  for (let at = 0; at < values.length; at += 1) {
    const magnitude = Math.abs(values[at]!);
    if (magnitude < SMALLEST_NORMAL) {
      const rounded = Math.fround(magnitude + ANCHOR) - ANCHOR;
      values[at] = words[at]! >>> 31 === 0 ? rounded : -rounded;
    } else if (magnitude < Number.POSITIVE_INFINITY) {
      words[at] = roundedWord(words[at]!, 13);
      if (Math.abs(values[at]!) > SMALL_FLOATS.float16.max) values[at] = values[at]! * Number.POSITIVE_INFINITY;
    }
  }
};

const roundToBfloat = (values: Float32Array): void => {
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length);
  for (let at = 0; at < values.length; at += 1) {
    if (Math.abs(values[at]!) < Number.POSITIVE_INFINITY) words[at] = roundedWord(words[at]!, 16);
  }
};

/** A float32's bits without the last `shift`, to the nearest, ties to even; what carries goes into the exponent, where it belongs. */
const roundedWord = (word: number, shift: number): number =>
  ((word + 2 ** (shift - 1) - 1 + ((word >>> shift) & 1)) >>> shift) << shift;
