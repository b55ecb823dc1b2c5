import { asBuffer, hasTag, u16le, u32le } from '../fields.ts';

/** A TGA's header (Truevision, TGA File Format 2.0). Offsets from the start of the file. */
export interface TgaHead {
  readonly kind: 'indexed' | 'color' | 'gray';
  readonly isRuns: boolean;
  readonly width: number;
  readonly height: number;
  /** Bits of a stored pixel: an index, a color or a level. */
  readonly depth: number;
  /** Bits of a pixel that are no color. */
  readonly attributeBits: number;
  readonly isRightToLeft: boolean;
  readonly isTopDown: boolean;
  /** Rows in two or four passes, given up with version 2; no reader follows it. */
  readonly isInterleaved: boolean;
  readonly colors: { readonly at: number; readonly first: number; readonly count: number; readonly depth: number };
  readonly dataAt: number;
}

export type TgaOutcome =
  | { readonly head: TgaHead }
  | { readonly missing: string }
  | { readonly wrong: string; readonly offset: number };

const HEADER_BYTES = 18;
const FOOTER_BYTES = 26;
const MARK = 'TRUEVISION-XFILE.\0';
/** What the extension area of version 2 begins with: its size. */
const EXTENSION_BYTES = 495;

const KINDS: Readonly<Record<number, TgaHead['kind']>> = { 1: 'indexed', 2: 'color', 3: 'gray' };
const DEPTHS: Readonly<Record<TgaHead['kind'], readonly number[]>> = {
  indexed: [8, 16],
  color: [15, 16, 24, 32],
  gray: [1, 8, 16],
};

export const readTgaHead = (bytes: Uint8Array): TgaOutcome => {
  if (bytes.length < HEADER_BYTES) return { missing: 'header' };
  const [idBytes, colorMap, type] = bytes as unknown as [number, number, number];
  const kind = KINDS[type & ~8];
  const depth = bytes[16]!;
  const width = u16le(bytes, 12);
  const height = u16le(bytes, 14);
  if (kind === undefined) return { wrong: `picture type ${type}`, offset: 2 };
  if (colorMap > 1) return { wrong: `color map type ${colorMap}`, offset: 1 };
  if (width === 0 || height === 0) return { wrong: `${width} x ${height} pixels`, offset: 12 };
  const isRuns = (type & 8) !== 0;
  if (!DEPTHS[kind].includes(depth) || (depth === 1 && isRuns)) {
    return { wrong: `${depth} bits for picture type ${type}`, offset: 16 };
  }
  const colors = { at: HEADER_BYTES + idBytes, first: u16le(bytes, 3), count: u16le(bytes, 5), depth: bytes[7]! };
  const hasColors = colorMap === 1 && colors.count > 0;
  if (kind === 'indexed') {
    if (!hasColors) return { wrong: 'indices without a color map', offset: 1 };
    if (![15, 16, 24, 32].includes(colors.depth)) return { wrong: `colors of ${colors.depth} bits`, offset: 7 };
  }
  const dataAt = colors.at + (hasColors ? colors.count * Math.ceil(colors.depth / 8) : 0);
  const flags = bytes[17]!;
  return {
    head: {
      kind,
      isRuns,
      width,
      height,
      depth,
      attributeBits: flags & 15,
      isRightToLeft: (flags & 0x10) !== 0,
      isTopDown: (flags & 0x20) !== 0,
      isInterleaved: (flags & 0xc0) !== 0,
      colors,
      dataAt,
    },
  };
};

export interface TgaTail {
  /** First byte behind what belongs to the picture. */
  readonly end: number;
  readonly missing?: string;
  /** Bytes between pixels and footer that neither area of version 2 accounts for. */
  readonly stray?: { readonly offset: number; readonly bytes: number };
}

/**
 * What follows the pixels: nothing in version 1; in version 2 a footer, and before it the developer's and the extension area, which
 * the footer points at.
 */
export const walkTgaTail = (bytes: Uint8Array, pixelEnd: number): TgaTail => {
  const mark = asBuffer(bytes).indexOf(MARK, pixelEnd, 'latin1');
  const footer = mark + MARK.length - FOOTER_BYTES;
  if (mark === -1 || footer < pixelEnd) return { end: pixelEnd, ...cutTail(bytes, pixelEnd) };
  const areas = [u32le(bytes, footer), u32le(bytes, footer + 4)].filter((at) => at >= pixelEnd && at < footer);
  const stray = areas.length === 0 && footer > pixelEnd ? { offset: pixelEnd, bytes: footer - pixelEnd } : undefined;
  return { end: mark + MARK.length, ...(stray && { stray }) };
};

/** A tail that begins like one of version 2 and has no footer. */
const cutTail = (bytes: Uint8Array, pixelEnd: number): { missing?: string } => {
  const rest = bytes.length - pixelEnd;
  if (rest === 0) return {};
  const beganArea = rest >= 2 && u16le(bytes, pixelEnd) === EXTENSION_BYTES;
  const marked = Math.min(rest, MARK.length + 8);
  for (let length = Math.min(marked, MARK.length - 1); length >= 5; length -= 1) {
    if (hasTag(bytes, bytes.length - length, MARK.slice(0, length))) return { missing: 'end of the footer' };
  }
  return beganArea ? { missing: 'footer' } : {};
};

/** The footer of version 2 at the very end. */
export const hasTgaFooter = (bytes: Uint8Array): boolean => hasTag(bytes, bytes.length - MARK.length, MARK);
