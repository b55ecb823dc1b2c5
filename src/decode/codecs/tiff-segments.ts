import { inflateSync } from 'node:zlib';
import type { Decoding, Fault } from '../../model/facets.ts';
import { isSubsampled, rowBytes, rowsInSegment, type TiffPage } from '../container/tiff-page.ts';
import { unpackLzw } from './tiff-kernel.ts';
import { unpackBits } from './tiff-packing.ts';

export type PageFault = Omit<Fault, 'facet'>;

/** A strip or tile, unpacked but as its samples lie in the file. */
export type Segment =
  | { readonly data: Uint8Array; readonly warnings: Decoding['warnings'] }
  | { readonly fault: PageFault };

const NONE = 1;
const LZW = 5;
const DEFLATE = 8;
const OLD_DEFLATE = 32946;
const PACK_BITS = 32773;
const PACKINGS: ReadonlySet<number> = new Set([NONE, LZW, DEFLATE, OLD_DEFLATE, PACK_BITS]);
/** libtiff, and so every reader built on it, asks only these for a predictor. */
const PREDICTED: ReadonlySet<number> = new Set([LZW, DEFLATE, OLD_DEFLATE]);

const FLOAT = 3;
const MAX_INTEGER_FORMAT = 4;
const FLOAT_BITS: ReadonlySet<number> = new Set([16, 32, 64]);
const WHOLE_BITS: ReadonlySet<number> = new Set([8, 16, 32, 64]);
const MAX_PACKED_BITS = 24;

/** The predictor that is to be undone: 1 none, 2 difference of samples, 3 of the bytes of floats. */
export const predictorOf = ({ compression, predictor }: TiffPage): number =>
  PREDICTED.has(compression) ? predictor : 1;

/** Whether the pages's samples are read here; of others libtiff knows more. */
export const isReadHere = (page: TiffPage): boolean => {
  const { compression, fillOrder, isMixed, bitsPerSample, sampleFormat } = page;
  if (!PACKINGS.has(compression) || fillOrder !== 1 || isMixed || isSubsampled(page)) return false;
  const isWhole = WHOLE_BITS.has(bitsPerSample);
  const predictor = predictorOf(page);
  if (sampleFormat === FLOAT) return FLOAT_BITS.has(bitsPerSample) && predictor >= 1 && predictor <= 3;
  if (sampleFormat < 1 || sampleFormat > MAX_INTEGER_FORMAT) return false;
  if (predictor === 2) return isWhole;
  return predictor === 1 && (isWhole || bitsPerSample < MAX_PACKED_BITS);
};

/** Of one strip or tile: what is larger is not unpacked here. */
const MAX_SEGMENT_BYTES = 256 * 2 ** 20;

export const segmentBytes = (page: TiffPage): number => rowBytes(page) * page.segmentHeight;

export const isSegmentTooLarge = (page: TiffPage): boolean => segmentBytes(page) > MAX_SEGMENT_BYTES;

/** Bytes that one packed byte can become at most: a lie about the size costs no memory. */
const RATIOS: Readonly<Record<number, number>> = { [PACK_BITS]: 64, [LZW]: 2800, [DEFLATE]: 1032, [OLD_DEFLATE]: 1032 };

/** zlib's Z_SYNC_FLUSH: a stream without its end is judged by what came out of it. */
const FLUSH = 2;

const CHECKSUM = 'incorrect data check';

const fault = (kind: PageFault['kind'], cause: string, detail: string, offset: number): Segment => ({
  fault: { kind, cause, detail, offset },
});

/** `room`: a whole strip, which some writers pack even where fewer rows are left. */
const inflate = (packed: Uint8Array, needed: number, room: number): Uint8Array =>
  inflateSync(packed, { finishFlush: FLUSH, maxOutputLength: room, chunkSize: Math.max(64, needed + 1) });

/** Needs the segment to lie in the file, as the walk has made sure. `data` is valid until the next call. */
export const unpackSegment = (bytes: Uint8Array, page: TiffPage, segment: number): Segment => {
  const at = page.offsets[segment]!;
  const needed = rowBytes(page) * rowsInSegment(page, segment);
  const { compression, byteCounts } = page;
  if (compression === NONE) return { data: bytes.subarray(at, at + needed), warnings: [] };

  const what = `${page.isTiled ? 'tile' : 'strip'} ${segment}`;
  const packed = bytes.subarray(at, byteCounts === undefined ? bytes.length : at + byteCounts[segment]!);
  const short = (has: number): Segment =>
    fault('truncated', 'premature-end', `${what} holds ${has} of ${needed} bytes`, at + packed.length);
  if (packed.length * RATIOS[compression]! < needed) return short(0);

  if (compression === DEFLATE || compression === OLD_DEFLATE) {
    try {
      const data = inflate(packed, needed, segmentBytes(page) + 1);
      return data.length < needed ? short(data.length) : { data: data.subarray(0, needed), warnings: [] };
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      if (error instanceof RangeError)
        return fault('malformed', 'malformed', `${what} holds more than ${needed} bytes`, at);
      return fault('malformed', text === CHECKSUM ? 'checksum' : 'malformed', `${what}: ${text}`, at);
    }
  }

  const room = page.isTiled ? needed : segmentBytes(page);
  const { data, badAt, hasMore } = compression === LZW ? unpackLzw(packed, room) : unpackBits(packed, room);
  if (badAt !== undefined) return fault('malformed', 'malformed', `${what}: impossible code`, at + badAt);
  if (data.length < needed) return short(data.length);
  // Either the rows that are left, or a whole strip: whatever else came out, the codes are not those that were written.
  const isOdd = hasMore || (data.length > needed && data.length < room);
  const text = `${what} holds more than its ${needed} bytes`;
  return { data: data.subarray(0, needed), warnings: isOdd ? [{ cause: 'unknown', offset: at, text }] : [] };
};
