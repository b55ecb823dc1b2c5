import { u32le } from '../fields.ts';

const HEAD_BYTES = 20;
const SYMBOLS = 2 ** 16 + 1;
const QUICK_BITS = 14;
/** Exact as a double. No picture has samples enough for a longer one. */
const LONGEST_BITS = 52;
/** Lengths from here on are runs of symbols without code. */
const SHORT_RUN = 59;
const LONG_RUN = 63;
const SHORTEST_LONG_RUN = 6;

/** Up to 24 bits from `at`; zeros behind the end. */
const bitsAt = (bytes: Uint8Array, at: number, count: number): number => {
  const byte = at >>> 3;
  const word = ((bytes[byte]! << 24) | (bytes[byte + 1]! << 16) | (bytes[byte + 2]! << 8) | bytes[byte + 3]!) >>> 0;
  return ((word << (at & 7)) >>> 0) >>> (32 - count);
};

interface Codes {
  /** Length and symbol (length * 2^17 + symbol) by the next 14 bits, 0 where the code is longer or none. */
  readonly quick: Uint32Array;
  /** By length: first code, and where its symbol stands in `symbols`. */
  readonly first: Float64Array;
  readonly start: Uint32Array;
  readonly counts: Uint32Array;
  readonly symbols: Uint32Array;
}

/** Lengths of the codes of all symbols from `least` to `most`, 6 bits each. */
const readLengths = (bytes: Uint8Array, least: number, most: number) => {
  const lengths = new Uint8Array(SYMBOLS);
  let at = HEAD_BYTES * 8;
  for (let symbol = least; symbol <= most; ) {
    if (at + 6 > bytes.length * 8) return undefined;
    const length = bitsAt(bytes, at, 6);
    at += 6;
    if (length < SHORT_RUN) {
      lengths[symbol] = length;
      symbol += 1;
      continue;
    }
    let run = length - SHORT_RUN + 2;
    if (length === LONG_RUN) {
      run = bitsAt(bytes, at, 8) + SHORTEST_LONG_RUN;
      at += 8;
    }
    symbol += run;
    if (symbol > most + 1) return undefined;
  }
  return { lengths, end: (at + 7) >>> 3 };
};

/** Canonical codes in which longer ones come first. */
const makeCodes = (lengths: Uint8Array): Codes | undefined => {
  const counts = new Uint32Array(64);
  for (const length of lengths) counts[length]! += 1;
  counts[0] = 0;
  if (counts.findLastIndex((count) => count > 0) > LONGEST_BITS) return undefined;
  const first = new Float64Array(64);
  const start = new Uint32Array(65);
  let code = 0;
  for (let length = LONGEST_BITS; length > 0; length -= 1) {
    if (code + counts[length]! > 2 ** length) return undefined;
    first[length] = code;
    code = Math.floor((code + counts[length]!) / 2);
  }
  for (let length = 1; length < 64; length += 1) start[length + 1] = start[length]! + counts[length]!;
  const symbols = new Uint32Array(start[64]!);
  const quick = new Uint32Array(2 ** QUICK_BITS);
  const next = start.slice();
  for (let symbol = 0; symbol < SYMBOLS; symbol += 1) {
    const length = lengths[symbol]!;
    if (length === 0) continue;
    const place = next[length]!;
    next[length] = place + 1;
    symbols[place] = symbol;
    if (length > QUICK_BITS) continue;
    const from = (first[length]! + place - start[length]!) * 2 ** (QUICK_BITS - length);
    quick.fill(length * 2 ** 17 + symbol, from, from + 2 ** (QUICK_BITS - length));
  }
  return { quick, first, start, counts, symbols };
};

/** Length and symbol of a code longer than the quick table's, as there. */
const longCode = (bytes: Uint8Array, at: number, { first, start, counts, symbols }: Codes): number => {
  let code = bitsAt(bytes, at, QUICK_BITS);
  for (let length = QUICK_BITS + 1; length <= LONGEST_BITS; length += 1) {
    code = code * 2 + bitsAt(bytes, at + length - 1, 1);
    const place = code - first[length]!;
    if (place >= 0 && place < counts[length]!) return length * 2 ** 17 + symbols[start[length]! + place]!;
  }
  return 0;
};

/**
 * `count` values of 16 bits; undefined where the codes break the rules or end elsewhere. Least and last symbol, bits of the data, then
 * the lengths of the codes, then the data; the last symbol repeats the value before it (OpenEXR, ImfHuf).
 */
export const unpackHuffman = (bytes: Uint8Array, count: number): Uint16Array | undefined => {
  if (bytes.length < HEAD_BYTES) return undefined;
  const [least, repeat, bits] = [u32le(bytes, 0), u32le(bytes, 4), u32le(bytes, 12)];
  if (least >= SYMBOLS || repeat >= SYMBOLS) return undefined;
  const table = readLengths(bytes, least, repeat);
  const codes = table && makeCodes(table.lengths);
  if (table === undefined || codes === undefined || bits > (bytes.length - table.end) * 8) return undefined;
  const values = new Uint16Array(count);
  const end = table.end * 8 + bits;
  const { quick } = codes;
  let to = 0;
  for (let at = table.end * 8; at < end; ) {
    const known = quick[bitsAt(bytes, at, QUICK_BITS)]! || longCode(bytes, at, codes);
    if (known === 0) return undefined;
    const symbol = known & 0x1ffff;
    at += Math.floor(known / 2 ** 17);
    if (symbol !== repeat) {
      if (to === count) return undefined;
      values[to] = symbol;
      to += 1;
    } else {
      const run = bitsAt(bytes, at, 8);
      at += 8;
      if (to === 0 || to + run > count) return undefined;
      values.fill(values[to - 1]!, to, to + run);
      to += run;
    }
    if (at > end) return undefined;
  }
  return to === count ? values : undefined;
};
