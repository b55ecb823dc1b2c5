import type { Luma } from '../model/facets.ts';

/** Longest side of a preview in px. */
export const PREVIEW_SIDE = 256;

/** How one side of `from` px becomes `to` px, 1 to 2 times fewer: three neighbors mixed for each target pixel. */
export interface Axis {
  readonly from: number;
  readonly to: number;
  /** For each target pixel the first source pixel it touches. */
  readonly first: Uint16Array;
  /** For each target pixel the weights of that pixel and the next two; they add up to 255. */
  readonly weights: Uint8Array;
}

/** How a picture becomes its preview. */
export interface Reduction {
  /** First step: source pixels per box, each way; the boxed picture's long side is 256 to 511 px. */
  readonly factor: number;
  readonly boxWidth: number;
  readonly boxHeight: number;
  /** The preview. Long side 256 px, less only for a smaller picture. */
  readonly width: number;
  readonly height: number;
}

/** Width and height in px, at least 1. */
export const reductionOf = (width: number, height: number): Reduction => {
  const factor = Math.max(1, Math.floor(Math.max(width, height) / PREVIEW_SIDE));
  const boxWidth = Math.ceil(width / factor);
  const boxHeight = Math.ceil(height / factor);
  const long = Math.max(boxWidth, boxHeight);
  const scaled = (side: number): number =>
    long <= PREVIEW_SIDE ? side : Math.max(1, Math.round((side * PREVIEW_SIDE) / long));
  return { factor, boxWidth, boxHeight, width: scaled(boxWidth), height: scaled(boxHeight) };
};

/** Weights are the shares of a target pixel that lie on each source pixel, rounded cumulatively: they always add up to 255. */
export const axisOf = (from: number, to: number): Axis => {
  const first = new Uint16Array(to);
  const weights = new Uint8Array(3 * to);
  for (let at = 0; at < to; at += 1) {
    // In units of 1/to of a source pixel, so that everything is a whole number; a target pixel is `from` of them long.
    const begin = at * from;
    const source = Math.floor(begin / to);
    const one = Math.min((source + 1) * to - begin, from);
    const two = Math.min(one + to, from);
    const upToOne = Math.round((255 * one) / from);
    const upToTwo = Math.round((255 * two) / from);
    first[at] = source;
    weights.set([upToOne, upToTwo - upToOne, 255 - upToTwo], 3 * at);
  }
  return { from, to, first, weights };
};

const boxed = (source: Uint8Array, width: number, height: number, factor: number): Uint8Array => {
  const boxWidth = Math.ceil(width / factor);
  const boxHeight = Math.ceil(height / factor);
  const target = new Uint8Array(boxWidth * boxHeight);
  for (let y = 0, at = 0; y < boxHeight; y += 1) {
    const bottom = Math.min(height, (y + 1) * factor);
    for (let x = 0; x < boxWidth; x += 1, at += 1) {
      const right = Math.min(width, (x + 1) * factor);
      let sum = 0;
      for (let row = y * factor; row < bottom; row += 1) {
        for (let column = x * factor; column < right; column += 1) sum += source[row * width + column]!;
      }
      const pixels = (right - x * factor) * (bottom - y * factor);
      target[at] = Math.floor((sum + Math.floor(pixels / 2)) / pixels);
    }
  }
  return target;
};

/** Three neighbors mixed: `at` is where the first lies in `source`, `step` how far apart they are. */
const mix = (source: Uint8Array, at: number, step: number, { weights }: Axis, target: number): number => {
  let sum = 0;
  for (let tap = 0; tap < 3; tap += 1) {
    const weight = weights[3 * target + tap]!;
    if (weight > 0) sum += weight * source[at + tap * step]!;
  }
  return Math.round(sum / 255);
};

/**
 * The preview in plain TypeScript: the twin that holds the WASM kernel (kernels/luma.as) to account, byte for byte. First boxes of
 * factor x factor pixels, ragged at the right and bottom edge, become their mean, halves rounded up; then rows, then columns are
 * mixed down to 256 px. (Boxes alone would leave 171 to 256 px, and of codes on photographs that span half of the short side a
 * tenth more would be missed.)
 */
export const reduceLuma = (source: Uint8Array, width: number, height: number): Luma => {
  const reduction = reductionOf(width, height);
  const { factor, boxWidth, boxHeight } = reduction;
  const box = boxed(source, width, height, factor);
  const rows = axisOf(boxHeight, reduction.height);
  const columns = axisOf(boxWidth, reduction.width);
  const data = new Uint8Array(reduction.width * reduction.height);
  const row = new Uint8Array(boxWidth);
  for (let y = 0, at = 0; y < reduction.height; y += 1) {
    for (let x = 0; x < boxWidth; x += 1) row[x] = mix(box, rows.first[y]! * boxWidth + x, boxWidth, rows, y);
    for (let x = 0; x < reduction.width; x += 1, at += 1) data[at] = mix(row, columns.first[x]!, 1, columns, x);
  }
  return { width: reduction.width, height: reduction.height, data };
};
