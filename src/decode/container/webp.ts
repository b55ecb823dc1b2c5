import type { Container, Decoding, Header } from '../../model/facets.ts';
import { hasTag, u24le, u32le } from '../fields.ts';
import { iccName } from '../icc-name.ts';
import { exifOrientation } from './exif.ts';
import { classifyTail } from './tail.ts';
import {
  MAX_CHUNKS,
  readFrame,
  readImage,
  readRiff,
  type WebpChunk,
  type WebpImage,
  type WebpSize,
} from './webp-frames.ts';

export interface WebpWalk {
  readonly container: Container;
  readonly header?: Header;
  /** False for more than `MAX_CHUNKS` chunks: what is told here leaves some out. */
  readonly isComplete: boolean;
  /** Each picture whose bitstream is there and begins well: of a still file one, else frame by frame. */
  readonly images: readonly (WebpImage & Required<Pick<WebpImage, 'chunk' | 'bitstream'>>)[];
  /** Flags that say something else than the chunks do. */
  readonly remarks: Decoding['warnings'];
}

const FLAGS = { animation: 0x02, XMP: 0x04, EXIF: 0x08, alpha: 0x10, ICCP: 0x20 } as const;

/** Metadata that VP8X announces. */
const ANNOUNCED = [
  ['ICCP', 'ICCP', FLAGS.ICCP],
  ['EXIF', 'EXIF', FLAGS.EXIF],
  ['XMP', 'XMP ', FLAGS.XMP],
] as const;

const EXTENDED_BYTES = 10;

interface Extended extends WebpSize {
  readonly flags: number;
  readonly offset: number;
}

const readExtended = (bytes: Uint8Array, chunk: WebpChunk | undefined): Extended | undefined => {
  if (chunk?.type !== 'VP8X' || chunk.end - chunk.start < EXTENDED_BYTES) return undefined;
  const { start } = chunk;
  return {
    flags: bytes[start]!,
    width: u24le(bytes, start + 4) + 1,
    height: u24le(bytes, start + 7) + 1,
    offset: start - 8,
  };
};

/** What the flags say against what is there. Readers go by the chunks, but for alpha, which is there when either says so. */
const flagRemarks = (chunks: readonly WebpChunk[], extended: Extended | undefined): Decoding['warnings'] =>
  ANNOUNCED.flatMap(([name, type, flag]) => {
    const isAnnounced = extended !== undefined && (extended.flags & flag) !== 0;
    if (chunks.some((chunk) => chunk.type === type) === isAnnounced) return [];
    const text = isAnnounced ? `VP8X announces ${name}, which is not there` : `${name} is there unannounced`;
    return [{ cause: 'metadata', offset: extended?.offset ?? 12, text } as const];
  });

/** How the chunks stand to each other (RFC 9649, section 2.7). */
const orderDamage = (
  chunks: readonly WebpChunk[],
  extended: Extended | undefined,
  images: readonly WebpImage[],
): readonly { readonly offset: number; readonly detail: string }[] => {
  const damage: { offset: number; detail: string }[] = [];
  const first = (type: string) => chunks.find((chunk) => chunk.type === type);
  const complain = (chunk: WebpChunk | undefined, detail: string) =>
    damage.push({ offset: (chunk?.start ?? 20) - 8, detail });
  const frame = first('ANMF');
  const control = first('ANIM');
  const still = chunks.find(({ type }) => type === 'VP8 ' || type === 'VP8L');
  const later = chunks.slice(1).find(({ type }) => type === 'VP8X');
  if (later !== undefined) complain(later, 'VP8X is not the first chunk');
  if (chunks[0]?.type === 'VP8X' && extended === undefined) complain(chunks[0], 'VP8X is too short');
  if (frame === undefined && still === undefined) complain(chunks[0], 'no image chunk');
  if (frame !== undefined) {
    if (extended === undefined) complain(frame, 'ANMF without VP8X');
    else if ((extended.flags & FLAGS.animation) === 0) complain(frame, 'ANMF without the flag of animations');
    if (control === undefined || control.start > frame.start) complain(frame, 'ANMF before ANIM');
    if (still !== undefined) complain(still, 'a still picture among frames');
  } else if (extended !== undefined && (extended.flags & FLAGS.animation) !== 0) {
    complain(still, 'an animation without frames');
  }
  const [image] = images;
  if (frame === undefined && extended !== undefined && image?.bitstream !== undefined) {
    const { width, height } = image.bitstream;
    if (width !== extended.width || height !== extended.height) {
      complain(image.chunk, `a canvas of ${extended.width} x ${extended.height} holds ${width} x ${height}`);
    }
  }
  return damage;
};

const orientationOf = (bytes: Uint8Array, chunk: WebpChunk | undefined): number => {
  if (chunk === undefined) return 1;
  const start = hasTag(bytes, chunk.start, 'Exif\0\0') ? chunk.start + 6 : chunk.start;
  return exifOrientation(bytes, start, chunk.end);
};

/** RIFF size, chunks, frames and how they stand to each other (RFC 9649). Expects 'RIFF....WEBP'. */
export const walkWebp = (bytes: Uint8Array): WebpWalk => {
  const size = bytes.length;
  const declared = u32le(bytes, 4);
  const riffEnd = 8 + declared;
  const isWhole = riffEnd <= size && declared >= 4;
  const { chunks, rest } = readRiff(bytes, 12, Math.min(riffEnd, size));
  const isComplete = chunks.length < MAX_CHUNKS;
  const extended = readExtended(bytes, chunks[0]);
  const frames = chunks.filter(({ type }) => type === 'ANMF');
  const read =
    frames.length > 0 && extended !== undefined
      ? frames.map((frame) => readFrame(bytes, frame, extended))
      : [readImage(bytes, chunks)];
  const images = read.filter((image) => image.chunk !== undefined && image.bitstream !== undefined);
  const cut = isWhole || rest === undefined ? undefined : rest;
  // What a cut file lacks is what `missing` says.
  const damage = isWhole
    ? [...(rest === undefined ? orderDamage(chunks, extended, images) : [rest]), ...read.flatMap((one) => one.damage)]
    : read.flatMap((one) => one.damage);

  const container: Container = {
    format: 'webp',
    ...(isWhole ? { end: riffEnd } : { missing: `${Math.max(riffEnd - size, 1)} of ${declared} bytes of RIFF` }),
    ...(isWhole && riffEnd < size
      ? { trailing: { offset: riffEnd, bytes: size - riffEnd, kind: classifyTail(bytes, riffEnd) } }
      : {}),
    damage: damage.slice(0, 20).map((one) => ({ kind: 'structure', ...one })),
  };
  // The size stands in the first bytes of a chunk that is cut.
  const partial = cut === undefined || images.length > 0 ? undefined : readCut(bytes, cut.offset);
  const canvas = extended ?? images[0]?.bitstream ?? partial;
  if (canvas === undefined) return { container, isComplete, images: [], remarks: [] };
  const alpha = ((extended?.flags ?? 0) & FLAGS.alpha) !== 0 || images.some((image) => image.alpha);
  const profile = chunks.find(({ type }) => type === 'ICCP');
  const name = profile === undefined ? undefined : iccName(bytes.subarray(profile.start, profile.end));
  const header: Header = {
    format: 'webp',
    width: canvas.width,
    height: canvas.height,
    channels: alpha ? 4 : 3,
    depth: 8,
    frames: Math.max(1, frames.length),
    orientation: orientationOf(
      bytes,
      chunks.find(({ type }) => type === 'EXIF'),
    ),
    color: 'rgb',
    alpha,
    sampleFormat: 'uint',
    ...(name !== undefined && { profile: name }),
  };
  return {
    container,
    header,
    isComplete,
    images: images as WebpWalk['images'],
    remarks: flagRemarks(chunks, extended),
  };
};

const readCut = (bytes: Uint8Array, at: number): WebpSize | undefined => {
  const chunk = { type: String.fromCharCode(...bytes.subarray(at, at + 4)), start: at + 8, end: bytes.length };
  return chunk.type.startsWith('VP8') ? readImage(bytes, [chunk]).bitstream : undefined;
};
