import type { ColorMode, Header } from '../../model/facets.ts';
import { readNumbers, type TiffDirectory, type TiffEntry, type TiffLayout } from './tiff-directory.ts';

/** TIFF 6.0 section 8 ("Baseline Field Reference") and the sections named there. */
export const TAG = {
  width: 256,
  height: 257,
  bitsPerSample: 258,
  compression: 259,
  photometric: 262,
  fillOrder: 266,
  imageDescription: 270,
  stripOffsets: 273,
  orientation: 274,
  samplesPerPixel: 277,
  rowsPerStrip: 278,
  stripByteCounts: 279,
  planarConfiguration: 284,
  predictor: 317,
  colorMap: 320,
  tileWidth: 322,
  tileLength: 323,
  tileOffsets: 324,
  tileByteCounts: 325,
  subIfds: 330,
  extraSamples: 338,
  sampleFormat: 339,
  jpegTables: 347,
  yCbCrSubsampling: 530,
  jpegOffset: 513,
  jpegLength: 514,
  exifIfd: 34665,
  gpsIfd: 34853,
  interopIfd: 40965,
} as const;

export const PHOTOMETRIC = { whiteIsZero: 0, blackIsZero: 1, rgb: 2, palette: 3, mask: 4, cmyk: 5, yCbCr: 6 } as const;

/** What a directory says of its picture. Sizes in px, offsets and counts in bytes. */
export interface TiffPage {
  readonly width: number;
  readonly height: number;
  readonly samplesPerPixel: number;
  /** Of every sample, or the largest where they differ (then `isMixed`). */
  readonly bitsPerSample: number;
  readonly isMixed: boolean;
  /** TIFF 6.0 section 19: 1 unsigned, 2 signed, 3 float, 4 undefined, 5 and 6 complex. */
  readonly sampleFormat: number;
  readonly photometric: number;
  readonly compression: number;
  readonly predictor: number;
  readonly fillOrder: number;
  readonly isPlanar: boolean;
  readonly subsampling: readonly number[];
  readonly extraSamples: readonly number[] | undefined;
  readonly colorMap?: Float64Array;
  readonly orientation: number;
  /** Size of a tile, or of a strip as wide as the picture. */
  readonly segmentWidth: number;
  readonly segmentHeight: number;
  readonly isTiled: boolean;
  /** As many as the geometry asks for: plane by plane, row by row. */
  readonly segments: number;
  readonly offsets: Float64Array;
  /** Absent: nothing is said of them. */
  readonly byteCounts?: Float64Array;
}

const MAX_SAMPLES = 65_535;

/** The page of a directory whose values are all in the file, or why there is none. */
export const readTiffPage = (
  bytes: Uint8Array,
  layout: TiffLayout,
  { entries }: TiffDirectory,
): TiffPage | { readonly problem: string } => {
  const byTag = new Map<number, TiffEntry>();
  // The first of a repeated tag counts, as in libtiff.
  for (const entry of entries) if (!byTag.has(entry.tag)) byTag.set(entry.tag, entry);
  const numbers = (tag: number): Float64Array | undefined => readNumbers(bytes, layout, byTag.get(tag));
  const number = (tag: number, otherwise: number): number => numbers(tag)?.[0] ?? otherwise;

  const width = number(TAG.width, 0);
  const height = number(TAG.height, 0);
  if (width === 0 || height === 0) return { problem: `${width} x ${height} pixels` };
  const samplesPerPixel = number(TAG.samplesPerPixel, 1);
  if (samplesPerPixel < 1 || samplesPerPixel > MAX_SAMPLES) return { problem: `${samplesPerPixel} samples a pixel` };
  const bits = numbers(TAG.bitsPerSample) ?? Float64Array.of(1);
  const bitsPerSample = bits.reduce((most, one) => Math.max(most, one), 0);
  if (bitsPerSample < 1 || bits.some((one) => one < 1)) return { problem: 'samples of 0 bits' };
  const formats = numbers(TAG.sampleFormat) ?? Float64Array.of(1);

  const isTiled = byTag.has(TAG.tileWidth) || byTag.has(TAG.tileOffsets);
  const rowsPerStrip = Math.min(number(TAG.rowsPerStrip, height), height);
  const segmentWidth = isTiled ? number(TAG.tileWidth, 0) : width;
  const segmentHeight = isTiled ? number(TAG.tileLength, 0) : rowsPerStrip;
  const what = isTiled ? 'tile' : 'strip';
  if (segmentWidth < 1 || segmentHeight < 1)
    return { problem: `${what}s of ${segmentWidth} x ${segmentHeight} pixels` };
  const isPlanar = number(TAG.planarConfiguration, 1) === 2 && samplesPerPixel > 1;
  const inPlane = Math.ceil(width / segmentWidth) * Math.ceil(height / segmentHeight);
  const segments = inPlane * (isPlanar ? samplesPerPixel : 1);

  const offsets = numbers(isTiled ? TAG.tileOffsets : TAG.stripOffsets) ?? numbers(TAG.stripOffsets);
  if (offsets === undefined) return { problem: `no offsets of ${what}s` };
  if (offsets.length < segments) return { problem: `${offsets.length} ${what}s of the ${segments} that it takes` };
  const byteCounts = numbers(isTiled ? TAG.tileByteCounts : TAG.stripByteCounts) ?? numbers(TAG.stripByteCounts);
  if (byteCounts !== undefined && byteCounts.length < segments) {
    return { problem: `byte counts of ${byteCounts.length} ${what}s of ${segments}` };
  }
  const colorMap = numbers(TAG.colorMap);
  const extraSamples = numbers(TAG.extraSamples);
  const orientation = number(TAG.orientation, 1);
  return {
    width,
    height,
    samplesPerPixel,
    bitsPerSample,
    isMixed: bits.some((one) => one !== bitsPerSample) || formats.some((one) => one !== formats[0]),
    sampleFormat: formats[0] ?? 1,
    photometric: number(TAG.photometric, samplesPerPixel >= 3 ? PHOTOMETRIC.rgb : PHOTOMETRIC.blackIsZero),
    compression: number(TAG.compression, 1),
    predictor: number(TAG.predictor, 1),
    fillOrder: number(TAG.fillOrder, 1),
    isPlanar,
    subsampling: [...(numbers(TAG.yCbCrSubsampling) ?? [2, 2])],
    extraSamples: extraSamples && [...extraSamples],
    ...(colorMap !== undefined && { colorMap }),
    orientation: orientation >= 1 && orientation <= 8 ? orientation : 1,
    segmentWidth,
    segmentHeight,
    isTiled,
    segments,
    offsets,
    ...(byteCounts !== undefined && { byteCounts }),
  };
};

/** Samples of a pixel that one segment holds. */
export const samplesInSegment = ({ isPlanar, samplesPerPixel }: TiffPage): number => (isPlanar ? 1 : samplesPerPixel);

/** Rows of the picture that a segment holds; a tile is always whole. */
export const rowsInSegment = ({ isTiled, height, segmentHeight }: TiffPage, segment: number): number => {
  if (isTiled) return segmentHeight;
  const inPlane = Math.ceil(height / segmentHeight);
  return Math.min(segmentHeight, height - (segment % inPlane) * segmentHeight);
};

/** Bytes of one row of a segment, unpacked. */
export const rowBytes = (page: TiffPage): number =>
  Math.ceil((page.segmentWidth * samplesInSegment(page) * page.bitsPerSample) / 8);

/** Whether chroma is stored at less than the full size, so that rows are no rows. */
export const isSubsampled = ({ photometric, subsampling, isPlanar }: TiffPage): boolean =>
  photometric === PHOTOMETRIC.yCbCr && !isPlanar && subsampling.some((factor) => factor !== 1);

const COLORS: Readonly<Record<number, readonly [color: ColorMode, channels: number]>> = {
  0: ['gray', 1],
  1: ['gray', 1],
  2: ['rgb', 3],
  3: ['palette', 1],
  4: ['bilevel', 1],
  5: ['cmyk', 4],
  6: ['rgb', 3],
  8: ['lab', 3],
  9: ['lab', 3],
  10: ['lab', 3],
};

const SAMPLE_FORMATS: Readonly<Record<number, Header['sampleFormat']>> = {
  2: 'int',
  3: 'float',
  5: 'complex',
  6: 'complex',
};

/** The header of a file whose first page this is. */
export const tiffHeader = (page: TiffPage, frames: number): Header => {
  const { width, height, samplesPerPixel, bitsPerSample, photometric, extraSamples, orientation } = page;
  const [color, colorChannels] = COLORS[photometric] ?? ['other', samplesPerPixel];
  const isPalette = color === 'palette';
  const extra = samplesPerPixel - colorChannels;
  // Without a word about what they are, every reader takes a further channel for opacity.
  const saysAlpha = extraSamples === undefined || extraSamples.some((kind) => kind === 1 || kind === 2);
  return {
    format: 'tiff',
    width,
    height,
    // Readers hand out a palette's colors, 8 bits each.
    channels: isPalette ? 3 + Math.max(0, extra) : samplesPerPixel,
    depth: isPalette ? 8 : bitsPerSample,
    frames,
    orientation,
    color: color === 'gray' && bitsPerSample === 1 && samplesPerPixel === 1 ? 'bilevel' : color,
    alpha: extra > 0 && saysAlpha,
    sampleFormat: SAMPLE_FORMATS[page.sampleFormat] ?? 'uint',
  };
};
