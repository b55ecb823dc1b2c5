/** Pixels of one channel, row-major: `data` may be longer. */
interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

const BLOCK = 8;
/** Of a block's rows these are measured: one in each third of it. */
const ROWS = [1, 4, 7] as const;
/** Pixels of a row of a block that have two neighbors to the right inside of it. */
const BENDS = 6;
/** Levels of noise in each of them that say nothing. */
const NOISE = 4;
const TIMES = 2;

/** Sum over a row of a block: how far each pixel is from the mean of its neighbors, levels, halves of the mean up. 0..1530. */
const roughness = (data: Uint8Array, at: number): number => {
  let sum = 0;
  for (let x = at; x < at + BENDS; x += 1) {
    sum += Math.abs(((data[x]! + data[x + 2]! + 1) >> 1) - data[x + 1]!);
  }
  return sum;
};

/**
 * Whether some block of 8 x 8 pixels, counted from the picture's corner, is more than twice as rough as each of the eight around it:
 * the middle one of three of its rows against the roughest of theirs. Codes read from a wrong bit on make such blocks; details of
 * pictures seldom keep to the grid and fill a block from top to bottom. The plain twin of the WASM kernel (kernels/luma.as).
 */
export const hasLoneBlock = ({ width, height, data }: Pixels): boolean => {
  const columns = Math.floor(width / BLOCK);
  const rows = Math.floor(height / BLOCK);
  const middle = new Uint16Array(columns * rows);
  const largest = new Uint16Array(columns * rows);
  for (let block = 0; block < middle.length; block += 1) {
    const at = Math.floor(block / columns) * BLOCK * width + (block % columns) * BLOCK;
    const [, median, most] = ROWS.map((row) => roughness(data, at + row * width)).sort((a, b) => a - b);
    middle[block] = median!;
    largest[block] = most!;
  }
  const around = (column: number, row: number): number => {
    let most = 0;
    for (let y = Math.max(0, row - 1); y <= Math.min(rows - 1, row + 1); y += 1) {
      for (let x = Math.max(0, column - 1); x <= Math.min(columns - 1, column + 1); x += 1) {
        if (x !== column || y !== row) most = Math.max(most, largest[y * columns + x]!);
      }
    }
    return most;
  };
  for (let block = 0; block < middle.length; block += 1) {
    const limit = TIMES * (around(block % columns, Math.floor(block / columns)) + BENDS * NOISE);
    if (middle[block]! > limit) return true;
  }
  return false;
};
