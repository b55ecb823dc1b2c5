import { hasTag, u16be, u32be, u32le } from '../fields.ts';
import { readExif } from './exif.ts';

/** Marker codes, the byte after 0xff (ITU-T T.81 table B.1). */
export const SOI = 0xd8;
export const EOI = 0xd9;
export const SOS = 0xda;
const APP0 = 0xe0;
const APP1 = 0xe1;
const APP2 = 0xe2;
const APP14 = 0xee;
const XMP = 'http://ns.adobe.com/xap/1.0/\0';
const PROFILE = 'ICC_PROFILE\0';

export interface JpegFrame {
  /** Low nibble of the SOF marker: 0 baseline, 1 extended, 2 progressive, 3 lossless, 9 and up arithmetic. */
  readonly process: number;
  /** Bits per sample. */
  readonly precision: number;
  readonly width: number;
  readonly height: number;
  readonly components: readonly { readonly id: number; readonly h: number; readonly v: number }[];
  /** Bytes at the end of the segment that belong to no component. */
  readonly spareBytes: number;
}

/** Half-open. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** All that stands before the first scan's data. Offsets in bytes from the start of the file. */
export interface JpegHead {
  readonly frame?: JpegFrame;
  readonly orientation: number;
  readonly jfif?: { readonly offset: number; readonly major: number; readonly minor: number };
  readonly adobe?: { readonly offset: number; readonly transform: number };
  /** Why the Exif orientation cannot be known, with the byte where the Exif data begins. */
  readonly exifProblem?: { readonly offset: number; readonly text: string };
  /** Parts of a color profile in the order of the file: number, count and data of each APP2 segment. */
  readonly profileParts: readonly ByteRange[];
  /** The first XMP packet. */
  readonly xmp?: ByteRange;
  /** Bytes that belong to no segment, as libjpeg's `next_marker` counts them. */
  readonly extraneous: readonly { readonly offset: number; readonly bytes: number }[];
  /** Pictures named by a multi-picture index (CIPA DC-007) besides the first, absolute offsets. */
  readonly pictures: readonly { readonly offset: number; readonly bytes: number }[];
  /** Where the first SOS segment's 0xff stands; absent when the walk ended before it. */
  readonly firstScan?: number;
  /** Where the walk ended: first byte of scan data, or the place where it could not go on. */
  readonly stopped: number;
  /** Set when the file ended inside or before a needed segment, or an EOI came first. */
  readonly cut?: string;
}

export const isFrameMarker = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

/** Markers that stand alone, without a length: TEM, RSTn, SOI. */
export const standsAlone = (marker: number): boolean => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8);

const readFrame = (bytes: Uint8Array, marker: number, at: number, end: number): JpegFrame | undefined => {
  if (end - at < 6) return undefined;
  const count = bytes[at + 5]!;
  if (end - at < 6 + 3 * count) return undefined;
  const components = [];
  for (let i = 0; i < count; i++) {
    const c = at + 6 + 3 * i;
    components.push({ id: bytes[c]!, h: bytes[c + 1]! >> 4, v: bytes[c + 1]! & 15 });
  }
  return {
    process: marker & 15,
    precision: bytes[at]!,
    height: u16be(bytes, at + 1),
    width: u16be(bytes, at + 3),
    components,
    spareBytes: end - at - 6 - 3 * count,
  };
};

/** The multi-picture index: 16 bytes per picture, offsets counted from the MP header ('II*\0' or 'MM\0*'). */
const readPictures = (bytes: Uint8Array, start: number, end: number): { offset: number; bytes: number }[] => {
  const little = hasTag(bytes, start, 'II*\0');
  const u32 = little ? u32le : u32be;
  const u16 = (at: number): number => (little ? bytes[at]! | (bytes[at + 1]! << 8) : u16be(bytes, at));
  const directory = start + u32(bytes, start + 4);
  const pictures: { offset: number; bytes: number }[] = [];
  if (directory + 2 > end) return pictures;
  const entries = Math.min(u16(directory), 64);
  for (let i = 0; i < entries; i++) {
    const entry = directory + 2 + 12 * i;
    if (entry + 12 > end || u16(entry) !== 0xb002) continue;
    const list = start + u32(bytes, entry + 8);
    const count = Math.min(Math.floor(u32(bytes, entry + 4) / 16), 256);
    for (let p = 0; p < count && list + 16 * (p + 1) <= end; p++) {
      const offset = u32(bytes, list + 16 * p + 8);
      if (offset !== 0) pictures.push({ offset: start + offset, bytes: u32(bytes, list + 16 * p + 4) });
    }
  }
  return pictures;
};

/**
 * Walks the segments from SOI to the first SOS, in the manner of libjpeg: bytes that belong to no segment are skipped and
 * noted, fill bytes (0xff) are legal. Expects 0xff 0xd8 at the start.
 */
export const readJpegHead = (bytes: Uint8Array): JpegHead => {
  const size = bytes.length;
  const extraneous: { offset: number; bytes: number }[] = [];
  let frame: JpegFrame | undefined;
  let jfif: JpegHead['jfif'];
  let adobe: JpegHead['adobe'];
  let pictures: JpegHead['pictures'] = [];
  let orientation = 1;
  let exifProblem: JpegHead['exifProblem'];
  let xmp: JpegHead['xmp'];
  const profileParts: ByteRange[] = [];
  let at = 2;
  const done = (stopped: number, rest: { firstScan?: number; cut?: string }): JpegHead => ({
    ...(frame === undefined ? {} : { frame }),
    ...(jfif === undefined ? {} : { jfif }),
    ...(adobe === undefined ? {} : { adobe }),
    ...(exifProblem === undefined ? {} : { exifProblem }),
    ...(xmp === undefined ? {} : { xmp }),
    orientation,
    profileParts,
    extraneous,
    pictures,
    stopped,
    ...rest,
  });

  for (;;) {
    const gap = at;
    while (at < size && (bytes[at] !== 0xff || bytes[at + 1] === 0)) at++;
    if (at > gap) extraneous.push({ offset: gap, bytes: at - gap });
    while (at + 1 < size && bytes[at + 1] === 0xff) at++;
    if (at + 1 >= size) return done(size, { cut: 'SOS' });
    const marker = bytes[at + 1]!;
    if (marker === EOI) return done(at + 2, { cut: 'SOS' });
    if (standsAlone(marker)) {
      at += 2;
      continue;
    }
    const body = at + 4;
    const end = at + 2 + Math.max(2, u16be(bytes, at + 2));
    if (end > size) return done(size, { cut: marker === SOS ? 'SOS' : 'the rest of a segment' });
    if (marker === SOS) return done(end, { firstScan: at });
    if (isFrameMarker(marker)) frame ??= readFrame(bytes, marker, body, end);
    else if (marker === APP0 && end - body >= 14 && hasTag(bytes, body, 'JFIF\0'))
      jfif = { offset: body, major: bytes[body + 5]!, minor: bytes[body + 6]! };
    else if (marker === APP1 && hasTag(bytes, body, 'Exif\0')) {
      const exif = readExif(bytes, body + 6, end);
      orientation = exif.orientation;
      exifProblem = exif.problem === undefined ? undefined : { offset: body + 6, text: exif.problem };
    } else if (marker === APP1 && hasTag(bytes, body, XMP)) xmp ??= { start: body + XMP.length, end };
    else if (marker === APP2 && hasTag(bytes, body, PROFILE)) profileParts.push({ start: body + PROFILE.length, end });
    else if (marker === APP2 && hasTag(bytes, body, 'MPF\0')) pictures = readPictures(bytes, body + 4, end);
    else if (marker === APP14 && end - body >= 12 && hasTag(bytes, body, 'Adobe'))
      adobe = { offset: body, transform: bytes[body + 11]! };
    at = end;
  }
};
