// AssemblyScript, compiled by scripts/build-kernels.ts; the twin is src/measures/sharpen.ts and must answer the same bytes.

/** A ninth in 15-bit fixed point; rounds exactly for sums of nine bytes. */
const NINTH: i16 = 3641;

/** source and target: width x height bytes, then at least 16 more that may be read and written. Both at least 1 px. */
export function sharpen(source: usize, width: usize, height: usize, target: usize): void {
  const ninth = i16x8.splat(NINTH);
  memory.copy(target, source, width);
  for (let y: usize = 1; y + 1 < height; y += 1) {
    const row = source + y * width;
    const out = target + y * width;
    for (let x: usize = 1; x + 1 < width; x += 16) {
      const center = v128.load(row + x);
      const low = doubled(i16x8.extend_low_i8x16_u(center), nineLow(row + x - width - 1, width), ninth);
      const high = doubled(i16x8.extend_high_i8x16_u(center), nineHigh(row + x - width - 1, width), ninth);
      v128.store(out + x, i8x16.narrow_i16x8_u(low, high));
    }
    // The frame stays as it was; vectors ran over it, and into a row that comes next.
    store<u8>(out, load<u8>(row));
    store<u8>(out + width - 1, load<u8>(row + width - 1));
  }
  memory.copy(target + (height - 1) * width, source + (height - 1) * width, width);
}

function doubled(center: v128, sum: v128, ninth: v128): v128 {
  return i16x8.sub(i16x8.add(center, center), i16x8.q15mulr_sat_s(sum, ninth));
}

function nineLow(at: usize, width: usize): v128 {
  return i16x8.add(i16x8.add(threeLow(at), threeLow(at + width)), threeLow(at + width + width));
}

function threeLow(at: usize): v128 {
  const outer = i16x8.add(i16x8.extend_low_i8x16_u(v128.load(at)), i16x8.extend_low_i8x16_u(v128.load(at, 2)));
  return i16x8.add(outer, i16x8.extend_low_i8x16_u(v128.load(at, 1)));
}

function nineHigh(at: usize, width: usize): v128 {
  return i16x8.add(i16x8.add(threeHigh(at), threeHigh(at + width)), threeHigh(at + width + width));
}

function threeHigh(at: usize): v128 {
  const outer = i16x8.add(i16x8.extend_high_i8x16_u(v128.load(at)), i16x8.extend_high_i8x16_u(v128.load(at, 2)));
  return i16x8.add(outer, i16x8.extend_high_i8x16_u(v128.load(at, 1)));
}
