import type { Luma } from '../model/facets.ts';

/** Side of the blocks that get a threshold each, px. */
export const BLOCK = 8;
/**
 * A block whose levels span no more than this is paper, ink, sky or grain: it takes its neighbors' threshold. In sharpened previews
 * codes stay readable up to 90, and from 120 on they do not; the noise of photographs, which costs zxing time, mostly stays below.
 */
const MIN_RANGE = 80;
/** Thresholds are averaged over so many blocks each way. */
const REACH = 2;

/** The block's own threshold, halfway between its darkest and lightest pixel; 0 when it is flat. */
const thresholdOf = ({ width, data }: Luma, left: number, top: number): number => {
  let low = 255;
  let high = 0;
  for (let y = top; y < top + BLOCK; y += 1) {
    for (let x = left; x < left + BLOCK; x += 1) {
      const level = data[y * width + x]!;
      low = Math.min(low, level);
      high = Math.max(high, level);
    }
  }
  return high - low > MIN_RANGE ? (high + low) >> 1 : 0;
};

/** First block of a window around `at`, moved so that it stays inside where it can. */
const windowStart = (at: number, blocks: number): number => Math.max(0, Math.min(at - REACH, blocks - 2 * REACH - 1));

export interface Bilevel extends Luma {
  /** The most blocks with contrast in any window of 5 x 5 blocks, 0..25: where a code is, nearly all have it. */
  readonly crowding: number;
}

/**
 * Black (0) and white (255) by local thresholds, in plain TypeScript: the twin that holds the WASM kernel (kernels/bilevel.as) to
 * account, byte for byte. The method is that of zxing-cpp's HybridBinarizer (block thresholds, smoothed over 5 x 5 blocks), which
 * takes several times as long there and is done anew by each of its readers. Both sides at least 8 px.
 */
export const toBilevel = (luma: Luma): Bilevel => {
  const { width, height, data } = luma;
  const columns = Math.ceil(width / BLOCK);
  const rows = Math.ceil(height / BLOCK);
  const own: number[] = [];
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      own.push(thresholdOf(luma, Math.min(column * BLOCK, width - BLOCK), Math.min(row * BLOCK, height - BLOCK)));
    }
  }
  const bilevel = new Uint8Array(data.length);
  let crowding = 0;
  for (let y = 0; y < height; y += 1) {
    const row = y >> 3;
    const top = windowStart(row, rows);
    for (let x = 0; x < width; x += 1) {
      const column = x >> 3;
      const left = windowStart(column, columns);
      const center = own[row * columns + column]!;
      let sum = 0;
      let known = 0;
      for (let j = top; j < Math.min(top + 2 * REACH + 1, rows); j += 1) {
        for (let i = left; i < Math.min(left + 2 * REACH + 1, columns); i += 1) {
          const threshold = own[j * columns + i]!;
          sum += threshold;
          known += threshold > 0 ? 1 : 0;
        }
      }
      crowding = Math.max(crowding, known);
      sum += 2 * center;
      known += center > 0 ? 2 : 0;
      const threshold = known === 0 ? 0 : Math.floor(sum / known);
      bilevel[y * width + x] = known > 0 && data[y * width + x]! <= threshold ? 0 : 255;
    }
  }
  return { width, height, data: bilevel, crowding };
};
