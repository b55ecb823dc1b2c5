import { hasTag, u16be, u16le, u32be, u32le } from '../fields.ts';

const ORIENTATION_TAG = 0x0112;
/** More entries than any camera writes into the first directory; a lie about them costs no time. */
const MAX_ENTRIES = 512;

/**
 * Exif orientation, 1..8; 1 when absent or out of range.
 * `start` is where the TIFF header ('II*\0' or 'MM\0*') begins, `end` the first byte after the Exif data.
 */
export const exifOrientation = (bytes: Uint8Array, start: number, end: number): number => {
  if (end - start < 14) return 1;
  const little = hasTag(bytes, start, 'II*\0');
  if (!little && !hasTag(bytes, start, 'MM\0*')) return 1;
  const u16 = little ? u16le : u16be;
  const u32 = little ? u32le : u32be;
  const directory = start + u32(bytes, start + 4);
  if (directory + 2 > end) return 1;
  const entries = Math.min(u16(bytes, directory), MAX_ENTRIES);
  for (let i = 0; i < entries; i++) {
    const entry = directory + 2 + 12 * i;
    if (entry + 12 > end) return 1;
    if (u16(bytes, entry) !== ORIENTATION_TAG) continue;
    const value = u16(bytes, entry + 8);
    return value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
};
