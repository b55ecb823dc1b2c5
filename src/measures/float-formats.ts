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
