import type { ResourceRef, TableCell } from '../model/sample.ts';
import { StorageError } from './errors.ts';
import { type OpenFile, openLocal, type Roots } from './local.ts';
import type { ParquetTable } from './parquet.ts';

/** Opens cells of Parquet files as if each were a file. */
export interface CellOpener {
  /**
   * Throws StorageError as `openLocal` does; 'PARQUET' where the row group cannot be decoded, 'NO-CELL' where the cell holds
   * nothing. The bytes are good until the next cell is opened.
   */
  readonly open: (resource: ResourceRef, cell: TableCell) => Promise<OpenFile>;
}

interface OpenTable {
  readonly resource: ResourceRef;
  readonly file: OpenFile;
  readonly table: ParquetTable;
}

interface ReadGroup {
  readonly column: string;
  readonly first: number;
  readonly values: readonly (readonly unknown[])[];
}

const bytesOf = (value: unknown, member: string | undefined): Uint8Array | undefined => {
  if (value instanceof Uint8Array) return member === undefined ? value : undefined;
  if (member === undefined || typeof value !== 'object' || value === null) return undefined;
  return bytesOf(Object.getOwnPropertyDescriptor(value, member)?.value, undefined);
};

const asFile = (bytes: Uint8Array, file: OpenFile): OpenFile => ({
  size: bytes.length,
  identity: file.identity,
  read: (offset, into) => {
    const piece = bytes.subarray(offset, offset + into.length);
    into.set(piece);
    return piece.length;
  },
  readAll: () => bytes,
  verifyUnchanged: file.verifyUnchanged,
  close: () => {},
});

/** Keeps the last file open and its last row group decoded: cells come in order. Memory: one column of one row group. */
export const createCellOpener = (roots: Roots): CellOpener => {
  let current: OpenTable | undefined;
  let group: ReadGroup | undefined;
  /** The row group that could not be decoded: its next rows need not try again. */
  let broken: { readonly at: number; readonly error: unknown } | undefined;

  const tableOf = async (resource: ResourceRef): Promise<OpenTable> => {
    if (current?.resource === resource) return current;
    current?.file.close();
    current = undefined;
    group = undefined;
    broken = undefined;
    const file = openLocal(roots, resource);
    try {
      // Loaded for the first cell: most datasets have none.
      const { openParquet } = await import('./parquet.ts');
      current = { resource, file, table: await openParquet(file) };
      return current;
    } catch (error) {
      file.close();
      throw error;
    }
  };

  const groupOf = async ({ table }: OpenTable, { row, column }: TableCell): Promise<ReadGroup> => {
    const known = group;
    const isThere = known !== undefined && row >= known.first && row < known.first + known.values.length;
    if (isThere && known.column === column) return known;
    group = undefined;
    const at = table.groups.findIndex(({ first, rows }) => row >= first && row < first + rows);
    if (at < 0) throw new StorageError('CHANGED', `row ${row} of ${table.rows} is not there`);
    if (broken?.at === at) throw broken.error;
    const values = await table.readGroup(at, [column]).catch((error) => {
      broken = { at, error };
      throw error;
    });
    group = { column, first: table.groups[at]!.first, values };
    return group;
  };

  return {
    open: async (resource, cell) => {
      const open = await tableOf(resource);
      const { first, values } = await groupOf(open, cell);
      const bytes = bytesOf(values[cell.row - first]?.[0], cell.member);
      if (bytes === undefined) throw new StorageError('NO-CELL', `row ${cell.row} holds no bytes in ${cell.column}`);
      return asFile(bytes, open.file);
    },
  };
};
