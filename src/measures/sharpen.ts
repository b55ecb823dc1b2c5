import type { Luma } from '../model/facets.ts';

/**
 * Unsharp mask in plain TypeScript: the twin that holds the WASM kernel (kernels/sharpen.as) to account, byte for byte. Each pixel
 * becomes twice itself minus the rounded mean of the 3 x 3 around it, within 0..255; the outermost pixels stay.
 */
export const sharpenLuma = ({ width, height, data }: Luma): Luma => {
  const sharp = Uint8ClampedArray.from(data);
  for (let y = 1; y < height - 1; y += 1) {
    for (let x = 1; x < width - 1; x += 1) {
      let sum = 0;
      for (let at = (y - 1) * width + x; at <= (y + 1) * width + x; at += width) {
        sum += data[at - 1]! + data[at]! + data[at + 1]!;
      }
      sharp[y * width + x] = 2 * data[y * width + x]! - Math.round(sum / 9);
    }
  }
  return { width, height, data: new Uint8Array(sharp) };
};
