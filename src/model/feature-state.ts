/** Moments of each feature over some rows, a column a number, as `RunningMoments` has them. */
export interface MomentColumns {
  readonly n: Float64Array;
  readonly mean: Float64Array;
  readonly meanRest: Float64Array;
  readonly spread: Float64Array;
  readonly spreadRest: Float64Array;
}

/** A subtree of the fixed tree over rows whose moments are known. */
export interface RowsNode {
  /** Which leaf, counted from 0, is the first of it that holds rows. */
  readonly leaf: number;
  readonly moments: MomentColumns;
}

/** What the features of some rows of a part come to: merged with those of all other rows, it gives what all rows at once would. */
export interface FeatureState {
  /** Rows whose neighbors in the tree may be among others, kept as they are: `values` row by row, in order. */
  readonly rows: readonly number[];
  readonly values: Float64Array;
  readonly nodes: readonly RowsNode[];
  readonly nonfinite: Float64Array;
  readonly min: Float64Array;
  readonly max: Float64Array;
  /** Two words a feature, as `FeatureStatistics` has its hash. */
  readonly hash: Int32Array;
}
