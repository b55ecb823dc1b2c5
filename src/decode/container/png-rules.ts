import type { Decoding } from '../../model/facets.ts';
import { hasTag, u32be } from '../fields.ts';
import type { PngChunk } from './png-chunks.ts';

/** Bit depths by color type (PNG, third edition, section 11.2.1). */
const DEPTHS: Readonly<Record<number, readonly number[]>> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
};

const PALETTE = 3;

/** What no decoder makes pixels of, from the 13 bytes of IHDR at `at`; undefined when all is well. */
export const headerProblem = (bytes: Uint8Array, at: number): string | undefined => {
  const width = u32be(bytes, at);
  const height = u32be(bytes, at + 4);
  if (width === 0 || height === 0) return `${width} x ${height} pixels`;
  const [depth, color, compression, filter, interlace] = bytes.subarray(at + 8, at + 13);
  const depths = DEPTHS[color!];
  if (depths === undefined) return `color type ${color}`;
  if (!depths.includes(depth!)) return `bit depth ${depth} of color type ${color}`;
  if (compression !== 0) return `compression method ${compression}`;
  if (filter !== 0) return `filter method ${filter}`;
  return interlace! > 1 ? `interlace method ${interlace}` : undefined;
};

/** What makes a chunk of colors or metadata useless. `damage`: decoders that trainers use refuse the file for it. */
export type ChunkProblem = { readonly damage: string } | { readonly remark: Decoding['warnings'][number] };

const remark = ({ start, type }: PngChunk, text: string): ChunkProblem => {
  return { remark: { cause: 'metadata', offset: start - 8, text: `${type}: ${text}` } };
};

const TRANSPARENT_BYTES: Readonly<Record<number, number>> = { 0: 2, 2: 6 };

/**
 * Measured on Pillow 9.4 and OpenCV 4.6 (libpng 1.6): a palette that is needed, or a transparent color that is cut short, is fatal;
 * everything else is read over.
 */
export const chunkProblem = (bytes: Uint8Array, chunk: PngChunk, colorType: number): ChunkProblem | undefined => {
  const { type, start, end } = chunk;
  const length = end - start;
  if (type === 'PLTE' && (length === 0 || length % 3 !== 0 || length > 768)) {
    return colorType === PALETTE ? { damage: `palette of ${length} bytes` } : remark(chunk, `${length} bytes`);
  }
  if (type === 'tRNS') {
    const owed = TRANSPARENT_BYTES[colorType];
    if (owed !== undefined && length < owed) return { damage: `transparent color of ${length} bytes` };
    if (owed !== undefined ? length > owed : colorType !== PALETTE) return remark(chunk, `${length} bytes`);
  }
  if (type === 'eXIf' && !hasTag(bytes, start, 'II*\0') && !hasTag(bytes, start, 'MM\0*')) {
    return remark(chunk, 'no Exif data');
  }
  return type === 'IEND' && length > 0 ? remark(chunk, `${length} bytes`) : undefined;
};
