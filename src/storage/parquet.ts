import {
  type AsyncBuffer,
  type Compressors,
  type FileMetaData,
  parquetMetadataAsync,
  parquetRead,
  parquetSchema,
  type SchemaTree,
} from 'hyparquet';
import { compressors as decoders } from 'hyparquet-compressors';
import type { ByteSource } from '../model/byte-source.ts';
import { StorageError } from './errors.ts';
import { wrongPage } from './parquet-checksums.ts';

/**
 * What a column of the first level holds. `bytes`: one binary value a row. `wrapped-bytes`: a group with a binary member `bytes`, as
 * Hugging Face's `datasets` writes pictures. `other`: lists, groups, dates: nothing that a manifest says.
 */
export type ColumnKind = 'text' | 'number' | 'boolean' | 'bytes' | 'wrapped-bytes' | 'other';

export interface ParquetColumn {
  readonly name: string;
  readonly kind: ColumnKind;
}

export interface ParquetTable {
  readonly rows: number;
  readonly columns: readonly ParquetColumn[];
  /** First row and number of rows of each group, in order. */
  readonly groups: readonly { readonly first: number; readonly rows: number }[];
  /** Uncompressed bytes that a group's part of a column is said to take. */
  readonly columnBytes: (group: number, column: string) => number;
  /** The values of columns in a row group, a row of values each. Throws StorageError('PARQUET') for what cannot be decoded. */
  readonly readGroup: (group: number, columns: readonly string[]) => Promise<readonly (readonly unknown[])[]>;
}

/** Limits against a file that is not what its name says. */
const MAX_FOOTER_BYTES = 64 * 2 ** 20;
const MAX_COLUMNS = 10_000;
const MAX_GROUP_ROWS = 10_000_000;
/** Bytes of a row group's column, also what a page of it may become. */
export const MAX_COLUMN_BYTES = 2 ** 30;
const FREE_BYTES = 10 * 2 ** 20;
/** Above the free bytes a page grows at most so many times. */
const MAX_RATIO = 200;

const MAGIC = 'PAR1';
const END_BYTES = 8;

const refuse = (detail: string): StorageError => new StorageError('PARQUET', detail);

const asBuffer = (source: ByteSource): AsyncBuffer => ({
  byteLength: source.size,
  slice: (start, end = source.size) => {
    // A footer may point anywhere.
    if (!(start >= 0 && end >= start && end <= source.size))
      throw refuse(`bytes ${start} to ${end} are not in the file`);
    const into = new Uint8Array(end - start);
    if (source.read(start, into) < into.length) throw new StorageError('CHANGED', 'became shorter while it was read');
    return into.buffer;
  },
});

/** What a zstd frame says that it becomes; undefined where it does not say. */
const zstdBytes = (frame: Uint8Array): bigint | undefined => {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.length);
  const flags = frame[4];
  if (flags === undefined) return undefined;
  const isSingle = (flags & 0x20) !== 0;
  const at = 5 + (isSingle ? 0 : 1) + ([0, 1, 2, 4][flags & 3] ?? 0);
  const size = [isSingle ? 1 : 0, 2, 4, 8][flags >> 6] ?? 0;
  if (size === 0 || at + size > frame.length) return undefined;
  if (size === 8) return view.getBigUint64(at, true);
  if (size === 4) return BigInt(view.getUint32(at, true));
  return size === 2 ? BigInt(view.getUint16(at, true) + 256) : BigInt(view.getUint8(at));
};

const checkGrowth = (from: number, to: number): void => {
  if (to > MAX_COLUMN_BYTES || (to > FREE_BYTES && to > MAX_RATIO * from)) {
    throw refuse(`a page of ${from} bytes that becomes ${to}`);
  }
};

/** A page's header says what it becomes, and may lie: nothing larger is begun. */
const guarded: Compressors = Object.fromEntries(
  Object.entries(decoders).map(([codec, decode]) => [
    codec,
    (input: Uint8Array, outputLength: number) => {
      checkGrowth(input.length, outputLength);
      if (codec === 'ZSTD') checkGrowth(input.length, Number(zstdBytes(input) ?? outputLength));
      return decode(input, outputLength);
    },
  ]),
);

const isBinary = ({ element, children }: SchemaTree): boolean =>
  children.length === 0 &&
  element.type === 'BYTE_ARRAY' &&
  element.converted_type === undefined &&
  element.logical_type === undefined &&
  element.repetition_type !== 'REPEATED';

const NUMBERS = new Set(['INT32', 'INT64', 'FLOAT', 'DOUBLE']);
const NUMBER_KINDS = new Set(['DECIMAL', 'INTEGER', 'FLOAT16']);

const kindOf = (column: SchemaTree): ColumnKind => {
  const { element, children } = column;
  if (element.repetition_type === 'REPEATED') return 'other';
  if (children.length > 0) {
    const isWrapped = element.converted_type === undefined && element.logical_type === undefined;
    return isWrapped && children.some((child) => child.element.name === 'bytes' && isBinary(child))
      ? 'wrapped-bytes'
      : 'other';
  }
  if (isBinary(column)) return 'bytes';
  const logical = element.logical_type?.type;
  const converted = element.converted_type;
  if (logical === 'STRING' || logical === 'ENUM' || converted === 'UTF8' || converted === 'ENUM') return 'text';
  if (element.type === 'BOOLEAN') return 'boolean';
  const isPlain =
    logical === undefined ? converted === undefined || /INT|DECIMAL/.test(converted) : NUMBER_KINDS.has(logical);
  return isPlain && (NUMBERS.has(element.type ?? '') || logical !== undefined || converted === 'DECIMAL')
    ? 'number'
    : 'other';
};

const readFooter = async (source: ByteSource): Promise<FileMetaData> => {
  const end = new Uint8Array(END_BYTES);
  if (source.size < END_BYTES + MAGIC.length || source.read(source.size - END_BYTES, end) < END_BYTES) {
    throw refuse(`${source.size} bytes`);
  }
  const view = new DataView(end.buffer);
  if (Buffer.from(end.subarray(4)).toString('latin1') !== MAGIC) throw refuse('no footer: cut off, or no Parquet');
  const bytes = view.getUint32(0, true);
  if (bytes > MAX_FOOTER_BYTES) throw refuse(`a footer of ${bytes} bytes, limit ${MAX_FOOTER_BYTES}`);
  return parquetMetadataAsync(asBuffer(source), { geoparquet: false });
};

/** Trouble of the library is trouble of the file. */
const decoded = async <Result>(act: () => Promise<Result>): Promise<Result> => {
  try {
    return await act();
  } catch (error) {
    if (error instanceof StorageError) throw error;
    throw refuse(error instanceof Error ? error.message : String(error));
  }
};

const groupsOf = (metadata: FileMetaData): ParquetTable['groups'] => {
  let first = 0;
  return metadata.row_groups.map(({ num_rows }) => {
    const rows = Number(num_rows);
    if (!(rows >= 0 && rows <= MAX_GROUP_ROWS)) throw refuse(`a row group of ${rows} rows, limit ${MAX_GROUP_ROWS}`);
    const group = { first, rows };
    first += rows;
    return group;
  });
};

/**
 * Reads the footer. Only columns that are asked for are read, one row group at a time. Throws StorageError: 'PARQUET' for a file
 * that is none, or that would become larger than the limits.
 */
export const openParquet = (source: ByteSource): Promise<ParquetTable> =>
  decoded(async () => {
    const metadata = await readFooter(source);
    const { children } = parquetSchema(metadata);
    if (children.length > MAX_COLUMNS) throw refuse(`${children.length} columns, limit ${MAX_COLUMNS}`);
    const columns = children.map((child) => ({ name: child.element.name, kind: kindOf(child) }));
    const groups = groupsOf(metadata);
    const rows = groups.reduce((sum, group) => sum + group.rows, 0);

    const columnBytes = (group: number, column: string): number =>
      (metadata.row_groups[group]?.columns ?? [])
        .filter(({ meta_data }) => meta_data?.path_in_schema[0] === column)
        .reduce((sum, { meta_data }) => sum + Number(meta_data?.total_uncompressed_size ?? 0), 0);

    const checkColumn = (group: number, column: string): void => {
      const bytes = columnBytes(group, column);
      if (!(bytes >= 0 && bytes <= MAX_COLUMN_BYTES)) {
        throw refuse(`column ${column} takes ${bytes} bytes in one row group, limit ${MAX_COLUMN_BYTES}`);
      }
      for (const { meta_data } of metadata.row_groups[group]?.columns ?? []) {
        if (meta_data?.path_in_schema[0] !== column || meta_data.path_in_schema.length > 2) continue;
        if (meta_data.num_values > MAX_GROUP_ROWS)
          throw refuse(`column ${column} holds ${meta_data.num_values} values`);
      }
    };

    /** hyparquet passes checksums over. */
    const checkPages = (group: number, column: string): void => {
      for (const { meta_data } of metadata.row_groups[group]?.columns ?? []) {
        if (meta_data?.path_in_schema[0] !== column) continue;
        const { data_page_offset, dictionary_page_offset, total_compressed_size } = meta_data;
        // Some writers say 0 where there is no dictionary.
        const start = Number(dictionary_page_offset || data_page_offset);
        const bytes = Number(total_compressed_size);
        if (!(start >= 0 && bytes >= 0 && bytes <= MAX_COLUMN_BYTES && start + bytes <= source.size)) continue;
        const chunk = new Uint8Array(bytes);
        if (source.read(start, chunk) < bytes) throw new StorageError('CHANGED', 'became shorter while it was read');
        const page = wrongPage(chunk);
        if (page !== undefined) {
          throw refuse(`page ${page} of column ${column} in row group ${group} is not what its checksum was made of`);
        }
      }
    };

    return {
      rows,
      columns,
      groups,
      columnBytes,
      readGroup: (group, names) =>
        decoded(async () => {
          for (const name of names) checkColumn(group, name);
          for (const name of names) checkPages(group, name);
          const { first, rows: count } = groups[group]!;
          let read: readonly (readonly unknown[])[] = [];
          if (names.length === 0 || count === 0) return Array.from({ length: count }, () => []);
          await parquetRead({
            file: asBuffer(source),
            metadata,
            columns: [...names],
            rowStart: first,
            rowEnd: first + count,
            compressors: guarded,
            utf8: false,
            geoparquet: false,
            rowFormat: 'array',
            onComplete: (done) => {
              read = done;
            },
          });
          if (read.length !== count) throw refuse(`a row group holds ${read.length} of ${count} rows`);
          return read;
        }),
    };
  });
