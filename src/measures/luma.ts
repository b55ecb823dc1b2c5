import type { Luma } from '../model/facets.ts';

/** Longest side of a preview in px. */
export const PREVIEW_SIDE = 256;

export interface Reduction {
  /** Source pixels per preview pixel, each way. */
  readonly factor: number;
  readonly width: number;
  readonly height: number;
}

/** The smallest integer factor that brings the long side to at most 256 px. Width and height in px, at least 1. */
export const reductionOf = (width: number, height: number): Reduction => {
  const factor = Math.ceil(Math.max(width, height) / PREVIEW_SIDE);
  return { factor, width: Math.ceil(width / factor), height: Math.ceil(height / factor) };
};

/**
 * Box reduction in plain TypeScript: the twin that holds the WASM kernel (kernels/luma.as) to account, byte for byte.
 * Each preview pixel is the mean, halves rounded up, of the factor x factor pixels it covers; at the right and bottom edge, of
 * those that exist.
 */
export const reduceLuma = (source: Uint8Array, width: number, height: number): Luma => {
  const reduction = reductionOf(width, height);
  const { factor } = reduction;
  const data = new Uint8Array(reduction.width * reduction.height);
  for (let y = 0, at = 0; y < reduction.height; y += 1) {
    const bottom = Math.min(height, (y + 1) * factor);
    for (let x = 0; x < reduction.width; x += 1, at += 1) {
      const right = Math.min(width, (x + 1) * factor);
      let sum = 0;
      for (let row = y * factor; row < bottom; row += 1) {
        for (let column = x * factor; column < right; column += 1) sum += source[row * width + column]!;
      }
      const pixels = (right - x * factor) * (bottom - y * factor);
      data[at] = Math.floor((sum + Math.floor(pixels / 2)) / pixels);
    }
  }
  return { width: reduction.width, height: reduction.height, data };
};
