import type { ColorMode, Container, Decoding, Fault, Header } from '../../model/facets.ts';
import { decodeComponents, decodeLuma, MAX_TURBO_PIXELS } from '../codecs/jpeg.ts';
import { asComponents } from '../codecs/jpeg-components.ts';
import { unreadProcess } from '../codecs/jpeg-process.ts';
import { decodeFourComponents, keptSilent, lookAgain } from '../codecs/jpeg-second-look.ts';
import { hasByteRun, mayTakeFastPath, withoutFastPath } from '../codecs/jpeg-slow-path.ts';
import type { JpegFrame, JpegHead } from '../container/jpeg-head.ts';
import type { Examination } from '../examination.ts';
import { softTimeoutS } from '../limits.ts';
import type { Shrinker } from '../small-picture.ts';

/** `pixels`: 8-bit luma, rows tightly packed; absent when it stands at the beginning of the scratch area. */
export type JpegLuma =
  | { readonly decoding: Decoding; readonly pixels?: Uint8Array }
  | { readonly fault: Omit<Fault, 'facet'> };

const CLEAN: Decoding = Object.freeze({ decoder: 'libjpeg-turbo', warnings: [] });

const COLORS: Readonly<Record<number, ColorMode>> = { 1: 'gray', 3: 'rgb', 4: 'cmyk' };

/** Why a header cannot be made, or the frame that it is made from. */
export const frameOf = (head: JpegHead): { readonly frame: JpegFrame } | { readonly fault: Omit<Fault, 'facet'> } => {
  const { frame, cut, stopped } = head;
  const fault = (kind: Fault['kind'], detail: string, cause: string) => ({
    fault: { kind, detail, cause, offset: stopped },
  });
  if (frame === undefined) {
    if (cut === undefined) return fault('malformed', 'no frame header before the first scan', 'malformed');
    return fault('truncated', `no frame header, ${cut} missing`, 'premature-end');
  }
  const { width, height, components } = frame;
  // A height of 0 is written behind the first scan (DNL). libjpeg, and so every trainer, refuses that.
  if (height === 0 && width > 0) return fault('unsupported', 'height given by DNL', 'unsupported');
  if (width === 0 || components.length === 0) {
    return fault('malformed', `${width} x ${height} x ${components.length}`, 'malformed');
  }
  return { frame };
};

export const headerOf = ({ width, height, precision, components }: JpegFrame, orientation: number): Header => ({
  format: 'jpeg',
  width,
  height,
  channels: components.length,
  depth: precision,
  frames: 1,
  orientation,
  color: COLORS[components.length] ?? 'other',
  alpha: false,
  sampleFormat: 'uint',
});

/** Why a picture within the limits is not decoded, or undefined. */
export const undecodable = (
  frame: JpegFrame,
  { cut, stopped }: JpegHead,
  { missing }: Container,
): Omit<Fault, 'facet'> | undefined => {
  if (cut !== undefined) {
    return { kind: 'truncated', detail: `${cut} missing`, cause: 'premature-end', offset: stopped };
  }
  const pixels = frame.width * frame.height;
  if (pixels > MAX_TURBO_PIXELS) return { kind: 'limit', detail: `${pixels} pixels`, cause: 'pixels' };
  const unread = unreadProcess(frame);
  // That a file ends early is so whatever its data would have been.
  if (unread === undefined || missing === undefined) return unread;
  return { kind: 'truncated', detail: `${missing} missing`, cause: 'premature-end' };
};

/** Luma by way of all components, of which a small picture is kept. False: nothing is known yet. */
const decodeInColor = (bytes: Uint8Array, head: JpegHead, scratch: Uint8Array, shrinker: Shrinker): boolean => {
  const { frame, firstScan } = head;
  if (frame === undefined || firstScan === undefined) return false;
  const { width, height } = frame;
  const told = asComponents(bytes, head, firstScan);
  const room = told && shrinker.room(width, height, 3);
  if (told === undefined || room === undefined || decodeComponents(told, width, height, room) !== 'clean') return false;
  shrinker.copyFirst(scratch);
  shrinker.keep('differences');
  return true;
};

/** Of a picture of luma alone. */
const keepGray = ({ width, height }: JpegFrame, scratch: Uint8Array, shrinker: Shrinker): void => {
  const room = shrinker.room(width, height, 1);
  if (room === undefined) return;
  room.set(scratch.subarray(0, room.length));
  shrinker.keep('gray');
};

/**
 * Decodes to luma; a second look at what libjpeg complained about or may have kept silent about. Synchronous without complaint.
 * Two signs of the latter are cheap: a run of one byte in the data, and a block like no other around it in the picture.
 * `shrinker`: is given the picture in color where it is had on the way.
 */
export const decodePicture = (
  bytes: Uint8Array,
  head: JpegHead,
  frame: JpegFrame,
  { luma, limits }: Examination,
  shrinker?: Shrinker,
): JpegLuma | Promise<JpegLuma> => {
  const { width, height, components } = frame;
  const timeoutS = softTimeoutS(width * height, limits);
  if (components.length === 4) return decodeFourComponents(bytes, head, frame, timeoutS);
  const scratch = luma.scratch(width * height);
  const isSuspicious = hasByteRun(bytes, head.stopped);
  const strict = isSuspicious ? withoutFastPath(bytes, head) : bytes;
  const again = () => lookAgain(bytes, head, frame, timeoutS);
  const isDecoded = shrinker !== undefined && decodeInColor(strict ?? bytes, head, scratch, shrinker);
  if (!isDecoded && decodeLuma(strict ?? bytes, width, height, scratch) !== 'clean') return again();
  if (shrinker !== undefined && components.length === 1) keepGray(frame, scratch, shrinker);
  const isOdd = mayTakeFastPath(bytes, head) && luma.hasLoneBlock(width, height);
  if (strict !== undefined && !isOdd) return { decoding: CLEAN };
  const warnings = keptSilent(bytes, head);
  // A code that does not exist must be one for libjpeg too, where that can be made to tell.
  if (strict !== undefined && warnings[0]?.cause === 'bad-huffman-code') return again();
  return { decoding: warnings.length > 0 ? { ...CLEAN, warnings } : CLEAN };
};
