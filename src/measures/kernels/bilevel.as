// AssemblyScript, compiled by scripts/build-kernels.ts; the twin is src/measures/bilevel.ts and must answer the same bytes.

const MIN_RANGE: u32 = 80;
const REACH: i32 = 2;

/**
 * source and target: width x height bytes, then at least 16 more that may be read and written. scratch: 12 bytes for each block of
 * 8 x 8. Both sides at least 8 px. Answers the most blocks with contrast in any window of 5 x 5.
 */
export function bilevel(source: usize, width: i32, height: i32, target: usize, scratch: usize): u32 {
  let most: u32 = 0;
  const columns = (width + 7) >> 3;
  const rows = (height + 7) >> 3;
  const blocks = columns * rows;
  // Per block: its own threshold, then the sum and the number of known thresholds along its row.
  const own = scratch;
  const sums = scratch + (<usize>blocks << 2);
  const counts = sums + (<usize>blocks << 2);
  for (let row = 0; row < rows; row += 1) {
    const top = min(row << 3, height - 8);
    for (let column = 0; column < columns; column += 1) {
      const left = min(column << 3, width - 8);
      store<u32>(own + (<usize>(row * columns + column) << 2), thresholdOf(source + <usize>(top * width + left), width));
    }
  }
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const left = windowStart(column, columns);
      const right = min(left + 2 * REACH + 1, columns);
      let sum: u32 = 0;
      let known: u32 = 0;
      for (let i = left; i < right; i += 1) {
        const threshold = load<u32>(own + (<usize>(row * columns + i) << 2));
        sum += threshold;
        known += threshold > 0 ? 1 : 0;
      }
      const at = <usize>(row * columns + column) << 2;
      store<u32>(sums + at, sum);
      store<u32>(counts + at, known);
    }
  }
  for (let row = 0; row < rows; row += 1) {
    const top = windowStart(row, rows);
    const bottom = min(top + 2 * REACH + 1, rows);
    const lastLine = min((row << 3) + 8, height);
    // From the right: the last block of a line writes past its end, onto the next line's beginning, which comes later.
    for (let column = columns - 1; column >= 0; column -= 1) {
      const center = load<u32>(own + (<usize>(row * columns + column) << 2));
      let sum: u32 = 0;
      let known: u32 = 0;
      for (let j = top; j < bottom; j += 1) {
        const at = <usize>(j * columns + column) << 2;
        sum += load<u32>(sums + at);
        known += load<u32>(counts + at);
      }
      most = max(most, known);
      sum += 2 * center;
      known += center > 0 ? 2 : 0;
      // A pixel is white where it is lighter than the threshold; where nothing is known, all are.
      const threshold = known === 0 ? 0 : sum / known;
      const limit = i8x16.splat(<i8>threshold);
      const unknown = i8x16.splat(known === 0 ? -1 : 0);
      for (let y = row << 3; y < lastLine; y += 1) {
        const at = <usize>(y * width + (column << 3));
        const level = v128.load64_zero(source + at);
        const white = v128.or(unknown, i8x16.gt_u(level, limit));
        store<u64>(target + at, i64x2.extract_lane(white, 0));
      }
    }
  }
  return most;
}

function thresholdOf(block: usize, width: i32): u32 {
  let low = v128.load64_zero(block);
  let high = low;
  for (let y = 1; y < 8; y += 1) {
    const line = v128.load64_zero(block + <usize>(y * width));
    low = i8x16.min_u(low, line);
    high = i8x16.max_u(high, line);
  }
  const darkest = lowest(low);
  const lightest: u32 = 255 - lowest(v128.not(high));
  return lightest - darkest > MIN_RANGE ? (lightest + darkest) >> 1 : 0;
}

/** The smallest of the first eight bytes. */
function lowest(bytes: v128): u32 {
  let low = i8x16.min_u(bytes, i8x16.shuffle(bytes, bytes, 4, 5, 6, 7, 4, 5, 6, 7, 4, 5, 6, 7, 4, 5, 6, 7));
  low = i8x16.min_u(low, i8x16.shuffle(low, low, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3));
  return min(<u32>i8x16.extract_lane_u(low, 0), <u32>i8x16.extract_lane_u(low, 1));
}

function windowStart(at: i32, blocks: i32): i32 {
  return max(0, min(at - REACH, blocks - 2 * REACH - 1));
}
