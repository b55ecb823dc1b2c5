// AssemblyScript, compiled by scripts/build-kernels.ts; the twin is src/measures/luma.ts and must answer the same bytes.
//
// Two steps. `reduce` by an integer factor: each target pixel is the rounded mean of the factor x factor source pixels it
// covers; blocks at the right and bottom edge are ragged: they average the pixels that exist. Then `shrink` by a factor of
// 1 to 2: a target pixel is the weighted mean of the up to 3 x 3 pixels it touches.

/** Rows whose 8-bit values still add up in 16 bits: 257 x 255 = 65,535. */
const STRIP_ROWS: usize = 257;
/** Sums of blocks of up to so many pixels, 256 x 256, are exact in a float, and so is their truncated quotient. */
const FLOAT_PIXELS: u32 = 65536;

/**
 * source: width x height bytes, then at least 16 readable bytes.
 * columns: room for 2 x (width + 16) bytes. sums: room for 4 bytes a target column. target: the result, row-major.
 */
export function reduce(
  source: usize, width: usize, height: usize, factor: usize, columns: usize, sums: usize, target: usize,
): void {
  if (factor == 2) return halve(source, width, height, target);
  const outWidth = (width + factor - 1) / factor;
  const lastPixels = width - (outWidth - 1) * factor;
  for (let y: usize = 0; y < height; y += factor) {
    const rows = min(factor, height - y);
    memory.fill(sums, 0, outWidth << 2);
    for (let row: usize = 0; row < rows; row += STRIP_ROWS) {
      addRows(source + (y + row) * width, width, min(STRIP_ROWS, rows - row), columns);
      addColumns(columns, outWidth - 1, factor, sums);
      const last = sums + ((outWidth - 1) << 2);
      let sum = load<u32>(last);
      const from = columns + (((outWidth - 1) * factor) << 1);
      for (let x: usize = 0; x < lastPixels; x += 1) sum += load<u16>(from + (x << 1));
      store<u32>(last, sum);
    }
    divide(sums, outWidth - 1, <u32>(factor * rows), target);
    target += outWidth - 1;
    divide(sums + ((outWidth - 1) << 2), 1, <u32>(lastPixels * rows), target);
    target += 1;
  }
}

/** columns[x] = sum of `rows` pixels below each other. Reads up to 15 bytes past the last row; what it makes of them is not used. */
function addRows(from: usize, width: usize, rows: usize, columns: usize): void {
  for (let x: usize = 0; x < width; x += 16) {
    let low = i16x8.splat(0);
    let high = i16x8.splat(0);
    let at = from + x;
    for (let row: usize = 0; row < rows; row += 1, at += width) {
      const pixels = v128.load(at);
      low = i16x8.add(low, i16x8.extend_low_i8x16_u(pixels));
      high = i16x8.add(high, i16x8.extend_high_i8x16_u(pixels));
    }
    v128.store(columns + (x << 1), low);
    v128.store(columns + (x << 1), high, 16);
  }
}

/** sums[i] += the next `factor` columns, for whole blocks only. */
function addColumns(columns: usize, blocks: usize, factor: usize, sums: usize): void {
  let done: usize = 0;
  if (factor == 3) done = addThrees(columns, blocks, sums);
  if (factor == 4) done = addFours(columns, blocks, sums);
  addAny(columns + ((done * factor) << 1), blocks - done, factor, sums + (done << 2));
}

/**
 * Three blocks of three at a time; answers how many it did. Stores where it should add: a block of three rows is one strip,
 * so `sums` is zero, and its sum fits the lower half of it.
 */
function addThrees(columns: usize, blocks: usize, sums: usize): usize {
  const done = blocks - (blocks % 3);
  for (const end = sums + (done << 2); sums < end; sums += 12, columns += 18) {
    const sum = i16x8.add(i16x8.add(v128.load(columns), v128.load(columns, 2)), v128.load(columns, 4));
    v128.store_lane<u16>(sums, sum, 0);
    v128.store_lane<u16>(sums, sum, 3, 4);
    v128.store_lane<u16>(sums, sum, 6, 8);
  }
  return done;
}

/** Four blocks of four at a time; answers how many it did. */
function addFours(columns: usize, blocks: usize, sums: usize): usize {
  const done = blocks & ~3;
  for (const end = sums + (done << 2); sums < end; sums += 16, columns += 32) {
    const left = i32x4.extadd_pairwise_i16x8_u(v128.load(columns));
    const right = i32x4.extadd_pairwise_i16x8_u(v128.load(columns, 16));
    const even = v128.shuffle<i32>(left, right, 0, 2, 4, 6);
    const odd = v128.shuffle<i32>(left, right, 1, 3, 5, 7);
    v128.store(sums, i32x4.add(v128.load(sums), i32x4.add(even, odd)));
  }
  return done;
}

/** Eight columns at a time; of the last eight of a block only those inside it. */
function addAny(columns: usize, blocks: usize, factor: usize, sums: usize): void {
  const whole = factor & ~7;
  const lanes = i16x8(0, 1, 2, 3, 4, 5, 6, 7);
  const inside = i16x8.gt_s(i16x8.splat(<i16>(factor & 7)), lanes);
  const end = sums + (blocks << 2);
  for (; sums < end; sums += 4, columns += factor << 1) {
    let four = i32x4.extadd_pairwise_i16x8_u(v128.and(v128.load(columns + (whole << 1)), inside));
    for (let x: usize = 0; x < whole; x += 8) {
      four = i32x4.add(four, i32x4.extadd_pairwise_i16x8_u(v128.load(columns + (x << 1))));
    }
    const two = i32x4.add(four, v128.shuffle<i32>(four, four, 2, 3, 0, 1));
    store<u32>(sums, load<u32>(sums) + i32x4.extract_lane(two, 0) + i32x4.extract_lane(two, 1));
  }
}

/** target[x] = sums[x] / pixels, halves up. */
function divide(sums: usize, count: usize, pixels: u32, target: usize): void {
  const half = pixels >> 1;
  let x: usize = 0;
  if (pixels <= FLOAT_PIXELS) {
    const halves = i32x4.splat(half);
    const divisors = f32x4.splat(<f32>pixels);
    for (; x + 4 <= count; x += 4) {
      const rounded = f32x4.convert_i32x4_s(i32x4.add(v128.load(sums + (x << 2)), halves));
      const words = i32x4.trunc_sat_f32x4_s(f32x4.div(rounded, divisors));
      const shorts = i16x8.narrow_i32x4_u(words, words);
      v128.store_lane<u32>(target + x, i8x16.narrow_i16x8_u(shorts, shorts), 0);
    }
  }
  for (; x < count; x += 1) store<u8>(target + x, (<u64>load<u32>(sums + (x << 2)) + half) / pixels);
}

/** Factor 2, the usual photograph of 257 to 512 px: sixteen targets from two rows of 32 pixels. */
function halve(source: usize, width: usize, height: usize, target: usize): void {
  const whole = width >> 1;
  const vectors = whole & ~7;
  const two = i16x8.splat(2);
  for (let y: usize = 0; y < height; y += 2) {
    const upper = source + y * width;
    const lower = y + 1 < height ? upper + width : upper;
    let x: usize = 0;
    for (; x < vectors; x += 8) {
      const sum = i16x8.add(
        i16x8.extadd_pairwise_i8x16_u(v128.load(upper + (x << 1))),
        i16x8.extadd_pairwise_i8x16_u(v128.load(lower + (x << 1))),
      );
      const mean = i16x8.shr_u(i16x8.add(sum, two), 2);
      v128.store_lane<u64>(target + x, i8x16.narrow_i16x8_u(mean, mean), 0);
    }
    for (; x < whole; x += 1) {
      const at = x << 1;
      const sum = <u32>load<u8>(upper + at) + load<u8>(upper + at, 1) + load<u8>(lower + at) + load<u8>(lower + at, 1);
      store<u8>(target + x, (sum + 2) >> 2);
    }
    if (width & 1) {
      const at = width - 1;
      store<u8>(target + x, (<u32>load<u8>(upper + at) + load<u8>(lower + at) + 1) >> 1);
      x += 1;
    }
    target += x;
  }
}

/**
 * rows: for each target row 8 bytes: u32 first source row, then the weights of it and the two below, which add up to 255.
 * groups: for each eight target columns 64 bytes: u32 first source column; at 16, of each target its own first column counted
 * from there; at 32, 40 and 48 its weights for that column and the two beside it. buffer: room for width + 48 bytes.
 * Weights outside the picture are zero, but up to two rows and 32 bytes past it are read.
 */
export function shrink(
  source: usize, width: usize, outWidth: usize, outHeight: usize, rows: usize, groups: usize, buffer: usize, target: usize,
): void {
  for (let y: usize = 0; y < outHeight; y += 1, rows += 8, target += outWidth) {
    mixRows(source + <usize>load<u32>(rows) * width, width, rows + 4, buffer);
    let group = groups;
    for (let x: usize = 0; x < outWidth; x += 8, group += 64) mixColumns(buffer + <usize>load<u32>(group), group, target + x);
  }
}

function mixRows(from: usize, width: usize, weights: usize, buffer: usize): void {
  const first = i8x16.splat(load<u8>(weights));
  const second = i8x16.splat(load<u8>(weights, 1));
  const third = i8x16.splat(load<u8>(weights, 2));
  for (let x: usize = 0; x < width; x += 16) {
    const a = v128.load(from + x);
    const b = v128.load(from + x + width);
    const c = v128.load(from + x + width + width);
    const low = i16x8.add(
      i16x8.add(i16x8.extmul_low_i8x16_u(a, first), i16x8.extmul_low_i8x16_u(b, second)),
      i16x8.extmul_low_i8x16_u(c, third),
    );
    const high = i16x8.add(
      i16x8.add(i16x8.extmul_high_i8x16_u(a, first), i16x8.extmul_high_i8x16_u(b, second)),
      i16x8.extmul_high_i8x16_u(c, third),
    );
    v128.store(buffer + x, i8x16.narrow_i16x8_u(by255(low), by255(high)));
  }
}

/** Eight target pixels; past the last column of a row it writes what the next row overwrites. */
function mixColumns(from: usize, group: usize, target: usize): void {
  const lanes = v128.load(group, 16);
  const sum = i16x8.add(
    i16x8.add(
      i16x8.extmul_low_i8x16_u(i8x16.swizzle(v128.load(from), lanes), v128.load64_zero(group, 32)),
      i16x8.extmul_low_i8x16_u(i8x16.swizzle(v128.load(from, 1), lanes), v128.load64_zero(group, 40)),
    ),
    i16x8.extmul_low_i8x16_u(i8x16.swizzle(v128.load(from, 2), lanes), v128.load64_zero(group, 48)),
  );
  const mean = by255(sum);
  v128.store_lane<u64>(target, i8x16.narrow_i16x8_u(mean, mean), 0);
}

/** value / 255, rounded; exact for 0 to 65,025. */
@inline
function by255(value: v128): v128 {
  const rounded = i16x8.add(value, i16x8.splat(128));
  return i16x8.shr_u(i16x8.add(rounded, i16x8.shr_u(rounded, 8)), 8);
}

/** Of a block's rows these are measured: one in each third of it. */
const FIRST: usize = 1;
const SECOND: usize = 4;
const THIRD: usize = 7;
/**
 * Whether some block of 8 x 8 pixels is far rougher than the eight around it; the twin is src/measures/lone-block.ts.
 * source: width x height bytes, then at least 48 readable bytes. measures: room for 12 bytes a block of one row and 24 blocks more.
 */
export function hasLoneBlock(source: usize, width: usize, height: usize, measures: usize): bool {
  const blocks = width >> 3;
  const rows = height >> 3;
  // A lane before the first block, and more than a vector behind the last one: outside of the picture all is smooth.
  const stride = (blocks + 24) << 1;
  memory.fill(measures, 0, 6 * stride);
  // Of three rows of blocks the roughest pixel rows, then of these the middle ones. The row above the first one stays zero.
  const middles = measures + 3 * stride + 2;
  let above = measures + 2;
  let here = above + stride;
  let below = here + stride;
  for (let y: usize = 0; y < rows; y += 1) {
    if (y == 0) measureBlocks(source, width, blocks, here, middles + stride);
    const own = middles + ((y + 1) % 3) * stride;
    const next = middles + ((y + 2) % 3) * stride;
    if (y + 1 < rows) measureBlocks(source + ((y + 1) << 3) * width, width, blocks, below, next);
    else memory.fill(below, 0, blocks << 1);
    if (isAnyLone(own, above, here, below, blocks)) return true;
    const spare = above;
    above = here;
    here = below;
    below = spare;
  }
  return false;
}

/** The middle and the largest roughness of three pixel rows, 0 to 1,530, two bytes for each block. */
function measureBlocks(from: usize, width: usize, blocks: usize, largest: usize, middle: usize): void {
  const first = from + FIRST * width;
  const second = from + SECOND * width;
  const third = from + THIRD * width;
  for (let x: usize = 0; x < blocks; x += 4) {
    const a = roughness(first + (x << 3));
    const b = roughness(second + (x << 3));
    const c = roughness(third + (x << 3));
    const low = i32x4.min_s(a, b);
    const high = i32x4.max_s(a, b);
    const most = i32x4.max_s(high, c);
    const median = i32x4.max_s(low, i32x4.min_s(high, c));
    v128.store64_lane(largest + (x << 1), i16x8.narrow_i32x4_s(most, most), 0);
    v128.store64_lane(middle + (x << 1), i16x8.narrow_i32x4_s(median, median), 0);
  }
  // What was measured past the last whole block.
  store<u64>(largest + (blocks << 1), 0);
  store<u64>(middle + (blocks << 1), 0);
}

/** Sums over the first six pixels of each of four blocks: how far the pixel to the right is from the mean of its neighbors. */
@inline
function roughness(at: usize): v128 {
  const left = i16x8.extadd_pairwise_i8x16_u(bends(at));
  const right = i16x8.extadd_pairwise_i8x16_u(bends(at + 16));
  const two = i32x4.extadd_pairwise_i16x8_u(left);
  const more = i32x4.extadd_pairwise_i16x8_u(right);
  return i32x4.add(v128.shuffle<i32>(two, more, 0, 2, 4, 6), v128.shuffle<i32>(two, more, 1, 3, 5, 7));
}

@inline
function bends(at: usize): v128 {
  const mean = i8x16.avgr_u(v128.load(at), v128.load(at, 2));
  const pixel = v128.load(at, 1);
  const bend = v128.or(i8x16.sub_sat_u(mean, pixel), i8x16.sub_sat_u(pixel, mean));
  return v128.and(bend, i64x2.splat(0x0000ffffffffffff));
}

function isAnyLone(own: usize, above: usize, here: usize, below: usize, blocks: usize): bool {
  const end = blocks << 1;
  for (let at: usize = 0; at < end; at += 16) {
    const middle = v128.load(own + at);
    const beside = i16x8.max_s(v128.load(here + at - 2), v128.load(here + at + 2));
    if (!v128.any_true(standsOut(middle, beside))) continue;
    const up = i16x8.max_s(v128.load(above + at - 2), i16x8.max_s(v128.load(above + at), v128.load(above + at + 2)));
    const down = i16x8.max_s(v128.load(below + at - 2), i16x8.max_s(v128.load(below + at), v128.load(below + at + 2)));
    if (v128.any_true(standsOut(middle, i16x8.max_s(beside, i16x8.max_s(up, down))))) return true;
  }
  return false;
}

/** More than twice as rough, beyond what noise of four levels gives six pixels. */
@inline
function standsOut(middle: v128, around: v128): v128 {
  return i16x8.gt_s(middle, i16x8.shl(i16x8.add(around, i16x8.splat(24)), 1));
}
