// AssemblyScript, compiled by scripts/build-kernels.ts; measures/nonfinite.ts says what is in the block that is found.

/**
 * Address of the first 64-byte block between `from` and `to` in which the exponent of some lane is all ones, else of what is
 * left, less than a block. `low` and `high` are the halves of the exponent's mask as it lies in memory, so byte order does not
 * matter; `bytes` in a lane: 2, 4 or 8.
 */
export function find(from: usize, to: usize, bytes: u32, low: u32, high: u32): usize {
  const mask = i64x2.splat((<i64>high << 32) | <i64>low);
  if (bytes == 2) {
    for (; from + 64 <= to; from += 64) {
      const a = i16x8.eq(v128.and(v128.load(from), mask), mask);
      const b = i16x8.eq(v128.and(v128.load(from, 16), mask), mask);
      const c = i16x8.eq(v128.and(v128.load(from, 32), mask), mask);
      const d = i16x8.eq(v128.and(v128.load(from, 48), mask), mask);
      if (v128.any_true(v128.or(v128.or(a, b), v128.or(c, d)))) break;
    }
  } else if (bytes == 4) {
    for (; from + 64 <= to; from += 64) {
      const a = i32x4.eq(v128.and(v128.load(from), mask), mask);
      const b = i32x4.eq(v128.and(v128.load(from, 16), mask), mask);
      const c = i32x4.eq(v128.and(v128.load(from, 32), mask), mask);
      const d = i32x4.eq(v128.and(v128.load(from, 48), mask), mask);
      if (v128.any_true(v128.or(v128.or(a, b), v128.or(c, d)))) break;
    }
  } else {
    for (; from + 64 <= to; from += 64) {
      const a = i64x2.eq(v128.and(v128.load(from), mask), mask);
      const b = i64x2.eq(v128.and(v128.load(from, 16), mask), mask);
      const c = i64x2.eq(v128.and(v128.load(from, 32), mask), mask);
      const d = i64x2.eq(v128.and(v128.load(from, 48), mask), mask);
      if (v128.any_true(v128.or(v128.or(a, b), v128.or(c, d)))) break;
    }
  }
  return from;
}
