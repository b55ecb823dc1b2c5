import { crc32, inflateSync } from 'node:zlib';
import type { Fault } from '../../model/facets.ts';
import type { PngChunk } from '../container/png.ts';
import { asBuffer } from '../fields.ts';
import { decodeWithSharp, type Page, type SharpOutcome } from './sharp.ts';

/** Pillow's own limits (PngImagePlugin.MAX_TEXT_CHUNK, MAX_TEXT_MEMORY): above them it refuses the file. */
const MAX_TEXT_CHUNK_BYTES = 2 ** 20;
const MAX_TEXT_BYTES = 64 * 2 ** 20;
/** Deflate packs at most this many bytes into one. */
const MAX_DEFLATE_RATIO = 1032;

/** Where the deflate stream of a text or profile chunk begins; undefined when it is not compressed. */
const compressedStart = (bytes: Uint8Array, { type, start, end }: PngChunk): number | undefined => {
  const keyword = bytes.indexOf(0, start);
  if (type === 'tEXt' || keyword === -1 || keyword >= end) return undefined;
  if (type !== 'iTXt') return keyword + 2;
  if (bytes[keyword + 1] !== 1) return undefined;
  const language = bytes.indexOf(0, keyword + 3);
  const translated = language === -1 ? -1 : bytes.indexOf(0, language + 1);
  return translated === -1 ? undefined : translated + 1;
};

/** Bytes that a compressed text unpacks to, at most one more than `limit`. Broken streams count as empty: readers drop them. */
const inflatedBytes = (deflated: Uint8Array, limit: number): number => {
  if (deflated.length * MAX_DEFLATE_RATIO <= limit) return 0;
  try {
    return inflateSync(deflated, { maxOutputLength: limit }).length;
  } catch (error) {
    return error instanceof RangeError ? limit + 1 : 0;
  }
};

/** Refuses text bombs before any decoder unpacks them. */
export const textOverLimit = (bytes: Uint8Array, texts: readonly PngChunk[]): Fault | undefined => {
  const refuse = (what: string, limit: number, offset: number): Fault => ({
    facet: 'decoding',
    kind: 'limit',
    detail: `${what}: more than ${limit} bytes of text`,
    offset,
    cause: 'text-bytes',
  });
  let total = 0;
  for (const chunk of texts) {
    const { start, end, type } = chunk;
    const from = compressedStart(bytes, chunk);
    const deflated = from === undefined || from >= end ? undefined : bytes.subarray(from, end);
    const length = deflated === undefined ? end - start : inflatedBytes(deflated, MAX_TEXT_CHUNK_BYTES);
    if (deflated !== undefined && length > MAX_TEXT_CHUNK_BYTES) return refuse(type, MAX_TEXT_CHUNK_BYTES, start - 8);
    total += length;
    if (total > MAX_TEXT_BYTES) return refuse('all text chunks', MAX_TEXT_BYTES, start - 8);
  }
  return undefined;
};

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');

const makeChunk = (type: string, data: Uint8Array): Buffer => {
  const chunk = Buffer.alloc(12 + data.length);
  chunk.writeUInt32BE(data.length, 0);
  chunk.write(type, 4, 'latin1');
  chunk.set(data, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + data.length)), 8 + data.length);
  return chunk;
};

/** Each animation frame that is not the default picture, as a PNG of its own (PNG, third edition, section 12). */
function* laterFrames(bytes: Uint8Array, chunks: readonly PngChunk[]): Generator<Buffer> {
  const ihdr = chunks.find(({ type }) => type === 'IHDR')!;
  const colors = chunks.filter(({ type }) => type === 'PLTE' || type === 'tRNS');
  const shared = colors.map(({ type, start, end }) => makeChunk(type, bytes.subarray(start, end)));
  let control: PngChunk | undefined;
  let data: Uint8Array[] = [];
  const frame = (): Buffer => {
    const head = Buffer.from(bytes.subarray(ihdr.start, ihdr.end));
    head.set(bytes.subarray(control!.start + 4, control!.start + 12));
    const idat = makeChunk('IDAT', Buffer.concat(data));
    return Buffer.concat([SIGNATURE, makeChunk('IHDR', head), ...shared, idat, makeChunk('IEND', Buffer.alloc(0))]);
  };
  for (const chunk of chunks) {
    if (chunk.type === 'fcTL') {
      if (control !== undefined && data.length > 0) yield frame();
      control = chunk.end - chunk.start === 26 ? chunk : undefined;
      data = [];
    } else if (chunk.type === 'fdAT') data.push(asBuffer(bytes).subarray(chunk.start + 4, chunk.end));
  }
  if (control !== undefined && data.length > 0) yield frame();
}

/** The default picture, then every later frame of an animation: their pixels are read too, though no preview shows them. */
export const decodePng = async (
  bytes: Uint8Array,
  animation: readonly PngChunk[],
  page: Pick<Page, 'maxPixels' | 'timeoutS'>,
): Promise<SharpOutcome> => {
  const outcome = await decodeWithSharp(bytes, { index: 0, ...page });
  if ('fault' in outcome) return outcome;
  for (const frame of laterFrames(bytes, animation)) {
    const later = await decodeWithSharp(frame, { index: 0, ...page });
    if ('fault' in later) return later;
    if (later.warnings.length > 0) return { luma: outcome.luma, warnings: [...outcome.warnings, ...later.warnings] };
  }
  return outcome;
};
