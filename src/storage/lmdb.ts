import { type ByteSource, readFully } from '../model/byte-source.ts';
import {
  BIG,
  BRANCH,
  DB_AT,
  LEAF,
  MAGIC,
  META,
  META_AT,
  META_BYTES,
  NO_PAGE,
  NODE_HEAD_BYTES,
  OVERFLOW,
  PAGE_FLAGS_AT,
  PAGE_HEAD_BYTES,
  PAGE_LOWER_AT,
  VERSION,
} from './lmdb-layout.ts';

/** One record of the main database: its key, and where its value stands in the file. */
export interface LmdbRecord {
  readonly key: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/** The file breaks the rules of LMDB's format, or ends too early. */
export class LmdbDamage extends Error {
  override readonly name = 'LmdbDamage';
}

const LARGEST_PAGE = 65_536;
const SMALLEST_PAGE = 256;

/** The value is a database of its own, or several values of one key. */
const NESTED = 0x02 | 0x04;
/** LMDB's own bound (CURSOR_STACK). */
const DEEPEST = 32;

interface Meta {
  readonly pageBytes: number;
  readonly root: bigint;
  readonly entries: number;
  readonly transaction: bigint;
}

const readExactly = (source: ByteSource, offset: number, bytes: number, what: string): DataView => {
  const into = new Uint8Array(bytes);
  const filled = readFully(source, offset, into);
  if (filled < bytes) throw new LmdbDamage(`the file ends inside ${what}, at byte ${offset + filled}`);
  return new DataView(into.buffer);
};

const readMeta = (source: ByteSource, offset: number): Meta | undefined => {
  if (offset + META_BYTES > source.size) return undefined;
  const view = readExactly(source, offset, META_BYTES, 'a meta page');
  if ((view.getUint16(PAGE_FLAGS_AT, true) & META) === 0 || view.getUint32(META_AT.magic, true) !== MAGIC)
    return undefined;
  if (view.getUint32(META_AT.version, true) !== VERSION) return undefined;
  return {
    pageBytes: view.getUint32(META_AT.freeDb + DB_AT.pad, true),
    entries: Number(view.getBigUint64(META_AT.mainDb + DB_AT.entries, true)),
    root: view.getBigUint64(META_AT.mainDb + DB_AT.root, true),
    transaction: view.getBigUint64(META_AT.transaction, true),
  };
};

/** The newer of the two meta pages. Throws LmdbDamage. */
const newestMeta = (source: ByteSource): Meta => {
  const first = readMeta(source, 0);
  // Where the first is lost, the usual size of a page finds the second.
  const second = readMeta(source, first?.pageBytes ?? 4096);
  const metas = [first, second].filter((meta) => meta !== undefined);
  const newest = metas.reduce<Meta | undefined>(
    (best, meta) => (best === undefined || meta.transaction > best.transaction ? meta : best),
    undefined,
  );
  if (newest === undefined) throw new LmdbDamage('no meta page');
  const { pageBytes } = newest;
  if (pageBytes < SMALLEST_PAGE || pageBytes > LARGEST_PAGE || (pageBytes & (pageBytes - 1)) !== 0) {
    throw new LmdbDamage(`pages of ${pageBytes} bytes`);
  }
  return newest;
};

/** Whether a file begins as LMDB's data files do. */
export const isLmdb = (source: ByteSource): boolean => readMeta(source, 0) !== undefined;

const isBefore = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) < 0;

/**
 * Every record of the main database in the order of its keys, read page by page: memory does not grow with the file but for one bit a
 * page. Throws LmdbDamage where a page is not what it should be, comes twice, or the records are not as many as the file says; and what
 * `source.read` throws. Databases inside of the database are damage to it: Caffe writes none.
 */
export function* lmdbRecords(source: ByteSource): Generator<LmdbRecord> {
  const { pageBytes, root, entries } = newestMeta(source);
  const pages = Math.floor(source.size / pageBytes);
  const seen = new Uint8Array(Math.ceil(pages / 8));
  let found = 0;
  let before: Uint8Array | undefined;

  const pageAt = (
    page: bigint,
    from: string,
  ): { readonly view: DataView; readonly at: number; readonly page: number } => {
    if (page >= BigInt(pages)) throw new LmdbDamage(`${from} leads to page ${page} of ${pages}`);
    const number = Number(page);
    const at = number * pageBytes;
    return { view: readExactly(source, at, pageBytes, `page ${number}`), at, page: number };
  };

  const placeOf = (view: DataView, node: number, keyBytes: number, { at, page }: { at: number; page: number }) => {
    const bytes = view.getUint16(node, true) + view.getUint16(node + 2, true) * 0x10000;
    const flags = view.getUint16(node + 4, true);
    const data = node + NODE_HEAD_BYTES + keyBytes;
    if ((flags & NESTED) !== 0) throw new LmdbDamage(`page ${page} holds a database inside of the database`);
    if ((flags & BIG) === 0) {
      if (data + bytes > pageBytes) throw new LmdbDamage(`a value reaches beyond page ${page}`);
      return { start: at + data, end: at + data + bytes };
    }
    if (data + 8 > pageBytes) throw new LmdbDamage(`a node reaches beyond page ${page}`);
    const overflow = view.getBigUint64(data, true);
    if (overflow >= BigInt(pages)) throw new LmdbDamage(`page ${page} leads to page ${overflow} of ${pages}`);
    const start = Number(overflow) * pageBytes;
    const head = readExactly(source, start, PAGE_HEAD_BYTES, `page ${overflow}`);
    const room = head.getUint32(PAGE_LOWER_AT, true) * pageBytes - PAGE_HEAD_BYTES;
    if (
      (head.getUint16(PAGE_FLAGS_AT, true) & OVERFLOW) === 0 ||
      head.getBigUint64(0, true) !== overflow ||
      bytes > room
    ) {
      throw new LmdbDamage(`page ${overflow} does not hold the ${bytes} bytes that page ${page} says`);
    }
    const end = start + PAGE_HEAD_BYTES + bytes;
    if (end > source.size)
      throw new LmdbDamage(`the value that page ${page} leads to ends at byte ${end} of ${source.size}`);
    return { start: start + PAGE_HEAD_BYTES, end };
  };

  function* below(number: bigint, from: string, depth: number): Generator<LmdbRecord> {
    const read = pageAt(number, from);
    const { view, page } = read;
    if (depth > DEEPEST) throw new LmdbDamage(`more than ${DEEPEST} pages above each other`);
    if (((seen[page >> 3]! >> (page & 7)) & 1) === 1) throw new LmdbDamage(`page ${page} is reached twice`);
    seen[page >> 3]! |= 1 << (page & 7);
    const flags = view.getUint16(PAGE_FLAGS_AT, true);
    const lower = view.getUint16(PAGE_LOWER_AT, true);
    const isLeaf = (flags & LEAF) !== 0;
    if (view.getBigUint64(0, true) !== number || isLeaf === ((flags & BRANCH) !== 0)) {
      throw new LmdbDamage(`page ${page} is neither a branch nor a leaf`);
    }
    if (lower < PAGE_HEAD_BYTES || lower > pageBytes) throw new LmdbDamage(`page ${page} is not filled as it says`);
    for (let pointer = PAGE_HEAD_BYTES; pointer + 2 <= lower; pointer += 2) {
      const node = view.getUint16(pointer, true);
      if (node < lower || node + NODE_HEAD_BYTES > pageBytes)
        throw new LmdbDamage(`a node of page ${page} lies outside of it`);
      const keyBytes = view.getUint16(node + 6, true);
      if (node + NODE_HEAD_BYTES + keyBytes > pageBytes) throw new LmdbDamage(`a key reaches beyond page ${page}`);
      if (!isLeaf) {
        // The upper 16 bits of the page's number stand where a leaf has flags.
        const child =
          BigInt(view.getUint16(node, true)) |
          (BigInt(view.getUint16(node + 2, true)) << 16n) |
          (BigInt(view.getUint16(node + 4, true)) << 32n);
        yield* below(child, `page ${page}`, depth + 1);
        continue;
      }
      const key = new Uint8Array(view.buffer, node + NODE_HEAD_BYTES, keyBytes);
      if (before !== undefined && !isBefore(before, key)) throw new LmdbDamage(`keys of page ${page} are out of order`);
      before = key;
      found += 1;
      yield { key, ...placeOf(view, node, keyBytes, read) };
    }
  }

  if (root !== NO_PAGE) yield* below(root, 'the meta page', 1);
  if (found !== entries) throw new LmdbDamage(`${found} records, the file says ${entries}`);
}
