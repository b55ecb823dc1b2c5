import type { Fault } from '../../model/facets.ts';
import { type Dib, readDib } from '../container/bmp.ts';
import { malformed, unsupportedVariant } from '../raster-file.ts';
import { dibChannels, strideOf, unpackDib } from './bmp-pixels.ts';

/** A bitmap of an icon: colors from `dib`, a mask of one bit a pixel behind them. */
export interface IconBitmap {
  readonly dib: Dib;
  readonly maskAt: number;
  /** Absent where the mask is left out or cut: pixels of 32 bits hold their own opacity, and readers do without. */
  readonly hasMask: boolean;
}

export type IconBitmapOutcome =
  | { readonly bitmap: IconBitmap }
  | { readonly missing: string }
  | { readonly fault: Omit<Fault, 'facet'> };

/** The bitmap from byte `at` to byte `end`; its declared height counts the mask too. */
export const readIconBitmap = (bytes: Uint8Array, at: number, end: number): IconBitmapOutcome => {
  const outcome = readDib(bytes.subarray(0, end), at, 0);
  if (!('dib' in outcome)) return outcome;
  const { dib } = outcome;
  if (dib.compression !== 'none') return { fault: unsupportedVariant(`an icon of ${dib.compression}`) };
  const height = Math.floor(dib.height / 2);
  if (height === 0) return { fault: malformed(at + 8, `${dib.width} x 0 pixels`) };
  const picture = { ...dib, height };
  const maskAt = dib.dataAt + strideOf(dib.width, dib.bits) * height;
  const maskEnd = maskAt + strideOf(dib.width, 1) * height;
  if (maskAt > end) return { missing: `${maskAt - end} bytes of pixels` };
  if (maskEnd > end && dib.bits !== 32) return { missing: `${maskEnd - end} bytes of the mask` };
  return { bitmap: { dib: picture, maskAt, hasMask: maskEnd <= end } };
};

export interface IconPixels {
  /** RGBA. */
  readonly data: Uint8Array;
  readonly wrongIndexAt?: number;
}

/** Pixels of 32 bits hold opacity as their fourth byte, whatever the header says of masks. */
const withOpacity = (dib: Dib): Dib =>
  dib.bits === 32 && dib.masks !== undefined ? { ...dib, masks: { ...dib.masks, alpha: 0xff000000 } } : dib;

export const unpackIconBitmap = (bytes: Uint8Array, { dib, maskAt, hasMask }: IconBitmap): IconPixels => {
  const full = withOpacity(dib);
  const { width, height, isTopDown } = full;
  const channels = dibChannels(full);
  const { data, wrongIndexAt } = unpackDib(bytes, full);
  const wrong = wrongIndexAt === undefined ? {} : { wrongIndexAt };
  if (channels === 4) return { data, ...wrong };
  const rgba = new Uint8Array(width * height * 4);
  const stride = strideOf(width, 1);
  const isGray = channels === 1;
  for (let y = 0, put = 0, from = 0; y < height; y += 1) {
    const row = maskAt + (isTopDown ? y : height - 1 - y) * stride;
    for (let x = 0; x < width; x += 1, put += 4, from += channels) {
      rgba[put] = data[from]!;
      rgba[put + 1] = data[isGray ? from : from + 1]!;
      rgba[put + 2] = data[isGray ? from : from + 2]!;
      const isHidden = hasMask && ((bytes[row + (x >> 3)]! >> (7 - (x & 7))) & 1) === 1;
      rgba[put + 3] = isHidden ? 0 : 255;
    }
  }
  return { data: rgba, ...wrong };
};
