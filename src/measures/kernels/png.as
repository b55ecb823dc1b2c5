// AssemblyScript, compiled by scripts/build-kernels.ts; the twin in tests is node:zlib with the filters written out.
//
// `inflate` follows RFC 1950 and 1951 and refuses what zlib refuses; `unfilter` and `luma*` follow the PNG specification, third edition,
// sections 9 and 13.12.

/** Bits looked up at once; longer codes go on in a second table. */
const FIRST_BITS: u32 = 11;
const DISTANCE_BITS: u32 = 8;

// An entry: bits 0-5 how many bits it takes, so that a shift by the entry is a shift by them; 8-15 what it is, 16-31 a literal, a base, or where its second table begins.
const LITERAL: u32 = 0x8000;
const END: u32 = 0x4000;
const LINK: u32 = 0x2000;
const INVALID: u32 = 0x1000;
/** Extra bits of a base, index bits of a second table. */
const EXTRA: u32 = 0x0f00;

// ITU-R BT.601 in 15 bits.
const RED: i16 = 9798;
const GREEN: i16 = 19235;
const BLUE: i16 = 3735;

const CODES = memory.data(2048 * 4 + 1024 * 4);
const DISTANCES = memory.data(256 * 4 + 1024 * 4);
const LENGTHS = memory.data(320 + 16);
const COUNTS = memory.data(16 * 4);
const OFFSETS = memory.data(16 * 4);
const SORTED = memory.data(320 * 2);

const LENGTH_BASES = memory.data<u16>([
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
]);
const LENGTH_EXTRAS = memory.data<u8>([0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0]);
const DISTANCE_BASES = memory.data<u16>([
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193,
  12289, 16385, 24577,
]);
const CODE_LENGTH_ORDER = memory.data<u8>([16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]);

export const COMPLETE = 0;
export const CUT = 1;
export const BROKEN = 2;
export const TOO_LONG = 3;
export const WRONG_SUM = 4;

let source: usize = 0;
let sourceEnd: usize = 0;
let buffer: u64 = 0;
let held: u32 = 0;
let out: usize = 0;
let outStart: usize = 0;
let outEnd: usize = 0;
let farthest: usize = 0;

/** First address behind the tables. */
export function base(): usize {
  return (__heap_base + 15) & ~15;
}

/** Bytes written by the last `inflate`. */
export function produced(): usize {
  return min(out, outEnd) - outStart;
}

/** Bytes read by the last `inflate`. */
export function consumed(start: usize): usize {
  return position() - start;
}

/** The largest distance that the last `inflate` copied from: a reader that keeps less than that behind it refuses the stream. */
export function reach(): usize {
  return farthest;
}

@inline
function refill(): void {
  buffer |= load<u64>(source) << held;
  source += (63 - held) >> 3;
  held |= 56;
}

@inline
function take(count: u32): u32 {
  const value = <u32>buffer & ((1 << count) - 1);
  buffer >>= count;
  held -= count;
  return value;
}

@inline
function position(): usize {
  return source - (held >> 3);
}

@inline
function entryOf(symbol: u32, kind: u32): u32 {
  if (kind == 0) return symbol << 16;
  if (kind == 2) {
    if (symbol >= 30) return INVALID;
    const extra: u32 = symbol < 4 ? 0 : (symbol - 2) >> 1;
    return (<u32>load<u16>(DISTANCE_BASES + (symbol << 1)) << 16) | (extra << 8);
  }
  if (symbol < 256) return (symbol << 16) | LITERAL;
  if (symbol == 256) return END;
  if (symbol > 285) return INVALID;
  const index = symbol - 257;
  return (<u32>load<u16>(LENGTH_BASES + (index << 1)) << 16) | (<u32>load<u8>(LENGTH_EXTRAS + index) << 8);
}

/** The code after a reversed one of so many bits, reversed: its highest zero is set, the ones above that are cleared. */
@inline
function nextReversed(turned: u32, bits: u32): u32 {
  const zeros = ~turned & ((1 << bits) - 1);
  if (zeros == 0) return 0;
  const highest: u32 = 0x80000000 >> clz(zeros);
  return (turned & (highest - 1)) | highest;
}

/**
 * A table of canonical codes from `count` lengths at LENGTHS + from. kind: 0 code lengths, 1 literals and lengths, 2 distances. False for
 * too many codes, and for too few, unless it is the one code of one bit that zlib lets pass.
 */
function build(table: usize, bits: u32, from: u32, count: u32, kind: u32): bool {
  memory.fill(COUNTS, 0, 64);
  for (let i: u32 = 0; i < count; i += 1) {
    const at = COUNTS + (<usize>load<u8>(LENGTHS + from + i) << 2);
    store<u32>(at, load<u32>(at) + 1);
  }
  let longest: u32 = 15;
  while (longest > 0 && load<u32>(COUNTS + (longest << 2)) == 0) longest -= 1;
  let left: i32 = 1;
  let offset: u32 = 0;
  for (let length: u32 = 1; length < 16; length += 1) {
    const used = load<u32>(COUNTS + (length << 2));
    left = (left << 1) - used;
    if (left < 0) return false;
    store<u32>(OFFSETS + (length << 2), offset);
    offset += used;
  }
  if (left > 0 && longest > 0 && (kind == 0 || longest != 1)) return false;
  if (kind == 0 && longest == 0) return false;
  for (let i: u32 = 0; i < count; i += 1) {
    const length = <u32>load<u8>(LENGTHS + from + i);
    if (length == 0) continue;
    const at = OFFSETS + (length << 2);
    const place = load<u32>(at);
    store<u16>(SORTED + (place << 1), <u16>i);
    store<u32>(at, place + 1);
  }
  const size: u32 = 1 << bits;
  // A complete code fills every place by itself.
  if (left > 0) for (let i: u32 = 0; i < size; i += 1) store<u32>(table + (i << 2), INVALID);
  // Longer codes begin where shorter ones ended: reversed, the zero they add changes nothing.
  let turned: u32 = 0;
  let at: u32 = 0;
  let next: u32 = size;
  let linked: u32 = 0xffffffff;
  let linkTable: u32 = 0;
  let linkBits: u32 = 0;
  for (let length: u32 = 1; length <= longest; length += 1) {
    const used = load<u32>(COUNTS + (length << 2));
    for (let n: u32 = 0; n < used; n += 1, at += 1, turned = nextReversed(turned, length)) {
      const entry = entryOf(load<u16>(SORTED + (at << 1)), kind);
      if (length <= bits) {
        for (let i = turned; i < size; i += 1 << length) store<u32>(table + (i << 2), entry | length);
        continue;
      }
      const first = turned & (size - 1);
      if (first != linked) {
        linked = first;
        // As long as codes of this prefix can be: until they fill their part of the tree.
        linkBits = length - bits;
        let room: i32 = (1 << linkBits) - (used - n);
        while (room > 0 && linkBits + bits < longest) {
          linkBits += 1;
          room = (room << 1) - load<u32>(COUNTS + ((linkBits + bits) << 2));
        }
        linkTable = next;
        next += 1 << linkBits;
        if (left > 0) for (let i = linkTable; i < next; i += 1) store<u32>(table + (i << 2), INVALID);
        store<u32>(table + (first << 2), (linkTable << 16) | LINK | (linkBits << 8) | bits);
      }
      for (let i = turned >> bits; i < <u32>1 << linkBits; i += 1 << (length - bits)) {
        store<u32>(table + ((linkTable + i) << 2), entry | (length - bits));
      }
    }
  }
  return true;
}

function fixedTables(): void {
  memory.fill(LENGTHS, 8, 144);
  memory.fill(LENGTHS + 144, 9, 112);
  memory.fill(LENGTHS + 256, 7, 24);
  memory.fill(LENGTHS + 280, 8, 8);
  memory.fill(LENGTHS + 288, 5, 32);
  build(CODES, FIRST_BITS, 0, 288, 1);
  build(DISTANCES, DISTANCE_BITS, 288, 32, 2);
}

function dynamicTables(): i32 {
  refill();
  const codes = take(5) + 257;
  const distances = take(5) + 1;
  const lengths = take(4) + 4;
  if (codes > 286 || distances > 30) return BROKEN;
  memory.fill(LENGTHS, 0, 19);
  for (let i: u32 = 0; i < lengths; i += 1) {
    refill();
    store<u8>(LENGTHS + load<u8>(CODE_LENGTH_ORDER + i), <u8>take(3));
  }
  if (!build(DISTANCES, 7, 0, 19, 0)) return BROKEN;
  const total = codes + distances;
  let previous: u8 = 0;
  for (let i: u32 = 0; i < total; ) {
    if (source > sourceEnd + 8) return CUT;
    refill();
    const entry = load<u32>(DISTANCES + ((<u32>buffer & 127) << 2));
    if (entry & INVALID) return BROKEN;
    take(entry & 0xff);
    const symbol = entry >> 16;
    if (symbol < 16) {
      previous = <u8>symbol;
      store<u8>(LENGTHS + i, previous);
      i += 1;
      continue;
    }
    if (symbol == 16 && i == 0) return BROKEN;
    if (symbol > 16) previous = 0;
    let repeat: u32 = 0;
    if (symbol == 16) repeat = 3 + take(2);
    else if (symbol == 17) repeat = 3 + take(3);
    else repeat = 11 + take(7);
    if (i + repeat > total) return BROKEN;
    memory.fill(LENGTHS + i, previous, repeat);
    i += repeat;
  }
  if (load<u8>(LENGTHS + 256) == 0) return BROKEN;
  // The lengths of distances are read before `build` overwrites anything: tables and lengths do not overlap.
  if (!build(CODES, FIRST_BITS, 0, codes, 1)) return BROKEN;
  return build(DISTANCES, DISTANCE_BITS, codes, distances, 2) ? COMPLETE : BROKEN;
}

function storedBlock(): i32 {
  take(held & 7);
  // What is held is whole bytes now: give them back.
  source = position();
  held = 0;
  buffer = 0;
  if (source + 4 > sourceEnd) return CUT;
  const length = load<u16>(source);
  if (length != <u16>~load<u16>(source, 2)) return BROKEN;
  source += 4;
  const there = min(<usize>length, sourceEnd - source);
  const room = min(there, outEnd - out);
  memory.copy(out, source, room);
  source += there;
  out += room;
  if (room < there) return TOO_LONG;
  return there < length ? CUT : COMPLETE;
}

/**
 * Writes at most 4 + 258 + 16 bytes past `outEnd`. Works on copies of the globals: those are not kept in registers. An entry is looked up
 * before the buffer is refilled, so that its place does not wait for the bytes: 56 bits last for four codes of the first table and the
 * look at a fifth. Of `count` only the low six bits mean something until the next refill.
 */
function codedBlock(): i32 {
  const mask: u32 = (1 << FIRST_BITS) - 1;
  let from = source;
  let bits = buffer;
  let count = held;
  let to = out;
  const stop = sourceEnd;
  const full = outEnd;
  const start = outStart;
  let far = farthest;
  let status: i32 = COMPLETE;
  bits |= load<u64>(from) << count;
  from += (63 - count) >> 3;
  count |= 56;
  let entry = load<u32>(CODES + ((<u32>bits & mask) << 2));
  while (true) {
    if (from > stop + 8 && from - (count >> 3) > stop) {
      status = CUT;
      break;
    }
    if (to > full) {
      status = TOO_LONG;
      break;
    }
    if (entry & LITERAL) {
      bits >>= <u64>entry;
      count -= entry;
      store<u8>(to, <u8>(entry >> 16));
      to += 1;
      entry = load<u32>(CODES + ((<u32>bits & mask) << 2));
      if (entry & LITERAL) {
        bits >>= <u64>entry;
        count -= entry;
        store<u8>(to, <u8>(entry >> 16));
        to += 1;
        entry = load<u32>(CODES + ((<u32>bits & mask) << 2));
        if (entry & LITERAL) {
          bits >>= <u64>entry;
          count -= entry;
          store<u8>(to, <u8>(entry >> 16));
          to += 1;
          entry = load<u32>(CODES + ((<u32>bits & mask) << 2));
        }
      }
      if (entry & LITERAL) {
        bits >>= <u64>entry;
        count -= entry;
        store<u8>(to, <u8>(entry >> 16));
        to += 1;
        entry = load<u32>(CODES + ((<u32>bits & mask) << 2));
        count &= 63;
        bits |= load<u64>(from) << count;
        from += (63 - count) >> 3;
        count |= 56;
        continue;
      }
      count &= 63;
      bits |= load<u64>(from) << count;
      from += (63 - count) >> 3;
      count |= 56;
    }
    if (entry & LINK) {
      bits >>= FIRST_BITS;
      count -= FIRST_BITS;
      const index = <u32>bits & ((1 << ((entry & EXTRA) >> 8)) - 1);
      entry = load<u32>(CODES + (((entry >> 16) + index) << 2));
    }
    bits >>= <u64>entry;
    count -= entry & 63;
    if (entry & LITERAL) {
      store<u8>(to, <u8>(entry >> 16));
      to += 1;
    } else {
      if (entry & (END | INVALID)) {
        if (entry & INVALID) status = BROKEN;
        break;
      }
      const extra = (entry & EXTRA) >> 8;
      const length = <usize>((entry >> 16) + (<u32>bits & ((1 << extra) - 1)));
      bits >>= extra;
      count -= extra;
      // At most 20 bits are gone: 28 are left for the distance and its extra bits.
      entry = load<u32>(DISTANCES + ((<u32>bits & ((1 << DISTANCE_BITS) - 1)) << 2));
      if (entry & LINK) {
        bits >>= DISTANCE_BITS;
        count -= DISTANCE_BITS;
        const index = <u32>bits & ((1 << ((entry & EXTRA) >> 8)) - 1);
        entry = load<u32>(DISTANCES + (((entry >> 16) + index) << 2));
      }
      bits >>= <u64>entry;
      count -= entry & 63;
      const more = (entry & EXTRA) >> 8;
      const distance = <usize>((entry >> 16) + (<u32>bits & ((1 << more) - 1)));
      bits >>= more;
      count -= more;
      if (entry & INVALID || distance > to - start) {
        status = BROKEN;
        break;
      }
      far = max(far, distance);
      let copied = to - distance;
      const end = to + length;
      if (distance >= 8) {
        for (; to < end; to += 8, copied += 8) store<u64>(to, load<u64>(copied));
      } else if (distance == 1) memory.fill(to, load<u8>(copied), length);
      else for (; to < end; to += 1, copied += 1) store<u8>(to, load<u8>(copied));
      to = end;
    }
    bits |= load<u64>(from) << count;
    from += (63 - count) >> 3;
    count |= 56;
    entry = load<u32>(CODES + ((<u32>bits & mask) << 2));
  }
  if (status != TOO_LONG && from - (count >> 3) > stop) status = CUT;
  source = from;
  buffer = bits;
  held = count;
  out = to;
  farthest = far;
  return status;
}

function adler(from: usize, length: usize): u32 {
  let low: u32 = 1;
  let high: u32 = 0;
  const end = from + length;
  const weights = i16x8(16, 15, 14, 13, 12, 11, 10, 9);
  const lesser = i16x8(8, 7, 6, 5, 4, 3, 2, 1);
  while (from + 16 <= end) {
    // Sums of so many bytes fit 32 bits.
    const stop = min(end - 15, from + 5536);
    let sums = i32x4.splat(0);
    let weighted = i32x4.splat(0);
    let prefix = i32x4.splat(0);
    let blocks: u32 = 0;
    for (; from < stop; from += 16, blocks += 1) {
      const bytes = v128.load(from);
      const a = i16x8.extend_low_i8x16_u(bytes);
      const b = i16x8.extend_high_i8x16_u(bytes);
      prefix = i32x4.add(prefix, sums);
      sums = i32x4.add(sums, i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(bytes)));
      weighted = i32x4.add(weighted, i32x4.add(i32x4.dot_i16x8_s(a, weights), i32x4.dot_i16x8_s(b, lesser)));
    }
    high = <u32>((<u64>high + <u64>low * 16 * blocks + <u64>lanes(prefix) * 16 + lanes(weighted)) % 65521);
    low = (low + lanes(sums)) % 65521;
  }
  for (; from < end; from += 1) {
    low += load<u8>(from);
    high += low;
  }
  return ((high % 65521) << 16) | (low % 65521);
}

@inline
function lanes(value: v128): u32 {
  return (
    i32x4.extract_lane(value, 0) +
    i32x4.extract_lane(value, 1) +
    i32x4.extract_lane(value, 2) +
    i32x4.extract_lane(value, 3)
  );
}

/**
 * Unpacks a zlib stream. from: `length` bytes, then at least 32 readable ones. target: room for `wanted` bytes and 300 more, which
 * may be written. COMPLETE where the stream ends, even below `wanted`: `produced` tells.
 */
export function inflate(from: usize, length: usize, target: usize, wanted: usize): i32 {
  source = from;
  sourceEnd = from + length;
  buffer = 0;
  held = 0;
  out = target;
  outStart = target;
  farthest = 0;
  outEnd = target + wanted;
  if (length < 2) return CUT;
  const method = load<u8>(from);
  const flags = load<u8>(from, 1);
  if ((method & 15) != 8 || method >> 4 > 7 || flags & 32 || ((<u32>method << 8) | flags) % 31 != 0) return BROKEN;
  source += 2;
  let isLast: u32 = 0;
  while (isLast == 0) {
    if (source > sourceEnd + 8 && position() > sourceEnd) return CUT;
    refill();
    isLast = take(1);
    const type = take(2);
    let status: i32 = BROKEN;
    if (type == 0) status = storedBlock();
    else if (type == 1) {
      fixedTables();
      status = codedBlock();
    } else if (type == 2) {
      status = dynamicTables();
      if (status == COMPLETE) status = codedBlock();
    }
    if (status == BROKEN && position() > sourceEnd) return CUT;
    if (status != COMPLETE) return status;
  }
  if (out > outEnd) return TOO_LONG;
  take(held & 7);
  source = position();
  held = 0;
  if (source + 4 > sourceEnd) return CUT;
  const sum = bswap<u32>(load<u32>(source));
  source += 4;
  return sum == adler(target, out - target) ? COMPLETE : WRONG_SUM;
}

/**
 * Undoes the filters of `rows` rows in place; each is a filter byte and `rowBytes` bytes. step: bytes a pixel, at least 1. Answers the
 * first row whose filter does not exist, `rows` without one. Reads up to 16 bytes past the end.
 */
export function unfilter(data: usize, rowBytes: usize, rows: usize, step: usize): usize {
  for (let y: usize = 0; y < rows; y += 1) {
    const row = data + y * (rowBytes + 1) + 1;
    const filter = load<u8>(row - 1);
    if (filter > 4) return y;
    if (filter == 0) continue;
    const end = row + rowBytes;
    const above = row - rowBytes - 1;
    if (filter == 1 || (filter == 4 && y == 0)) sub(row, end, step);
    else if (filter == 2) {
      if (y > 0) up(row, end, above);
    } else if (filter == 3) average(row, end, above, step, y == 0);
    else paeth(row, end, above, step);
  }
  return rows;
}

function sub(row: usize, end: usize, step: usize): void {
  if (step == 1) {
    let left: u8 = 0;
    for (let at = row; at < end; at += 1) {
      left += load<u8>(at);
      store<u8>(at, left);
    }
    return;
  }
  for (let at = row + step; at < end; at += 1) store<u8>(at, load<u8>(at) + load<u8>(at - step));
}

function up(row: usize, end: usize, above: usize): void {
  let at = row;
  for (; at + 16 <= end; at += 16, above += 16) v128.store(at, i8x16.add(v128.load(at), v128.load(above)));
  for (; at < end; at += 1, above += 1) store<u8>(at, load<u8>(at) + load<u8>(above));
}

function average(row: usize, end: usize, above: usize, step: usize, isFirst: bool): void {
  for (let at = row; at < end; at += 1, above += 1) {
    const left: u32 = at < row + step ? 0 : load<u8>(at - step);
    const upper: u32 = isFirst ? 0 : load<u8>(above);
    store<u8>(at, load<u8>(at) + <u8>((left + upper) >> 1));
  }
}

/** One pixel at a time, all its bytes at once; the widest has eight. */
function paeth(row: usize, end: usize, above: usize, step: usize): void {
  let left = i16x8.splat(0);
  let corner = i16x8.splat(0);
  const low = i16x8.splat(255);
  for (let at = row; at < end; at += step, above += step) {
    const upper = i16x8.extend_low_i8x16_u(v128.load64_zero(above));
    const p = i16x8.sub(upper, corner);
    const q = i16x8.sub(left, corner);
    const toLeft = i16x8.abs(p);
    const toUpper = i16x8.abs(q);
    const toCorner = i16x8.abs(i16x8.add(p, q));
    const nearest = i16x8.min_s(toLeft, i16x8.min_s(toUpper, toCorner));
    const other = v128.bitselect(upper, corner, i16x8.eq(toUpper, nearest));
    const guess = v128.bitselect(left, other, i16x8.eq(toLeft, nearest));
    const value = v128.and(i16x8.add(i16x8.extend_low_i8x16_u(v128.load64_zero(at)), guess), low);
    const packed = i8x16.narrow_i16x8_u(value, value);
    if (step == 3) {
      v128.store_lane<u16>(at, packed, 0);
      v128.store_lane<u8>(at, packed, 2, 2);
    } else if (step == 4) v128.store_lane<u32>(at, packed, 0);
    else if (step == 1) v128.store_lane<u8>(at, packed, 0);
    else if (step == 2) v128.store_lane<u16>(at, packed, 0);
    else if (step == 8) v128.store_lane<u64>(at, packed, 0);
    else {
      v128.store_lane<u32>(at, packed, 0);
      v128.store_lane<u16>(at, packed, 2, 4);
    }
    left = value;
    corner = upper;
  }
}

/**
 * 8-bit luma of unfiltered rows (see `unfilter`), tightly packed. channels: 1 to 4 of `depth` 8 or 16 bits, of which the upper
 * eight are rounded. ITU-R BT.601, halves up; alpha is dropped.
 */
export function lumaOfSamples(
  data: usize, width: usize, rows: usize, channels: usize, depth: u32, target: usize,
): void {
  const step = depth == 16 ? channels << 1 : channels;
  const next: usize = depth == 16 ? 2 : 1;
  for (let y: usize = 0; y < rows; y += 1) {
    data += 1;
    if (channels == 1 && depth == 8) {
      memory.copy(target, data, width);
      data += width;
      target += width;
      continue;
    }
    let x: usize = 0;
    if (channels > 2 && depth == 8) {
      for (; x + 4 <= width; x += 4, data += step << 2, target += 4) store<u32>(target, fourLumas(data, channels));
    }
    for (; x < width; x += 1, data += step, target += 1) {
      const first = level(data, depth);
      if (channels < 3) {
        store<u8>(target, <u8>first);
        continue;
      }
      const mixed = <u32>RED * first + <u32>GREEN * level(data + next, depth) + <u32>BLUE * level(data + next + next, depth);
      store<u8>(target, <u8>((mixed + 16384) >> 15));
    }
  }
}

@inline
function fourLumas(data: usize, channels: usize): u32 {
  const pixels = v128.load(data);
  const redGreen =
    channels == 3
      ? i8x16.swizzle(pixels, i8x16(0, 16, 1, 16, 3, 16, 4, 16, 6, 16, 7, 16, 9, 16, 10, 16))
      : i8x16.swizzle(pixels, i8x16(0, 16, 1, 16, 4, 16, 5, 16, 8, 16, 9, 16, 12, 16, 13, 16));
  const blue =
    channels == 3
      ? i8x16.swizzle(pixels, i8x16(2, 16, 16, 16, 5, 16, 16, 16, 8, 16, 16, 16, 11, 16, 16, 16))
      : i8x16.swizzle(pixels, i8x16(2, 16, 16, 16, 6, 16, 16, 16, 10, 16, 16, 16, 14, 16, 16, 16));
  const sum = i32x4.add(
    i32x4.dot_i16x8_s(redGreen, i16x8(RED, GREEN, RED, GREEN, RED, GREEN, RED, GREEN)),
    i32x4.dot_i16x8_s(blue, i16x8(BLUE, 0, BLUE, 0, BLUE, 0, BLUE, 0)),
  );
  const rounded = i32x4.shr_u(i32x4.add(sum, i32x4.splat(16384)), 15);
  const shorts = i16x8.narrow_i32x4_u(rounded, rounded);
  return i32x4.extract_lane(i8x16.narrow_i16x8_u(shorts, shorts), 0);
}

@inline
function level(at: usize, depth: u32): u32 {
  if (depth == 8) return load<u8>(at);
  return ((<u32>bswap<u16>(load<u16>(at))) * 255 + 32767) / 65535;
}

/**
 * The same for one channel of 1, 2, 4 or 8 bits that is looked up: lookup holds 256 lumas. Answers the largest index met.
 */
export function lumaOfIndices(
  data: usize, width: usize, rows: usize, depth: u32, lookup: usize, target: usize,
): u32 {
  const rowBytes = (width * depth + 7) >> 3;
  const mask: u32 = (1 << depth) - 1;
  let largest: u32 = 0;
  for (let y: usize = 0; y < rows; y += 1, data += rowBytes) {
    data += 1;
    for (let x: usize = 0; x < width; x += 1, target += 1) {
      const bit = <u32>x * depth;
      const index = (<u32>load<u8>(data + (bit >> 3)) >> (8 - depth - (bit & 7))) & mask;
      largest = max(largest, index);
      store<u8>(target, load<u8>(lookup + index));
    }
  }
  return largest;
}
