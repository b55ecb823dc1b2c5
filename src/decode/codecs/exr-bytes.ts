import { inflateSync } from 'node:zlib';

/** Bytes as the methods for bytes leave them: even ones, then odd ones, each as the difference from the one before. */
const restore = (sorted: Uint8Array): Uint8Array => {
  const raw = new Uint8Array(sorted.length);
  const middle = Math.ceil(sorted.length / 2);
  let value = 128;
  for (let at = 0; at < middle; at += 1) {
    value = (value + sorted[at]! - 128) & 255;
    raw[at * 2] = value;
  }
  for (let at = middle, to = 1; at < sorted.length; at += 1, to += 2) {
    value = (value + sorted[at]! - 128) & 255;
    raw[to] = value;
  }
  return raw;
};

/** A zlib stream of exactly so many bytes; undefined for any other. */
export const inflateExact = (packed: Uint8Array, bytes: number): Uint8Array | undefined => {
  try {
    const data = inflateSync(packed, { maxOutputLength: bytes, chunkSize: Math.max(64, Math.min(bytes, 2 ** 20)) });
    return data.length === bytes ? data : undefined;
  } catch {
    return undefined;
  }
};

export const unpackZip = (packed: Uint8Array, rawBytes: number): Uint8Array | undefined => {
  const sorted = inflateExact(packed, rawBytes);
  return sorted && restore(sorted);
};

/** A negative count and so many bytes, or a count and the byte that stands once more than it says. */
export const unpackRle = (packed: Uint8Array, rawBytes: number): Uint8Array | undefined => {
  const sorted = new Uint8Array(rawBytes);
  let to = 0;
  let at = 0;
  while (at < packed.length) {
    const count = (packed[at]! << 24) >> 24;
    at += 1;
    const length = count < 0 ? -count : count + 1;
    const taken = count < 0 ? length : 1;
    if (to + length > rawBytes || at + taken > packed.length) return undefined;
    // Runs are short: by hand is faster than by a view of each.
    const next = to + length;
    if (count < 0) for (; to < next; to += 1, at += 1) sorted[to] = packed[at]!;
    else {
      sorted.fill(packed[at]!, to, next);
      to = next;
      at += 1;
    }
  }
  return to === rawBytes ? restore(sorted) : undefined;
};
