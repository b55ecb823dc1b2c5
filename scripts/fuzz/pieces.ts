import { crc32 } from 'node:zlib';
import type { Random } from '../make/random.ts';

/** A part of a file that a reader takes in one go: where it stands, and where its length is written. */
interface Piece {
  readonly start: number;
  readonly end: number;
  readonly length?: { readonly at: number; readonly bytes: 1 | 2 | 4; readonly order: 'little' | 'big' };
  /** PNG: the checksum is put right, or nothing behind it would ever be looked at. */
  readonly isSummed?: true;
}

const MOST_PIECES = 400;

const pngPieces = (bytes: Buffer): readonly Piece[] => {
  const pieces: Piece[] = [];
  for (let at = 8; at + 12 <= bytes.length && pieces.length < MOST_PIECES; ) {
    const end = at + 12 + bytes.readUInt32BE(at);
    if (end > bytes.length) break;
    pieces.push({ start: at, end, length: { at, bytes: 4, order: 'big' }, isSummed: true });
    at = end;
  }
  return pieces;
};

const jpegPieces = (bytes: Buffer): readonly Piece[] => {
  const pieces: Piece[] = [];
  for (let at = 2; at + 4 <= bytes.length && bytes[at] === 0xff && pieces.length < MOST_PIECES; ) {
    let end = at + 2 + bytes.readUInt16BE(at + 2);
    const isScan = bytes[at + 1] === 0xda;
    // A scan's data belongs to it.
    while (isScan && end + 1 < bytes.length && (bytes[end] !== 0xff || bytes[end + 1] === 0)) end += 1;
    if (end > bytes.length) break;
    pieces.push({ start: at, end, length: { at: at + 2, bytes: 2, order: 'big' } });
    at = end;
  }
  return pieces;
};

const riffPieces = (bytes: Buffer): readonly Piece[] => {
  const pieces: Piece[] = [{ start: 0, end: 12, length: { at: 4, bytes: 4, order: 'little' } }];
  for (let at = 12; at + 8 <= bytes.length && pieces.length < MOST_PIECES; ) {
    const length = bytes.readUInt32LE(at + 4);
    const end = at + 8 + length + (length & 1);
    if (end > bytes.length) break;
    pieces.push({ start: at, end, length: { at: at + 4, bytes: 4, order: 'little' } });
    at = end;
  }
  return pieces;
};

const BOXES_IN = new Set(['meta', 'iprp', 'ipco', 'jp2h', 'moov', 'trak', 'mdia', 'minf', 'stbl', 'iinf']);

const boxPieces = (bytes: Buffer, from = 0, to = bytes.length): readonly Piece[] => {
  const pieces: Piece[] = [];
  for (let at = from; at + 8 <= to && pieces.length < MOST_PIECES; ) {
    const end = at + bytes.readUInt32BE(at);
    if (end > to || end < at + 8) break;
    pieces.push({ start: at, end, length: { at, bytes: 4, order: 'big' } });
    const type = bytes.toString('latin1', at + 4, at + 8);
    if (BOXES_IN.has(type)) pieces.push(...boxPieces(bytes, at + 8 + (type === 'meta' ? 4 : 0), end));
    at = end;
  }
  return pieces;
};

const tiffPieces = (bytes: Buffer): readonly Piece[] => {
  if (bytes[0] !== 0x49 || bytes[2] !== 42 || bytes.length < 8) return [];
  const pieces: Piece[] = [];
  let directory = bytes.readUInt32LE(4);
  for (let page = 0; page < 8 && directory >= 8 && directory + 2 <= bytes.length; page += 1) {
    const count = bytes.readUInt16LE(directory);
    const end = directory + 2 + 12 * count;
    if (end + 4 > bytes.length) break;
    for (let entry = directory + 2; entry < end; entry += 12) {
      pieces.push({ start: entry, end: entry + 12, length: { at: entry + 4, bytes: 4, order: 'little' } });
      pieces.push({ start: entry, end: entry + 12, length: { at: entry + 8, bytes: 4, order: 'little' } });
    }
    pieces.push({ start: end, end: end + 4, length: { at: end, bytes: 4, order: 'little' } });
    directory = bytes.readUInt32LE(end);
  }
  return pieces;
};

/** Blocks behind the screen descriptor; each sub-block has its own length byte. */
const gifPieces = (bytes: Buffer): readonly Piece[] => {
  if (bytes.length < 13) return [];
  const palette = (flags: number): number => ((flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1));
  const pieces: Piece[] = [];
  let at = 13 + palette(bytes[10]!);
  while (at < bytes.length && pieces.length < MOST_PIECES) {
    const start = at;
    if (bytes[at] === 0x2c) at += 11 + palette(bytes[at + 9] ?? 0);
    else if (bytes[at] === 0x21) at += 2;
    else break;
    const first = at;
    while (at < bytes.length && bytes[at] !== 0) at += 1 + bytes[at]!;
    at += 1;
    if (at > bytes.length) break;
    pieces.push({ start, end: at, length: { at: first, bytes: 1, order: 'little' } });
  }
  return pieces;
};

const piecesOf = (bytes: Buffer): readonly Piece[] => {
  const head = bytes.toString('latin1', 0, 12);
  if (head.startsWith('\x89PNG')) return pngPieces(bytes);
  if (head.startsWith('\xff\xd8')) return jpegPieces(bytes);
  if (head.startsWith('RIFF')) return riffPieces(bytes);
  if (head.startsWith('GIF8')) return gifPieces(bytes);
  if (head.startsWith('II')) return tiffPieces(bytes);
  const type = head.slice(4, 8);
  return type === 'ftyp' || type === 'JXL ' || type === 'jP  ' ? boxPieces(bytes) : [];
};

const cutOut = (bytes: Buffer, { start, end }: Piece): Buffer =>
  Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)]);

const double = (bytes: Buffer, { start, end }: Piece, times: number): Buffer => {
  const copies = Array.from({ length: times }, () => bytes.subarray(start, end));
  return Buffer.concat([bytes.subarray(0, start), ...copies, bytes.subarray(end)]);
};

const swap = (bytes: Buffer, a: Piece, b: Piece): Buffer => {
  const [first, second] = a.start <= b.start ? [a, b] : [b, a];
  if (second.start < first.end) return bytes;
  return Buffer.concat([
    bytes.subarray(0, first.start),
    bytes.subarray(second.start, second.end),
    bytes.subarray(first.end, second.start),
    bytes.subarray(first.start, first.end),
    bytes.subarray(second.end),
  ]);
};

const lie = (bytes: Buffer, { length }: Piece, random: Random): Buffer => {
  if (length === undefined || length.at + length.bytes > bytes.length) return bytes;
  const { at, bytes: size, order } = length;
  const limit = 2 ** (8 * size);
  const told = order === 'big' ? bytes.readUIntBE(at, size) : bytes.readUIntLE(at, size);
  const values = [0, 1, told + 1, told - 1, told * 2, told >> 1, limit - 1, limit / 2, limit / 2 - 1, bytes.length, at];
  const value = (random.pick(values) + limit) % limit;
  const copy = Buffer.from(bytes);
  if (order === 'big') copy.writeUIntBE(value, at, size);
  else copy.writeUIntLE(value, at, size);
  return copy;
};

/** A byte inside, its checksum put right where it has one. */
const touch = (bytes: Buffer, { start, end, isSummed }: Piece, random: Random): Buffer => {
  const from = isSummed ? start + 8 : start;
  const to = isSummed ? end - 4 : end;
  if (to <= from) return bytes;
  const copy = Buffer.from(bytes);
  for (let time = random.pick([1, 1, 2, 6]); time > 0; time -= 1) {
    copy[from + random.below(to - from)] = random.pick([0, 0xff, 0x80, random.below(256)]);
  }
  if (isSummed) copy.writeUInt32BE(crc32(copy.subarray(start + 4, end - 4)), end - 4);
  return copy;
};

/** One piece removed, doubled, moved, changed inside or its length lied about; undefined for what has no pieces. */
export const mutatePieces = (bytes: Buffer, random: Random): Buffer | undefined => {
  const pieces = piecesOf(bytes);
  if (pieces.length === 0) return undefined;
  const piece = random.pick(pieces);
  const choice = random.below(8);
  if (choice === 0) return cutOut(bytes, piece);
  if (choice === 1) return double(bytes, piece, random.pick([1, 1, 2, 40]));
  if (choice === 2) return swap(bytes, piece, random.pick(pieces));
  return choice < 5 ? lie(bytes, piece, random) : touch(bytes, piece, random);
};
