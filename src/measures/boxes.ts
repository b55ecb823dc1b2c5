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

/** Of a level, in 65,536ths. */
const [RED_BY_RED, GREEN_BY_BLUE, GREEN_BY_RED, BLUE_BY_BLUE, HALF] = [91_881, 22_554, 46_802, 116_130, 2 ** 15];

/** In place, of three channels: luma and color differences become red, green and blue, as libjpeg rounds them (jdcolor.c). */
export const differencesToColors = (data: Uint8Array): void => {
  const levels = new Uint8ClampedArray(data.buffer, data.byteOffset, data.length);
  for (let at = 0; at + 2 < levels.length; at += 3) {
    const luma = levels[at]!;
    const blue = levels[at + 1]! - 128;
    const red = levels[at + 2]! - 128;
    levels[at] = luma + ((RED_BY_RED * red + HALF) >> 16);
    levels[at + 1] = luma + ((HALF - GREEN_BY_BLUE * blue - GREEN_BY_RED * red) >> 16);
    levels[at + 2] = luma + ((BLUE_BY_BLUE * blue + HALF) >> 16);
  }
};
