import type { Dib } from '../container/bmp.ts';
import { isGrayRamp, paint, type UnpackedDib } from './bmp-pixels.ts';

export interface UnpackedRle extends UnpackedDib {
  /** First byte behind the last code that was followed. */
  readonly end: number;
  /** The code that ends a bitmap was met. */
  readonly isEnded: boolean;
  /** The last pixel was reached, with that code or without it. */
  readonly isFilled: boolean;
  /** The first code that paints outside of the picture: below its last row, or merely past the end of a row. */
  readonly outside?: { readonly at: number; readonly where: 'row' | 'picture' };
}

const END_OF_LINE = 0;
const END_OF_BITMAP = 1;
const DELTA = 2;

/** RLE8 and RLE4 (Microsoft, Bitmap Compression). Pixels that no code paints have index 0, as in Pillow. */
export const unpackRle = (bytes: Uint8Array, dib: Dib): UnpackedRle => {
  const { width, height, bits, dataAt, isTopDown, palette } = dib;
  const channels = isGrayRamp(palette, bits) ? 1 : 3;
  // Indices stand at the end of the room for their colors: painting from the front never runs into those still to be read.
  const data = new Uint8Array(width * height * channels);
  const indices = data.subarray(width * height * (channels - 1));
  const isNibbles = bits === 4;
  let at = dataAt;
  let x = 0;
  let row = 0;
  let isEnded = false;
  let outside: UnpackedRle['outside'];
  let wrongIndexAt: number | undefined;
  const colors = palette.length / 3;

  const leave = (code: number, where: 'row' | 'picture') => {
    if (outside === undefined || (outside.where === 'row' && where === 'picture')) outside = { at: code, where };
  };
  /** Paints `count` pixels whose indices start at byte `from`; a run repeats its one byte. */
  const put = (code: number, count: number, from: number, step: 0 | 1) => {
    const line = (isTopDown ? row : height - 1 - row) * width;
    const fits = row < height ? Math.min(count, width - x) : 0;
    if (fits < count) leave(code, row < height ? 'row' : 'picture');
    for (let i = 0; i < fits; i += 1) {
      const place = isNibbles ? i >> 1 : i;
      const packed = bytes[from + place * step]!;
      let index = packed;
      if (isNibbles) index = (i & 1) === 0 ? packed >> 4 : packed & 15;
      if (index >= colors) wrongIndexAt ??= from + place * step;
      indices[line + x + i] = index;
    }
    x += fits;
  };

  while (!isEnded && at + 1 < bytes.length) {
    const code = at;
    const count = bytes[at]!;
    const value = bytes[at + 1]!;
    if (count > 0) {
      put(code, count, at + 1, 0);
      at += 2;
    } else if (value === END_OF_LINE) {
      x = 0;
      row += 1;
      at += 2;
    } else if (value === END_OF_BITMAP) {
      isEnded = true;
      at += 2;
    } else if (value === DELTA) {
      if (at + 4 > bytes.length) break;
      x += bytes[at + 2]!;
      row += bytes[at + 3]!;
      if (x > width || row > height) leave(code, 'picture');
      x = Math.min(x, width);
      at += 4;
    } else {
      const packed = isNibbles ? (value + 1) >> 1 : value;
      if (at + 2 + packed > bytes.length) break;
      put(code, value, at + 2, 1);
      at += 2 + packed + (packed & 1);
    }
    // Nothing that follows can paint any more; a hostile file would go on to its end.
    if (outside?.where === 'picture') break;
  }
  paint(indices, palette, data, 0, channels);
  const isFilled = row >= height || (row === height - 1 && x === width);
  return {
    data,
    end: Math.min(at, bytes.length),
    isEnded,
    isFilled,
    ...(outside && { outside }),
    ...(wrongIndexAt !== undefined && { wrongIndexAt }),
  };
};
