import type { FeatureState } from '../model/feature-state.ts';
import { varianceOf } from './moments.ts';
import { createRowTree, LEAF_ROWS, MOMENTS, momentsAt, type RowsAdded } from './row-tree.ts';

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
  /** Rows ascending; `values`: one for each feature. */
  readonly addRow: (row: number, values: ArrayLike<number>) => void;
  /** What other rows came to, all of them behind those that were added. */
  readonly addState: (state: FeatureState) => void;
  /** Of 'some' rows, once. */
  readonly state: () => FeatureState;
  /** Of 'all' rows, once, by feature. */
  readonly finish: () => readonly FeatureStatistics[];
}

/** Above this many nothing is kept of features: they are pixels or embeddings. */
export const MOST_FEATURES = 65_536;

const HIGH = 2 ** 32;
const hex = (word: number): string => (word >>> 0).toString(16).padStart(8, '0');

/** MurmurHash3's finalizer: each bit of the word changes each bit of what comes of it half of the time. */
const scrambled = (word: number): number => {
  const one = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  const two = Math.imul(one ^ (one >>> 13), 0xc2b2ae35);
  return two ^ (two >>> 16);
};

/**
 * Statistics of features over rows, the same to the last bit whether all rows are added or what parts of them came to, wherever these were
 * cut. Moments by the fixed tree of `createRowTree`. The hash adds up, modulo 2^32 each, two scrambled words for each value and the number of its row:
 * sums do not depend on the order, and two features that differ in some row collide by a chance of 2^-64.
 * Memory: some 300 bytes a feature.
 *
 * @param features at most 65,536.
 * @param added 'some': for `state`; 'all': for `finish`.
 */
export const createFeatureStatistics = (features: number, added: RowsAdded): FeatureStatisticsOfRows => {
  const tree = createRowTree(features, added);
  const current = new Float64Array(features);
  const words = new Int32Array(current.buffer);
  const nonfinite = new Float64Array(features);
  const min = new Float64Array(features).fill(Number.POSITIVE_INFINITY);
  const max = new Float64Array(features).fill(Number.NEGATIVE_INFINITY);
  const hash = new Int32Array(2 * features);

  const hashRow = (row: number): void => {
    const seed = Math.imul(row | 0, 0x9e3779b1) ^ Math.imul(Math.floor(row / HIGH), 0x85ebca6b);
    const other = Math.imul(seed ^ 0x5bd1e995, 0xc2b2ae35);
    for (let at = 0; at < hash.length; at += 2) {
      const low = words[at]!;
      const high = words[at + 1]!;
      const one = Math.imul(low ^ seed, 0x27d4eb2f);
      const two = Math.imul(high ^ other, 0xcc9e2d51);
      hash[at]! += scrambled((one ^ (one >>> 15)) + high);
      hash[at + 1]! += scrambled((two ^ (two >>> 16)) + low);
    }
  };

  const addEnds = (): void => {
    for (let feature = 0; feature < features; feature += 1) {
      const value = current[feature]!;
      if (value - value !== 0) {
        nonfinite[feature]! += 1;
        continue;
      }
      if (value < min[feature]!) min[feature] = value;
      if (value > max[feature]!) max[feature] = value;
    }
  };

  const addState = (state: FeatureState): void => {
    for (let feature = 0; feature < features; feature += 1) {
      nonfinite[feature]! += state.nonfinite[feature]!;
      min[feature] = Math.min(min[feature]!, state.min[feature]!);
      max[feature] = Math.max(max[feature]!, state.max[feature]!);
      hash[2 * feature]! += state.hash[2 * feature]!;
      hash[2 * feature + 1]! += state.hash[2 * feature + 1]!;
    }
    const firstLeaf = state.nodes[0]?.leaf ?? Number.POSITIVE_INFINITY;
    const addRows = (isHead: (row: number) => boolean): void => {
      for (const [at, row] of state.rows.entries()) {
        if (isHead(row)) tree.addRow(row, state.values.subarray(at * features, (at + 1) * features));
      }
    };
    const isBefore = (row: number): boolean => row < firstLeaf * LEAF_ROWS;
    addRows(isBefore);
    for (const node of state.nodes) tree.addNode(node);
    addRows((row) => !isBefore(row));
  };

  const told = (all: Float64Array, feature: number): FeatureStatistics => {
    const own = momentsAt(all, feature);
    const digits = hex(hash[2 * feature]!) + hex(hash[2 * feature + 1]!);
    const counted = { n: own.n, nonfinite: nonfinite[feature]!, hash: digits };
    if (own.n === 0) return { ...counted, min: Number.NaN, max: Number.NaN, mean: Number.NaN, variance: Number.NaN };
    const ends = { min: min[feature]!, max: max[feature]! };
    if (ends.min === ends.max) return { ...counted, ...ends, mean: ends.min, variance: 0 };
    return { ...counted, ...ends, mean: own.mean, variance: varianceOf(own) };
  };
  return {
    addRow: (row, values) => {
      for (let feature = 0; feature < features; feature += 1) {
        const value = values[feature]!;
        // Numbers that compare equal are the same word for the hash.
        current[feature] = Number.isNaN(value) ? Number.NaN : value + 0;
      }
      hashRow(row);
      addEnds();
      tree.addRow(row, current);
    },
    addState,
    state: () => ({ ...tree.parts(), nonfinite, min, max, hash }),
    finish: () => {
      const all = tree.root() ?? new Float64Array(MOMENTS * features);
      return Array.from({ length: features }, (_, feature) => told(all, feature));
    },
  };
};
