// AssemblyScript, compiled by scripts/build-kernels.ts; the twin is src/measures/sharpen.ts and must answer the same bytes.

/** A ninth in 15-bit fixed point; rounds exactly for sums of nine bytes. */
const NINTH: i16 = 3641;

/** source and target: width x height bytes, then at least 16 more that may be read and written. Both at least 1 px. */
export function sharpen(source: usize, width: usize, height: usize, target: usize): void {
  const last = (height - 1) * width;
  memory.copy(target, source, width);
  // In strips of 16 columns, downwards: the sums of three of a line serve the three lines around it. The last strip runs on into the
  // line that comes next, where it writes what stands there already.
  for (let x: usize = 1; x + 1 < width; x += 16) {
    const strip = source + x - 1;
    let lowAbove = threeLow(strip);
    let highAbove = threeHigh(strip);
    let low = threeLow(strip + width);
    let high = threeHigh(strip + width);
    for (let at = width; at < last; at += width) {
      const lowBelow = threeLow(strip + at + width);
      const highBelow = threeHigh(strip + at + width);
      const center = v128.load(strip + at, 1);
      const left = doubled(i16x8.extend_low_i8x16_u(center), i16x8.add(i16x8.add(lowAbove, low), lowBelow));
      const right = doubled(i16x8.extend_high_i8x16_u(center), i16x8.add(i16x8.add(highAbove, high), highBelow));
      v128.store(target + at + x, i8x16.narrow_i16x8_u(left, right));
      lowAbove = low;
      highAbove = high;
      low = lowBelow;
      high = highBelow;
    }
  }
  // The frame stays as it was.
  for (let at: usize = width; at < last; at += width) {
    store<u8>(target + at, load<u8>(source + at));
    store<u8>(target + at + width - 1, load<u8>(source + at + width - 1));
  }
  memory.copy(target + last, source + last, width);
}

function doubled(center: v128, sum: v128): v128 {
  return i16x8.sub(i16x8.add(center, center), i16x8.q15mulr_sat_s(sum, i16x8.splat(NINTH)));
}

function threeLow(at: usize): v128 {
  const outer = i16x8.add(i16x8.extend_low_i8x16_u(v128.load(at)), i16x8.extend_low_i8x16_u(v128.load(at, 2)));
  return i16x8.add(outer, i16x8.extend_low_i8x16_u(v128.load(at, 1)));
}

function threeHigh(at: usize): v128 {
  const outer = i16x8.add(i16x8.extend_high_i8x16_u(v128.load(at)), i16x8.extend_high_i8x16_u(v128.load(at, 2)));
  return i16x8.add(outer, i16x8.extend_high_i8x16_u(v128.load(at, 1)));
}
