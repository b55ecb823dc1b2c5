// AssemblyScript, compiled by scripts/build-kernels.ts; its twin in plain TypeScript is test/decode/codecs/tiff-twin.ts.
//
// LZW and the horizontal predictor as TIFF 6.0 has them (sections 13 and 14), for samples of 8 bits.

const CLEAR: u32 = 256;
const END: u32 = 257;
const FIRST_FREE: u32 = 258;
const MAX_CODES: u32 = 4096;
const MAX_BITS: u32 = 12;

// Of each code: where its string was written first, in the output itself, and 32 bits higher how long it is. Its last byte is the first
// of the string behind it. Those of single bytes lie in a table of their own, so that they are copied like all others.
const STRINGS = memory.data((4096 + 1) * 8, 16);
const BYTES = memory.data(256 + 16, 16);
/** Copied at once. */
const VECTOR: usize = 16;
/** Longer than any string: codes with a meaning of their own are told by it. */
const NO_STRING: u64 = 0xffffffff << 32;

/** Codes taken from one load: with 7 bits before them they fill no more than 64. */
const AT_ONCE: u32 = 4;
const LOADED_BITS: u32 = 64;

let wrote: usize = 0;
let badPlace: i32 = -1;
let more: bool = false;

/** First address behind the tables. */
export function base(): usize {
  return (__heap_base + 15) & ~15;
}

/** Bytes that the last `unpackLzw` wrote. */
export function written(): usize {
  return wrote;
}

/** Bytes read when the codes could no longer be what was written, -1 otherwise. */
export function badAt(): i32 {
  return badPlace;
}

/** Whether the last `unpackLzw` had more to write than there was room for. */
export function hasMore(): bool {
  return more;
}

@inline
function stringOf(start: usize, length: usize): u64 {
  return (<u64>length << 32) | <u64>start;
}

@inline
function lengthOf(string: u64): usize {
  return <usize>(string >> 32);
}

function nameBytes(): void {
  for (let byte: u32 = 0; byte < CLEAR; byte += 1) {
    store<u8>(BYTES + byte, <u8>byte);
    store<u64>(STRINGS + (byte << 3), stringOf(BYTES + byte, 1));
  }
  store<u64>(STRINGS + (CLEAR << 3), NO_STRING);
  store<u64>(STRINGS + (END << 3), NO_STRING);
}

/** Writes a short string, and begins with it the one of code `next`. The end of what is written. */
@inline
function putShort(string: u64, out: usize, next: u32): usize {
  const length = lengthOf(string);
  store<u64>(STRINGS + (next << 3), stringOf(out, length + 1));
  v128.store(out, v128.load(<usize>string));
  return out + length;
}

/** Three bytes, the first of them highest: any code lies in the three from the byte on in which it begins. */
@inline
function threeBytes(at: usize): u32 {
  return (<u32>load<u8>(at) << 16) | (<u32>load<u8>(at, 1) << 8) | <u32>load<u8>(at, 2);
}

/** Eight bytes, the first of them highest. */
@inline
function eightBytes(at: usize): u64 {
  const turned = i8x16.swizzle(v128.load64_zero(at), i8x16(7, 6, 5, 4, 3, 2, 1, 0, -1, -1, -1, -1, -1, -1, -1, -1));
  return <u64>i64x2.extract_lane(turned, 0);
}

/**
 * Most significant bit first, code widths changing one code early. size: below 2^29, since places in bits are counted in 32. Reads up to
 * 2 bytes behind it, writes up to 16 behind `room`.
 */
export function unpackLzw(source: usize, size: usize, target: usize, room: usize): void {
  const outEnd = target + room;
  const bitsEnd = <u32>size << 3;
  let position: u32 = 0;
  let width: u32 = 9;
  let mask: u32 = 511;
  /** The code whose string begins where the next one is written: it is whole when the one after that has begun. */
  let next = FIRST_FREE - 1;
  let out = target;
  badPlace = -1;
  more = false;
  if (load<u8>(BYTES + 1) == 0) nameBytes();

  while (position + width <= bitsEnd) {
    // Most codes: short strings that were whole before, far from where the width changes, from the end of what is read and of the room.
    // Written out, since a loop of four takes a tenth longer.
    while (next + AT_ONCE < mask && position + LOADED_BITS <= bitsEnd && <u32>(outEnd - out) >= AT_ONCE * <u32>VECTOR) {
      const bits = eightBytes(source + (position >> 3));
      let rest = 64 - width - (position & 7);
      const first = <u32>(bits >> rest) & mask;
      if (first >= next) break;
      const firstString = load<u64>(STRINGS + (first << 3));
      if (lengthOf(firstString) > VECTOR) break;
      next += 1;
      out = putShort(firstString, out, next);
      position += width;
      rest -= width;
      const second = <u32>(bits >> rest) & mask;
      if (second >= next) break;
      const secondString = load<u64>(STRINGS + (second << 3));
      if (lengthOf(secondString) > VECTOR) break;
      next += 1;
      out = putShort(secondString, out, next);
      position += width;
      rest -= width;
      const third = <u32>(bits >> rest) & mask;
      if (third >= next) break;
      const thirdString = load<u64>(STRINGS + (third << 3));
      if (lengthOf(thirdString) > VECTOR) break;
      next += 1;
      out = putShort(thirdString, out, next);
      position += width;
      rest -= width;
      const fourth = <u32>(bits >> rest) & mask;
      if (fourth >= next) break;
      const fourthString = load<u64>(STRINGS + (fourth << 3));
      if (lengthOf(fourthString) > VECTOR) break;
      next += 1;
      out = putShort(fourthString, out, next);
      position += width;
    }
    const code = (threeBytes(source + (position >> 3)) >> (24 - width - (position & 7))) & mask;
    position += width;
    if ((code & ~1) == CLEAR) {
      if (code == END) break;
      width = 9;
      mask = 511;
      next = FIRST_FREE - 1;
      continue;
    }
    if (out == outEnd) {
      // Two bytes more than a code may be left where no end code was written.
      more = (bitsEnd - position) >> 3 > 2;
      break;
    }
    const isNamed = next < MAX_CODES;
    if (isNamed) {
      next += 1;
      if (next == mask && width < MAX_BITS) {
        width += 1;
        mask = (1 << width) - 1;
      }
    }
    if (code >= next) {
      badPlace = <i32>((position + 7) >> 3);
      break;
    }
    const string = load<u64>(STRINGS + (code << 3));
    const from = <usize>string;
    const length = lengthOf(string);
    if (isNamed) store<u64>(STRINGS + (next << 3), stringOf(out, length + 1));
    if (length > outEnd - out) {
      for (let copied: usize = 0; out < outEnd; out += 1, copied += 1) store<u8>(out, load<u8>(from + copied));
      more = true;
      break;
    }
    // The string made last may be this one: it ends with this byte.
    store<u8>(out, load<u8>(from));
    // What is written too many is written over by what follows.
    v128.store(out, v128.load(from));
    // Few are longer: not to enter the loop is cheaper than to find that it ends at once.
    if (length > VECTOR) {
      for (let copied = VECTOR; copied < length; copied += VECTOR) v128.store(out + copied, v128.load(from + copied));
    }
    out += length;
  }
  wrote = out - target;
}

/** Each sample was stored as its difference to the pixel before: `step` samples earlier, from the start of each row on. */
export function sumBytes(data: usize, rowBytes: usize, rows: usize, step: usize): void {
  for (let row: usize = 0; row < rows; row += 1) {
    const end = data + rowBytes;
    if (step == 3) sumThrees(data, end);
    else for (let at = data + step; at < end; at += 1) store<u8>(at, load<u8>(at) + load<u8>(at - step));
    data = end;
  }
}

const LAST_OF_FIVE = i8x16(12, 13, 14, 12, 13, 14, 12, 13, 14, 12, 13, 14, 12, 13, 14, 12);

/** Of five pixels of three bytes and the first byte of a sixth: each byte becomes its sum with those 3, 6, 9 and 12 before. */
@inline
function sumsOfFive(bytes: v128): v128 {
  const none = i8x16.splat(0);
  const pairs = i8x16.add(bytes, i8x16.shuffle(none, bytes, 0, 0, 0, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28));
  const fours = i8x16.add(pairs, i8x16.shuffle(none, pairs, 0, 0, 0, 0, 0, 0, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25));
  return i8x16.add(fours, i8x16.shuffle(none, fours, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 16, 17, 18, 19));
}

@inline
function sumThrees(data: usize, end: usize): void {
  let red: u8 = 0;
  let green: u8 = 0;
  let blue: u8 = 0;
  let at = data;
  if (at + 16 <= end) {
    let sums = i8x16.splat(0);
    let differences = v128.load(at);
    for (;;) {
      sums = i8x16.add(sumsOfFive(differences), i8x16.swizzle(sums, LAST_OF_FIVE));
      // The sixteenth byte begins the next five.
      differences = v128.load(at, 15);
      v128.store(at, sums);
      at += 15;
      if (at + 16 > end) break;
    }
    store<u8>(at, i8x16.extract_lane_u(differences, 0));
    red = i8x16.extract_lane_u(sums, 12);
    green = i8x16.extract_lane_u(sums, 13);
    blue = i8x16.extract_lane_u(sums, 14);
  }
  for (; at + 3 <= end; at += 3) {
    red += load<u8>(at);
    green += load<u8>(at, 1);
    blue += load<u8>(at, 2);
    store<u8>(at, red);
    store<u8>(at, green, 1);
    store<u8>(at, blue, 2);
  }
}

/** 8-bit luma of red, green and blue, ITU-R BT.601 in 16 bits; `step` bytes a pixel. Reads and writes up to 16 bytes behind. */
export function lumaOfColors(data: usize, pixels: usize, step: usize, target: usize): void {
  let done: usize = 0;
  if (step == 3) {
    for (; done + 16 <= pixels; done += 16, data += 48) {
      const low = i16x8.narrow_i32x4_u(lumaOfFour(data), lumaOfFour(data + 12));
      const high = i16x8.narrow_i32x4_u(lumaOfFour(data + 24), lumaOfFour(data + 36));
      v128.store(target + done, i8x16.narrow_i16x8_u(low, high));
    }
  }
  for (; done < pixels; done += 1, data += step) {
    const mixed = 19595 * <u32>load<u8>(data) + 38470 * <u32>load<u8>(data, 1) + 7471 * <u32>load<u8>(data, 2);
    store<u8>(target + done, <u8>((mixed + 32768) >> 16));
  }
}

/** Of four pixels of three bytes. Green's weight is more than a signed factor of 16 bits holds: half of it stands in either product. */
@inline
function lumaOfFour(data: usize): v128 {
  const bytes = v128.load(data);
  const redGreen = i8x16.swizzle(bytes, i8x16(0, -1, 1, -1, 3, -1, 4, -1, 6, -1, 7, -1, 9, -1, 10, -1));
  const greenBlue = i8x16.swizzle(bytes, i8x16(1, -1, 2, -1, 4, -1, 5, -1, 7, -1, 8, -1, 10, -1, 11, -1));
  const mixed = i32x4.add(
    i32x4.dot_i16x8_s(redGreen, i16x8(19595, 19235, 19595, 19235, 19595, 19235, 19595, 19235)),
    i32x4.dot_i16x8_s(greenBlue, i16x8(19235, 7471, 19235, 7471, 19235, 7471, 19235, 7471)),
  );
  return i32x4.shr_u(i32x4.add(mixed, i32x4.splat(32768)), 16);
}
