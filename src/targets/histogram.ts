import type { Histogram } from '../model/summary.ts';

const MOST_BINS = 40;

/** The last bin that starts at or below the value; the largest value belongs to the last bin. */
const binOf = (edges: readonly number[], value: number): number => {
  let below = 0;
  let above = edges.length - 1;
  while (above - below > 1) {
    const middle = (below + above) >> 1;
    if (edges[middle]! <= value) below = middle;
    else above = middle;
  }
  return below;
};

/**
 * Equal bins from the smallest to the largest finite value, the last one closed on both sides as numpy's. As many as the
 * square root of the count, at most 40; a single value has one bin of no width. Depends on the values only, not on their order.
 */
export const histogram = (values: Float64Array): Histogram => {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  let n = 0;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
    n += 1;
  }
  if (n === 0) return { edges: [], counts: [] };
  if (low === high) return { edges: [low, high], counts: [n] };

  const bins = Math.min(MOST_BINS, Math.ceil(Math.sqrt(n)));
  const edges = [low];
  for (let edge = 1; edge < bins; edge += 1) {
    // Weights, not steps: high - low may not fit a double. Rounding must not let an edge fall behind the last.
    const between = low * ((bins - edge) / bins) + high * (edge / bins);
    edges.push(Math.min(high, Math.max(between, edges[edge - 1]!)));
  }
  edges.push(high);
  const counts = new Array<number>(bins).fill(0);
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    counts[binOf(edges, value)]! += 1;
  }
  return { edges, counts };
};
