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

/** Bytes of a block, in which hits are told, and of a page, in which there is either a hit or none. */
const BLOCK: usize = 128;
const PAGE: usize = 1024;
/** After a page that holds zeros or a hit, so many bytes are looked at with more care. */
const CAREFUL: usize = 4096;

// The highest 16 bits of any float say whether it is sound. Twice them, its sign gone, less twice the smallest sound ones, are below
// `span` for sound floats alone: zeros and subnormal numbers wrap around to above it.

/** Lanes of the high halves of 8 float32: the second load is two bytes ahead, which brings its halves into the lanes between. */
// @ts-ignore: decorator
@inline
function tops32(from: usize): v128 {
  return i8x16.shuffle(v128.load(from), v128.load(from, 18), 16, 17, 2, 3, 20, 21, 6, 7, 24, 25, 10, 11, 28, 29, 14, 15);
}

/** The same of 8 float64 in four vectors. Up to 6 bytes behind them are read. */
// @ts-ignore: decorator
@inline
function tops64(from: usize): v128 {
  const even = i8x16.shuffle(v128.load(from), v128.load(from, 18), 0, 1, 2, 3, 20, 21, 6, 7, 8, 9, 10, 11, 28, 29, 14, 15);
  const odd = i8x16.shuffle(v128.load(from, 36), v128.load(from, 54), 16, 17, 2, 3, 4, 5, 6, 7, 24, 25, 10, 11, 12, 13, 14, 15);
  return i8x16.shuffle(even, odd, 16, 17, 18, 19, 4, 5, 6, 7, 24, 25, 26, 27, 12, 13, 14, 15);
}

// @ts-ignore: decorator
@inline
function apart(tops: v128, least: v128): v128 {
  return i16x8.sub(i16x8.add(tops, tops), least);
}

/** The farthest of a block, lane by lane. */
// @ts-ignore: decorator
@inline
function farthest(from: usize, bytes: u32, least: v128): v128 {
  if (bytes == 8) return i16x8.max_u(apart(tops64(from), least), apart(tops64(from + 64), least));
  if (bytes == 4) {
    const low = i16x8.max_u(apart(tops32(from), least), apart(tops32(from + 32), least));
    return i16x8.max_u(low, i16x8.max_u(apart(tops32(from + 64), least), apart(tops32(from + 96), least)));
  }
  const low = i16x8.max_u(apart(v128.load(from), least), apart(v128.load(from, 16), least));
  const next = i16x8.max_u(apart(v128.load(from, 32), least), apart(v128.load(from, 48), least));
  const high = i16x8.max_u(apart(v128.load(from, 64), least), apart(v128.load(from, 80), least));
  const last = i16x8.max_u(apart(v128.load(from, 96), least), apart(v128.load(from, 112), least));
  return i16x8.max_u(i16x8.max_u(low, next), i16x8.max_u(high, last));
}

/** Address of the first page that holds zeros or a hit, else of what is left, less than a page. */
// @ts-ignore: decorator
@inline
function skip(from: usize, to: usize, bytes: u32, least: v128, span: v128): usize {
  for (; from + PAGE <= to; from += PAGE) {
    let most = i16x8.splat(0);
    for (let at: usize = 0; at < PAGE; at += BLOCK) most = i16x8.max_u(most, farthest(from + at, bytes, least));
    if (v128.any_true(i16x8.ge_u(most, span))) break;
  }
  return from;
}

/** The same of 16 bytes, zeros left out: of wider floats only the lanes of their highest bits mean something. */
// @ts-ignore: decorator
@inline
function apartUnlessZero(from: usize, bytes: u32, least: v128): v128 {
  const v = v128.load(from);
  const none = i64x2.splat(0);
  if (bytes == 8) {
    const twice = i64x2.add(v, v);
    return v128.andnot(i16x8.sub(twice, least), i64x2.eq(twice, none));
  }
  if (bytes == 4) {
    const twice = i32x4.add(v, v);
    return v128.andnot(i16x8.sub(twice, least), i32x4.eq(twice, none));
  }
  const twice = i16x8.add(v, v);
  return v128.andnot(i16x8.sub(twice, least), i16x8.eq(twice, none));
}

/** Address of the first block that holds a hit, else of what is left, less than a block. */
// @ts-ignore: decorator
@inline
function look(from: usize, to: usize, bytes: u32, least: v128, span: v128, lanes: v128): usize {
  for (; from + BLOCK <= to; from += BLOCK) {
    const low = i16x8.max_u(apartUnlessZero(from, bytes, least), apartUnlessZero(from + 16, bytes, least));
    const next = i16x8.max_u(apartUnlessZero(from + 32, bytes, least), apartUnlessZero(from + 48, bytes, least));
    const high = i16x8.max_u(apartUnlessZero(from + 64, bytes, least), apartUnlessZero(from + 80, bytes, least));
    const last = i16x8.max_u(apartUnlessZero(from + 96, bytes, least), apartUnlessZero(from + 112, bytes, least));
    const most = i16x8.max_u(i16x8.max_u(low, next), i16x8.max_u(high, last));
    if (v128.any_true(v128.and(i16x8.ge_u(most, span), lanes))) break;
  }
  return from;
}

// @ts-ignore: decorator
@inline
function seek(from: usize, to: usize, bytes: u32, smallest: i16, beyond: i16): usize {
  const least = i16x8.splat(smallest << 1);
  const span = i16x8.splat((beyond - smallest) << 1);
  let lanes = i16x8.splat(-1);
  if (bytes == 4) lanes = i32x4.splat(0xffff0000);
  if (bytes == 8) lanes = i64x2.splat(0xffff000000000000);
  while (true) {
    from = skip(from, to, bytes, least, span);
    const end = min(to, from + CAREFUL);
    from = look(from, end, bytes, least, span, lanes);
    if (from + BLOCK <= end || to - from < BLOCK) return from;
  }
}

/**
 * Address of the first 128-byte block between `from` and `to` in which some float is not finite, is subnormal or, of 64 bits, is from
 * 1.9375 * 2^127 on, where those begin that float32 does not hold; else of what is left, less than a block. Reads 6 bytes beyond `to`.
 */
export function find(from: usize, to: usize, kind: u32): usize {
  if (kind == F2) return seek(from, to, 2, 0x0400, 0x7c00);
  if (kind == BF2) return seek(from, to, 2, 0x0080, 0x7f80);
  if (kind == F4) return seek(from, to, 4, 0x0080, 0x7f80);
  return seek(from, to, 8, 0x0010, 0x47ef);
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

/** Copies `count` pieces of `bytes` bytes each, from every `stride`-th byte to every `step`-th. */
export function gather(from: usize, count: usize, stride: usize, bytes: usize, into: usize, step: usize): void {
  const end = from + count * stride;
  if (bytes == 8) for (; from < end; from += stride, into += step) store<u64>(into, load<u64>(from));
  else if (bytes == 4) for (; from < end; from += stride, into += step) store<u32>(into, load<u32>(from));
  else if (bytes == 2) for (; from < end; from += stride, into += step) store<u16>(into, load<u16>(from));
  else if (bytes == 1) for (; from < end; from += stride, into += step) store<u8>(into, load<u8>(from));
  else for (; from < end; from += stride, into += step) memory.copy(into, from, bytes);
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
