import { crc32 } from 'node:zlib';
import type { Container, Decoding } from '../../model/facets.ts';
import { asBuffer, latin1, u32be } from '../fields.ts';

/** A chunk's data as a half-open range. */
export interface PngChunk {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

const SIGNATURE_BYTES = 8;
/** Chunks that make up pictures. */
export const FRAMES = new Set(['fcTL', 'IDAT', 'fdAT']);
/** A file of broken chunks says the same again and again. */
export const MAX_REMARKS = 20;
export const MAX_DAMAGE = 100;
/** Each takes memory of ours. A quarter of a gigabyte in pieces of a kilobyte has so many. */
export const MAX_CHUNKS = 2 ** 18;

const isLetter = (byte: number): boolean => (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122);
export const isCritical = (type: string): boolean => type.charCodeAt(0) < 97;

interface Chunks {
  readonly all: readonly PngChunk[];
  readonly end?: number;
  readonly isComplete: boolean;
  readonly damage: Container['damage'][number][];
  readonly remarks: Decoding['warnings'][number][];
}

/** Chunk by chunk to IEND, every checksum compared (PNG, third edition, section 5). */
export const readChunks = (bytes: Uint8Array): Chunks => {
  const buffer = asBuffer(bytes);
  const size = bytes.length;
  const damage: Container['damage'][number][] = [];
  const remarks: Decoding['warnings'][number][] = [];
  const all: PngChunk[] = [];
  let isBehindPixels = false;
  let isComplete = true;
  let at = SIGNATURE_BYTES;
  while (at + 12 <= size) {
    const length = u32be(bytes, at);
    const data = at + 8;
    const type = latin1(bytes, at + 4, 4);
    const isType =
      isLetter(bytes[at + 4]!) && isLetter(bytes[at + 5]!) && isLetter(bytes[at + 6]!) && isLetter(bytes[at + 7]!);
    if (!isType || length > 0x7fffffff) {
      damage.push({ kind: 'structure', offset: at, detail: 'not a chunk' });
      break;
    }
    if (data + length + 4 > size) break;
    if (crc32(buffer.subarray(at + 4, data + length)) !== u32be(bytes, data + length)) {
      // Pillow refuses a wrong checksum of anything up to the pixels; of notes behind them every reader goes on.
      if (isBehindPixels && !isCritical(type) && !FRAMES.has(type)) {
        if (remarks.length < MAX_REMARKS) remarks.push({ cause: 'unknown', offset: at, text: `checksum of ${type}` });
      } else if (damage.length < MAX_DAMAGE) damage.push({ kind: 'crc', offset: at, detail: type });
    }
    if (all.length < MAX_CHUNKS) all.push({ type, start: data, end: data + length });
    else isComplete = false;
    isBehindPixels ||= type === 'IDAT';
    at = data + length + 4;
    if (type === 'IEND') return { all, end: at, isComplete, damage, remarks };
  }
  return { all, isComplete, damage, remarks };
};
