/** What a series of numbers comes to. */
export interface FeatureSums {
  /** Finite values; what follows is of these. */
  readonly n: number;
  readonly nonfinite: number;
  /** null where no value is finite, or the number does not fit a double. */
  readonly min: number | null;
  readonly max: number | null;
  readonly mean: number | null;
  /** Of the population. */
  readonly variance: number | null;
}

/**
 * One feature of a part of the dataset (an array of rows, a table), over all rows that were listed: a line of features.jsonl and a row of
 * the table `features`.
 */
export interface FeatureLine extends FeatureSums {
  /** Key of the array or file. */
  readonly part: string;
  /** Counted from 0. */
  readonly feature: number;
  /**
   * 'feature': a column of floats or of a table, which checks look at by itself. 'element': of a picture or of integers, listed for what
   * the stated preprocessing makes of it alone.
   */
  readonly kind: 'feature' | 'element';
  /** null where features have no names. */
  readonly name: string | null;
  /** Equal for features that are equal in every row. */
  readonly hash: string;
  /** Largest magnitude that the stated preprocessing leaves; null where none is stated, or no end of the values stays finite. */
  readonly prepared: number | null;
  /** Of what scale and function leave; only where features are standardized after a function. */
  readonly met?: Omit<FeatureSums, 'nonfinite'>;
}
