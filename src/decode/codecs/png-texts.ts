import { inflateSync } from 'node:zlib';
import type { Decoding, Fault } from '../../model/facets.ts';
import type { PngChunk } from '../container/png-chunks.ts';
import { iccName } from '../icc-name.ts';

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

/** The name of the embedded profile, '' where it says none; a warning where nothing reads it. */
export const profileOf = (
  bytes: Uint8Array,
  texts: readonly PngChunk[],
): { readonly profile?: string; readonly warnings: Decoding['warnings'] } => {
  const chunk = texts.find(({ type }) => type === 'iCCP');
  if (chunk === undefined) return { warnings: [] };
  const from = compressedStart(bytes, chunk);
  const unread = { cause: 'metadata', offset: chunk.start - 8, text: 'iCCP: no color profile' } as const;
  if (from === undefined || from >= chunk.end) return { warnings: [unread] };
  try {
    const name = iccName(inflateSync(bytes.subarray(from, chunk.end), { maxOutputLength: MAX_TEXT_CHUNK_BYTES }));
    return name === undefined ? { warnings: [unread] } : { profile: name, warnings: [] };
  } catch {
    return { warnings: [unread] };
  }
};
