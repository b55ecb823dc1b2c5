import { isUtf8 } from 'node:buffer';
import { createSealedFile } from '../catalog/sealed-file.ts';
import type { ByteSource } from '../model/byte-source.ts';
import { UserError } from '../model/errors.ts';
import { StorageError } from '../storage/errors.ts';
import type { ParquetColumn, ParquetTable } from '../storage/parquet.ts';
import { HEAD_ROWS, type ManifestHead } from './head.ts';

/** A column of bytes is looked into only where its part of the first row group is not larger. */
const LOOK_BYTES = 64 * 2 ** 20;
const LONGEST_TEXT_BYTES = 4_096;
/** Cells may be said once and repeated by a dictionary: above the free bytes, so many times the file may come out. */
const FREE_BYTES = 10 * 2 ** 20;
const MAX_RATIO = 200;
const ROW_NUMBERS = 'file_row_number';
const CONTROL = /\p{Cc}/u;

/** Loaded for the first Parquet file: most datasets have none. */
const open = async (source: ByteSource): Promise<ParquetTable> => {
  const { openParquet } = await import('../storage/parquet.ts');
  return openParquet(source);
};

/** A value as a cell; '' for null and for what is no cell. */
const cellOf = (value: unknown): string => {
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.length).toString();
  return value === null || value === undefined || typeof value === 'object' ? '' : String(value);
};

/** Older writers leave texts without a mark that says so. Pictures hold control characters. */
const isText = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  (value instanceof Uint8Array && value.length <= LONGEST_TEXT_BYTES && isUtf8(value) && !CONTROL.test(cellOf(value)));

const holdsTexts = async (table: ParquetTable, name: string): Promise<boolean> => {
  if (table.groups.length === 0 || table.columnBytes(0, name) > LOOK_BYTES) return false;
  const values = await table.readGroup(0, [name]);
  return values.slice(0, HEAD_ROWS).every(([value]) => isText(value));
};

/** Columns that hold cells, and those that hold pictures. */
const sortColumns = async (table: ParquetTable) => {
  const cells: string[] = [];
  const pictures: ParquetColumn[] = [];
  for (const column of table.columns) {
    if (column.kind === 'other') continue;
    if (column.kind === 'wrapped-bytes') pictures.push(column);
    else if (column.kind === 'bytes' && !(await holdsTexts(table, column.name))) pictures.push(column);
    else cells.push(column.name);
  }
  return { cells, pictures };
};

const asUserError = (error: unknown, file: string): unknown =>
  error instanceof StorageError && error.cause === 'PARQUET'
    ? new UserError('sources.manifest-parquet', { file, detail: error.message })
    : error;

/** Reads the footer and the first rows. Throws UserError, StorageError. */
export const readParquetHead = async (source: ByteSource, name: string): Promise<ManifestHead> => {
  try {
    const table = await open(source);
    // What DuckDB numbers rows with, from which the clean copy is made.
    if (table.columns.some((column) => column.name === ROW_NUMBERS)) {
      throw new StorageError('PARQUET', `its column ${ROW_NUMBERS} has a name that is taken`);
    }
    const { cells, pictures } = await sortColumns(table);
    const values = table.groups.length === 0 ? [] : await table.readGroup(0, cells);
    const header = [...cells, ...pictures.map((column) => column.name)];
    const rows = values.slice(0, HEAD_ROWS).map((row) => header.map((_, at) => cellOf(row[at])));
    const named = (isOne: (kind: ParquetColumn['kind']) => boolean) =>
      table.columns.filter(({ kind }) => isOne(kind)).map((column) => column.name);
    const kinds = {
      numbers: named((kind) => kind === 'number' || kind === 'boolean'),
      others: named((kind) => kind === 'other'),
    };
    return { form: 'parquet', encoding: 'utf-8', delimiter: '', newline: '\n', header, rows, pictures, kinds };
  } catch (error) {
    throw asUserError(error, name);
  }
};

const jsonOf = (value: unknown): string => {
  const cell = cellOf(value);
  if (cell === '') return 'null';
  return typeof value === 'string' || value instanceof Uint8Array ? JSON.stringify(cell) : cell;
};

/**
 * Writes some columns down as JSON Lines, a row a line: what is listed from then on, and what row a clean copy keeps, comes from there.
 * One row group in memory at a time. Throws UserError, StorageError.
 */
export const transcribeParquet = async (
  source: ByteSource,
  { name, columns, path }: { readonly name: string; readonly columns: readonly string[]; readonly path: string },
): Promise<void> => {
  const file = createSealedFile(path);
  const keys = columns.map((column) => JSON.stringify(column));
  const most = Math.max(FREE_BYTES, MAX_RATIO * source.size);
  let bytes = 0;
  try {
    const table = await open(source);
    for (const group of table.groups.keys()) {
      for (const row of await table.readGroup(group, columns)) {
        const line = Buffer.from(`{${row.map((value, at) => `${keys[at]}: ${jsonOf(value)}`).join(', ')}}\n`);
        bytes += line.length;
        if (bytes > most) throw new StorageError('PARQUET', `its cells take more than ${MAX_RATIO} times its size`);
        file.write(line);
      }
    }
    file.seal();
  } catch (error) {
    file.discard();
    throw asUserError(error, name);
  }
};
