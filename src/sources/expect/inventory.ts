import { UserError } from '../../model/errors.ts';
import { keyFromBytes } from '../../model/path-key.ts';
import { byteCount, etagDigest } from './digest-text.ts';
import { entryOf, type Reading } from './entry.ts';

/** Where a row of an inventory has what; -1: nowhere. */
export interface InventoryColumns {
  readonly key: number;
  readonly size: number;
  readonly etag: number;
  readonly isLatest: number;
  readonly isDeleteMarker: number;
  readonly encryption: number;
}

/** 'Bucket, Key, IsLatest' of manifest.json, and 'e_tag' of Parquet: compared without case and marks. */
export const columnsOfSchema = (names: readonly string[], file: string): InventoryColumns => {
  const plain = names.map((name) => name.toLowerCase().replace(/[^a-z]/g, ''));
  const at = (name: string) => plain.indexOf(name);
  if (at('key') < 0) throw new UserError('sources.expect-no-key', { file, columns: names.join(', ') });
  return {
    key: at('key'),
    size: at('size'),
    etag: at('etag'),
    isLatest: at('islatest'),
    isDeleteMarker: at('isdeletemarker'),
    encryption: at('encryptionstatus'),
  };
};

/** Cells of one line. Keys are URL-encoded, so no cell holds a line end. */
export const csvCells = (text: string): readonly string[] =>
  [...text.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) =>
    quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'),
  );

const ENCRYPTION = /^(?:NOT-SSE|SSE-S3|SSE-C|SSE-KMS|DSSE-KMS)$/;

const isInventoryRow = (cells: readonly string[]): boolean =>
  cells.length >= 3 &&
  cells[0] !== '' &&
  cells[1] !== '' &&
  cells.slice(2).some((cell) => byteCount(cell) !== undefined);

const linesOfHead = (head: string): readonly string[] => head.split(/\r?\n/).filter((line) => line !== '');

/** Rows of a data file given by itself: every cell in quotes, a bucket's name and a key first. */
export const isInventoryCsv = (head: string): boolean => {
  const [first = ''] = linesOfHead(head);
  const cells = csvCells(first);
  const isHeading = /^"?Bucket"?,\s*"?Key"?/i.test(first);
  return isHeading || (/^"[^"]+","[^"]+",/.test(first) && isInventoryRow(cells));
};

/** Columns of a data file without its manifest.json: bucket and key come first, the rest goes by the form of the cells. */
export const guessColumns = (head: string, file: string): InventoryColumns => {
  const [first = '', ...others] = linesOfHead(head);
  if (/^"?Bucket"?,/i.test(first)) return columnsOfSchema(csvCells(first), file);
  // The last line may be cut.
  const rows = [first, ...others.slice(0, -1)].slice(0, 100).map(csvCells);
  const width = rows[0]!.length;
  const column = (fits: (cell: string) => boolean): number => {
    for (let at = 2; at < width; at += 1) if (rows.every((cells) => fits(cells[at] ?? ''))) return at;
    return -1;
  };
  const isFlag = (cell: string) => cell === 'true' || cell === 'false';
  const flag = rows.every((cells) => isFlag(cells[3] ?? '') && isFlag(cells[4] ?? '')) ? 3 : -1;
  return {
    key: 1,
    size: column((cell) => byteCount(cell) !== undefined),
    etag: column((cell) => etagDigest(cell) !== undefined),
    isLatest: flag,
    isDeleteMarker: flag < 0 ? -1 : flag + 1,
    encryption: column((cell) => ENCRYPTION.test(cell)),
  };
};

/** Keys in CSV are written as in URLs, a blank as '+'. A '%' that begins no escape stays. */
const decodedKey = (text: string): string => {
  const bytes: number[] = [];
  for (const piece of text.replaceAll('+', ' ').split(/(%[0-9a-f]{2})/i)) {
    if (/^%[0-9a-f]{2}$/i.test(piece)) bytes.push(Number.parseInt(piece.slice(1), 16));
    else bytes.push(...Buffer.from(piece));
  }
  return keyFromBytes(Uint8Array.from(bytes));
};

export const plainKey = (text: string): string => keyFromBytes(Buffer.from(text));

/** One row. The bucket itself says how an object is encrypted: where its ETag is known to be the md5, it is taken as one. */
export const readInventoryRow = (
  cells: readonly string[],
  line: number,
  columns: InventoryColumns,
  keyOf: (text: string) => string = decodedKey,
): Reading => {
  const cell = (at: number): string => (at < 0 ? '' : (cells[at] ?? ''));
  const name = cell(columns.key);
  if (name === '') return cells.length <= 1 ? undefined : 'unread';
  if (cell(columns.isLatest) === 'false' || cell(columns.isDeleteMarker) === 'true') return undefined;
  const key = keyOf(name);
  const size = byteCount(cell(columns.size));
  if (key.endsWith('/') && (size ?? 0) === 0) return undefined;
  const encryption = cell(columns.encryption);
  const tag = etagDigest(cell(columns.etag));
  const isOpaque = /KMS|SSE-C$/.test(encryption);
  const isMd5 = tag?.algorithm === 'etag' && /^(?:NOT-SSE|SSE-S3)$/.test(encryption);
  const digest = isMd5 ? ({ algorithm: 'md5', value: tag.value } as const) : tag;
  return entryOf({ key, line, size, digests: isOpaque ? [] : [digest] });
};
