import type { FloatPart, PixelScanner } from '../measures/nonfinite-pixels.ts';
import type { Limits } from '../model/config.ts';
import { decodePixelsWithSharp } from './codecs/sharp.ts';
import { readTiffPixels } from './codecs/tiff-pixels.ts';
import { isReadHere, isSegmentTooLarge } from './codecs/tiff-segments.ts';
import { walkTiff } from './container/tiff.ts';
import { type TiffPage, tiffHeader } from './container/tiff-page.ts';
import { readFirstPage } from './first-page.ts';
import { firstDicomFrame } from './formats/dicom.ts';
import { decodedBytes, overLimit } from './limits.ts';
import type { Raster } from './raster.ts';

/** Pixels as numbers: rows from the top, channels interleaved. With two or four channels the last one is opacity. */
export interface InputPixels {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  /** Integers over the whole of their type, floats as they are. */
  readonly data: Raster['data'];
  /** Size before the picture was shrunk while it was read, where it was. */
  readonly stored?: { readonly width: number; readonly height: number };
}

/** Above this a picture is not held as numbers beside what holds it already. */
export const MOST_PIXEL_BYTES = 512 * 2 ** 20;
/** As many at 16 bits in four channels. */
const MOST_PIXELS = MOST_PIXEL_BYTES / 8;

/** Takes the samples of one page, which come strip by strip, tile by tile and plane by plane. */
const createPageCollector = ({ width, height, samplesPerPixel, bitsPerSample }: TiffPage) => {
  const samples = width * height * samplesPerPixel;
  const data = bitsPerSample > 32 ? new Float64Array(samples) : new Float32Array(samples);
  const addPart = ({ data: part, width: columns, channels, x, y, channel }: FloatPart): void => {
    for (let at = 0; at < part.length; at += 1) {
      const pixel = Math.floor(at / channels);
      const place = (y + Math.floor(pixel / columns)) * width + x + (pixel % columns);
      data[place * samplesPerPixel + channel + (at % channels)] = part[at]!;
    }
  };
  const scan: PixelScanner = {
    add: (page) => addPart({ ...page, x: 0, y: 0, channel: 0 }),
    addPart,
    endPage: () => {},
    result: () => ({ samples }),
  };
  return { scan, data };
};

/** The floats of a TIFF's first page, every bit of them; undefined where it holds none, or cannot be read here. */
const readFloatTiff = (bytes: Uint8Array, limits: Limits): InputPixels | undefined => {
  const { layout, pages } = walkTiff(bytes);
  const [page] = pages;
  if (layout === undefined || page === undefined) return undefined;
  const header = tiffHeader(page, 1);
  if (header.sampleFormat !== 'float' || !isReadHere(page) || isSegmentTooLarge(page)) return undefined;
  if (overLimit(header, limits) !== undefined || decodedBytes(header) > MOST_PIXEL_BYTES) return undefined;
  const { scan, data } = createPageCollector(page);
  if ('fault' in readTiffPixels(bytes, page, layout.littleEndian, { scan })) return undefined;
  return { width: page.width, height: page.height, channels: page.samplesPerPixel, data };
};

const isTiff = (bytes: Uint8Array): boolean =>
  (bytes[0] === 0x49 && bytes[1] === 0x49) || (bytes[0] === 0x4d && bytes[1] === 0x4d);

/** DICOM PS3.10: a preamble of 128 bytes that says nothing, then 'DICM'. */
const isDicom = (bytes: Uint8Array): boolean => Buffer.from(bytes.subarray(128, 132)).toString('latin1') === 'DICM';

const isConstant = (data: Raster['data']): boolean => {
  for (let at = 1; at < data.length; at += 1) if (data[at] !== data[0]) return false;
  return true;
};

/**
 * The numbers that a trainer has of a picture once it is decoded: its first page, in color where it has color. `leastSide`: a larger
 * picture of integers may be shrunk while it is read, to a short side of no fewer px; one that comes out constant is read as it is, for
 * what shrinking rounds away is no reason to call it so. `extension` as in `FileFacet`. Undefined for formats, or variants of them, whose
 * pixels are not to be had (JPEG 2000 in luma and chroma; DICOM in RLE, palettes or single bits) and above a limit. Of DICOM the first frame,
 * as it is stored. Volumes are no pictures: see `readVolume`.
 */
export const readInputPixels = async (
  bytes: Uint8Array,
  extension: string,
  limits: Limits,
  leastSide?: number,
): Promise<InputPixels | undefined> => {
  const floats = isTiff(bytes) ? readFloatTiff(bytes, limits) : undefined;
  if (floats !== undefined) return floats;
  const frame = isDicom(bytes) ? await firstDicomFrame(bytes, limits) : undefined;
  if (frame !== undefined && !('encoded' in frame)) return frame;
  const page = await readFirstPage(frame?.encoded ?? bytes, extension, limits);
  if (page === undefined) return undefined;
  if (page.kind === 'raster') {
    const { width, height, channels, data } = page.raster;
    return { width, height, channels, data };
  }
  const mostPixels = leastSide === undefined ? Math.min(limits.maxPixels, MOST_PIXELS) : limits.maxPixels;
  const decoded = await decodePixelsWithSharp(page.bytes, mostPixels, leastSide);
  if (decoded === undefined) return undefined;
  const { stored, ...pixels } = decoded;
  if (pixels.width === stored.width && pixels.height === stored.height) return pixels;
  return isConstant(pixels.data) ? readInputPixels(bytes, extension, limits) : decoded;
};
