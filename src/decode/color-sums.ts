import { limitsSchema } from '../model/config.ts';
import type { ColorSums } from '../model/inputs.ts';
import { decodeRgbWithSharp } from './codecs/sharp.ts';
import { type FirstPage, readFirstPage } from './first-page.ts';
import { bytesOfRaster } from './raster.ts';

const limits = limitsSchema.parse({});

type Sums = Pick<ColorSums, 'pixels' | 'levels' | 'squares'>;

/** `data`: rows tightly packed, `stored` bytes a pixel, `channels` of them summed; one channel counts as three equal ones. */
const sumLevels = (data: Uint8Array, pixels: number, channels: 1 | 3, stored: number): Sums => {
  const levels: [number, number, number] = [0, 0, 0];
  const squares: [number, number, number] = [0, 0, 0];
  for (let channel = 0; channel < channels; channel += 1) {
    let sum = 0;
    let square = 0;
    for (let at = channel; at < pixels * stored; at += stored) {
      const level = data[at]!;
      sum += level;
      square += level * level;
    }
    levels.fill(sum, channel);
    squares.fill(square, channel);
  }
  return { pixels, levels, squares };
};

/** Levels of a picture that our own readers decoded; alpha is dropped. */
const sumRaster = ({ header, raster }: Extract<FirstPage, { kind: 'raster' }>): ColorSums | undefined => {
  const { sampleFormat, depth, alpha } = header;
  if (sampleFormat !== 'uint' || depth > 16) return undefined;
  const { data, channels: stored } = bytesOfRaster(raster);
  const isGray = stored < 3;
  const channels = isGray ? 1 : 3;
  const sums = sumLevels(data, raster.width * raster.height, channels, stored);
  return { ...sums, isGray, hadAlpha: alpha, was16Bit: depth > 8 };
};

/**
 * Decodes a picture in full color, its first frame, and sums its levels: 8-bit sRGB as stored, no color profile applied. By sharp, whose
 * libjpeg takes the accurate transform as Pillow's does; our binding of libjpeg-turbo has the fast one built in, which shifts red and
 * blue by a level. Undefined where the picture cannot be decoded to 8 or 16 bits a channel. `extension` as in `FileFacet`.
 */
export const sumColors = async (
  bytes: Uint8Array,
  maxPixels: number,
  extension = '',
): Promise<ColorSums | undefined> => {
  const page = await readFirstPage(bytes, extension, { ...limits, maxPixels });
  if (page === undefined) return undefined;
  if (page.kind === 'raster') return sumRaster(page);
  const decoded = await decodeRgbWithSharp(page.bytes, maxPixels);
  if (decoded === undefined) return undefined;
  const { data, width, height, channels, isGray, hadAlpha, was16Bit } = decoded;
  return { ...sumLevels(data, width * height, channels, channels), isGray, hadAlpha, was16Bit };
};
