import type { ColorSums } from '../model/inputs.ts';
import { decodeRgbWithSharp } from './codecs/sharp.ts';

type Sums = Pick<ColorSums, 'pixels' | 'levels' | 'squares'>;

/** `data`: rows tightly packed, `channels` bytes a pixel; one channel counts as three equal ones. */
const sumLevels = (data: Uint8Array, pixels: number, channels: 1 | 3): Sums => {
  const levels: [number, number, number] = [0, 0, 0];
  const squares: [number, number, number] = [0, 0, 0];
  for (let channel = 0; channel < channels; channel += 1) {
    let sum = 0;
    let square = 0;
    for (let at = channel; at < pixels * channels; at += channels) {
      const level = data[at]!;
      sum += level;
      square += level * level;
    }
    levels.fill(sum, channel);
    squares.fill(square, channel);
  }
  return { pixels, levels, squares };
};

/**
 * Decodes a picture in full color, its first frame, and sums its levels: 8-bit sRGB as stored, no color profile applied. By sharp, whose
 * libjpeg takes the accurate transform as Pillow's does; our binding of libjpeg-turbo has the fast one built in, which shifts red and
 * blue by a level. Undefined where the picture cannot be decoded to 8 or 16 bits a channel.
 */
export const sumColors = async (bytes: Uint8Array, maxPixels: number): Promise<ColorSums | undefined> => {
  const decoded = await decodeRgbWithSharp(bytes, maxPixels);
  if (decoded === undefined) return undefined;
  const { data, width, height, channels, isGray, hadAlpha, was16Bit } = decoded;
  return { ...sumLevels(data, width * height, channels), isGray, hadAlpha, was16Bit };
};
