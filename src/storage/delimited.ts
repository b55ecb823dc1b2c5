import { isAscii, isUtf8 } from 'node:buffer';
import { createRequire } from 'node:module';
import type Iconv from 'iconv-lite';
import type { ByteSource } from '../model/byte-source.ts';

/**
 * A delimited text file, record by record, without losing where each byte stood, so that a clean manifest can be written from the
 * very bytes that came in. Splitting happens on code units before any decoding: in UTF-8 and GB18030 no byte of a longer
 * character equals a quote, a comma, a semicolon, a tab or a line end, and UTF-16 is split by its 16-bit units.
 */

/** Limits against a file that is not what its name says. */
export const MAX_COLUMNS = 10_000;
const MAX_FIELD_BYTES = 1 << 20;
const MAX_RECORD_BYTES = 1 << 24;
const FIRST_WINDOW_BYTES = 1 << 20;

const QUOTE = 0x22;
const LF = 0x0a;
const CR = 0x0d;
/** Answers of `scan` that are no position. */
const MORE = -1;
const BROKEN = -2;

export interface Dialect {
  /** 'utf-8', 'utf-8-bom', 'utf-16le', 'utf-16be', 'gb18030'. */
  readonly encoding: string;
  /** One ASCII character. */
  readonly delimiter: string;
}

/** `literal`: a quote is a character like any other. */
type Quoting = 'honored' | 'literal';

/** One record. A view of the reader's window: good until the next one is asked for. */
export interface DelimitedRecord {
  /** 0 for the first record, which is the header where there is one. Blank lines are no records. */
  readonly index: number;
  /** 1-based line on which it begins. */
  readonly line: number;
  /** Where it stands in the file, without its line end, in bytes; half-open. */
  readonly range: readonly [start: number, end: number];
  /** Cells found, also those beyond MAX_COLUMNS, which cannot be read. */
  readonly cells: number;
  /**
   * `oversized-field`: a cell of more than 1 MiB. `unclosed-quote`: a quote that nothing closes was read as a character.
   * Of JSON Lines, `malformed`: no object, or not a whole one; `repeated-key`: the last of two equal keys counts.
   */
  readonly damage?: 'oversized-field' | 'unclosed-quote' | 'malformed' | 'repeated-key';
  /** Of a repeated key, which one. */
  readonly repeatedKey?: string | undefined;
  /** The cell's text, unquoted; '' where the record has no such cell. */
  readonly text: (cell: number) => string;
  /** The cell's own bytes in the file's encoding, unquoted. */
  readonly bytes: (cell: number) => Uint8Array;
  /** The record as written, and the line end that follows it ('' at the end of the file). */
  readonly raw: () => { readonly record: Uint8Array; readonly lineEnd: Uint8Array };
}

const isWide = (encoding: string): boolean => encoding.startsWith('utf-16');

/** Bytes of the byte order mark that the file really begins with. */
export const markLength = (source: ByteSource, encoding: string): number => {
  const head = new Uint8Array(3);
  const length = source.read(0, head);
  const begins = (...mark: number[]) => length >= mark.length && mark.every((byte, at) => head[at] === byte);
  if (encoding === 'utf-8-bom') return begins(0xef, 0xbb, 0xbf) ? 3 : 0;
  if (encoding === 'utf-16le') return begins(0xff, 0xfe) ? 2 : 0;
  return encoding === 'utf-16be' && begins(0xfe, 0xff) ? 2 : 0;
};

let loaded: typeof Iconv | undefined;

/** Loaded for the first text that needs it. */
const iconv = (): typeof Iconv => {
  loaded ??= createRequire(import.meta.url)('iconv-lite') as typeof Iconv;
  return loaded;
};

export const encodeText = (text: string, encoding: string): Buffer =>
  iconv().encode(text, encoding === 'utf-8-bom' ? 'utf-8' : encoding, { addBOM: false });

/** Bytes that are not in the encoding they should be in are read as Latin-1, so that different cells stay different. */
export const decodeBytes = (bytes: Uint8Array, encoding: string): string => {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (encoding === 'utf-16le') return buffer.toString('utf16le');
  if (encoding === 'utf-16be') return Buffer.from(buffer).swap16().toString('utf16le');
  if (isAscii(buffer)) return buffer.toString('latin1');
  if (encoding === 'gb18030') return iconv().decode(buffer, 'gb18030');
  return buffer.toString(isUtf8(buffer) ? 'utf8' : 'latin1');
};

/** Reads the file from after its byte order mark, or from `from` on, where a record begins: index and line then count from there. Throws StorageError. */
export function* readDelimited(
  source: ByteSource,
  { encoding, delimiter }: Dialect,
  quoting: Quoting = 'honored',
  from = markLength(source, encoding),
): Generator<DelimitedRecord> {
  const width = isWide(encoding) ? 2 : 1;
  const maxField = MAX_FIELD_BYTES / width;
  const maxRecord = MAX_RECORD_BYTES / width;
  const separator = delimiter.charCodeAt(0);
  const bounds = new Int32Array(2 * MAX_COLUMNS);
  let window = Buffer.allocUnsafeSlow(FIRST_WINDOW_BYTES);
  let units: Uint8Array | Uint16Array = window;
  let offset = from;
  /** Where the window begins in the file. */
  let base = from;
  let ended = false;
  let at = 0;
  let to = 0;

  /** Keeps what is not yet consumed, at the window's start, and reads on. */
  const load = (): void => {
    const kept = (to - at) * width;
    if (at === 0 && kept > window.length / 2) {
      const larger = Buffer.allocUnsafeSlow(window.length * 2);
      window.copy(larger, 0, 0, kept);
      window = larger;
    } else {
      window.copyWithin(0, at * width, to * width);
    }
    const room = window.subarray(kept);
    base = offset - kept;
    const count = source.read(offset, room);
    offset += count;
    ended = count < room.length;
    // An odd last byte of UTF-16 is no unit; it stays out.
    const whole = count - ((kept + count) % width);
    if (encoding === 'utf-16be') room.subarray(0, whole).swap16();
    at = 0;
    to = (kept + whole) / width;
    units = width === 2 ? new Uint16Array(window.buffer, 0, window.length / 2) : window;
  };

  let cells = 0;
  let endOfRecord = 0;
  let lines = 0;
  let oversized = false;
  let cut = false;
  const push = (start: number, end: number): void => {
    if (cells < MAX_COLUMNS) {
      bounds[2 * cells] = start;
      bounds[2 * cells + 1] = end;
    }
    cells += 1;
    if (end - start > maxField) oversized = true;
  };

  /** The end of a quoted part that begins at `from`: the place after its closing quote. */
  const scanQuoted = (from: number): number => {
    for (let i = from + 1; i < to; i += 1) {
      const unit = units[i];
      if (unit === QUOTE) {
        if (i + 1 === to && !ended) return MORE;
        if (i + 1 === to || units[i + 1] !== QUOTE) return i + 1;
        i += 1;
      } else if (unit === LF || (unit === CR && units[i + 1] !== LF)) {
        lines += 1;
      }
      if (i - from > maxField) {
        oversized = true;
        return BROKEN;
      }
    }
    return ended ? BROKEN : MORE;
  };

  /** One record from `at` on: the place after its line end, MORE, or BROKEN (only with `honored` quotes). */
  const scan = (quotes: Quoting): number => {
    cells = 0;
    lines = 1;
    cut = false;
    for (let start = at; ; ) {
      let i = start;
      if (quotes === 'honored' && i < to && units[i] === QUOTE) {
        i = scanQuoted(start);
        if (i < 0) return i;
      }
      while (i < to && units[i] !== separator && units[i] !== LF && units[i] !== CR) i += 1;
      const tooLong = i - at > maxRecord;
      if (tooLong && quotes === 'honored') return BROKEN;
      if (i === to && !ended && !tooLong) return MORE;
      push(start, i);
      if (tooLong) {
        oversized = true;
        cut = true;
        endOfRecord = i;
        return i;
      }
      if (i < to && units[i] === separator) {
        start = i + 1;
        continue;
      }
      endOfRecord = i;
      if (i === to) return i;
      if (units[i] === CR && i + 1 === to && !ended) return MORE;
      return units[i] === CR && i + 1 < to && units[i + 1] === LF ? i + 2 : i + 1;
    }
  };

  const slice = (start: number, end: number): Uint8Array => {
    const bytes = window.subarray(start * width, end * width);
    return encoding === 'utf-16be' ? Buffer.from(bytes).swap16() : bytes;
  };
  const rawCell = (cell: number): readonly [number, number] =>
    cell < Math.min(cells, MAX_COLUMNS) ? [bounds[2 * cell]!, bounds[2 * cell + 1]!] : [0, 0];

  const unquoted = (start: number, end: number): Uint8Array => {
    const kept = new (width === 2 ? Uint16Array : Uint8Array)(end - start);
    let length = 0;
    let inside = true;
    for (let i = start + 1; i < end; i += 1) {
      if (inside && units[i] === QUOTE) {
        inside = i + 1 < end && units[i + 1] === QUOTE;
        if (!inside) continue;
        i += 1;
      }
      kept[length] = units[i]!;
      length += 1;
    }
    const bytes = Buffer.from(kept.buffer, 0, length * width);
    return encoding === 'utf-16be' ? bytes.swap16() : bytes;
  };

  /** Leaves out what follows a record that was cut at the limit, up to its line end, which stays for a blank line. */
  const skipLine = (): void => {
    for (;;) {
      while (at < to && units[at] !== LF && units[at] !== CR) at += 1;
      if (at < to || ended) return;
      load();
    }
  };

  const damageOf = (literal: boolean): DelimitedRecord['damage'] => {
    if (oversized) return 'oversized-field';
    return literal ? 'unclosed-quote' : undefined;
  };

  let line = 1;
  let index = 0;
  while (at < to || !ended) {
    oversized = false;
    let quotes: Quoting = quoting;
    let next = scan(quotes);
    if (next === BROKEN) {
      // What was searched in vain holds no quote that could open another search: the whole file is searched once.
      quotes = 'literal';
      next = scan(quotes);
    }
    if (next === MORE) {
      load();
      continue;
    }
    if (endOfRecord > at) {
      const literal = quotes === 'literal';
      const bytes = (cell: number): Uint8Array => {
        const [start, end] = rawCell(cell);
        return !literal && end > start && units[start] === QUOTE ? unquoted(start, end) : slice(start, end);
      };
      yield {
        index,
        line,
        range: [base + at * width, base + endOfRecord * width],
        cells,
        damage: damageOf(literal && quoting === 'honored'),
        bytes,
        text: (cell) => decodeBytes(bytes(cell), encoding),
        raw: () => ({ record: slice(at, endOfRecord), lineEnd: slice(endOfRecord, next) }),
      };
      index += 1;
    }
    at = next;
    if (cut) skipLine();
    else line += lines;
  }
}

/** Lines that are not blank, whole, in cell 0: a NUL, which no text holds, begins another cell. Throws StorageError. */
export const readTextLines = (source: ByteSource, encoding: string, from?: number): Generator<DelimitedRecord> =>
  readDelimited(source, { encoding, delimiter: '\0' }, 'literal', from);
