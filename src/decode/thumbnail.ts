import type { Sharp } from 'sharp';
import { limitsSchema } from '../model/config.ts';
import type { Luma } from '../model/facets.ts';
import { confinedSharp } from './codecs/confined-sharp.ts';
import { headerFromSharp } from './codecs/sharp.ts';
import { type FirstPage, readFirstPage } from './first-page.ts';
import { overLimit } from './limits.ts';
import type { CodeReader } from './ports.ts';
import { bytesOfRaster } from './raster.ts';

/** Long side of a thumbnail in px. */
const SIDE = 192;
/** Cells along the long side of a hidden picture: fewer than the modules of every code but the very smallest symbols. */
const CELLS = 12;
const CELL = SIDE / CELLS;
/** Diagonal bars over the cells, in px: wider than a cell, so that even a 10 x 10 DataMatrix loses its outline. */
const BAR_PERIOD = 56;
const BAR = 24;
const BAR_LEVEL = 0x8c;
const QUALITY = 74;
const TIMEOUT_S = 10;

const limits = limitsSchema.parse({});

export interface Drawing {
  /** As in `FileFacet`: TGA is told by its name alone. */
  readonly extension?: string;
  /** The picture is known to hold a code: only its colors are shown, in coarse cells under bars. */
  readonly hide: boolean;
  /**
   * Looks at what was drawn; a picture in which it finds a code, known or not, is drawn again, hidden. Without a reader every
   * picture is hidden: nobody looked.
   */
  readonly codes?: CodeReader;
}

interface Pixels {
  /** RGB, 8 bits, row-major. */
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** Opens the picture: once for each time that it is drawn. */
type Source = () => Sharp;

/** Undefined: nothing can be seen, or a limit forbids it. */
const sourceOf = async (page: FirstPage | undefined): Promise<Source | undefined> => {
  if (page === undefined) return undefined;
  const options = { failOn: 'none', sequentialRead: true, limitInputPixels: limits.maxPixels } as const;
  if (page.kind === 'raster') {
    const { width, height } = page.raster;
    const { data, channels } = bytesOfRaster(page.raster);
    return () => confinedSharp()(data, { ...options, raw: { width, height, channels } });
  }
  const found = await headerFromSharp(page.bytes, 'image');
  // Frames are not counted: only the first is drawn.
  if ('fault' in found || overLimit({ ...found.header, frames: 1 }, limits) !== undefined) return undefined;
  return () => confinedSharp()(page.bytes, options);
};

/** Whatever can be seen of the first page, upright, on white, at most `side` px long. Damage is drawn as far as it decodes. */
const small = async (source: Source, side: number): Promise<Pixels> => {
  const { data, info } = await source()
    .timeout({ seconds: TIMEOUT_S })
    .autoOrient()
    .flatten({ background: '#fff' })
    .resize(side, side, { fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  if (info.channels === 3) return { data, width: info.width, height: info.height };
  const rgb = new Uint8Array(info.width * info.height * 3);
  for (let at = 0; at < rgb.length; at += 1) rgb[at] = data[Math.floor(at / 3) * info.channels]!;
  return { data: rgb, width: info.width, height: info.height };
};

/** Each pixel of `cells` as a square of CELL px, bars across. */
const hidden = (cells: Pixels): Pixels => {
  const width = cells.width * CELL;
  const height = cells.height * CELL;
  const data = new Uint8Array(width * height * 3).fill(BAR_LEVEL);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      if ((x + y) % BAR_PERIOD < BAR) continue;
      const from = (Math.floor(y / CELL) * cells.width + Math.floor(x / CELL)) * 3;
      data.set(cells.data.subarray(from, from + 3), (y * width + x) * 3);
    }
  }
  return { data, width, height };
};

const lumaOf = ({ data, width, height }: Pixels): Luma => {
  const luma = new Uint8Array(width * height);
  for (let at = 0; at < luma.length; at += 1) {
    luma[at] = (data[at * 3]! * 77 + data[at * 3 + 1]! * 150 + data[at * 3 + 2]! * 29) >> 8;
  }
  return { data: luma, width, height };
};

/**
 * A JPEG of at most 192 px of an image's bytes, for people to see what a finding is about; undefined when nothing can be drawn.
 * Made of pixels alone: no metadata, profile or second page of the original is in it, and no phone reads a code off it.
 */
export const drawThumbnail = async (
  bytes: Uint8Array,
  { hide, codes, extension = '' }: Drawing,
): Promise<Uint8Array | undefined> => {
  const source = await sourceOf(await readFirstPage(bytes, extension, limits));
  if (source === undefined) return undefined;
  try {
    const plain = hide || codes === undefined ? undefined : await small(source, SIDE);
    const showsNone = plain !== undefined && codes?.read(lumaOf(plain)).length === 0;
    const drawn = showsNone ? plain : hidden(await small(source, CELLS));
    const raw = { width: drawn.width, height: drawn.height, channels: 3 as const };
    return await confinedSharp()(drawn.data, { raw }).jpeg({ quality: QUALITY }).toBuffer();
  } catch {
    return undefined;
  }
};
