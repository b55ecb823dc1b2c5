import type { Slip } from '../model/facets.ts';

/** Mean levels of one component's 8 x 8 blocks in quantization steps, rows from the top, `h` x `v` blocks to a cell. */
export interface BlockPlane {
  readonly h: number;
  readonly v: number;
  readonly levels: Int32Array;
  /** How many 8-bit levels a step is. */
  readonly levelsPerStep: number;
}

/** Share of the row on either side of a slip that is needed to see it, and so many cells. */
const LEAST_SHARE = 0.12;
const LEAST_CELLS = 4;
/** Steps: what counts as spread where there is none. */
const LEAST_SPREAD = 0.15;
/** Of the steps' absolute median: a block beyond it says no more than one at it. */
const CAP = 4;
/** From the median deviation to the deviation of a median of n, times the root of n (normal distribution). */
const MEDIAN_DEVIATION = 1.253 * 1.4826;

const medianOf = (values: readonly number[]): number => {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};

/** Per cell, how much the level rises from the block above its top edge to the one below; 0 in the first row. */
const risesOf = ({ h, v, levels }: BlockPlane, columns: number, rows: number): Float64Array => {
  const stride = columns * h;
  const rises = new Float64Array(columns * rows);
  for (let cell = columns; cell < rises.length; cell += 1) {
    const x = cell % columns;
    const at = ((cell - x) / columns) * v * stride + x * h;
    let sum = 0;
    for (let part = at; part < at + h; part += 1) sum += levels[part]! - levels[part - stride]!;
    rises[cell] = sum / h;
  }
  return rises;
};

/** How much more one side rises than the other, for each split, in this row of cells less the next: capped means. */
const splitOf = (upper: Float64Array, lower: Float64Array, margin: number): number => {
  const columns = upper.length;
  const cap = CAP * medianOf([...upper, ...lower].map(Math.abs)) + 1;
  const capped = (value: number): number => Math.max(-cap, Math.min(cap, value));
  let [upperLeft, lowerLeft, upperRight, lowerRight] = [0, 0, 0, 0];
  for (let x = 0; x < columns; x += 1) {
    upperRight += capped(upper[x]!);
    lowerRight += capped(lower[x]!);
  }
  let best = { column: margin, strength: -1 };
  for (let x = 1; x <= columns - margin; x += 1) {
    const [above, below] = [capped(upper[x - 1]!), capped(lower[x - 1]!)];
    upperLeft += above;
    upperRight -= above;
    lowerLeft += below;
    lowerRight -= below;
    if (x < margin) continue;
    const right = upperRight / (columns - x) - upperLeft / x;
    const left = lowerLeft / x - lowerRight / (columns - x);
    if (right * left <= 0) continue;
    const strength = Math.min(Math.abs(right), Math.abs(left)) * Math.sqrt(Math.min(x, columns - x));
    if (strength > best.strength) best = { column: x, strength };
  }
  return best.column;
};

/** Spreads of the medians by which the sides differ, the smaller of both rows, less for cells that do not follow. */
const weigh = (upper: Float64Array, lower: Float64Array, column: number): { score: number; rise: number } => {
  const sides = [upper.subarray(column), lower.subarray(0, column), upper.subarray(0, column), lower.subarray(column)];
  const [right, left, before, after] = sides.map((side) => medianOf([...side])) as [number, number, number, number];
  const moved = [...sides[0]!, ...sides[1]!];
  const still = [...sides[2]!, ...sides[3]!];
  const [movedBy, stillBy] = [medianOf(moved), medianOf(still)];
  const rise = movedBy - stillBy;
  const sign = Math.sign(rise);
  const contrast = Math.min((right - before) * sign, (left - after) * sign);
  if (sign === 0 || contrast <= 0) return { score: 0, rise };
  const deviations = [...moved.map((it) => Math.abs(it - movedBy)), ...still.map((it) => Math.abs(it - stillBy))];
  const spread = (medianOf(deviations) + LEAST_SPREAD) * MEDIAN_DEVIATION;
  const middle = stillBy + rise / 2;
  const follow =
    moved.filter((it) => (it - middle) * sign > 0).length + still.filter((it) => (it - middle) * sign < 0).length;
  const agreement = Math.max(0, (2 * follow) / deviations.length - 1);
  const cells = Math.min(column, upper.length - column);
  return { score: (contrast / spread) * Math.sqrt(cells) * agreement, rise };
};

/**
 * The likeliest place from which on all cells of a component are lighter or darker by one amount. A DC level is coded as the difference
 * to the one before, so one wrong difference moves all that follow: seen against the row above, one width of cells along the reading
 * path rises by the same, right of the place in its row and left of it in the next, and nothing else does. Undefined where fewer
 * than three rows, or too few columns, say anything.
 */
export const slipOf = (planes: readonly BlockPlane[], columns: number, rows: number): Slip | undefined => {
  const margin = Math.max(LEAST_CELLS, Math.round(columns * LEAST_SHARE));
  if (columns < 2 * margin) return undefined;
  let best: Slip | undefined;
  for (const plane of planes) {
    const rises = risesOf(plane, columns, rows);
    for (let row = 1; row + 1 < rows; row += 1) {
      const upper = rises.subarray(row * columns, (row + 1) * columns);
      const lower = rises.subarray((row + 1) * columns, (row + 2) * columns);
      const column = splitOf(upper, lower, margin);
      const { score, rise } = weigh(upper, lower, column);
      if (score <= (best?.score ?? 0)) continue;
      best = { component: planes.indexOf(plane), column, row, score, rise: rise * plane.levelsPerStep };
    }
  }
  return best;
};
