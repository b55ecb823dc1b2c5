// AssemblyScript, compiled by scripts/build-kernels.ts; its twin in plain TypeScript is test/decode/codecs/tiff-twin.ts.
//
// LZW and the horizontal predictor as TIFF 6.0 has them (sections 13 and 14), for samples of 8 bits.

const CLEAR: u32 = 256;
const END: u32 = 257;
const FIRST_FREE: u32 = 258;
const MAX_CODES: u32 = 4096;
const MAX_BITS: u32 = 12;

// Of each code: where its string was written first, in the output itself, in the lower half, and how long it is. Those of single bytes
// stand in a table of their own, so that they are copied like all others.
const STRINGS = memory.data(4096 * 8, 16);
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
    store<u64>(STRINGS + (byte << 3), (<u64>1 << 32) | <u64>(BYTES + byte));
  }
}

/** Most significant bit first, code widths changing one code early. Writes up to 16 bytes behind `room`. */
export function unpackLzw(source: usize, size: usize, target: usize, room: usize): void {
  const end = source + size;
  const outEnd = target + room;
  let buffer: u64 = 0;
  let bits: u32 = 0;
  let at = source;
  let width: u32 = 9;
  let mask: u32 = 511;
  let next = FIRST_FREE;
  let out = target;
  /** Length of the string before, which stands right before `out`; 0 behind a clear code. */
  let before: usize = 0;
  badPlace = -1;
  more = false;
  if (load<u8>(BYTES + 1) == 0) nameBytes();

  for (;;) {
    if (bits < width) {
      if (at + 4 <= end) {
        buffer = (buffer << 32) | <u64>bswap<u32>(load<u32>(at));
        at += 4;
        bits += 32;
      } else {
        while (bits < width && at < end) {
          buffer = (buffer << 8) | <u64>load<u8>(at);
          at += 1;
          bits += 8;
        }
        if (bits < width) break;
      }
    }
    bits -= width;
    const code = <u32>(buffer >> bits) & mask;
    if ((code & ~1) == CLEAR) {
      if (code == END) break;
      width = 9;
      mask = 511;
      next = FIRST_FREE;
      before = 0;
      continue;
    }
    if (out == outEnd) {
      more = behind(end, at, bits);
      break;
    }
    /** The string that ends with the byte that is written next: whole only behind it. */
    let newest: u32 = 0;
    if (before > 0 && next < MAX_CODES) {
      newest = next;
      store<u64>(STRINGS + (next << 3), (<u64>(before + 1) << 32) | <u64>(out - before));
      next += 1;
      if (next == mask && width < MAX_BITS) {
        width += 1;
        mask = (1 << width) - 1;
      }
    }
    if (code >= next) {
      badPlace = <i32>(at - source) - <i32>(bits >> 3);
      break;
    }
    const string = load<u64>(STRINGS + (code << 3));
    const from = <usize>(string & 0xffffffff);
    const length = <usize>(string >> 32);
    if (length > outEnd - out) {
      for (let copied: usize = 0; out < outEnd; out += 1, copied += 1) store<u8>(out, load<u8>(from + copied));
      more = true;
      break;
    }
    // What is written too many is written over by what follows.
    v128.store(out, v128.load(from));
    if (code == newest) {
      for (let copied: usize = 0; copied < length; copied += 1) store<u8>(out + copied, load<u8>(from + copied));
    } else if (length > VECTOR) {
      for (let copied = VECTOR; copied < length; copied += VECTOR) v128.store(out + copied, v128.load(from + copied));
    }
    out += length;
    before = length;
  }
  wrote = out - target;
}

/** Two bytes more than a code may be left where no end code was written. */
@inline
function behind(end: usize, at: usize, bits: u32): bool {
  return end - at + <usize>(bits >> 3) > 2;
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
