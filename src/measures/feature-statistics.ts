import { mergeMoments, momentsOfSums, NO_MOMENTS, type RunningMoments, varianceOf } from './moments.ts';

/** What one feature comes to over all rows. Of the finite values, n of them; with n = 0 the numbers are NaN. */
export interface FeatureStatistics {
  readonly n: number;
  readonly nonfinite: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** Of the population; Infinity where a sum of squares does not fit a double. */
  readonly variance: number;
  /** Equal for features that are equal in every row, 16 hexadecimal digits. -0 is 0 here, and any NaN like any other. */
  readonly hash: string;
}

export interface FeatureStatisticsOfRows {
  /** One value for each feature. */
  readonly addRow: (values: ArrayLike<number>) => void;
  /** `rows` rows, one after the other, row-major. */
  readonly addRows: (data: ArrayLike<number>, rows: number) => void;
  /** Once, by feature. */
  readonly finish: () => readonly FeatureStatistics[];
}

/** Above this many nothing is kept of features: they are pixels or embeddings. */
export const MOST_FEATURES = 65_536;
/** Doubles that are kept until they are summed: 8 MiB. */
const BLOCK_VALUES = 2 ** 20;
const MOST_BLOCK_ROWS = 256;

const HIGH = 2 ** 32;
const hex = (word: number): string => (word >>> 0).toString(16).padStart(8, '0');

/**
 * Statistics of features over rows in order, in any chunking: rows are summed in blocks of a fixed size, each around its own mean, and
 * blocks merged as by `mergeMoments`. The hash adds up a scrambled word pair for each value and row (finalizers after MurmurHash3), so
 * equal features are found without a second pass. Memory: some 8 MiB and 100 bytes a feature.
 *
 * @param features at most 65,536.
 */
export const createFeatureStatistics = (features: number): FeatureStatisticsOfRows => {
  const blockRows = Math.max(1, Math.min(MOST_BLOCK_ROWS, Math.floor(BLOCK_VALUES / Math.max(1, features))));
  const block = new Float64Array(blockRows * features);
  const words = new Int32Array(block.buffer);
  const all: RunningMoments[] = new Array(features).fill(NO_MOMENTS);
  const nonfinite = new Float64Array(features);
  const min = new Float64Array(features).fill(Number.POSITIVE_INFINITY);
  const max = new Float64Array(features).fill(Number.NEGATIVE_INFINITY);
  const hashOne = new Int32Array(features);
  const hashTwo = new Int32Array(features);
  const counts = new Int32Array(features);
  const centers = new Float64Array(features);
  const sums = new Float64Array(features);
  const squares = new Float64Array(features);
  let filled = 0;
  /** Rows before the block. */
  let before = 0;

  const hashRow = (row: number): void => {
    const place = before + row;
    const seed = Math.imul(place | 0, 0x9e3779b1) ^ Math.imul(Math.floor(place / HIGH), 0x85ebca6b);
    const other = Math.imul(seed ^ 0x5bd1e995, 0xc2b2ae35);
    for (let feature = 0, at = 2 * row * features; feature < features; feature += 1, at += 2) {
      const low = words[at]!;
      const high = words[at + 1]!;
      let one = Math.imul(low ^ seed, 0x85ebca6b);
      one = Math.imul((one ^ (one >>> 15)) + high, 0xc2b2ae35);
      let two = Math.imul(high ^ other, 0xcc9e2d51);
      two = Math.imul((two ^ (two >>> 16)) + low, 0x1b873593);
      hashOne[feature]! += Math.imul(one ^ (one >>> 13), 0x27d4eb2f);
      hashTwo[feature]! += Math.imul(two ^ (two >>> 14), 0x165667b1);
    }
  };

  /** Finite values, their sum as a first center, and their ends. */
  const addEnds = (row: number): void => {
    for (let feature = 0, at = row * features; feature < features; feature += 1, at += 1) {
      const value = block[at]!;
      if (value - value !== 0) {
        nonfinite[feature]! += 1;
        continue;
      }
      counts[feature]! += 1;
      centers[feature]! += value;
      if (value < min[feature]!) min[feature] = value;
      if (value > max[feature]!) max[feature] = value;
    }
  };

  const addApart = (row: number): void => {
    for (let feature = 0, at = row * features; feature < features; feature += 1, at += 1) {
      const value = block[at]!;
      if (value - value !== 0) continue;
      const apart = value - centers[feature]!;
      sums[feature]! += apart;
      squares[feature]! += apart * apart;
    }
  };

  const fold = (): void => {
    for (const column of [counts, centers, sums, squares]) column.fill(0);
    for (let row = 0; row < filled; row += 1) {
      hashRow(row);
      addEnds(row);
    }
    for (let feature = 0; feature < features; feature += 1) {
      const center = centers[feature]! / counts[feature]!;
      // Where the sum overflows, any value of the block's size will do.
      centers[feature] = Number.isFinite(center) ? center : 0;
    }
    for (let row = 0; row < filled; row += 1) addApart(row);
    for (let feature = 0; feature < features; feature += 1) {
      const n = counts[feature]!;
      if (n === 0) continue;
      const own = { n, center: centers[feature]!, sum: sums[feature]!, squares: squares[feature]! };
      all[feature] = mergeMoments(all[feature]!, momentsOfSums(own));
    }
    before += filled;
    filled = 0;
  };

  const addRows = (data: ArrayLike<number>, rows: number): void => {
    for (let row = 0; row < rows; row += 1) {
      const target = filled * features;
      const from = row * features;
      for (let feature = 0; feature < features; feature += 1) {
        const value = data[from + feature]!;
        // Numbers that compare equal are the same word for the hash.
        block[target + feature] = Number.isNaN(value) ? Number.NaN : value + 0;
      }
      filled += 1;
      if (filled === blockRows) fold();
    }
  };

  const told = (feature: number): FeatureStatistics => {
    const moments = all[feature]!;
    const hash = hex(hashOne[feature]!) + hex(hashTwo[feature]!);
    const counted = { n: moments.n, nonfinite: nonfinite[feature]!, hash };
    if (moments.n === 0) {
      return { ...counted, min: Number.NaN, max: Number.NaN, mean: Number.NaN, variance: Number.NaN };
    }
    const ends = { min: min[feature]!, max: max[feature]! };
    if (ends.min === ends.max) return { ...counted, ...ends, mean: ends.min, variance: 0 };
    return { ...counted, ...ends, mean: moments.mean, variance: varianceOf(moments) };
  };
  return {
    addRow: (values) => addRows(values, 1),
    addRows,
    finish: () => {
      fold();
      return Array.from({ length: features }, (_, feature) => told(feature));
    },
  };
};
