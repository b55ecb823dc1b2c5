/**
 * One feature of a part of the dataset (an array of rows, a table), over all rows that were listed: a line of listing/features.jsonl and
 * a row of the table `features`.
 */
export interface FeatureLine {
  /** Key of the array or file. */
  readonly part: string;
  /** Counted from 0. */
  readonly feature: number;
  /** null where features have no names. */
  readonly name: string | null;
  /** Finite values; what follows is of these. */
  readonly n: number;
  readonly nonfinite: number;
  /** null where no value is finite, or the number does not fit a double. */
  readonly min: number | null;
  readonly max: number | null;
  readonly mean: number | null;
  /** Of the population. */
  readonly variance: number | null;
  /** Equal for features that are equal in every row. */
  readonly hash: string;
}
