/** Pixels of interleaved channels at 8 bits: rows from the top, nothing between them. */
export interface BytePixels {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly data: Uint8Array;
}

/** Longest side of a box: sums of so many rows fit 16 bits, of so many pixels a float. */
export const MOST_BOX_SIDE = 256;

/**
 * Means of boxes of `factor` x `factor` pixels, halves up, of the first `kept` channels; boxes at the right and bottom edge average the
 * pixels that exist: every pixel counts in one of them. The plain twin that holds the WASM kernel (kernels/boxes.as) to account.
 */
export const boxes = ({ width, height, channels, data }: BytePixels, factor: number, kept: number): BytePixels => {
  const columns = Math.ceil(width / factor);
  const rows = Math.ceil(height / factor);
  const means = new Uint8Array(columns * rows * kept);
  for (let at = 0; at < means.length; at += 1) {
    const box = Math.floor(at / kept);
    const left = (box % columns) * factor;
    const top = Math.floor(box / columns) * factor;
    const right = Math.min(width, left + factor);
    const bottom = Math.min(height, top + factor);
    let sum = 0;
    for (let y = top; y < bottom; y += 1) {
      for (let x = left; x < right; x += 1) sum += data[(y * width + x) * channels + (at % kept)]!;
    }
    const pixels = (right - left) * (bottom - top);
    means[at] = Math.floor((sum + Math.floor(pixels / 2)) / pixels);
  }
  return { width: columns, height: rows, channels: kept, data: means };
};

/** What a level of a color difference is of red, green and blue, in 65,536ths. */
export interface DifferenceWeights {
  readonly redByRed: number;
  readonly greenByBlue: number;
  readonly greenByRed: number;
  readonly blueByBlue: number;
}

/** Differences from 0 to 255, as in JPEG (jdcolor.c). */
export const FULL_RANGE: DifferenceWeights = {
  redByRed: 91_881,
  greenByBlue: 22_554,
  greenByRed: 46_802,
  blueByBlue: 116_130,
};

/** Differences from 16 to 240, as in WebP (yuv.h of libwebp). Luma is from 0 to 255 here too. */
export const NARROW_RANGE: DifferenceWeights = {
  redByRed: 104_596,
  greenByBlue: 25_676,
  greenByRed: 53_280,
  blueByBlue: 132_200,
};

const HALF = 2 ** 15;

/** In place, of three channels: luma and color differences become red, green and blue, rounded as libjpeg does. */
export const differencesToColors = (
  data: Uint8Array,
  { redByRed, greenByBlue, greenByRed, blueByBlue }: DifferenceWeights,
): void => {
  const levels = new Uint8ClampedArray(data.buffer, data.byteOffset, data.length);
  for (let at = 0; at + 2 < levels.length; at += 3) {
    const luma = levels[at]!;
    const blue = levels[at + 1]! - 128;
    const red = levels[at + 2]! - 128;
    levels[at] = luma + ((redByRed * red + HALF) >> 16);
    levels[at + 1] = luma + ((HALF - greenByBlue * blue - greenByRed * red) >> 16);
    levels[at + 2] = luma + ((blueByBlue * blue + HALF) >> 16);
  }
};
