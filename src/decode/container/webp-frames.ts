import { hasTag, latin1, u16le, u24le, u32le } from '../fields.ts';

/** A chunk's payload as a half-open range. */
export interface WebpChunk {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

export interface WebpSize {
  readonly width: number;
  readonly height: number;
}

/** What a bitstream says of itself. */
export interface Bitstream extends WebpSize {
  readonly alpha: boolean;
}

const isImage = ({ type }: WebpChunk): boolean => type === 'VP8 ' || type === 'VP8L';

/**
 * The first bytes of a bitstream chunk (RFC 9649; VP8: RFC 6386, section 9.1), or what decoders refuse of them (src/dec of libwebp,
 * and its examples/webpinfo).
 */
export const readBitstream = (
  bytes: Uint8Array,
  { type, start, end }: WebpChunk,
): { readonly bitstream?: Bitstream; readonly problem?: string } => {
  const length = end - start;
  if (type === 'VP8L') {
    if (length < 5) return { problem: `VP8L of ${length} bytes` };
    if (bytes[start] !== 0x2f) return { problem: 'VP8L without its signature' };
    const packed = u32le(bytes, start + 1);
    const bitstream = {
      width: (packed & 0x3fff) + 1,
      height: ((packed >>> 14) & 0x3fff) + 1,
      alpha: ((packed >>> 28) & 1) === 1,
    };
    return packed >>> 29 === 0 ? { bitstream } : { bitstream, problem: `VP8L version ${packed >>> 29}` };
  }
  if (length < 10) return { problem: `VP8 of ${length} bytes` };
  const tag = u24le(bytes, start);
  if ((tag & 1) === 1) return { problem: 'VP8 without a key frame' };
  if (!hasTag(bytes, start + 3, '\x9d\x01\x2a')) return { problem: 'VP8 without its signature' };
  const width = u16le(bytes, start + 6) & 0x3fff;
  const height = u16le(bytes, start + 8) & 0x3fff;
  if (width === 0 || height === 0) return { problem: `${width} x ${height} pixels` };
  const bitstream = { width, height, alpha: false };
  if (((tag >> 1) & 7) > 3) return { bitstream, problem: `VP8 profile ${(tag >> 1) & 7}` };
  if (((tag >> 4) & 1) === 0) return { bitstream, problem: 'VP8 frame that is not to be shown' };
  return tag >> 5 > length - 10 ? { bitstream, problem: 'VP8 partition longer than its chunk' } : { bitstream };
};

const alphaProblem = (bytes: Uint8Array, { start, end }: WebpChunk): string | undefined => {
  if (end - start < 2) return `ALPH of ${end - start} bytes`;
  const flags = bytes[start]!;
  if ((flags & 3) > 1) return `ALPH compression ${flags & 3}`;
  return ((flags >> 4) & 3) > 1 ? `ALPH pre-processing ${(flags >> 4) & 3}` : undefined;
};

export interface WebpImage {
  /** The chunk of pixels; absent where there is none. */
  readonly chunk?: WebpChunk;
  readonly bitstream?: Bitstream;
  readonly alpha: boolean;
  readonly damage: readonly { readonly offset: number; readonly detail: string }[];
}

/** The chunks of one picture, still or a frame: ALPH where there is alpha, then VP8 or VP8L, both once. */
export const readImage = (bytes: Uint8Array, chunks: readonly WebpChunk[]): WebpImage => {
  const damage: { offset: number; detail: string }[] = [];
  let found: { chunk: WebpChunk; bitstream?: Bitstream } | undefined;
  let alpha: WebpChunk | undefined;
  for (const chunk of chunks) {
    const complain = (detail: string) => damage.push({ offset: chunk.start - 8, detail });
    if (isImage(chunk)) {
      const { bitstream, problem } = readBitstream(bytes, chunk);
      if (problem !== undefined) complain(problem);
      if (found !== undefined) complain('a second picture');
      found ??= { chunk, ...(bitstream && { bitstream }) };
    } else if (chunk.type === 'ALPH') {
      const problem = alphaProblem(bytes, chunk);
      if (problem !== undefined) complain(problem);
      if (alpha !== undefined) complain('a second ALPH');
      else if (found !== undefined) complain('ALPH behind the picture');
      alpha = chunk;
    }
  }
  const hasAlpha = alpha !== undefined || found?.bitstream?.alpha === true;
  return { ...found, alpha: hasAlpha, damage };
};

/** Each takes memory of ours; the longest animation that any limit lets pass has far fewer. */
export const MAX_CHUNKS = 2 ** 18;

interface Riff {
  readonly chunks: readonly WebpChunk[];
  /** Where something stands that is no chunk, or one more than `MAX_CHUNKS`. */
  readonly rest?: { readonly offset: number; readonly detail: string };
}

/** The chunks between two places, at most `MAX_CHUNKS`. */
export const readRiff = (bytes: Uint8Array, from: number, to: number): Riff => {
  const chunks: WebpChunk[] = [];
  let at = from;
  while (at + 8 <= to) {
    const type = latin1(bytes, at, 4);
    const start = at + 8;
    const end = start + u32le(bytes, at + 4);
    if (chunks.length === MAX_CHUNKS) return { chunks, rest: { offset: at, detail: `more than ${MAX_CHUNKS} chunks` } };
    if (end > to) return { chunks, rest: { offset: at, detail: `${type} is longer than what holds it` } };
    chunks.push({ type, start, end });
    at = end + ((end - start) & 1);
  }
  if (at < to) return { chunks, rest: { offset: at, detail: `${to - at} bytes that are no chunk` } };
  return { chunks };
};

const FRAME_BYTES = 16;

/** One ANMF chunk: its place on the canvas, and the picture in it. */
export const readFrame = (bytes: Uint8Array, { start, end }: WebpChunk, canvas: WebpSize): WebpImage => {
  const complain = (detail: string): WebpImage['damage'] => [{ offset: start - 8, detail }];
  if (end - start < FRAME_BYTES) return { alpha: false, damage: complain(`ANMF of ${end - start} bytes`) };
  const left = 2 * u24le(bytes, start);
  const top = 2 * u24le(bytes, start + 3);
  const width = u24le(bytes, start + 6) + 1;
  const height = u24le(bytes, start + 9) + 1;
  const { chunks, rest } = readRiff(bytes, start + FRAME_BYTES, end);
  const image = readImage(bytes, chunks);
  const { bitstream } = image;
  const damage = [...image.damage, ...(rest === undefined ? [] : [rest])];
  if (left + width > canvas.width || top + height > canvas.height)
    damage.push(...complain('a frame leaves the canvas'));
  if (image.chunk === undefined) damage.push(...complain('a frame without a picture'));
  else if (bitstream !== undefined && (bitstream.width !== width || bitstream.height !== height)) {
    damage.push(...complain(`a frame of ${width} x ${height} holds ${bitstream.width} x ${bitstream.height}`));
  }
  return { ...image, damage };
};
