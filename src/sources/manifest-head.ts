import type { ByteSource } from '../model/byte-source.ts';
import { UserError } from '../model/errors.ts';
import { isHdf5Name } from '../storage/arrays.ts';
import { type DelimitedRecord, decodeBytes, MAX_COLUMNS } from '../storage/delimited.ts';
import { readJsonLines } from '../storage/json-lines.ts';
import { labelAtEnd, readPathLines } from '../storage/path-lines.ts';
import { detectEncoding, readDelimitedHead } from './csv.ts';
import { extensionOf, roleOf } from './file-kinds.ts';
import { HEAD_ROWS, type ManifestHead } from './head.ts';
import { readParquetHead } from './parquet-rows.ts';

const JSON_EXTENSIONS = new Set(['jsonl', 'ndjson', 'jsonlines']);
/** Extensions of files that are what they are, whatever their first lines look like. */
const DELIMITED_EXTENSIONS = new Set(['csv', 'tsv', 'tab']);
const PARQUET_MAGIC = 'PAR1';
/** Share of lines that must end in the name of an image or array before a text is taken for a list of paths. */
const LEAST_PATH_SHARE = 0.8;

export const newlineOf = (record: DelimitedRecord, encoding: string): ManifestHead['newline'] => {
  const end = decodeBytes(record.raw().lineEnd, encoding);
  return end === '\r\n' || end === '\r' ? end : '\n';
};

const isParquet = (source: ByteSource): boolean => {
  const head = new Uint8Array(PARQUET_MAGIC.length);
  return source.read(0, head) === head.length && Buffer.from(head).toString('latin1') === PARQUET_MAGIC;
};

/** Undefined when the first lines hold no object. */
const readJsonHead = (source: ByteSource, encoding: string): ManifestHead | undefined => {
  const keys = new Set<string>();
  const objects: ReadonlyMap<string, string>[] = [];
  let newline: ManifestHead['newline'] | undefined;
  for (const { object, ...line } of readJsonLines(source, { encoding, header: [] })) {
    newline ??= newlineOf(line, encoding);
    for (const key of object?.cells.keys() ?? []) if (keys.size < MAX_COLUMNS) keys.add(key);
    if (object !== undefined) objects.push(object.cells);
    if (line.index >= HEAD_ROWS || (line.index === 1 && object === undefined)) break;
  }
  const header = [...keys];
  if (header.length === 0) return undefined;
  const rows = objects.map((cells) => header.map((key) => cells.get(key) ?? ''));
  return { form: 'json-lines', encoding, delimiter: '', newline: newline ?? '\n', header, rows };
};

const pathOf = (line: string): string => line.slice(0, line.length - (labelAtEnd(line)?.length ?? 0)).trim();
/** A list of HDF5 files names places of samples, not samples. */
const looksLikePath = (line: string): boolean => {
  const path = pathOf(line).replaceAll('\\', '/');
  return roleOf(path) !== undefined && !isHdf5Name(path);
};

/** Whether a text is a list by its first lines. */
const looksLikeList = (source: ByteSource, encoding: string): boolean => {
  let lines = 0;
  let paths = 0;
  for (const record of readPathLines(source, { encoding, header: ['path'] })) {
    if (record.damage === undefined && looksLikePath(record.text(0))) paths += 1;
    else if (record.index === 1) return false;
    lines += 1;
    if (lines >= HEAD_ROWS) break;
  }
  return lines > 0 && paths >= LEAST_PATH_SHARE * lines;
};

/**
 * Class numbers are cells only where every line ends in one: a path may end in a blank and a number itself. All lines are read,
 * because the last may be the one that has none.
 */
const readListHead = (source: ByteSource, encoding: string, labels: 'found' | 'stated'): ManifestHead | undefined => {
  const lines: string[] = [];
  let newline: ManifestHead['newline'] | undefined;
  let labeled = 0;
  let unlabeled: number | undefined;
  for (const record of readPathLines(source, { encoding, header: ['path'] })) {
    const text = record.text(0);
    newline ??= newlineOf(record, encoding);
    if (labelAtEnd(text) === undefined) unlabeled ??= record.line;
    else labeled += 1;
    if (lines.length < HEAD_ROWS) lines.push(text);
  }
  if (lines.length === 0) return undefined;
  const hasLabels = unlabeled === undefined || (labels === 'stated' && labeled > 0);
  return {
    form: 'list',
    encoding,
    delimiter: '',
    newline: newline ?? '\n',
    header: hasLabels ? ['path', 'label'] : ['path'],
    rows: lines.map((line) => (hasLabels ? [pathOf(line), labelAtEnd(line)?.label ?? ''] : [line])),
    ...(unlabeled !== undefined && { unlabeled: { line: unlabeled, labeled } }),
  };
};

interface HeadOptions {
  /** The user named a column of labels: a list then has one, though some of its lines do not. */
  readonly labelColumn?: string | undefined;
}

/** Reads the head of a manifest, whose form its extension and its first lines tell. Throws UserError where nothing can be read, StorageError. */
export const readManifestHead = async (
  source: ByteSource,
  name: string,
  { labelColumn }: HeadOptions,
): Promise<ManifestHead> => {
  const extension = extensionOf(name);
  if (extension === 'parquet' || isParquet(source)) return readParquetHead(source, name);
  const encoding = detectEncoding(source);
  if (!DELIMITED_EXTENSIONS.has(extension)) {
    const json = readJsonHead(source, encoding);
    if (json !== undefined) return json;
    if (JSON_EXTENSIONS.has(extension)) {
      throw new UserError(source.size === 0 ? 'sources.manifest-empty' : 'sources.no-json-lines', { file: name });
    }
    const list = looksLikeList(source, encoding)
      ? readListHead(source, encoding, labelColumn === 'label' ? 'stated' : 'found')
      : undefined;
    if (list !== undefined) return list;
  }
  return { form: 'delimited', ...readDelimitedHead(source, name, encoding) };
};
