// AssemblyScript, compiled by scripts/build-kernels.ts; the twin is src/measures/boxes.ts and must answer the same bytes.

/**
 * Means of boxes of pixels, halves up; boxes at the right and bottom edge average the pixels that exist.
 * source: rows of `width` pixels of `step` interleaved bytes, tightly packed, then at least 16 readable bytes. factor: side of a box, at
 * most 256. kept: channels from the first on, 1 to 4. columns: room for 2 x (width x step + 16) bytes. target: `kept` bytes a box, then
 * room for 3 more.
 */
export function boxes(
  source: usize, width: usize, height: usize, step: usize, factor: usize, kept: usize, columns: usize, target: usize,
): void {
  const rowBytes = width * step;
  for (let y: usize = 0; y < height; y += factor) {
    const rows = min(factor, height - y);
    addRows(source + y * rowBytes, rowBytes, rows, columns);
    let at = columns;
    for (let x: usize = 0; x < width; x += factor) {
      const count = min(factor, width - x);
      // One pixel's channels a lane each; the lanes that the next pixel fills are not kept.
      let sum = i32x4.splat(0);
      for (let pixel: usize = 0; pixel < count; pixel += 1, at += step << 1) {
        sum = i32x4.add(sum, i32x4.extend_low_i16x8_u(v128.load64_zero(at)));
      }
      store<u32>(target, meansOf(sum, <u32>(rows * count)));
      target += kept;
    }
  }
}

/** columns[x] = sum of `rows` bytes below each other. Reads up to 15 bytes past the last row; what it makes of them is not used. */
function addRows(from: usize, rowBytes: usize, rows: usize, columns: usize): void {
  for (let x: usize = 0; x < rowBytes; x += 16) {
    let low = i16x8.splat(0);
    let high = i16x8.splat(0);
    let at = from + x;
    for (let row: usize = 0; row < rows; row += 1, at += rowBytes) {
      const bytes = v128.load(at);
      low = i16x8.add(low, i16x8.extend_low_i8x16_u(bytes));
      high = i16x8.add(high, i16x8.extend_high_i8x16_u(bytes));
    }
    v128.store(columns + (x << 1), low);
    v128.store(columns + (x << 1), high, 16);
  }
}

/** Each of four sums / pixels as a byte. Up to 256 x 256 pixels sums are exact in a float, and so is the truncated quotient. */
@inline
function meansOf(sums: v128, pixels: u32): u32 {
  const rounded = f32x4.convert_i32x4_s(i32x4.add(sums, i32x4.splat(pixels >> 1)));
  const words = i32x4.trunc_sat_f32x4_s(f32x4.div(rounded, f32x4.splat(<f32>pixels)));
  const shorts = i16x8.narrow_i32x4_u(words, words);
  return <u32>i32x4.extract_lane(i8x16.narrow_i16x8_u(shorts, shorts), 0);
}

/** The first of three interleaved bytes of each pixel. Reads up to 47 bytes past the last pixel, writes up to 15 past its target. */
export function firstOfThree(source: usize, pixels: usize, target: usize): void {
  for (const end = target + pixels; target < end; target += 16, source += 48) {
    const two = i8x16.shuffle(
      v128.load(source), v128.load(source, 16), 0, 3, 6, 9, 12, 15, 18, 21, 24, 27, 30, 0, 0, 0, 0, 0,
    );
    v128.store(
      target,
      i8x16.shuffle(two, v128.load(source, 32), 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 17, 20, 23, 26, 29),
    );
  }
}
