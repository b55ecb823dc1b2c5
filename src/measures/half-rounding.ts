const view = new DataView(new ArrayBuffer(8));

/** From here on a double rounds to infinity in binary16, whose largest finite value is 65,504. */
const OVERFLOW = 65_520;
/** Added and taken off again, it leaves an integer below 2^51, rounded to nearest, ties to even. */
const ROUNDER = 1.5 * 2 ** 52;

/** The IEEE 754 binary16 nearest to a double, ties to even, as a double. */
export const roundToHalf = (value: number): number => {
  const magnitude = Math.abs(value);
  if (!(magnitude < OVERFLOW)) return Number.isNaN(value) ? value : Math.sign(value) * Number.POSITIVE_INFINITY;
  view.setFloat64(0, magnitude);
  const exponent = Math.max((view.getUint32(0) >>> 20) - 1023, -14);
  const step = 2 ** (exponent - 10);
  const rounded = (magnitude / step + ROUNDER - ROUNDER) * step;
  return value < 0 ? -rounded : rounded;
};
