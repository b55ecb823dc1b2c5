import type { Decoding, Fault } from '../../model/facets.ts';
import { readJpegScans } from '../container/jpeg.ts';
import { type JpegFrame, type JpegHead, readJpegHead } from '../container/jpeg-head.ts';
import { decodeLuma } from './jpeg.ts';
import { walkEntropy } from './jpeg-huffman.ts';
import { asDamage } from './jpeg-process.ts';
import { repairJpeg } from './jpeg-repair.ts';
import { withoutFastPath } from './jpeg-slow-path.ts';
import { isSoundScan } from './jpeg-sound.ts';
import { decodeWithSharp, type SharpOutcome } from './sharp.ts';
import { sortSaying } from './sharp-errors.ts';

/** `pixels`: 8-bit luma of the frame's size, rows tightly packed. */
export type SecondLook = { readonly decoding: Decoding; readonly pixels: Uint8Array } | { readonly fault: Fault };

/** libjpeg-turbo holds up to 64 bits ahead, and forgets in silence what it holds where a marker comes. */
const SWALLOWED_BYTES = 7;

/** A pattern that no decoder leaves behind, to see whether the last row was written. */
const SENTINEL = Uint8Array.from({ length: 251 }, (_, i) => (i * 97 + 31) & 0xff);

const markLastRow = (pixels: Uint8Array, { width, height }: JpegFrame): void => {
  const row = width * (height - 1);
  for (let x = 0; x < width; x++) pixels[row + x] = SENTINEL[x % SENTINEL.length]!;
};
const isLastRowWritten = (pixels: Uint8Array, { width, height }: JpegFrame): boolean => {
  const row = width * (height - 1);
  for (let x = 0; x < width; x++) if (pixels[row + x] !== SENTINEL[x % SENTINEL.length]) return true;
  return false;
};

const askSharp = async (
  bytes: Uint8Array,
  head: JpegHead,
  { width, height }: JpegFrame,
  timeoutS: number,
): Promise<SharpOutcome> => {
  const outcome = await decodeWithSharp(bytes, { index: 0, maxPixels: width * height, timeoutS });
  if ('fault' in outcome) return { fault: asDamage(outcome.fault, bytes, head) };
  if (outcome.luma.width === width && outcome.luma.height === height) return outcome;
  return { fault: { kind: 'malformed', detail: 'decoders disagree on its size', cause: 'malformed' } };
};

/**
 * What libjpeg-turbo keeps silent about, by the walk along the codes, with its byte: a code that does not exist, where its fast way of
 * reading was taken, or a block with too many coefficients. Nothing else the walk finds counts against a file that libjpeg accepted.
 */
export const keptSilent = (bytes: Uint8Array, head: JpegHead): Decoding['warnings'] => {
  if (isSoundScan(bytes, head)) return [];
  const { complaints, followed, overfull } = walkEntropy(bytes, head, readJpegScans(bytes, head), SWALLOWED_BYTES);
  if (!followed) return [];
  const codes = complaints.filter(({ cause }) => cause === 'bad-huffman-code');
  if (codes.length > 0 || overfull === undefined) return codes;
  return [{ cause: 'overfull-block', offset: overfull, text: 'more than 64 coefficients' }];
};

/**
 * Why did libjpeg-turbo complain? Harmless oddities are put right in a copy: if that decodes in silence, they were all. Then the
 * codes are followed for the byte of the damage, and last sharp is asked for a text, for `timeoutS` seconds at most. What stays
 * unexplained is `unknown`.
 */
export const lookAgain = async (
  bytes: Uint8Array,
  head: JpegHead,
  frame: JpegFrame,
  timeoutS: number,
): Promise<SecondLook> => {
  const pixels = new Uint8Array(frame.width * frame.height);
  const fromTurbo = (...warnings: Decoding['warnings']): SecondLook => ({
    decoding: { decoder: 'libjpeg-turbo', warnings },
    pixels,
  });
  const walk = readJpegScans(bytes, head);
  const repair = repairJpeg(bytes, head, walk.scans);
  const oddities = repair?.oddities ?? [];
  markLastRow(pixels, frame);
  const repaired = repair?.bytes ?? bytes;
  const strict = withoutFastPath(repaired, repair === undefined ? head : readJpegHead(repaired));
  if (decodeLuma(strict ?? repaired, frame.width, frame.height, pixels) === 'clean') {
    return fromTurbo(...oddities, ...(strict === undefined ? keptSilent(bytes, head) : []));
  }
  const hasPixels = isLastRowWritten(pixels, frame);

  const { complaints, followed } = walkEntropy(bytes, head, walk, 0);
  if (hasPixels && complaints.length > 0) return fromTurbo(...oddities, ...complaints);
  // Two readers of the codes, libjpeg's fast one and the walk, against its strict one: no proof against the file.
  if (followed && complaints.length === 0 && strict !== undefined && strict !== repaired) {
    if (decodeLuma(repaired, frame.width, frame.height, pixels) === 'clean') return fromTurbo(...oddities);
  }

  const sharp = await askSharp(bytes, head, frame, timeoutS);
  if ('fault' in sharp) {
    if (hasPixels) return fromTurbo(...oddities, { cause: 'unknown', text: sharp.fault.detail });
    // Sound to the last code, yet two decoders failed for a reason unheard of: no proof against the file.
    if (followed && complaints.length === 0 && sortSaying(sharp.fault.detail) === undefined) {
      return { fault: { facet: 'decoding', kind: 'unsupported', detail: sharp.fault.detail, cause: 'unknown' } };
    }
    const offset = complaints.at(-1)?.offset;
    return { fault: { facet: 'decoding', ...sharp.fault, ...(offset === undefined ? {} : { offset }) } };
  }
  if (!hasPixels) {
    const warnings = [...oddities, ...complaints, ...sharp.warnings];
    return { decoding: { decoder: 'sharp', warnings }, pixels: sharp.luma.data };
  }
  const told = sharp.warnings[0] ?? { cause: 'unknown', text: 'libjpeg warned and no cause was found' };
  return fromTurbo(...oddities, told);
};

/** Pictures of four components, which libjpeg-turbo cannot turn into luma. Their codes are followed as a further proof. */
export const decodeFourComponents = async (
  bytes: Uint8Array,
  head: JpegHead,
  frame: JpegFrame,
  timeoutS: number,
): Promise<SecondLook> => {
  const walk = readJpegScans(bytes, head);
  const { complaints } = walkEntropy(bytes, head, walk, SWALLOWED_BYTES);
  const own = [...(repairJpeg(bytes, head, walk.scans)?.oddities ?? []), ...complaints];
  const sharp = await askSharp(bytes, head, frame, timeoutS);
  if ('fault' in sharp) return { fault: { facet: 'decoding', ...sharp.fault } };
  const warnings = own.length > 0 ? own : sharp.warnings;
  return { decoding: { decoder: 'sharp', warnings }, pixels: sharp.luma.data };
};
