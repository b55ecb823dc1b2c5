/** What a packed strip or tile came to. */
export interface Unpacked {
  /** What was written, at most what there is room for. */
  readonly data: Uint8Array;
  /** Where the packed data cannot be what was written; counted from its first byte. */
  readonly badAt?: number;
  /** More was packed than there is room for, or bytes are left over. */
  readonly hasMore: boolean;
}

/** PackBits (TIFF 6.0 section 9) into at most `room` bytes. */
export const unpackBits = (packed: Uint8Array, room: number): Unpacked => {
  const size = packed.length;
  const out = new Uint8Array(room);
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
      if (at + length > size) {
        return { data: out.subarray(0, written + Math.max(0, size - at)), hasMore: false };
      }
      at += length;
    } else {
      if (at >= size) break;
      out.fill(packed[at]!, written, end);
      at += 1;
    }
    if (written + length > room) return { data: out, hasMore: true };
    written = end;
  }
  return { data: out.subarray(0, written), hasMore: size - at > 1 };
};
