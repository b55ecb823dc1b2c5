import { crc32 } from 'node:zlib';
import type { ColorMode, Container, Header } from '../../model/facets.ts';
import { asBuffer, hasTag, latin1, u32be } from '../fields.ts';
import { exifOrientation } from './exif.ts';
import { classifyTail } from './tail.ts';

/** A chunk's data as a half-open range. */
export interface PngChunk {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

export interface PngWalk {
  readonly container: Container;
  readonly header?: Header;
  /** Chunks whose data readers keep as text or profile, compressed or not: what a text bomb is made of. */
  readonly texts: readonly PngChunk[];
  /** Chunks that make up an animation: IHDR, PLTE, tRNS, fcTL, IDAT, fdAT, in order; empty for still pictures. */
  readonly animation: readonly PngChunk[];
}

const SIGNATURE_BYTES = 8;
const TEXTS = new Set(['tEXt', 'zTXt', 'iTXt', 'iCCP']);
const ANIMATION = new Set(['IHDR', 'PLTE', 'tRNS', 'fcTL', 'IDAT', 'fdAT']);
/** Channels a decoder hands out per color type; palette entries are RGB. */
const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 3, 4: 2, 6: 4 };
const COLORS: Readonly<Record<number, ColorMode>> = { 0: 'gray', 2: 'rgb', 3: 'palette', 4: 'gray', 6: 'rgb' };
const PALETTE = 3;

const isLetter = (byte: number): boolean => (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122);

/** Chunk by chunk to IEND, every checksum compared (PNG, third edition, section 5). Expects the PNG signature. */
export const walkPng = (bytes: Uint8Array): PngWalk => {
  const buffer = asBuffer(bytes);
  const size = bytes.length;
  const damage: Container['damage'][number][] = [];
  const texts: PngChunk[] = [];
  const chunks: PngChunk[] = [];
  let ihdr = -1;
  let frames = 0;
  let orientation = 1;
  let transparent = false;
  let hasData = false;
  let end: number | undefined;
  let at = SIGNATURE_BYTES;

  while (end === undefined && at + 12 <= size) {
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
      damage.push({ kind: 'crc', offset: at, detail: type });
    }
    if (ihdr === -1 && type !== 'IHDR') {
      damage.push({ kind: 'structure', offset: at, detail: `${type} before IHDR` });
      ihdr = 0;
    }
    const chunk = { type, start: data, end: data + length };
    if (TEXTS.has(type)) texts.push(chunk);
    if (ANIMATION.has(type)) chunks.push(chunk);
    if (type === 'IHDR' && ihdr === -1 && length === 13) ihdr = data;
    else if (type === 'IDAT') hasData = true;
    else if (type === 'acTL' && length === 8 && !hasData) frames = u32be(bytes, data);
    else if (type === 'tRNS') transparent = true;
    else if (type === 'eXIf') orientation = exifOrientation(bytes, data, data + length);
    at = data + length + 4;
    if (type === 'IEND') end = at;
  }

  let header: Header | undefined;
  if (ihdr > 0) {
    const colorType = bytes[ihdr + 9]!;
    const channels = CHANNELS[colorType];
    const width = u32be(bytes, ihdr);
    const height = u32be(bytes, ihdr + 4);
    if (width === 0 || height === 0) {
      damage.push({ kind: 'structure', offset: ihdr, detail: `${width} x ${height} pixels` });
    }
    if (channels === undefined) damage.push({ kind: 'structure', offset: ihdr + 9, detail: `color type ${colorType}` });
    else
      header = {
        format: 'png',
        width,
        height,
        channels: channels + (transparent && channels % 2 === 1 ? 1 : 0),
        depth: colorType === PALETTE ? 8 : bytes[ihdr + 8]!,
        frames: Math.max(1, frames),
        orientation,
        color: COLORS[colorType] ?? 'other',
        alpha: transparent || colorType >= 4,
        sampleFormat: 'uint',
      };
  }
  if (end !== undefined && !hasData) damage.push({ kind: 'structure', offset: end - 12, detail: 'no IDAT' });

  const container: Container = {
    format: 'png',
    ...(end === undefined ? { missing: 'IEND' } : { end }),
    ...(end === undefined || end === size
      ? {}
      : { trailing: { offset: end, bytes: size - end, kind: classifyTail(bytes, end) } }),
    damage,
  };
  return {
    container,
    ...(header === undefined ? {} : { header }),
    texts,
    animation: frames > 0 ? chunks : [],
  };
};

/** Why a file that calls itself PNG does not begin like one, where the reason can be read from its first bytes. */
export const pngSignatureDamage = (bytes: Uint8Array): string | undefined => {
  if (hasTag(bytes, 0, '\x89PNG\n') || hasTag(bytes, 0, '\x89PNG\r\r')) return 'line ends were converted as in text';
  if (hasTag(bytes, 0, '\tPNG')) return 'the eighth bit of every byte was cut';
  if (hasTag(bytes, 12, 'IHDR') || hasTag(bytes, 1, 'PNG')) return 'a byte of the signature is wrong';
  return undefined;
};
