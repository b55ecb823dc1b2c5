/** A file that `exportArrays` made. */
export interface CopiedArray {
  /** Absolute path of the copy. */
  readonly path: string;
  /** The array or database that it was made of; of the numbers and keys of rows, the one whose rows they are. */
  readonly of: string;
  readonly rows: number;
}
