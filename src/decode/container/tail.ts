import type { TrailingKind } from '../../model/facets.ts';
import { asBuffer, hasTag, u16le, u32be, u32le } from '../fields.ts';
import type { AppendedItems } from './jpeg-items.ts';

/** What only JPEG knows of its tail. */
export interface TailHints {
  /** Absolute offsets of the further pictures that the file's own index names. */
  readonly pictures: readonly number[];
  readonly endOfPicture: (start: number) => number | undefined;
  /** What its own directory says was appended. */
  readonly appended: () => AppendedItems | undefined;
}

/** Type of the entry that holds a motion photo's video in a Samsung trailer. */
const SAMSUNG_MOTION_PHOTO = 0x0a30;
/** Last bytes of trailers that phones and their cameras write (ExifTool, IdentifyTrailer). */
const VIVO_END = Buffer.from('ffffffff1b2a39485766758493a2b1', 'hex');
const ONE_PLUS_END = /jxrs[\s\S]{3}\0$/;
/** Canon's and Nikon's own programs, AFCP, Photo Mechanic, MIE. */
const PROGRAM_ENDS = [
  /CANON OPTIONAL DATA\0[\s\S]{44}$/,
  /\0{6}\/NIKON APP$/,
  /AXS[!*][\s\S]{8}$/,
  /cbipcbbl$/,
  /~\0\x04\0zmie~\0\0(?:\x06[\s\S]{4}[\x10\x18]\x04|\x0a[\s\S]{8}[\x10\x18]\x08)$/,
];
const LONGEST_END_BYTES = 64;
const INSTA360_END = '8db42d694ccc418790edff439fe026bf';
/** Huawei writes a few dozen bytes of text with this word behind a live photo's video. */
const HUAWEI_LIVE = 'LIVE_';
const MAX_HUAWEI_LIVE_BYTES = 256;

const skipZeros = (bytes: Uint8Array, start: number): number => {
  let at = start;
  while (at < bytes.length && bytes[at] === 0) at++;
  return at;
};

/**
 * End of a run of ISO base media boxes that begins with 'ftyp', undefined when there is none or it breaks off. `start` is the
 * first byte that is not zero: the zeros before it may be the upper bytes of the first box's length.
 */
const endOfMovie = (bytes: Uint8Array, start: number, earliest: number): number | undefined => {
  const type = [1, 2, 3, 4].find((ahead) => hasTag(bytes, start + ahead, 'ftyp'));
  if (type === undefined || start + type - 4 < earliest) return undefined;
  let at = start + type - 4;
  let movie = false;
  while (at + 8 <= bytes.length) {
    const declared = u32be(bytes, at);
    let length = declared;
    if (declared === 1) length = u32be(bytes, at + 8) * 2 ** 32 + u32be(bytes, at + 12);
    if (declared === 0) length = bytes.length - at;
    const isBox = /^[\x20-\x7e\xa9]{4}$/.test(String.fromCharCode(...bytes.subarray(at + 4, at + 8)));
    if (!isBox || length < 8) break;
    if (at + length > bytes.length) return undefined;
    movie ||= hasTag(bytes, at + 4, 'moov');
    at += length;
  }
  return movie ? at : undefined;
};

/** A Samsung trailer: data blocks, then the directory 'SEFH' … 'SEFT' whose entries point back at them. */
const samsungTrailer = (bytes: Uint8Array): { start: number; kind: TrailingKind } | undefined => {
  const size = bytes.length;
  if (!hasTag(bytes, size - 4, 'SEFT')) return undefined;
  const directory = size - 8 - u32le(bytes, size - 8);
  if (!hasTag(bytes, directory, 'SEFH')) return undefined;
  const entries = u32le(bytes, directory + 8);
  if (directory + 12 + 12 * entries > size - 8) return undefined;
  let start = directory;
  let kind: TrailingKind = 'phone';
  for (let i = 0; i < entries; i++) {
    const entry = directory + 12 + 12 * i;
    start = Math.min(start, directory - u32le(bytes, entry + 4));
    if (u16le(bytes, entry + 2) === SAMSUNG_MOTION_PHOTO) kind = 'motion-photo';
  }
  return { start, kind };
};

const hasMakersEnd = (bytes: Uint8Array, start: number): boolean => {
  const end = asBuffer(bytes.subarray(Math.max(start, bytes.length - LONGEST_END_BYTES)));
  if (end.subarray(-VIVO_END.length).equals(VIVO_END)) return true;
  const text = end.toString('latin1');
  if (text.endsWith(INSTA360_END) || ONE_PLUS_END.test(text) || text.endsWith('\0\0QDIOBS')) return true;
  return PROGRAM_ENDS.some((program) => program.test(text));
};

/**
 * Names what stands between the end mark and the end of the file. Everything must be accounted for, piece by piece: a known
 * beginning with something else behind it is `unknown`.
 */
export const classifyTail = (bytes: Uint8Array, start: number, hints?: TailHints): TrailingKind => {
  let kind: TrailingKind = 'zero-padding';
  let from = start;
  let at = skipZeros(bytes, from);
  const samsung = samsungTrailer(bytes);
  while (at < bytes.length) {
    if (samsung !== undefined && samsung.start >= start && samsung.start <= at) {
      return kind === 'motion-photo' ? kind : samsung.kind;
    }
    const movieEnd = endOfMovie(bytes, at, from);
    const pictureEnd = hints?.pictures.includes(at) ? hints.endOfPicture(at) : undefined;
    if (movieEnd !== undefined) kind = 'motion-photo';
    else if (pictureEnd !== undefined) kind = kind === 'zero-padding' ? 'mpo' : kind;
    else break;
    from = movieEnd ?? pictureEnd!;
    at = skipZeros(bytes, from);
  }
  if (at === bytes.length) return kind;
  if (hasMakersEnd(bytes, at)) return kind === 'motion-photo' ? kind : 'phone';
  const appended = hints?.appended();
  if (appended !== undefined && skipZeros(bytes, start + appended.bytes) === bytes.length) {
    return appended.hasVideo ? 'motion-photo' : 'mpo';
  }
  const rest = asBuffer(bytes.subarray(at));
  if (kind === 'motion-photo' && rest.length <= MAX_HUAWEI_LIVE_BYTES && rest.includes(HUAWEI_LIVE)) return kind;
  return 'unknown';
};
