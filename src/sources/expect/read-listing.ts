import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { AsyncBuffer } from 'hyparquet';
import { UserError } from '../../model/errors.ts';
import type { ListingFormat } from '../../model/expectation.ts';
import { keyFromBytes } from '../../model/path-key.ts';
import { StorageError } from '../../storage/errors.ts';
import { type OpenFile, openLocal } from '../../storage/local.ts';
import { isChecksums, readChecksumLine } from './checksums.ts';
import { contentOf, linesOf } from './chunks.ts';
import type { Reading } from './entry.ts';
import {
  columnsOfSchema,
  csvCells,
  guessColumns,
  type InventoryColumns,
  isInventoryCsv,
  plainKey,
  readInventoryRow,
} from './inventory.ts';
import { jsonItems } from './json-items.ts';
import { isListObjects, isRclone, readRcloneItem, readS3Object } from './json-listings.ts';
import { isOssutil, readOssutilLine } from './ossutil.ts';
import { isQshell, readQshellLine } from './qshell.ts';

const HEAD_BYTES = 1 << 16;
const MOST_MANIFEST_BYTES = 5 * 2 ** 20;
const PARQUET_ROWS = 10_000;

/** A listing that was opened and recognised; nothing of it but its head is read yet. */
export interface ListingFile {
  readonly format: ListingFormat;
  readonly readings: () => AsyncGenerator<Reading> | Generator<Reading>;
  readonly close: () => void;
}

/** A listing may lie anywhere: the user named it. Throws UserError. */
const openNamed = (path: string): OpenFile => {
  try {
    return openLocal({ root: '/', follow: [] }, keyFromBytes(Buffer.from(resolve(path))));
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    throw new UserError('sources.expect-unreadable', { file: path, cause: error.cause });
  }
};

const headOf = (file: OpenFile, name: string): string => {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for (const chunk of contentOf(file, name)) {
    pieces.push(chunk);
    length += chunk.length;
    if (length >= HEAD_BYTES) break;
  }
  const head = Buffer.concat(pieces).subarray(0, HEAD_BYTES).toString('latin1');
  return head.startsWith('\xef\xbb\xbf') ? head.slice(3) : head;
};

type LineReader = (bytes: Buffer, line: number) => Reading;

function* byLines(file: OpenFile, name: string, read: LineReader): Generator<Reading> {
  for (const { line, bytes } of linesOf(contentOf(file, name))) yield read(bytes, line);
}

const inventoryLine =
  (columns: InventoryColumns): LineReader =>
  (bytes, line) => {
    const cells = csvCells(bytes.toString('utf8'));
    return /^bucket$/i.test(cells[0] ?? '') ? undefined : readInventoryRow(cells, line, columns);
  };

const cellText = (value: unknown): string => {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
  return value === null || value === undefined ? '' : String(value);
};

async function* parquetRows(file: OpenFile, name: string): AsyncGenerator<Reading> {
  const buffer: AsyncBuffer = {
    byteLength: file.size,
    slice: (start, end = file.size) => {
      const bytes = new Uint8Array(Math.max(0, end - start));
      file.read(start, bytes);
      return bytes.buffer;
    },
  };
  const { parquetMetadataAsync, parquetReadObjects } = await import('hyparquet');
  const { compressors } = await import('hyparquet-compressors');
  try {
    const metadata = await parquetMetadataAsync(buffer);
    const names = metadata.schema.slice(1).map((element) => element.name);
    const columns = columnsOfSchema(names, name);
    const wanted = names.filter((_, at) => Object.values(columns).includes(at));
    const rows = Number(metadata.num_rows);
    for (let rowStart = 0; rowStart < rows; rowStart += PARQUET_ROWS) {
      const rowEnd = Math.min(rows, rowStart + PARQUET_ROWS);
      const read = await parquetReadObjects({ file: buffer, metadata, columns: wanted, rowStart, rowEnd, compressors });
      for (const [at, row] of read.entries()) {
        const cells = names.map((column) => cellText(row[column]));
        yield readInventoryRow(cells, rowStart + at + 1, columns, plainKey);
      }
    }
  } catch (error) {
    if (error instanceof UserError || error instanceof StorageError) throw error;
    throw new UserError('sources.expect-damaged', { file: name });
  }
}

const isParquet = (head: string): boolean => head.startsWith('PAR1');

/** Data files are named by their keys in the bucket; downloaded, they lie beside manifest.json or in `data/` near it. */
const findDataFile = (manifest: string, key: string): string => {
  const folder = dirname(resolve(manifest));
  const name = basename(key);
  const places = [join(folder, name), join(folder, 'data', name), join(folder, '..', 'data', name), join(folder, key)];
  const found = places.find((place) => existsSync(place));
  if (found !== undefined) return found;
  throw new UserError('sources.expect-no-data', { file: manifest, data: name, folder });
};

const manifestOf = (file: OpenFile, name: string): { columns: InventoryColumns; keys: readonly string[] } => {
  if (file.size > MOST_MANIFEST_BYTES) throw new UserError('sources.expect-damaged', { file: name });
  try {
    const { fileSchema, fileFormat, files } = JSON.parse(Buffer.from(file.readAll()).toString('utf8')) as {
      readonly fileSchema: string;
      readonly fileFormat: string;
      readonly files: readonly { readonly key: string }[];
    };
    if (fileFormat.toUpperCase() === 'ORC') throw new UserError('sources.expect-orc', { file: name });
    const keys = files.map(({ key }) => String(key));
    // Parquet brings its own schema, written as a message type.
    const columns = fileFormat.toUpperCase() === 'CSV' ? fileSchema.split(/,\s*/) : ['key'];
    return { columns: columnsOfSchema(columns, name), keys };
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError('sources.expect-damaged', { file: name });
  }
};

async function* inventoryFiles(file: OpenFile, name: string): AsyncGenerator<Reading> {
  const { columns, keys } = manifestOf(file, name);
  for (const key of keys) {
    const path = findDataFile(name, key);
    const data = openNamed(path);
    try {
      yield* isParquet(headOf(data, path)) ? parquetRows(data, path) : byLines(data, path, inventoryLine(columns));
    } finally {
      data.close();
    }
  }
}

function* byItems(
  file: OpenFile,
  name: string,
  read: (item: Parameters<typeof readS3Object>[0]) => Reading,
): Generator<Reading> {
  for (const item of jsonItems(contentOf(file, name))) yield read(item);
}

/** How a file is read, by its beginning. Undefined: none of the formats. */
const recognise = (file: OpenFile, name: string): Omit<ListingFile, 'close'> | undefined => {
  const head = headOf(file, name);
  if (isParquet(head)) return { format: 's3-inventory-parquet', readings: () => parquetRows(file, name) };
  if (/^\s*\{/.test(head) && /"fileSchema"\s*:/.test(head)) {
    return { format: 's3-inventory', readings: () => inventoryFiles(file, name) };
  }
  if (isRclone(head)) return { format: 'rclone', readings: () => byItems(file, name, readRcloneItem) };
  if (isListObjects(head)) return { format: 'list-objects', readings: () => byItems(file, name, readS3Object) };
  if (isQshell(head)) return { format: 'qshell', readings: () => byLines(file, name, readQshellLine) };
  if (isOssutil(head)) return { format: 'ossutil', readings: () => byLines(file, name, readOssutilLine) };
  if (isInventoryCsv(head)) {
    const columns = guessColumns(head, name);
    return { format: 's3-inventory-csv', readings: () => byLines(file, name, inventoryLine(columns)) };
  }
  return isChecksums(head) ? { format: 'checksums', readings: () => byLines(file, name, readChecksumLine) } : undefined;
};

/** Opens a listing of any format. Throws UserError for a file that cannot be read or is none. */
export const openListing = (path: string): ListingFile => {
  const file = openNamed(path);
  try {
    const known = recognise(file, path);
    if (known === undefined) throw new UserError('sources.expect-unknown', { file: path });
    return { ...known, close: file.close };
  } catch (error) {
    file.close();
    throw error;
  }
};
