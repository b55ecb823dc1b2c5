/** What a packed strip or tile came to. */
export interface Unpacked {
  /** Bytes written, at most those that there is room for. */
  readonly written: number;
  /** Where the packed data cannot be what was written; counted from its first byte. */
  readonly badAt?: number;
  /** More was packed than there is room for, or bytes are left over. */
  readonly hasMore: boolean;
}

const CLEAR = 256;
const END = 257;
const FIRST_FREE = 258;
const MAX_CODES = 4096;
const MAX_BITS = 12;

// A code's string is where it was written first: in the output itself.
const starts = new Int32Array(MAX_CODES);
const lengths = new Int32Array(MAX_CODES);

/** LZW as TIFF has it (TIFF 6.0 section 13): most significant bit first, code widths changing one code early. */
export const unpackLzw = (packed: Uint8Array, out: Uint8Array): Unpacked => {
  const size = packed.length;
  let buffer = 0;
  let bits = 0;
  let at = 0;
  let width = 9;
  let next = FIRST_FREE;
  let written = 0;
  /** Length of the string before, which stands right before `written`; 0 behind a clear code. */
  let before = 0;
  const room = out.length;

  for (;;) {
    while (bits < width) {
      if (at >= size) return { written, hasMore: false };
      buffer = ((buffer & 0x7fffff) << 8) | packed[at]!;
      at += 1;
      bits += 8;
    }
    bits -= width;
    const code = (buffer >>> bits) & ((1 << width) - 1);
    if (code === END) return { written, hasMore: false };
    if (code === CLEAR) {
      width = 9;
      next = FIRST_FREE;
      before = 0;
      continue;
    }
    // Two bytes more than a code may be left where no end code was written.
    if (written === room) return { written, hasMore: size - at > 2 };
    if (before > 0 && next < MAX_CODES) {
      starts[next] = written - before;
      lengths[next] = before + 1;
      next += 1;
      if (next === (1 << width) - 1 && width < MAX_BITS) width += 1;
    }
    if (code < CLEAR) {
      out[written] = code;
      written += 1;
      before = 1;
      continue;
    }
    if (before === 0 || code >= next) return { written, badAt: at, hasMore: false };
    const from = starts[code]!;
    const length = lengths[code]!;
    const hasRoom = written + length <= room;
    const to = hasRoom ? written + length : room;
    for (let i = from; written < to; i += 1) {
      out[written] = out[i]!;
      written += 1;
    }
    if (!hasRoom) return { written, hasMore: true };
    before = length;
  }
};

/** PackBits (TIFF 6.0 section 9). */
export const unpackBits = (packed: Uint8Array, out: Uint8Array): Unpacked => {
  const size = packed.length;
  const room = out.length;
  let at = 0;
  let written = 0;
  while (at < size && written < room) {
    const head = packed[at]!;
    at += 1;
    if (head === 128) continue;
    const length = head < 128 ? head + 1 : 257 - head;
    const end = Math.min(room, written + length);
    if (head < 128) {
      out.set(packed.subarray(at, at + Math.min(end - written, size - at)), written);
      if (at + length > size) return { written: written + Math.max(0, size - at), hasMore: false };
      at += length;
    } else {
      if (at >= size) break;
      out.fill(packed[at]!, written, end);
      at += 1;
    }
    if (written + length > room) return { written: room, hasMore: true };
    written = end;
  }
  return { written, hasMore: size - at > 1 };
};
