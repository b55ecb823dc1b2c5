import { createRequire } from 'node:module';
import { crc32 } from 'node:zlib';
import type * as Fflate from 'fflate';
import type { Limits } from '../model/config.ts';
import type { EntryProblem, EntrySource } from '../model/entry.ts';
import { keyFromBytes } from '../model/path-key.ts';
import type { OpenFile } from './local.ts';
import type { ZipEntry } from './zip-directory.ts';

const LOCAL = 0x04034b50;
const LOCAL_BYTES = 30;
const STORED = 0;
const DEFLATED = 8;
const STORED_PIECE_BYTES = 256 * 1024;
/** Deflate makes up to 1,032 bytes of one: of so many, 8 MiB. */
const PACKED_PIECE_BYTES = 8 * 1024;
/** Below it no ratio is too high: zeros pack a thousand to one. */
const RATIO_FROM_BYTES = 10 * 2 ** 20;
/** Readers look back so far: a look at what follows an array. */
const LOOK_BACK_BYTES = 256;
const PREAMBLE_BYTES = 256;

/** Reads on, or answers a problem; undefined at the end. */
type Pull = () => Uint8Array | EntryProblem | undefined;

const isProblem = (value: Uint8Array | EntryProblem | undefined): value is EntryProblem =>
  value !== undefined && 'kind' in value;

const declaredProblem = (entry: ZipEntry, limits: Limits): EntryProblem | undefined => {
  const { bytes, packedBytes, method } = entry;
  if (entry.isEncrypted) return { kind: 'unsupported', detail: 'encrypted', cause: 'encrypted' };
  if (method === STORED) {
    return bytes === packedBytes ? undefined : { kind: 'malformed', detail: 'stored, but of two different sizes' };
  }
  if (method !== DEFLATED) return { kind: 'unsupported', detail: `compression method ${method}`, cause: 'compression' };
  if (bytes > limits.maxEntryBytes) {
    return { kind: 'limit', detail: `${bytes} bytes unpacked, limits.maxEntryBytes ${limits.maxEntryBytes}` };
  }
  if (bytes > RATIO_FROM_BYTES && bytes > limits.maxEntryRatio * packedBytes) {
    const ratio = Math.floor(bytes / Math.max(1, packedBytes));
    return { kind: 'limit', detail: `packed ${ratio}:1, limits.maxEntryRatio ${limits.maxEntryRatio}` };
  }
  return undefined;
};

/** Where the entry's bytes begin, once its local header says what the directory says. */
const dataStart = (file: OpenFile, { offset, name, nameBytes }: ZipEntry): number | EntryProblem => {
  const head = Buffer.alloc(LOCAL_BYTES + nameBytes);
  const isWhole = file.read(offset, head) === head.length && head.readUInt32LE(0) === LOCAL;
  if (!isWhole) return { kind: 'malformed', detail: `no entry at byte ${offset}` };
  const isSame = head.readUInt16LE(26) === nameBytes && keyFromBytes(head.subarray(LOCAL_BYTES)) === name;
  if (!isSame) return { kind: 'malformed', detail: `another name at byte ${offset} than in the directory` };
  return offset + head.length + head.readUInt16LE(28);
};

const pullStored = (file: OpenFile, start: number, { packedBytes }: ZipEntry): Pull => {
  let done = 0;
  return () => {
    const into = new Uint8Array(Math.min(STORED_PIECE_BYTES, packedBytes - done));
    const got = file.read(start + done, into);
    done += got;
    return got === 0 ? undefined : into.subarray(0, got);
  };
};

const pullDeflated = (file: OpenFile, start: number, { packedBytes }: ZipEntry): Pull => {
  let made: Uint8Array[] = [];
  // Most datasets have no archive.
  const { Inflate } = createRequire(import.meta.url)('fflate') as typeof Fflate;
  const inflate = new Inflate((piece) => made.push(piece));
  const packed = new Uint8Array(PACKED_PIECE_BYTES);
  let done = 0;
  return () => {
    while (done < packedBytes) {
      const got = file.read(start + done, packed.subarray(0, Math.min(packed.length, packedBytes - done)));
      if (got === 0) return undefined;
      done += got;
      made = [];
      try {
        inflate.push(packed.slice(0, got), done >= packedBytes);
      } catch (error) {
        // A bug of ours would be a TypeError.
        if (!(error instanceof Error) || !('code' in error)) throw error;
        return { kind: 'malformed', detail: `deflate, byte ${start + done - got} of the archive: ${error.message}` };
      }
      const piece = Buffer.concat(made);
      if (piece.length > 0) return piece;
    }
    return undefined;
  };
};

export type EntryFile = OpenFile & EntrySource;

/**
 * An entry of an open zip archive as if it were a file. Read forwards; back to the start only as far as a .npy header reaches. Sizes
 * are those declared, and `settle` says where they or the checksum lie. Memory: some MiB, whatever the entry. Closing closes the archive.
 */
export const openZipEntry = (file: OpenFile, entry: ZipEntry, limits: Limits): EntryFile => {
  let problem = declaredProblem(entry, limits);
  let pull: Pull = () => undefined;
  if (problem === undefined) {
    const start = dataStart(file, entry);
    if (typeof start !== 'number') problem = start;
    else pull = entry.method === STORED ? pullStored(file, start, entry) : pullDeflated(file, start, entry);
  }

  const head = Buffer.alloc(Math.min(entry.bytes, limits.maxNpyHeaderBytes + PREAMBLE_BYTES));
  let window: Uint8Array = new Uint8Array(0);
  let done = 0;
  let checksum = 0;
  /** The next piece into the window. False: there is none. */
  const advance = (): boolean => {
    if (problem !== undefined) return false;
    const piece = pull();
    if (isProblem(piece)) problem = piece;
    if (piece === undefined || isProblem(piece)) return false;
    if (done + piece.length > entry.bytes) {
      problem = { kind: 'malformed', detail: `more than the ${entry.bytes} bytes declared`, offset: entry.bytes };
      return false;
    }
    checksum = crc32(piece, checksum);
    if (done < head.length) head.set(piece.subarray(0, head.length - done), done);
    window = Buffer.concat([window.subarray(Math.max(0, window.length - LOOK_BACK_BYTES)), piece]);
    done += piece.length;
    return true;
  };

  const read = (offset: number, into: Uint8Array): number => {
    let filled = 0;
    while (filled < into.length && offset + filled < entry.bytes) {
      const at = offset + filled;
      const first = done - window.length;
      if (at >= done) {
        if (!advance()) break;
        continue;
      }
      if (at < first && at >= head.length) throw new Error(`an entry is read forwards, not at ${at} after ${done}`);
      const piece = at < first ? head.subarray(at, first) : window.subarray(at - first);
      const taken = piece.subarray(0, into.length - filled);
      into.set(taken, filled);
      filled += taken.length;
    }
    return filled;
  };

  return {
    size: entry.bytes,
    identity: file.identity,
    read,
    readAll: (into) => {
      const target = into !== undefined && into.length >= entry.bytes ? into : new Uint8Array(entry.bytes);
      return target.subarray(0, read(0, target.subarray(0, entry.bytes)));
    },
    settle: () => {
      while (advance());
      if (problem !== undefined) return { offset: done, ...problem };
      if (done < entry.bytes) {
        return { kind: 'truncated', detail: `${done} of ${entry.bytes} bytes unpacked`, offset: done };
      }
      if (checksum === entry.crc32) return undefined;
      return { kind: 'malformed', detail: 'its bytes do not match their checksum in the archive', cause: 'checksum' };
    },
    verifyUnchanged: file.verifyUnchanged,
    close: file.close,
  };
};
