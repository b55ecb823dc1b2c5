import type { Fault } from '../../model/facets.ts';
import { hasTag, u16le, u32le } from '../fields.ts';
import { malformed, unsupportedVariant } from '../raster-file.ts';

/** Bit masks of a pixel of 16 or 32 bits; alpha 0 where there is none. */
export interface BmpMasks {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
  readonly alpha: number;
}

export type BmpCompression = 'none' | 'rle8' | 'rle4' | 'jpeg' | 'png';

/** A device-independent bitmap's header. Offsets count from the start of the file. */
export interface Dib {
  readonly width: number;
  /** Without its sign. */
  readonly height: number;
  readonly isTopDown: boolean;
  readonly bits: number;
  readonly compression: BmpCompression;
  /** Only of 16 and 32 bits. */
  readonly masks?: BmpMasks;
  /** RGB triples. */
  readonly palette: Uint8Array;
  /** First byte of the pixels. */
  readonly dataAt: number;
  /** Declared bytes of pixels, 0 when left out. */
  readonly imageBytes: number;
  /** End of an embedded color profile. */
  readonly profileEnd?: number;
  /** More colors declared than a pixel can name. */
  readonly hasSurplusColors: boolean;
}

export type DibOutcome =
  | { readonly dib: Dib }
  | { readonly missing: string }
  | { readonly fault: Omit<Fault, 'facet'> };

const HEADER_SIZES = new Set([12, 16, 40, 52, 56, 64, 108, 124]);
const CORE = 12;
const OS2_V2 = 64;
const V5 = 124;
const MAX_PALETTE = 256;

const RGB555: BmpMasks = { red: 0x7c00, green: 0x3e0, blue: 0x1f, alpha: 0 };
const RGB888: BmpMasks = { red: 0xff0000, green: 0xff00, blue: 0xff, alpha: 0 };

/** Compression 3 and 4 mean something else under OS/2 2.x. */
const compressionOf = (
  code: number,
  bits: number,
  size: number,
): BmpCompression | 'bitfields' | Omit<Fault, 'facet'> => {
  const impossible = malformed(0, `${bits} bits per pixel with compression ${code}`);
  if (code === 0) {
    if (bits === 64) return unsupportedVariant('64 bits per pixel');
    return [1, 2, 4, 8, 16, 24, 32].includes(bits) ? 'none' : impossible;
  }
  if (code === 1) return bits === 8 ? 'rle8' : impossible;
  if (code === 2) return bits === 4 ? 'rle4' : impossible;
  if (size === OS2_V2 && code === 3 && bits === 1) return unsupportedVariant('Huffman compression');
  if (size === OS2_V2 && code === 4 && bits === 24) return unsupportedVariant('24-bit run lengths');
  if (code === 3 || code === 6) return bits === 16 || bits === 32 ? 'bitfields' : impossible;
  if (code === 4) return 'jpeg';
  if (code === 5) return 'png';
  if (code >= 11 && code <= 13) return unsupportedVariant('CMYK');
  return impossible;
};

/** Whether the mask's bits stand next to each other. */
const isContiguous = (mask: number): boolean => {
  const run = mask >>> Math.max(0, 31 - Math.clz32(mask & -mask));
  return (run & (run + 1)) === 0;
};

const overlap = (masks: readonly number[]): boolean => {
  let seen = 0;
  for (const mask of masks) {
    if ((seen & mask) !== 0) return true;
    seen |= mask;
  }
  return false;
};

const colorMaskProblem = (colors: readonly number[], bits: number): string | undefined => {
  if (colors.includes(0)) return 'a color without bits';
  if (!colors.every(isContiguous)) return 'a color mask with gaps';
  if (bits === 16 && colors.some((mask) => mask > 0xffff)) return 'a color mask beyond 16 bits';
  return overlap(colors) ? 'color masks that overlap' : undefined;
};

/** Readers for training drop opacity: a mask of it that cannot be is none. */
const alphaMask = (mask: number, colors: readonly number[], bits: number): number =>
  !isContiguous(mask) || (bits === 16 && mask > 0xffff) || overlap([...colors, mask]) ? 0 : mask;

const readPalette = (bytes: Uint8Array, at: number, entries: number, stride: number): Uint8Array => {
  const palette = new Uint8Array(entries * 3);
  for (let entry = 0; entry < entries; entry += 1) {
    const from = at + entry * stride;
    palette[entry * 3] = bytes[from + 2] ?? 0;
    palette[entry * 3 + 1] = bytes[from + 1] ?? 0;
    palette[entry * 3 + 2] = bytes[from] ?? 0;
  }
  return palette;
};

const signed = (value: number): number => value | 0;

/** The colors' place, and where the pixels begin where no file header says so. */
const layout = (bytes: Uint8Array, paletteAt: number, stride: number, wanted: number, declaredDataAt: number) => {
  const packed = paletteAt + wanted * stride;
  // As Pillow: a data offset that points at the palette forgot it; 0 was never filled in.
  if (declaredDataAt === 0 || (declaredDataAt <= paletteAt && wanted > 0)) return { dataAt: packed, entries: wanted };
  const room = Math.max(0, Math.floor((declaredDataAt - paletteAt) / stride));
  const held = Math.max(0, Math.floor((bytes.length - paletteAt) / stride));
  return { dataAt: declaredDataAt, entries: Math.min(wanted, room, held) };
};

/**
 * The bitmap header at `at`, its masks and its palette (Microsoft, BITMAPINFOHEADER to BITMAPV5HEADER; IBM, OS/2 1.x and 2.x).
 * `declaredDataAt`: where the file header says that pixels begin, 0 where there is none.
 */
export const readDib = (bytes: Uint8Array, at: number, declaredDataAt: number): DibOutcome => {
  if (bytes.length < at + 4) return { missing: 'bitmap header' };
  const size = u32le(bytes, at);
  if (!HEADER_SIZES.has(size)) return { fault: malformed(at, `bitmap header of ${size} bytes`) };
  if (bytes.length < at + size) return { missing: 'bitmap header' };

  const isCore = size === CORE;
  const field = (offset: number): number => (offset + 4 <= size ? u32le(bytes, at + offset) : 0);
  const width = isCore ? u16le(bytes, at + 4) : signed(field(4));
  const signedHeight = isCore ? u16le(bytes, at + 6) : signed(field(8));
  const planes = u16le(bytes, at + (isCore ? 8 : 12));
  const bits = u16le(bytes, at + (isCore ? 10 : 14));
  if (width <= 0 || signedHeight === 0) return { fault: malformed(at + 4, `${width} x ${signedHeight} pixels`) };
  // Windows asks for 1; writers of icons leave it out.
  if (planes > 1) return { fault: malformed(at + (isCore ? 8 : 12), `${planes} planes`) };

  const code = isCore ? 0 : field(16);
  const kind = compressionOf(code, bits, size);
  if (typeof kind === 'object') return { fault: kind.kind === 'malformed' ? { ...kind, offset: at + 14 } : kind };

  let masks = bits === 16 ? RGB555 : RGB888;
  let paletteAt = at + size;
  if (kind === 'bitfields') {
    const hasAlpha = size >= 56 && size !== OS2_V2 ? true : code === 6;
    // Behind a short header the masks follow, within a long one they stand at the same place.
    if (size < 52 || size === OS2_V2) paletteAt += hasAlpha ? 16 : 12;
    const masksAt = size === OS2_V2 ? at + size : at + 40;
    if (bytes.length < Math.max(paletteAt, masksAt + 12)) return { missing: 'color masks' };
    const colors = [u32le(bytes, masksAt), u32le(bytes, masksAt + 4), u32le(bytes, masksAt + 8)] as const;
    const problem = colorMaskProblem(colors, bits);
    if (problem !== undefined) return { fault: malformed(masksAt, problem) };
    const [red, green, blue] = colors;
    masks = { red, green, blue, alpha: hasAlpha ? alphaMask(u32le(bytes, masksAt + 12), colors, bits) : 0 };
  }

  const used = isCore ? 0 : field(32);
  const most = bits <= 8 && bits > 0 ? 2 ** bits : 0;
  const stride = isCore ? 3 : 4;
  const isIndexed = most > 0 && kind !== 'jpeg' && kind !== 'png';
  const hasSurplusColors = isIndexed && used > most;
  if (hasSurplusColors && paletteAt + used * stride > Math.min(declaredDataAt, bytes.length)) {
    return { fault: malformed(at + 32, `${used} colors for ${bits} bits`) };
  }
  const colors = used === 0 ? most : used;
  const wanted = isIndexed ? Math.min(colors, MAX_PALETTE) : 0;
  // Colors for pixels that need none are hints for old screens; they only move the pixels where no offset is given.
  const skipped = isIndexed || declaredDataAt > 0 ? 0 : used * stride;
  const { dataAt, entries } = layout(bytes, paletteAt + skipped, stride, wanted, declaredDataAt);
  const hasProfile = size === V5 && hasProfileData(bytes, at);
  return {
    dib: {
      width,
      height: Math.abs(signedHeight),
      isTopDown: signedHeight < 0,
      bits,
      compression: kind === 'bitfields' ? 'none' : kind,
      ...((bits === 16 || bits === 32) && { masks }),
      palette: readPalette(bytes, paletteAt, entries, stride),
      dataAt,
      imageBytes: isCore ? 0 : field(20),
      ...(hasProfile && { profileEnd: at + field(112) + field(116) }),
      hasSurplusColors,
    },
  };
};

/** 'MBED' or 'LINK', stored as a little-endian number. */
const hasProfileData = (bytes: Uint8Array, at: number): boolean =>
  hasTag(bytes, at + 56, 'DEBM') || hasTag(bytes, at + 56, 'KNIL');
