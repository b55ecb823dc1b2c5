import type { RowsNode } from '../model/feature-state.ts';
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
  readonly root: () => Float64Array | undefined;
}

/** Numbers that a feature takes in a node. */
export const MOMENTS = 5;

export const momentsAt = (node: Float64Array, feature: number): RunningMoments => {
  const at = feature * MOMENTS;
  return {
    n: node[at]!,
    mean: node[at + 1]!,
    meanRest: node[at + 2]!,
    spread: node[at + 3]!,
    spreadRest: node[at + 4]!,
  };
};

const setMoments = (node: Float64Array, feature: number, moments: RunningMoments): void => {
  const at = feature * MOMENTS;
  node[at] = moments.n;
  node[at + 1] = moments.mean;
  node[at + 2] = moments.meanRest;
  node[at + 3] = moments.spread;
  node[at + 4] = moments.spreadRest;
};

/** Into `one`. */
const mergeNodes = (one: Float64Array, other: Float64Array, features: number): void => {
  for (let feature = 0; feature < features; feature += 1) {
    setMoments(one, feature, mergeMoments(momentsAt(one, feature), momentsAt(other, feature)));
  }
};

/** Sums up to `LEAF_ROWS` rows that lie one after the other, each feature around its own mean. */
const createLeafSum = (features: number) => {
  const counts = new Float64Array(features);
  const centers = new Float64Array(features);
  const sums = new Float64Array(features);
  const squares = new Float64Array(features);

  const addCounts = (values: Float64Array): void => {
    for (let from = 0; from < values.length; from += features) {
      for (let feature = 0; feature < features; feature += 1) {
        const value = values[from + feature]!;
        if (value - value !== 0) continue;
        counts[feature]! += 1;
        centers[feature]! += value;
      }
    }
  };

  const addApart = (values: Float64Array): void => {
    for (let from = 0; from < values.length; from += features) {
      for (let feature = 0; feature < features; feature += 1) {
        const value = values[from + feature]!;
        if (value - value !== 0) continue;
        const apart = value - centers[feature]!;
        sums[feature]! += apart;
        squares[feature]! += apart * apart;
      }
    }
  };

  return (values: Float64Array): Float64Array => {
    for (const column of [counts, centers, sums, squares]) column.fill(0);
    addCounts(values);
    for (let feature = 0; feature < features; feature += 1) {
      const center = centers[feature]! / counts[feature]!;
      // Where the sum overflows, any value of the leaf's size will do; without values, none is taken off.
      centers[feature] = Number.isFinite(center) ? center : 0;
    }
    addApart(values);
    const node = new Float64Array(MOMENTS * features);
    for (let feature = 0; feature < features; feature += 1) {
      const n = counts[feature]!;
      if (n === 0) continue;
      const own = { n, center: centers[feature]!, sum: sums[feature]!, squares: squares[feature]! };
      setMoments(node, feature, momentsOfSums(own));
    }
    return node;
  };
};

/** How many levels above the leaves two of them meet. */
const meetingLevel = (one: number, other: number): number => 32 - Math.clz32(one ^ other);

/**
 * Moments of features over rows by a binary tree whose shape the rows' numbers alone decide: leaves of 16 rows, then 2, 4, 8 … leaves,
 * each merged as by `mergeMoments`. A subtree that lacks rows is what the others come to. So sums of some rows can be merged with those of others
 * to the last bit of what all of them in order give, however they were cut. Rows below 2^36.
 */
export const createRowTree = (features: number, added: RowsAdded): RowTree => {
  const sumLeaf = createLeafSum(features);
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
      mergeNodes(one.moments, other.moments, features);
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
    else push({ leaf, moments: sumLeaf(leafValues.subarray(0, rows.length * features)) });
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
