import type { ManifestForm } from '../model/listing.ts';
import type { Dialect } from '../storage/delimited.ts';
import type { ParquetColumn } from '../storage/parquet.ts';

/** A manifest's form and its first rows: what `columns.ts` chooses from. */
export interface ManifestHead extends Dialect {
  readonly form: ManifestForm;
  readonly newline: '\n' | '\r\n' | '\r';
  readonly header: readonly string[];
  /** Cells of the first rows, at most 1,000. */
  readonly rows: readonly (readonly string[])[];
  /** Of Parquet: the columns that hold pictures; their cells are ''. */
  readonly pictures?: readonly ParquetColumn[];
  /** Of Parquet: the columns of numbers and truth values, and those whose values are no cells, which `header` lacks. */
  readonly kinds?: { readonly numbers: readonly string[]; readonly others: readonly string[] };
  /** Of a list: the first line without a class number behind its path, and how many have one. */
  readonly unlabeled?: { readonly line: number; readonly labeled: number };
}

export const HEAD_ROWS = 1_000;
