import type { Limits } from '../model/config.ts';
import type { Fault, Header } from '../model/facets.ts';

/** Bytes that a full decode of all frames would fill. */
export const decodedBytes = ({ width, height, channels, depth, frames }: Header): number =>
  width * height * channels * Math.ceil(depth / 8) * frames;

/**
 * What one picture's decoder may hold beside the file. A worker stays below 1 GiB with it, so that no file meets the operating system's
 * limit, where it would depend on what else the worker holds.
 */
const MAX_WORKING_BYTES = 880 * 2 ** 20;

/** Why a picture may not be decoded by a library that holds `bytes` bytes for it, all buffers together; undefined when it may. */
export const overWorkingMemory = (bytes: number): Fault | undefined =>
  bytes <= MAX_WORKING_BYTES
    ? undefined
    : {
        facet: 'decoding',
        kind: 'limit',
        detail: `decoding takes ${bytes} bytes, limit ${MAX_WORKING_BYTES}`,
        cause: 'decoder-memory',
      };

const PIXELS_PER_SECOND = 10_000_000;

/** Seconds after which decoding so many pixels is given up. */
export const softTimeoutS = (pixels: number, limits: Pick<Limits, 'softTimeoutS'>): number =>
  limits.softTimeoutS + Math.ceil(pixels / PIXELS_PER_SECOND);

/**
 * Why a picture may not be decoded, read from its header alone; undefined when it is within every limit. `spentBytes`: what
 * earlier pages of the same file have decoded to.
 */
export const overLimit = (header: Header, limits: Limits, spentBytes = 0): Fault | undefined => {
  const refuse = (what: string, value: number, limit: number): Fault => ({
    facet: 'decoding',
    kind: 'limit',
    detail: `${value} ${what}, limit ${limit}`,
    cause: what.replaceAll(' ', '-'),
  });
  const { width, height, channels, frames } = header;
  const side = Math.max(width, height);
  if (side > limits.maxSide) return refuse('px side', side, limits.maxSide);
  if (width * height > limits.maxPixels) return refuse('pixels', width * height, limits.maxPixels);
  if (channels > limits.maxChannels) return refuse('channels', channels, limits.maxChannels);
  if (frames > limits.maxPages) return refuse('pages', frames, limits.maxPages);
  const bytes = spentBytes + decodedBytes(header);
  if (bytes > limits.maxDecodedBytes) return refuse('decoded bytes', bytes, limits.maxDecodedBytes);
  return undefined;
};

/** A file of more pieces than are kept in memory: what was not looked at is not clean. */
export const tooManyChunks = (limit: number): Fault => ({
  facet: 'decoding',
  kind: 'limit',
  detail: `more than ${limit} chunks`,
  cause: 'chunks',
});
/**
 * The same for volumes and series, whose slices are as many as the header says and stand in the file one by one: the limit of pages is
 * for files whose pages never end, that of decoded bytes holds.
 */
export const volumeOverLimit = (header: Header, limits: Limits): Fault | undefined =>
  overLimit(header, { ...limits, maxPages: Number.POSITIVE_INFINITY });
