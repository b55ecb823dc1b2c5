const makeFloats = (): Float32Array => {
  const floats = new Float32Array(2 ** 16);
  for (let bits = 0; bits < floats.length; bits += 1) {
    const exponent = (bits >> 10) & 31;
    const mantissa = bits & 1023;
    let value = exponent === 0 ? mantissa * 2 ** -24 : (1024 + mantissa) * 2 ** (exponent - 25);
    if (exponent === 31) value = mantissa === 0 ? Number.POSITIVE_INFINITY : Number.NaN;
    floats[bits] = bits >= 0x8000 ? -value : value;
  }
  return floats;
};
let floats: Float32Array | undefined;

/** The value of every half by its bits (IEEE 754 binary16). */
export const halfFloats = (): Float32Array => {
  floats ??= makeFloats();
  return floats;
};

/** Bits of the half nearest to a value, to the even one of two. */
export const halfBits = (value: number): number => {
  const sign = value < 0 ? 0x8000 : 0;
  const size = Math.abs(value);
  if (size >= 65520) return sign | 0x7c00;
  const exponent = Math.max(-14, Math.floor(Math.log2(size)));
  const scaled = size / 2 ** (exponent - 10);
  const low = Math.floor(scaled);
  const rest = scaled - low;
  const isUp = rest > 0.5 || (rest === 0.5 && low % 2 === 1);
  const mantissa = low + (isUp ? 1 : 0);
  // A mantissa of 2048 carries into the exponent by itself.
  return sign | (mantissa < 1024 ? mantissa : ((exponent + 14) << 10) + mantissa);
};
