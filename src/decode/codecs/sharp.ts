import type { Sharp } from 'sharp';
import type { ColorMode, Decoding, Fault, Header } from '../../model/facets.ts';
import { iccName } from '../icc-name.ts';
import type { Shrinker } from '../small-picture.ts';
import { confinedSharp } from './confined-sharp.ts';
import { type Sorted, saying, sortRefusal, sortSaying } from './sharp-errors.ts';

const DEPTHS: Readonly<Record<string, number>> = {
  uchar: 8,
  char: 8,
  ushort: 16,
  short: 16,
  uint: 32,
  int: 32,
  float: 32,
  complex: 64,
  double: 64,
  dpcomplex: 128,
};

const SAMPLE_FORMATS: Readonly<Record<string, Header['sampleFormat']>> = {
  char: 'int',
  short: 'int',
  int: 'int',
  float: 'float',
  double: 'float',
  complex: 'complex',
  dpcomplex: 'complex',
};

/** libvips's names of how channels are to be read. */
const COLORS: Readonly<Record<string, ColorMode>> = {
  'b-w': 'gray',
  grey16: 'gray',
  srgb: 'rgb',
  rgb: 'rgb',
  rgb16: 'rgb',
  scrgb: 'rgb',
  cmyk: 'cmyk',
  lab: 'lab',
  labs: 'lab',
};

export interface Page {
  /** 0-based; `all` decodes every frame of an animation and keeps the first. */
  readonly index: number | 'all';
  /** Pixels that libvips may find, all frames together. */
  readonly maxPixels: number;
  /** Decoding is given up after so many seconds, all frames together. */
  readonly timeoutS: number;
  /** Bytes of RGBA that frames of an animation may take at a time, one frame at least. */
  readonly windowBytes?: number;
  /** Keeps a small picture of an animation's first frame, where it is mixed here. */
  readonly shrinker?: Shrinker | undefined;
}

/** 8-bit luma, rows tightly packed; of an animation, the first frame's. */
export interface SharpLuma {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

export type SharpOutcome =
  | { readonly luma: SharpLuma; readonly warnings: Decoding['warnings'] }
  | { readonly fault: SharpFault };

type SharpFault = Pick<Fault, 'kind' | 'detail' | 'cause'>;

const faultOf = (sorted: Sorted | undefined, detail: string): SharpFault => {
  if (sorted === undefined) return { kind: 'malformed', detail, cause: 'malformed' };
  return { kind: sorted.kind, detail, cause: sorted.decode ?? sorted.cause };
};

type FailOn = 'warning' | 'none';

interface Opened {
  readonly index: Page['index'] | { readonly first: number; readonly count: number };
  readonly maxPixels: number;
}

const pagesOf = (index: Opened['index']) => {
  if (index === 'all') return { pages: -1 };
  return typeof index === 'number' ? { page: index } : { page: index.first, pages: index.count };
};

const open = (bytes: Uint8Array, { index, maxPixels }: Opened, failOn: FailOn): Sharp =>
  confinedSharp()(bytes, {
    failOn,
    sequentialRead: true,
    limitInputPixels: Math.min(maxPixels, Number.MAX_SAFE_INTEGER),
    ignoreIcc: true,
    ...pagesOf(index),
  });

/** ITU-R BT.601, as JPEG's own luma and the other formats' are; libvips would weigh linear light. */
const mixed = (rgb: Uint8Array): Uint8Array => {
  const luma = new Uint8Array(rgb.length / 3);
  for (let at = 0, from = 0; at < luma.length; at += 1, from += 3) {
    luma[at] = (9798 * rgb[from]! + 19235 * rgb[from + 1]! + 3735 * rgb[from + 2]! + 16384) >> 15;
  }
  return luma;
};

/** Alpha is dropped, not blended: trainers read the color under it, and so do we. Turns a page into luma as libvips weighs it. */
const decodePage = async (bytes: Uint8Array, page: Page, failOn: FailOn): Promise<SharpLuma> => {
  const { data, info } = await open(bytes, page, failOn)
    .timeout({ seconds: page.timeoutS })
    .removeAlpha()
    .toColourspace('b-w')
    .raw()
    .toBuffer({ resolveWithObject: true });
  if (info.channels !== 1) throw new Error(`luma with ${info.channels} channels`);
  return { width: info.width, height: info.height, data };
};

/** Above this a frame's three colors are not held beside its luma: libvips mixes them, row by row. */
const MOST_MIXED_PIXELS = 2 ** 25;
const MIX: [number, number, number] = [0.299, 0.587, 0.114];

const keepRgb = (rgb: Uint8Array, width: number, height: number, shrinker: Shrinker): void => {
  const room = shrinker.room(width, height, 3);
  if (room === undefined) return;
  room.set(rgb);
  shrinker.keep('rgb');
};

/** Frames are 8-bit RGB always. */
const decodeFirstFrame = async (bytes: Uint8Array, page: Page, pixels: number, failOn: FailOn): Promise<SharpLuma> => {
  const rgb = open(bytes, { ...page, index: 0 }, failOn)
    .timeout({ seconds: page.timeoutS })
    .removeAlpha()
    .toColourspace('srgb');
  const chosen = pixels > MOST_MIXED_PIXELS ? rgb.recomb([MIX, MIX, MIX]).extractChannel(0) : rgb;
  const { data, info } = await chosen.raw().toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  if (channels !== 1 && channels !== 3) throw new Error(`luma with ${channels} channels`);
  if (channels === 1) return { width, height, data };
  if (page.shrinker !== undefined) keepRgb(data, width, height, page.shrinker);
  return { width, height, data: mixed(data) };
};

/** libvips composes the frames that it is asked for into one tall RGBA picture in memory. */
const WINDOW_BYTES = 3 * 2 ** 27;

/**
 * Composes every frame to its last row, so many at a time as `windowBytes` holds: libvips begins each time at the first frame, which takes
 * time, but never more memory for a longer animation. Of a row all but a pixel is dropped; the first frame is then decoded for itself.
 */
const decodeFrames = async (bytes: Uint8Array, page: Page, failOn: FailOn): Promise<SharpLuma> => {
  const end = performance.now() + page.timeoutS * 1000;
  const rest = (): Page => ({ ...page, timeoutS: Math.max(1, Math.ceil((end - performance.now()) / 1000)) });
  const { width, height, pages = 1, pageHeight = height } = await open(bytes, page, failOn).metadata();
  const { windowBytes = WINDOW_BYTES } = page;
  const atOnce = Math.max(1, Math.floor(windowBytes / (width * pageHeight * 4)));
  for (let first = 0; pages > 1 && first < pages; first += atOnce) {
    if (performance.now() > end) throw new Error(`timeout: ${Math.floor((100 * first) / pages)}% complete`);
    const window = { first, count: Math.min(atOnce, pages - first) };
    await open(bytes, { ...page, index: window }, failOn)
      .timeout({ seconds: rest().timeoutS })
      .extract({ left: 0, top: 0, width: 1, height: pageHeight })
      .raw()
      .toBuffer();
  }
  return decodeFirstFrame(bytes, rest(), width * pageHeight, failOn);
};

const decode = (bytes: Uint8Array, page: Page, failOn: FailOn): Promise<SharpLuma> =>
  page.index === 'all' ? decodeFrames(bytes, page, failOn) : decodePage(bytes, page, failOn);

const SAYS_NOTHING_OF_DATA: ReadonlySet<Fault['kind']> = new Set(['io', 'limit', 'unsupported', 'timeout']);

/**
 * Decodes one page, or all, to the last row. What `failOn: 'warning'` refuses is decoded once more without it: then the pixels
 * are there, and what was said is a warning with its cause.
 */
export const decodeWithSharp = async (bytes: Uint8Array, page: Page): Promise<SharpOutcome> => {
  let text: string;
  try {
    return { luma: await decode(bytes, page, 'warning'), warnings: [] };
  } catch (error) {
    text = saying(error);
  }
  const sorted = sortSaying(text);
  const refused: SharpOutcome = { fault: faultOf(sortRefusal(text), text) };
  if (sorted !== undefined && SAYS_NOTHING_OF_DATA.has(sorted.kind)) return refused;
  try {
    const luma = await decode(bytes, page, 'none');
    return { luma, warnings: [{ cause: sorted?.decode ?? 'unknown', text }] };
  } catch {
    return refused;
  }
};

export interface SharpRgb {
  readonly width: number;
  readonly height: number;
  /** Bytes a pixel; rows are tightly packed. */
  readonly channels: 1 | 3;
  readonly data: Uint8Array;
  readonly isGray: boolean;
  readonly hadAlpha: boolean;
  readonly was16Bit: boolean;
}

/** The first page in full color, damaged or not; undefined where there are no pixels of 8 or 16 bits a channel to be had. */
export const decodeRgbWithSharp = async (bytes: Uint8Array, maxPixels: number): Promise<SharpRgb | undefined> => {
  try {
    const page = { index: 0, maxPixels };
    const meta = await open(bytes, page, 'none').metadata();
    const depth = DEPTHS[meta.depth];
    if (depth !== 8 && depth !== 16) return undefined;
    const { data, info } = await open(bytes, page, 'none')
      .removeAlpha()
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    const { width, height, channels } = info;
    if (channels !== 1 && channels !== 3) return undefined;
    const isGray = meta.channels === (meta.hasAlpha ? 2 : 1);
    return { width, height, channels, data, isGray, hadAlpha: meta.hasAlpha, was16Bit: depth === 16 };
  } catch {
    return undefined;
  }
};

export interface SharpPixels {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  /** Rows tightly packed, channels interleaved; integers over the whole of their type. */
  readonly data: Uint8Array | Uint16Array;
  /** Size of the page as stored. */
  readonly stored: { readonly width: number; readonly height: number };
}

/**
 * The first page in color without alpha, damaged or not, at 8 or 16 bits a channel as stored. `leastSide`: larger pages are shrunk on the
 * way, by averages, to a short side of so many px. Undefined where there are no such pixels to be had.
 */
export const decodePixelsWithSharp = async (
  bytes: Uint8Array,
  maxPixels: number,
  leastSide = Number.POSITIVE_INFINITY,
): Promise<SharpPixels | undefined> => {
  try {
    const page = { index: 0, maxPixels };
    const meta = await open(bytes, page, 'none').metadata();
    const depth = DEPTHS[meta.depth];
    if (depth !== 8 && depth !== 16) return undefined;
    const stored = { width: meta.width, height: meta.pageHeight ?? meta.height };
    const scale = leastSide / Math.min(stored.width, stored.height);
    const opened = open(bytes, page, 'none').removeAlpha();
    const side = (length: number): number => Math.max(1, Math.round(length * scale));
    const sized =
      scale < 1 ? opened.resize(side(stored.width), side(stored.height), { fit: 'fill', kernel: 'linear' }) : opened;
    const isDeep = depth === 16;
    const { data, info } = await sized
      .toColourspace(isDeep ? 'rgb16' : 'srgb')
      .raw({ depth: isDeep ? 'ushort' : 'uchar' })
      .toBuffer({ resolveWithObject: true });
    const { width, height, channels } = info;
    if (channels > 4 || data.length !== width * height * channels * (isDeep ? 2 : 1)) return undefined;
    // A copy begins where 16-bit values may.
    const pixels = isDeep ? new Uint16Array(new Uint8Array(data).buffer) : data;
    return { width, height, channels, data: pixels, stored };
  } catch {
    return undefined;
  }
};

/** Size and kind of a page from its header; no pixel is decoded and no limit applies. */
export const headerFromSharp = async (
  bytes: Uint8Array,
  format: string,
  page = 0,
): Promise<{ readonly header: Header } | { readonly fault: SharpFault }> => {
  try {
    const meta = await open(bytes, { index: page, maxPixels: Number.MAX_SAFE_INTEGER }, 'none').metadata();
    const profile = meta.icc === undefined ? undefined : iccName(meta.icc);
    return {
      header: {
        format,
        width: meta.width,
        height: meta.pageHeight ?? meta.height,
        channels: meta.channels,
        depth: DEPTHS[meta.depth] ?? 8,
        frames: meta.pages ?? 1,
        orientation: meta.orientation ?? 1,
        color: meta.isPalette === true ? 'palette' : (COLORS[meta.space] ?? 'other'),
        alpha: meta.hasAlpha,
        sampleFormat: SAMPLE_FORMATS[meta.depth] ?? 'uint',
        ...(profile !== undefined && { profile }),
      },
    };
  } catch (error) {
    const detail = saying(error);
    return { fault: faultOf(sortSaying(detail), detail) };
  }
};
