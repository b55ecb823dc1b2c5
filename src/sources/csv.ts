import { isUtf8 } from 'node:buffer';
import type { ByteSource } from '../model/byte-source.ts';
import { UserError } from '../model/errors.ts';
import { type Dialect, decodeBytes, MAX_COLUMNS, readDelimited } from '../storage/delimited.ts';

/** A manifest's dialect, its header and its first rows. */
export interface DelimitedHead extends Dialect {
  readonly newline: '\n' | '\r\n' | '\r';
  readonly header: readonly string[];
  /** Cells of the first records after the header, at most 1,000. */
  readonly rows: readonly (readonly string[])[];
}

const SCAN_BYTES = 1 << 20;
const WIDE_PROBE_BYTES = 4096;
const HEAD_ROWS = 1_000;
const DELIMITER_ROWS = 50;
const TAB_NAMES = /\.(?:tsv|tab)$/i;
const DELIMITERS = [',', ';', '\t', '|'] as const;
/** Shares of pairs that are everyday Chinese: GB2312's own rows. Latin-1 text that happens to be valid GB18030 stays far below. */
const LEAST_COMMON_SHARE = 0.6;

/** UTF-16 without a mark: ASCII characters leave every other byte zero. */
const guessWide = (head: Uint8Array): 'utf-16le' | 'utf-16be' | undefined => {
  const zeros = [0, 0];
  for (let at = 0; at < head.length; at += 1) if (head[at] === 0) zeros[at % 2]! += 1;
  const [even = 0, odd = 0] = zeros;
  const many = Math.max(2, head.length / 8);
  if (odd > many && even < odd / 8) return 'utf-16le';
  return even > many && odd < even / 8 ? 'utf-16be' : undefined;
};

/** Bytes at the end of a chunk that begin a UTF-8 character which the chunk does not finish. */
const unfinished = (chunk: Uint8Array): number => {
  for (let back = 1; back <= Math.min(3, chunk.length); back += 1) {
    const byte = chunk[chunk.length - back]!;
    if (byte >= 0xf0) return back < 4 ? back : 0;
    if (byte >= 0xe0) return back < 3 ? back : 0;
    if (byte >= 0xc0) return back < 2 ? back : 0;
    if (byte < 0x80) return 0;
  }
  return 0;
};

/** The first chunk that is not UTF-8; undefined when all of the file is. */
const firstForeignChunk = (source: ByteSource): Uint8Array | undefined => {
  const window = new Uint8Array(SCAN_BYTES);
  for (let offset = 0; offset < source.size; ) {
    const chunk = window.subarray(0, source.read(offset, window));
    if (chunk.length === 0) return undefined;
    const isLast = offset + chunk.length >= source.size;
    const whole = isLast ? chunk : chunk.subarray(0, chunk.length - unfinished(chunk));
    if (whole.length === 0 || !isUtf8(whole)) return chunk;
    offset += whole.length;
  }
  return undefined;
};

/** Whether bytes are GB18030 and read like Chinese. A character cut by the end of the chunk does not count. */
const looksGb18030 = (chunk: Uint8Array): boolean => {
  let pairs = 0;
  let common = 0;
  for (let at = 0; at < chunk.length; ) {
    const lead = chunk[at]!;
    if (lead < 0x80) {
      at += 1;
      continue;
    }
    if (lead === 0x80 || lead === 0xff) return false;
    if (at + 1 >= chunk.length) break;
    const trail = chunk[at + 1]!;
    if (trail >= 0x30 && trail <= 0x39) {
      if (at + 3 >= chunk.length) break;
      const isFour =
        chunk[at + 2]! >= 0x81 && chunk[at + 2] !== 0xff && chunk[at + 3]! >= 0x30 && chunk[at + 3]! <= 0x39;
      if (!isFour) return false;
      at += 4;
      continue;
    }
    if (trail < 0x40 || trail === 0x7f || trail === 0xff) return false;
    pairs += 1;
    if (trail >= 0xa1 && ((lead >= 0xb0 && lead <= 0xf7) || (lead >= 0xa1 && lead <= 0xa9))) common += 1;
    at += 2;
  }
  return pairs > 0 && common >= LEAST_COMMON_SHARE * pairs;
};

/** 'utf-8', 'utf-8-bom', 'utf-16le', 'utf-16be', 'gb18030'. What is none of them is taken as UTF-8 whose odd bytes are kept. */
export const detectEncoding = (source: ByteSource): string => {
  const probe = new Uint8Array(WIDE_PROBE_BYTES);
  const head = probe.subarray(0, source.read(0, probe));
  const begins = (...mark: number[]) => mark.every((byte, at) => head[at] === byte);
  if (begins(0xef, 0xbb, 0xbf)) return 'utf-8-bom';
  if (begins(0xff, 0xfe)) return 'utf-16le';
  if (begins(0xfe, 0xff)) return 'utf-16be';
  const wide = guessWide(head);
  if (wide !== undefined) return wide;
  const foreign = firstForeignChunk(source);
  return foreign !== undefined && looksGb18030(foreign) ? 'gb18030' : 'utf-8';
};

/** The tab that a .tsv promises; else the delimiter under which the most of the first records have as many cells as the header, at least two. */
const detectDelimiter = (source: ByteSource, name: string, encoding: string): string => {
  let best: string = ',';
  let bestScore = 0;
  for (const delimiter of DELIMITERS) {
    let columns = 0;
    let records = 0;
    let agreeing = 0;
    for (const record of readDelimited(source, { encoding, delimiter })) {
      if (record.index === 0) columns = record.cells;
      records += 1;
      if (record.cells === columns) agreeing += 1;
      if (records > DELIMITER_ROWS) break;
    }
    if (delimiter === '\t' && columns >= 2 && TAB_NAMES.test(name)) return delimiter;
    const score = columns < 2 ? 0 : agreeing / records + columns / MAX_COLUMNS;
    if (score <= bestScore) continue;
    best = delimiter;
    bestScore = score;
  }
  return best;
};

/** Reads the head of a manifest of cells. `name` is for messages. Throws UserError where nothing can be read, StorageError. */
export const readDelimitedHead = (source: ByteSource, name: string, encoding: string): DelimitedHead => {
  const delimiter = detectDelimiter(source, name, encoding);
  const rows: string[][] = [];
  let header: readonly string[] | undefined;
  let newline: DelimitedHead['newline'] = '\n';
  for (const record of readDelimited(source, { encoding, delimiter })) {
    const cells = Array.from({ length: Math.min(record.cells, MAX_COLUMNS) }, (_, cell) => record.text(cell));
    if (header === undefined) {
      if (record.cells > MAX_COLUMNS) {
        throw new UserError('sources.too-many-columns', { file: name, columns: record.cells, limit: MAX_COLUMNS });
      }
      if (cells.some((cell) => cell.includes('\0'))) throw new UserError('sources.manifest-binary', { file: name });
      header = cells.map((cell) => cell.trim());
      const end = decodeBytes(record.raw().lineEnd, encoding);
      if (end === '\r\n' || end === '\r') newline = end;
    } else {
      rows.push(cells);
      if (rows.length >= HEAD_ROWS) break;
    }
  }
  if (header === undefined) throw new UserError('sources.manifest-empty', { file: name });
  return { encoding, delimiter, newline, header, rows };
};
