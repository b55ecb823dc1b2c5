import type { ColorMode, Container, Decoding, Header } from '../../model/facets.ts';
import { hasTag, u32be } from '../fields.ts';
import { exifOrientation } from './exif.ts';
import { FRAMES, isCritical, MAX_DAMAGE, MAX_REMARKS, type PngChunk, readChunks } from './png-chunks.ts';
import { type PngFrame, readFrames } from './png-frames.ts';
import { chunkProblem, headerProblem } from './png-rules.ts';
import { classifyTail } from './tail.ts';

/** How pixels are stored. `channels`: of the file, 1 for a palette. */
export interface PngFormat {
  readonly depth: number;
  readonly channels: number;
  readonly isPalette: boolean;
  readonly isInterlaced: boolean;
}

export interface PngWalk {
  readonly container: Container;
  readonly header?: Header;
  /** False for more than `MAX_CHUNKS` chunks: what is told here leaves some out. */
  readonly isComplete: boolean;
  /** Absent where no decoder would make pixels of the file. */
  readonly format?: PngFormat;
  readonly palette?: PngChunk;
  /** The compressed pixels of the default picture. */
  readonly data: readonly PngChunk[];
  /** Chunks whose data readers keep as text or profile, compressed or not: what a text bomb is made of. */
  readonly texts: readonly PngChunk[];
  /** Empty for still pictures. */
  readonly frames: readonly PngFrame[];
  /** What is odd without a change to any pixel, or without a decoder that refuses it. */
  readonly remarks: Decoding['warnings'];
}

const TEXTS = new Set(['tEXt', 'zTXt', 'iTXt', 'iCCP']);
const CRITICAL = new Set(['IHDR', 'PLTE', 'IDAT', 'IEND']);
/** Channels stored per color type. */
const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
const COLORS: Readonly<Record<number, ColorMode>> = { 0: 'gray', 2: 'rgb', 3: 'palette', 4: 'gray', 6: 'rgb' };
const PALETTE = 3;

const headerOf = (
  bytes: Uint8Array,
  ihdr: number,
  { frames, transparent, orientation }: { frames: number; transparent: boolean; orientation: number },
): Header | undefined => {
  const color = bytes[ihdr + 9]!;
  const stored = CHANNELS[color];
  if (stored === undefined) return undefined;
  // Palette entries are handed out as RGB.
  const channels = color === PALETTE ? 3 : stored;
  return {
    format: 'png',
    width: u32be(bytes, ihdr),
    height: u32be(bytes, ihdr + 4),
    channels: channels + (transparent && channels % 2 === 1 ? 1 : 0),
    depth: color === PALETTE ? 8 : bytes[ihdr + 8]!,
    frames: Math.max(1, frames),
    orientation,
    color: COLORS[color] ?? 'other',
    alpha: transparent || color >= 4,
    sampleFormat: 'uint',
  };
};

/** Every chunk to IEND, their order and contents, and what a decoder needs of them. Expects the PNG signature. */
export const walkPng = (bytes: Uint8Array): PngWalk => {
  const { all, end, isComplete, damage, remarks } = readChunks(bytes);
  const broken = (offset: number, detail: string): void => {
    if (damage.length < MAX_DAMAGE) damage.push({ kind: 'structure', offset, detail });
  };
  const first = all[0];
  const isStarted = first?.type === 'IHDR' && first.end - first.start === 13;
  if (first !== undefined && !isStarted) broken(first.start - 8, `${first.type} before IHDR`);
  const ihdr = isStarted ? first.start : undefined;
  const colorType = ihdr === undefined ? -1 : bytes[ihdr + 9]!;

  const data: PngChunk[] = [];
  let palette: PngChunk | undefined;
  let transparent = false;
  let orientation = 1;
  let declared = 0;
  let controls = 0;
  for (const [index, chunk] of all.entries()) {
    const { type, start, end: stop } = chunk;
    const at = start - 8;
    if (isCritical(type) && !CRITICAL.has(type)) broken(at, `unknown critical chunk ${type}`);
    if (type === 'IHDR' && index > 0) broken(at, 'a second IHDR');
    if (type === 'IDAT') {
      if (data.length > 0 && all[index - 1]?.type !== 'IDAT') broken(at, 'IDAT apart from the others');
      else data.push(chunk);
    }
    const problem = chunkProblem(bytes, chunk, colorType);
    if (problem !== undefined && 'damage' in problem) broken(at, problem.damage);
    else if (problem !== undefined && remarks.length < MAX_REMARKS) remarks.push(problem.remark);
    if (type === 'PLTE' && data.length === 0) palette = chunk;
    else if (type === 'tRNS') transparent = true;
    else if (type === 'acTL' && stop - start === 8 && data.length === 0) declared = u32be(bytes, start);
    else if (type === 'fcTL') controls += 1;
    else if (type === 'eXIf') orientation = exifOrientation(bytes, start, stop);
  }

  if (end !== undefined && data.length === 0) broken(end - 12, 'no IDAT');
  const problem = ihdr === undefined ? undefined : headerProblem(bytes, ihdr);
  if (ihdr !== undefined && problem !== undefined) broken(ihdr, problem);
  else if (colorType === PALETTE && palette === undefined && data[0] !== undefined) {
    broken(data[0].start - 8, 'no palette');
  }
  // A lie about the number of frames does not get more of them decoded.
  const frames = declared === 0 ? 0 : Math.max(declared, controls);
  const header = ihdr === undefined ? undefined : headerOf(bytes, ihdr, { frames, transparent, orientation });
  const isAnimated = header !== undefined && declared > 0 && end !== undefined;
  const animation = isAnimated
    ? readFrames(
        bytes,
        all.filter(({ type }) => FRAMES.has(type)),
        header,
        declared,
      )
    : undefined;
  for (const { offset, detail } of animation?.damage ?? []) broken(offset, detail);

  const size = bytes.length;
  const trailing = end === undefined || end === size ? undefined : { offset: end, bytes: size - end };
  const container: Container = {
    format: 'png',
    ...(end === undefined ? { missing: 'IEND' } : { end }),
    ...(trailing && { trailing: { ...trailing, kind: classifyTail(bytes, trailing.offset) } }),
    damage,
  };
  const isReadable = ihdr !== undefined && problem === undefined && (colorType !== PALETTE || palette !== undefined);
  return {
    container,
    isComplete,
    ...(header && { header }),
    ...(isReadable && {
      format: {
        depth: bytes[ihdr + 8]!,
        channels: CHANNELS[colorType]!,
        isPalette: colorType === PALETTE,
        isInterlaced: bytes[ihdr + 12] === 1,
      },
    }),
    ...(palette && { palette }),
    data,
    texts: all.filter(({ type }) => TEXTS.has(type)),
    frames: animation?.frames ?? [],
    remarks,
  };
};

/** Why a file that calls itself PNG does not begin like one, where the reason can be read from its first bytes. */
export const pngSignatureDamage = (bytes: Uint8Array): string | undefined => {
  if (hasTag(bytes, 0, '\x89PNG\n') || hasTag(bytes, 0, '\x89PNG\r\r')) return 'line ends were converted as in text';
  if (hasTag(bytes, 0, '\tPNG')) return 'the eighth bit of every byte was cut';
  if (hasTag(bytes, 12, 'IHDR') || hasTag(bytes, 1, 'PNG')) return 'a byte of the signature is wrong';
  return undefined;
};
