import { createHash } from 'node:crypto';
import type { FsChange, OpenFile } from '../fs-change/fs-change.ts';
import { writeAll } from '../fs-change/own-files.ts';
import { UserError } from '../model/errors.ts';

const CHUNK_BYTES = 1 << 16;
const NEWLINE = 0x0a;
const CHECKSUM_DIGITS = 16;

const checksum = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, CHECKSUM_DIGITS);

/** `<16 hex digits of sha256> <JSON>\n`. JSON holds no raw newline, so a newline always ends a line. */
const encodeLine = (value: unknown): Buffer => {
  const json = JSON.stringify(value);
  return Buffer.from(`${checksum(json)} ${json}\n`);
};

/** The value of a line without its newline, undefined when the line is not what was written. */
const decodeLine = (line: Buffer): { readonly value: unknown } | undefined => {
  const text = line.toString('utf8');
  const json = text.slice(CHECKSUM_DIGITS + 1);
  if (text[CHECKSUM_DIGITS] !== ' ' || text.slice(0, CHECKSUM_DIGITS) !== checksum(json)) return undefined;
  return { value: JSON.parse(json) };
};

/** Yields lines without their newline, the last one also when it has none. */
function* linesOf(fs: FsChange, file: OpenFile): Generator<{ line: Buffer; end: number; whole: boolean }> {
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  let pending: Buffer[] = [];
  let position = 0;
  for (;;) {
    const length = fs.readAt(file, chunk, position);
    if (length === 0) break;
    let start = 0;
    for (;;) {
      const newline = chunk.subarray(0, length).indexOf(NEWLINE, start);
      if (newline === -1) break;
      pending.push(Buffer.from(chunk.subarray(start, newline)));
      yield { line: Buffer.concat(pending), end: position + newline + 1, whole: true };
      pending = [];
      start = newline + 1;
    }
    pending.push(Buffer.from(chunk.subarray(start, length)));
    position += length;
  }
  const rest = Buffer.concat(pending);
  if (rest.length > 0) yield { line: rest, end: position, whole: false };
}

/** Where the good lines end, and how many bytes of a torn last line follow. */
export interface Extent {
  readonly goodBytes: number;
  readonly tornBytes: number;
}

/**
 * Reads all lines. Only the last may be torn: it was never acknowledged. Throws UserError `quarantine.journal-damaged`
 * with the number of a bad line that others follow, or that `take` does not accept (it answers false).
 */
export const readLines = (
  fs: FsChange,
  file: OpenFile,
  shownName: string,
  take: (value: unknown) => boolean,
): Extent => {
  const damaged = (line: number) => new UserError('quarantine.journal-damaged', { file: shownName, line });
  let goodBytes = 0;
  let number = 0;
  let torn: { readonly line: number; readonly end: number } | undefined;
  for (const { line, end, whole } of linesOf(fs, file)) {
    if (torn !== undefined) throw damaged(torn.line);
    number += 1;
    const decoded = whole ? decodeLine(line) : undefined;
    if (decoded === undefined) {
      torn = { line: number, end };
      continue;
    }
    if (!take(decoded.value)) throw damaged(number);
    goodBytes = end;
  }
  return { goodBytes, tornBytes: torn === undefined ? 0 : torn.end - goodBytes };
};

/** Appends lines, each on disk when `append` returns. The file must end with a whole line. */
export const createAppender = (fs: FsChange, file: OpenFile): ((value: unknown) => void) => {
  let broken = false;
  return (value) => {
    if (broken) throw new Error('appended to after a failed append');
    // Until it succeeds: what lies on disk is unknown then, and nothing is appended before the file was read again.
    broken = true;
    writeAll(fs, file, encodeLine(value));
    fs.syncData(file);
    broken = false;
  };
};
