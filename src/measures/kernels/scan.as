// AssemblyScript, compiled by scripts/build-kernels.ts; measures/scan-twin.ts is the same in plain TypeScript. Elements are little-endian.

const F2: u32 = 0;
const BF2: u32 = 1;
const F4: u32 = 2;
const F8: u32 = 3;
const B1: u32 = 4;
const U1: u32 = 5;
const I1: u32 = 6;
const U2: u32 = 7;
const I2: u32 = 8;
const U4: u32 = 9;
const I4: u32 = 10;
const U8: u32 = 11;
const I8: u32 = 12;

/** Doubles that are widened, then summed while they are near. */
const PIECE: usize = 2048;

// @ts-ignore: decorator
@inline
function find16(from: usize, to: usize, least: v128, top: v128): usize {
  const clear = i16x8.splat(0x7fff);
  const one = i16x8.splat(1);
  for (; from + 128 <= to; from += 128) {
    const a = v128.and(v128.load(from), clear);
    const b = v128.and(v128.load(from, 16), clear);
    const c = v128.and(v128.load(from, 32), clear);
    const d = v128.and(v128.load(from, 48), clear);
    const e = v128.and(v128.load(from, 64), clear);
    const f = v128.and(v128.load(from, 80), clear);
    const g = v128.and(v128.load(from, 96), clear);
    const h = v128.and(v128.load(from, 112), clear);
    const most = i16x8.max_s(i16x8.max_s(i16x8.max_s(a, b), i16x8.max_s(c, d)), i16x8.max_s(i16x8.max_s(e, f), i16x8.max_s(g, h)));
    const few = i16x8.min_s(i16x8.min_s(i16x8.min_s(a, b), i16x8.min_s(c, d)), i16x8.min_s(i16x8.min_s(e, f), i16x8.min_s(g, h)));
    if (!v128.any_true(v128.or(i16x8.lt_s(few, least), i16x8.ge_s(most, top)))) continue;
    if (v128.any_true(i16x8.ge_s(most, top))) break;
    // Zeros are as small, and sound: only what is left after 1 is taken off, which makes them the largest, is subnormal.
    const p = i16x8.min_u(i16x8.min_u(i16x8.sub(a, one), i16x8.sub(b, one)), i16x8.min_u(i16x8.sub(c, one), i16x8.sub(d, one)));
    const q = i16x8.min_u(i16x8.min_u(i16x8.sub(e, one), i16x8.sub(f, one)), i16x8.min_u(i16x8.sub(g, one), i16x8.sub(h, one)));
    if (v128.any_true(i16x8.lt_u(i16x8.min_u(p, q), i16x8.sub(least, one)))) break;
  }
  return from;
}

// @ts-ignore: decorator
@inline
function find32(from: usize, to: usize): usize {
  const clear = i32x4.splat(0x7fffffff);
  const one = i32x4.splat(1);
  const least = i32x4.splat(0x00800000);
  const top = i32x4.splat(0x7f800000);
  for (; from + 128 <= to; from += 128) {
    const a = v128.and(v128.load(from), clear);
    const b = v128.and(v128.load(from, 16), clear);
    const c = v128.and(v128.load(from, 32), clear);
    const d = v128.and(v128.load(from, 48), clear);
    const e = v128.and(v128.load(from, 64), clear);
    const f = v128.and(v128.load(from, 80), clear);
    const g = v128.and(v128.load(from, 96), clear);
    const h = v128.and(v128.load(from, 112), clear);
    const most = i32x4.max_s(i32x4.max_s(i32x4.max_s(a, b), i32x4.max_s(c, d)), i32x4.max_s(i32x4.max_s(e, f), i32x4.max_s(g, h)));
    const few = i32x4.min_s(i32x4.min_s(i32x4.min_s(a, b), i32x4.min_s(c, d)), i32x4.min_s(i32x4.min_s(e, f), i32x4.min_s(g, h)));
    if (!v128.any_true(v128.or(i32x4.lt_s(few, least), i32x4.ge_s(most, top)))) continue;
    if (v128.any_true(i32x4.ge_s(most, top))) break;
    const p = i32x4.min_u(i32x4.min_u(i32x4.sub(a, one), i32x4.sub(b, one)), i32x4.min_u(i32x4.sub(c, one), i32x4.sub(d, one)));
    const q = i32x4.min_u(i32x4.min_u(i32x4.sub(e, one), i32x4.sub(f, one)), i32x4.min_u(i32x4.sub(g, one), i32x4.sub(h, one)));
    if (v128.any_true(i32x4.lt_u(i32x4.min_u(p, q), i32x4.sub(least, one)))) break;
  }
  return from;
}

// @ts-ignore: decorator
@inline
function odd64(v: v128): v128 {
  const top = i64x2.splat(0x7ff0000000000000);
  const none = i64x2.splat(0);
  const exponent = v128.and(v, top);
  return v128.or(i64x2.eq(exponent, top), v128.andnot(i64x2.eq(exponent, none), i64x2.eq(i64x2.add(v, v), none)));
}

// @ts-ignore: decorator
@inline
function find64(from: usize, to: usize): usize {
  for (; from + 128 <= to; from += 128) {
    const a = v128.or(v128.or(odd64(v128.load(from)), odd64(v128.load(from, 16))), v128.or(odd64(v128.load(from, 32)), odd64(v128.load(from, 48))));
    const b = v128.or(v128.or(odd64(v128.load(from, 64)), odd64(v128.load(from, 80))), v128.or(odd64(v128.load(from, 96)), odd64(v128.load(from, 112))));
    if (v128.any_true(v128.or(a, b))) break;
  }
  return from;
}

/**
 * Address of the first 128-byte block between `from` and `to` in which some float is not finite or is subnormal, else of what is left,
 * less than a block.
 */
export function find(from: usize, to: usize, kind: u32): usize {
  if (kind == F2) return find16(from, to, i16x8.splat(0x0400), i16x8.splat(0x7c00));
  if (kind == BF2) return find16(from, to, i16x8.splat(0x0080), i16x8.splat(0x7f80));
  return kind == F4 ? find32(from, to) : find64(from, to);
}

/** Turns the bytes of every number of 2, 4 or 8 bytes around. */
export function swap(from: usize, to: usize, bytes: u32): void {
  let order = i8x16(1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14);
  if (bytes == 4) order = i8x16(3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);
  if (bytes == 8) order = i8x16(7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8);
  for (; from + 16 <= to; from += 16) v128.store(from, i8x16.swizzle(v128.load(from), order));
  for (; from + bytes <= to; from += bytes) {
    if (bytes == 2) store<u16>(from, bswap<u16>(load<u16>(from)));
    else if (bytes == 4) store<u32>(from, bswap<u32>(load<u32>(from)));
    else store<u64>(from, bswap<u64>(load<u64>(from)));
  }
}

/** Four float16, each in the low half of a lane, as float32: Giesen's half_to_float_fast5, without a step that would be subnormal. */
// @ts-ignore: decorator
@inline
function halves(v: v128): v128 {
  const shifted = i32x4.shl(v128.and(v, i32x4.splat(0x7fff)), 13);
  const exponent = v128.and(shifted, i32x4.splat(0x0f800000));
  const plain = i32x4.add(shifted, i32x4.splat(0x38000000));
  const isTop = i32x4.eq(exponent, i32x4.splat(0x0f800000));
  const isLow = i32x4.eq(exponent, i32x4.splat(0));
  const top = i32x4.add(plain, i32x4.splat(0x38000000));
  const low = f32x4.sub(i32x4.add(plain, i32x4.splat(0x00800000)), i32x4.splat(0x38800000));
  const magnitude = v128.bitselect(top, v128.bitselect(low, plain, isLow), isTop);
  return v128.or(magnitude, i32x4.shl(v128.and(v, i32x4.splat(0x8000)), 16));
}

// @ts-ignore: decorator
@inline
function storeFloats(into: usize, v: v128): void {
  v128.store(into, f64x2.promote_low_f32x4(v));
  v128.store(into, f64x2.promote_low_f32x4(i8x16.shuffle(v, v, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15)), 16);
}

// @ts-ignore: decorator
@inline
function storeSigned(into: usize, v: v128): void {
  v128.store(into, f64x2.convert_low_i32x4_s(v));
  v128.store(into, f64x2.convert_low_i32x4_s(i8x16.shuffle(v, v, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15)), 16);
}

// @ts-ignore: decorator
@inline
function storeUnsigned(into: usize, v: v128): void {
  v128.store(into, f64x2.convert_low_i32x4_u(v));
  v128.store(into, f64x2.convert_low_i32x4_u(i8x16.shuffle(v, v, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15)), 16);
}

/** Elements as doubles, four at a time: up to three more than `count` are read and written. 64-bit integers are rounded to nearest. */
export function widen(from: usize, count: usize, into: usize, kind: u32): void {
  const end = into + (count << 3);
  if (kind == F4) for (; into < end; from += 16, into += 32) storeFloats(into, v128.load(from));
  else if (kind == F8) memory.copy(into, from, count << 3);
  else if (kind == F2) for (; into < end; from += 8, into += 32) storeFloats(into, halves(v128.load16x4_u(from)));
  else if (kind == BF2) for (; into < end; from += 8, into += 32) storeFloats(into, i32x4.shl(v128.load16x4_u(from), 16));
  else if (kind == U2) for (; into < end; from += 8, into += 32) storeSigned(into, v128.load16x4_u(from));
  else if (kind == I2) for (; into < end; from += 8, into += 32) storeSigned(into, v128.load16x4_s(from));
  else if (kind == U4) for (; into < end; from += 16, into += 32) storeUnsigned(into, v128.load(from));
  else if (kind == I4) for (; into < end; from += 16, into += 32) storeSigned(into, v128.load(from));
  else if (kind == U8) for (; into < end; from += 8, into += 8) store<f64>(into, <f64>load<u64>(from));
  else if (kind == I8) for (; into < end; from += 8, into += 8) store<f64>(into, <f64>load<i64>(from));
  else if (kind == I1) for (; into < end; from += 4, into += 32) storeSigned(into, i32x4.extend_low_i16x8_s(i16x8.extend_low_i8x16_s(v128.load32_zero(from))));
  else {
    const most = i8x16.splat(kind == B1 ? 1 : -1);
    for (; into < end; from += 4, into += 32) storeSigned(into, i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(i8x16.min_u(v128.load32_zero(from), most))));
  }
}

// @ts-ignore: decorator
@inline
function finite(v: v128): v128 {
  return f64x2.eq(f64x2.sub(v, v), f64x2.splat(0));
}

// @ts-ignore: decorator
@inline
function across(a: v128, b: v128, c: v128, d: v128): f64 {
  const sum = f64x2.add(f64x2.add(a, b), f64x2.add(c, d));
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

let sum: f64 = 0;
let squares: f64 = 0;
let least: f64 = 0;
let most: f64 = 0;
let counted: f64 = 0;

/** Adds a multiple of 8 doubles, all of them finite. */
function addPiece(from: usize, to: usize, center: f64): void {
  const middle = f64x2.splat(center);
  const none = f64x2.splat(0);
  let s0 = none, s1 = none, s2 = none, s3 = none;
  let q0 = none, q1 = none, q2 = none, q3 = none;
  let low = f64x2.splat(Infinity), high = f64x2.splat(-Infinity);
  let low2 = low, high2 = high;
  for (; from < to; from += 64) {
    const a = v128.load(from), b = v128.load(from, 16), c = v128.load(from, 32), d = v128.load(from, 48);
    low = f64x2.pmin(low, a);
    high = f64x2.pmax(high, a);
    low2 = f64x2.pmin(low2, b);
    high2 = f64x2.pmax(high2, b);
    low = f64x2.pmin(low, c);
    high = f64x2.pmax(high, c);
    low2 = f64x2.pmin(low2, d);
    high2 = f64x2.pmax(high2, d);
    const x = f64x2.sub(a, middle), y = f64x2.sub(b, middle), z = f64x2.sub(c, middle), w = f64x2.sub(d, middle);
    s0 = f64x2.add(s0, x);
    s1 = f64x2.add(s1, y);
    s2 = f64x2.add(s2, z);
    s3 = f64x2.add(s3, w);
    q0 = f64x2.add(q0, f64x2.mul(x, x));
    q1 = f64x2.add(q1, f64x2.mul(y, y));
    q2 = f64x2.add(q2, f64x2.mul(z, z));
    q3 = f64x2.add(q3, f64x2.mul(w, w));
  }
  sum += across(s0, s1, s2, s3);
  squares += across(q0, q1, q2, q3);
  low = f64x2.pmin(low, low2);
  high = f64x2.pmax(high, high2);
  least = min(least, min(f64x2.extract_lane(low, 0), f64x2.extract_lane(low, 1)));
  most = max(most, max(f64x2.extract_lane(high, 0), f64x2.extract_lane(high, 1)));
}

/** As `addPiece`, leaving out what is not finite, of values times `scale`. */
function addFinite(from: usize, to: usize, center: f64, scale: f64): void {
  let pieceSum: f64 = 0;
  let pieceSquares: f64 = 0;
  for (; from < to; from += 8) {
    const value = load<f64>(from);
    if (value - value != 0) continue;
    least = min(least, value);
    most = max(most, value);
    counted += 1;
    const apart = value * scale - center;
    pieceSum += apart;
    pieceSquares += apart * apart;
  }
  sum += pieceSum;
  squares += pieceSquares;
}

/**
 * Of `count` elements: sum and sum of squares of their distances to `center`, least, most, and how many were counted, as five doubles
 * in `out`. With `scale` 0 all must be finite, else what is not is left out, and distances are those of values times `scale`. `room`:
 * 2,048 doubles and three.
 */
export function moments(from: usize, count: usize, kind: u32, center: f64, scale: f64, room: usize, out: usize): void {
  sum = 0;
  squares = 0;
  least = Infinity;
  most = -Infinity;
  counted = 0;
  let bytes: usize = 1;
  if (kind <= BF2 || kind == U2 || kind == I2) bytes = 2;
  else if (kind == F4 || kind == U4 || kind == I4) bytes = 4;
  else if (kind == F8 || kind >= U8) bytes = 8;
  for (let done: usize = 0; done < count; done += PIECE) {
    const some = min(PIECE, count - done);
    let values = from + done * bytes;
    if (kind != F8) {
      widen(values, some, room, kind);
      values = room;
    }
    const even = scale == 0 ? some & ~7 : 0;
    if (even > 0) {
      addPiece(values, values + (even << 3), center);
      counted += <f64>even;
    }
    if (even < some) addFinite(values + (even << 3), values + (some << 3), center, scale == 0 ? 1 : scale);
  }
  store<f64>(out, sum);
  store<f64>(out, squares, 8);
  store<f64>(out, least, 16);
  store<f64>(out, most, 24);
  store<f64>(out, counted, 32);
}

/** Smallest and largest of at least one 64-bit integer, as two in `out`. */
export function extremes(from: usize, to: usize, kind: u32, out: usize): void {
  let low = load<u64>(from);
  let high = low;
  for (let at = from; at < to; at += 8) {
    const value = load<u64>(at);
    if (kind == U8) {
      low = min(low, value);
      high = max(high, value);
    } else {
      low = <u64>min(<i64>low, <i64>value);
      high = <u64>max(<i64>high, <i64>value);
    }
  }
  store<u64>(out, low);
  store<u64>(out, high, 8);
}
