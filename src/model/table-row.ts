import type { ByteSource } from './byte-source.ts';
import type { RowCells } from './facets.ts';

/** One row of a table as training reads it. */
export interface TableRow {
  /** One for each name; NaN for a cell that holds no number. */
  readonly values: Float64Array;
  readonly names: readonly string[];
  /** Which cells hold no number. */
  readonly cells: RowCells;
}

/** Reads as the .npy file of the row's values, little-endian doubles. */
export interface TableRowSource extends ByteSource {
  readonly row: TableRow;
}
