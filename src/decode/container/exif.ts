import { hasTag, u16be, u16le, u32be, u32le } from '../fields.ts';

const ORIENTATION_TAG = 0x0112;
/** More entries than any camera writes into the first directory; a lie about them costs no time. */
const MAX_ENTRIES = 512;

/** Types of a TIFF field. The orientation is a SHORT; Pillow takes the others too, OpenCV reads two bytes whatever they are. */
const BYTE = 1;
const SHORT = 3;
const LONG = 4;

export interface Exif {
  /** 1..8; 1 when absent, or not to be known. */
  readonly orientation: number;
  /** Why the orientation cannot be known, or not by all readers, for people. No pixel depends on it. */
  readonly problem?: string;
}

const UPRIGHT: Exif = { orientation: 1 };
const unknown = (problem: string): Exif => ({ orientation: 1, problem });

/**
 * The orientation that the first directory gives (Exif 2.32, section 4.6.4). `start` is where the TIFF header ('II*\0' or 'MM\0*')
 * begins, `end` the first byte after the Exif data. A value of 0, which many programs write, says nothing.
 */
export const readExif = (bytes: Uint8Array, start: number, end: number): Exif => {
  const little = hasTag(bytes, start, 'II*\0');
  if (end - start < 8 || (!little && !hasTag(bytes, start, 'MM\0*'))) return unknown('no TIFF header');
  const u16 = little ? u16le : u16be;
  const u32 = little ? u32le : u32be;
  const directory = start + u32(bytes, start + 4);
  if (directory + 2 > end) return unknown('the directory lies outside of the segment');
  const entries = Math.min(u16(bytes, directory), MAX_ENTRIES);
  for (let i = 0; i < entries; i++) {
    const entry = directory + 2 + 12 * i;
    if (entry + 12 > end) return unknown('the directory ends outside of the segment');
    if (u16(bytes, entry) !== ORIENTATION_TAG) continue;
    const type = u16(bytes, entry + 2);
    const values: Readonly<Record<number, number>> = {
      [BYTE]: bytes[entry + 8]!,
      [SHORT]: u16(bytes, entry + 8),
      [LONG]: u32(bytes, entry + 8),
    };
    const value = values[type];
    if (value === undefined) return unknown(`orientation of type ${type}`);
    if (value > 8) return unknown(`orientation ${value}`);
    if (value === 0) return UPRIGHT;
    return type === SHORT ? { orientation: value } : { orientation: value, problem: `orientation of type ${type}` };
  }
  return UPRIGHT;
};

/** As `readExif`, for those who have no use for the reason. */
export const exifOrientation = (bytes: Uint8Array, start: number, end: number): number =>
  readExif(bytes, start, end).orientation;
