import type { Container, Header } from '../../model/facets.ts';
import { hasTag, latin1, u16le, u24le, u32le } from '../fields.ts';
import { exifOrientation } from './exif.ts';
import { classifyTail } from './tail.ts';

export interface WebpWalk {
  readonly container: Container;
  readonly header?: Header;
}

const ALPHA_FLAG = 0x10;

interface Canvas {
  readonly width: number;
  readonly height: number;
  readonly alpha: number;
}

/** Size from the first bytes of a bitstream chunk (RFC 9649; VP8: RFC 6386 section 9.1). */
const readCanvas = (bytes: Uint8Array, type: string, data: number, length: number): Canvas | undefined => {
  if (type === 'VP8X' && length >= 10) {
    return {
      width: u24le(bytes, data + 4) + 1,
      height: u24le(bytes, data + 7) + 1,
      alpha: (bytes[data]! & ALPHA_FLAG) === 0 ? 0 : 1,
    };
  }
  if (type === 'VP8L' && length >= 5 && bytes[data] === 0x2f) {
    const packed = u32le(bytes, data + 1);
    return { width: (packed & 0x3fff) + 1, height: ((packed >>> 14) & 0x3fff) + 1, alpha: (packed >>> 28) & 1 };
  }
  if (type === 'VP8 ' && length >= 10 && hasTag(bytes, data + 3, '\x9d\x01\x2a')) {
    return { width: u16le(bytes, data + 6) & 0x3fff, height: u16le(bytes, data + 8) & 0x3fff, alpha: 0 };
  }
  return undefined;
};

/** RIFF size and chunks (RFC 9649). Expects 'RIFF....WEBP'. */
export const walkWebp = (bytes: Uint8Array): WebpWalk => {
  const size = bytes.length;
  const declared = u32le(bytes, 4);
  const riffEnd = 8 + declared;
  const damage: Container['damage'][number][] = [];
  let canvas: Canvas | undefined;
  let frames = 0;
  let images = 0;
  let orientation = 1;
  let at = 12;
  const limit = Math.min(riffEnd, size);
  while (at + 8 <= limit) {
    const type = latin1(bytes, at, 4);
    const length = u32le(bytes, at + 4);
    const data = at + 8;
    if (data + length > riffEnd) {
      damage.push({ kind: 'structure', offset: at, detail: `${type} is longer than the file says it is` });
      break;
    }
    if (data + length <= size) {
      canvas ??= readCanvas(bytes, type, data, length);
      if (type === 'ANMF') frames++;
      if (type === 'VP8 ' || type === 'VP8L') images++;
      if (type === 'EXIF') {
        const start = hasTag(bytes, data, 'Exif\0\0') ? data + 6 : data;
        orientation = exifOrientation(bytes, start, data + length);
      }
    }
    at = data + length + (length & 1);
  }
  if (riffEnd <= size && frames + images === 0 && damage.length === 0) {
    damage.push({ kind: 'structure', offset: 12, detail: 'no image chunk' });
  }

  const isWhole = riffEnd <= size;
  const container: Container = {
    format: 'webp',
    ...(isWhole ? { end: riffEnd } : { missing: `${riffEnd - size} of ${declared} bytes of RIFF` }),
    ...(isWhole && riffEnd < size
      ? { trailing: { offset: riffEnd, bytes: size - riffEnd, kind: classifyTail(bytes, riffEnd) } }
      : {}),
    damage,
  };
  if (canvas === undefined) return { container };
  const header: Header = {
    format: 'webp',
    width: canvas.width,
    height: canvas.height,
    channels: 3 + canvas.alpha,
    depth: 8,
    frames: Math.max(1, frames),
    orientation,
    color: 'rgb',
    alpha: canvas.alpha === 1,
    sampleFormat: 'uint',
  };
  return { container, header };
};
