import type { MomentColumns, RowsNode } from '../model/feature-state.ts';
import { mergeMoments, momentsOfSums, type RunningMoments } from './moments.ts';

/** Rows of a leaf: as many as the samples of which slices are made, so that a part's slices are whole leaves where it begins one. */
export const LEAF_ROWS = 16;

/** What is known so far of the rows that may be added. 'some': others may come before and after; 'all': there are none. */
export type RowsAdded = 'some' | 'all';

export interface RowTree {
  /** Rows ascending; `values`: one for each feature, read at once. */
  readonly addRow: (row: number, values: ArrayLike<number>) => void;
  /** Behind all rows and nodes that were added; the node is the tree's own from then on. */
  readonly addNode: (node: RowsNode) => void;
  /** Of 'some' rows, once: subtrees that are whole, and rows of leaves that may not be. */
  readonly parts: () => {
    readonly nodes: readonly RowsNode[];
    readonly rows: readonly number[];
    readonly values: Float64Array;
  };
  /** Of 'all' rows, once; undefined without any. */
  readonly root: () => MomentColumns | undefined;
}

export const emptyMoments = (features: number): MomentColumns => ({
  n: new Float64Array(features),
  mean: new Float64Array(features),
  meanRest: new Float64Array(features),
  spread: new Float64Array(features),
  spreadRest: new Float64Array(features),
});

export const momentsAt = (
  { n, mean, meanRest, spread, spreadRest }: MomentColumns,
  feature: number,
): RunningMoments => ({
  n: n[feature]!,
  mean: mean[feature]!,
  meanRest: meanRest[feature]!,
  spread: spread[feature]!,
  spreadRest: spreadRest[feature]!,
});

const setMoments = (into: MomentColumns, feature: number, moments: RunningMoments): void => {
  into.n[feature] = moments.n;
  into.mean[feature] = moments.mean;
  into.meanRest[feature] = moments.meanRest;
  into.spread[feature] = moments.spread;
  into.spreadRest[feature] = moments.spreadRest;
};

/** Into `one`. */
const mergeColumns = (one: MomentColumns, other: MomentColumns): void => {
  for (let feature = 0; feature < one.n.length; feature += 1) {
    setMoments(one, feature, mergeMoments(momentsAt(one, feature), momentsAt(other, feature)));
  }
};

/** Moments of up to `LEAF_ROWS` rows, one after the other, each feature around its own mean. */
const leafMoments = (values: Float64Array, features: number): MomentColumns => {
  const into = emptyMoments(features);
  const { n, mean: centers } = into;
  const sums = new Float64Array(features);
  const squares = new Float64Array(features);
  for (let at = 0, feature = 0; at < values.length; at += 1, feature += 1) {
    if (feature === features) feature = 0;
    const value = values[at]!;
    if (value - value !== 0) continue;
    n[feature]! += 1;
    centers[feature]! += value;
  }
  for (let feature = 0; feature < features; feature += 1) {
    const center = centers[feature]! / n[feature]!;
    // Where the sum overflows, any value of the leaf's size will do; without values, none is taken off.
    centers[feature] = Number.isFinite(center) ? center : 0;
  }
  for (let at = 0, feature = 0; at < values.length; at += 1, feature += 1) {
    if (feature === features) feature = 0;
    const value = values[at]!;
    if (value - value !== 0) continue;
    const apart = value - centers[feature]!;
    sums[feature]! += apart;
    squares[feature]! += apart * apart;
  }
  for (let feature = 0; feature < features; feature += 1) {
    if (n[feature] === 0) continue;
    const own = { n: n[feature]!, center: centers[feature]!, sum: sums[feature]!, squares: squares[feature]! };
    setMoments(into, feature, momentsOfSums(own));
  }
  return into;
};

/** How many levels above the leaves two of them meet. */
const meetingLevel = (one: number, other: number): number => 32 - Math.clz32(one ^ other);

/**
 * Moments of features over rows by a binary tree whose shape the rows' numbers alone decide: leaves of 16 rows, then 2, 4, 8 … leaves,
 * each merged as by `mergeMoments`. A subtree that lacks rows is what the others come to. So sums of some rows can be merged with those of others
 * to the last bit of what all of them in order give, however they were cut. Rows below 2^36.
 */
export const createRowTree = (features: number, added: RowsAdded): RowTree => {
  const nodes: RowsNode[] = [];
  const rows: number[] = [];
  const leafValues = new Float64Array(LEAF_ROWS * features);
  const kept: { readonly rows: readonly number[]; readonly values: Float64Array }[] = [];
  let leaf = -1;
  let last = -1;
  /** First leaf that is known to be whole. */
  let start = added === 'all' ? 0 : -1;

  /** Merges what is whole: subtrees of leaves from the first one that is whole up to `end`. */
  const settle = (end: number): void => {
    for (;;) {
      const [one, other] = [nodes.at(-2), nodes.at(-1)];
      if (one === undefined || other === undefined) return;
      const leaves = 2 ** meetingLevel(one.leaf, other.leaf);
      const first = Math.floor(one.leaf / leaves) * leaves;
      if (first < start || first + leaves > end) return;
      mergeColumns(one.moments, other.moments);
      nodes.pop();
    }
  };

  const push = (node: RowsNode): void => {
    settle(node.leaf);
    nodes.push(node);
  };

  const keepLeaf = (): void => {
    if (rows.length > 0) kept.push({ rows: [...rows], values: leafValues.slice(0, rows.length * features) });
    rows.length = 0;
  };

  const closeLeaf = (): void => {
    if (rows.length === 0) return;
    if (start === -1) start = rows[0]! % LEAF_ROWS === 0 ? leaf : leaf + 1;
    if (leaf < start) keepLeaf();
    else push({ leaf, moments: leafMoments(leafValues.subarray(0, rows.length * features), features) });
    rows.length = 0;
  };

  return {
    addRow: (row, values) => {
      const own = Math.floor(row / LEAF_ROWS);
      if (own !== leaf) closeLeaf();
      if (row <= last) throw new Error(`row ${row} comes after row ${last}`);
      leaf = own;
      last = row;
      const from = rows.length * features;
      for (let feature = 0; feature < features; feature += 1) leafValues[from + feature] = values[feature]!;
      rows.push(row);
      if (row % LEAF_ROWS === LEAF_ROWS - 1) closeLeaf();
    },
    addNode: (node) => {
      closeLeaf();
      leaf = node.leaf;
      push(node);
    },
    parts: () => {
      settle(rows.length > 0 ? leaf : leaf + 1);
      keepLeaf();
      const values = new Float64Array(kept.reduce((sum, each) => sum + each.values.length, 0));
      let at = 0;
      for (const each of kept) {
        values.set(each.values, at);
        at += each.values.length;
      }
      return { nodes, rows: kept.flatMap((each) => each.rows), values };
    },
    root: () => {
      closeLeaf();
      settle(Number.POSITIVE_INFINITY);
      return nodes[0]?.moments;
    },
  };
};
