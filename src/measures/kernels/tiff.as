// AssemblyScript, compiled by scripts/build-kernels.ts; its twin in plain TypeScript is test/decode/codecs/tiff-twin.ts.
//
// LZW and the horizontal predictor as TIFF 6.0 has them (sections 13 and 14), for samples of 8 bits.

const CLEAR: u32 = 256;
const END: u32 = 257;
const FIRST_FREE: u32 = 258;
const MAX_CODES: u32 = 4096;
const MAX_BITS: u32 = 12;

// Of each code: where its string was written first, in the output itself. It ends with the byte behind the start of the next code's, so
// that no length is kept. Those of single bytes lie in a table of their own, one byte apart, so that they are copied like all others.
const STARTS = memory.data((4096 + 1) * 4, 16);
const BYTES = memory.data(256 + 16, 16);
/** Copied at once. */
const VECTOR: usize = 16;

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

function nameBytes(): void {
  for (let byte: u32 = 0; byte < CLEAR; byte += 1) {
    store<u8>(BYTES + byte, <u8>byte);
    store<u32>(STARTS + (byte << 2), <u32>(BYTES + byte));
  }
  store<u32>(STARTS + (CLEAR << 2), <u32>(BYTES + CLEAR));
}

/** Three bytes, the first of them highest: any code lies in the three from the byte on in which it begins. */
@inline
function threeBytes(at: usize): u32 {
  return (<u32>load<u8>(at) << 16) | (<u32>load<u8>(at, 1) << 8) | <u32>load<u8>(at, 2);
}

/** Most significant bit first, code widths changing one code early. Reads up to 2 bytes behind `size`, writes up to 16 behind `room`. */
export function unpackLzw(source: usize, size: usize, target: usize, room: usize): void {
  const outEnd = target + room;
  const bitsEnd = <u64>size << 3;
  let position: u64 = 0;
  let width: u32 = 9;
  let mask: u32 = 511;
  /** The code whose string begins where the next one is written: it is whole when the one after that has begun. */
  let next = FIRST_FREE - 1;
  let out = target;
  badPlace = -1;
  more = false;
  if (load<u8>(BYTES + 1) == 0) nameBytes();

  while (position + width <= bitsEnd) {
    const code = (threeBytes(source + <usize>(position >> 3)) >> (24 - width - <u32>(position & 7))) & mask;
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
    if (next < MAX_CODES) {
      next += 1;
      store<u32>(STARTS + (next << 2), <u32>out);
      if (next == mask && width < MAX_BITS) {
        width += 1;
        mask = (1 << width) - 1;
      }
    }
    if (code >= next) {
      badPlace = <i32>((position + 7) >> 3);
      break;
    }
    const from = <usize>load<u32>(STARTS + (code << 2));
    const length = <usize>load<u32>(STARTS + (code << 2), 4) - from + <usize>(code >= CLEAR);
    if (length > outEnd - out) {
      for (let copied: usize = 0; out < outEnd; out += 1, copied += 1) store<u8>(out, load<u8>(from + copied));
      more = true;
      break;
    }
    // What is written too many is written over by what follows.
    v128.store(out, v128.load(from));
    if (code + 1 == next) {
      // Its last byte is the first of what is written here.
      for (let copied: usize = 0; copied < length; copied += 1) store<u8>(out + copied, load<u8>(from + copied));
    } else if (length > VECTOR) {
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

@inline
function sumThrees(data: usize, end: usize): void {
  let red: u8 = 0;
  let green: u8 = 0;
  let blue: u8 = 0;
  let at = data;
  for (; at + 3 <= end; at += 3) {
    red += load<u8>(at);
    green += load<u8>(at, 1);
    blue += load<u8>(at, 2);
    store<u8>(at, red);
    store<u8>(at, green, 1);
    store<u8>(at, blue, 2);
  }
}

/** 8-bit luma of red, green and blue, ITU-R BT.601 in 16 bits; `step` bytes a pixel. */
export function lumaOfColors(data: usize, pixels: usize, step: usize, target: usize): void {
  for (let i: usize = 0; i < pixels; i += 1, data += step) {
    const mixed = 19595 * <u32>load<u8>(data) + 38470 * <u32>load<u8>(data, 1) + 7471 * <u32>load<u8>(data, 2);
    store<u8>(target + i, <u8>((mixed + 32768) >> 16));
  }
}
