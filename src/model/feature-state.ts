/** A subtree of the fixed tree over rows whose moments are known. */
export interface RowsNode {
  /** Which leaf, counted from 0, is the first of it that holds rows. */
  readonly leaf: number;
  /** Five numbers a feature: `RunningMoments` in the order n, mean, meanRest, spread, spreadRest. */
  readonly moments: Float64Array;
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
