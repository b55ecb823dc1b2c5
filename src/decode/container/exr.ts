import { u32le } from '../fields.ts';
import { type Block, blocksOf, countBlocks } from './exr-blocks.ts';
import { type ExrFlags, type ExrPart, type ExrWrong, readExrPart } from './exr-header.ts';

/** A block and where its packed data stand. */
export interface ExrChunk extends Block {
  /** Counted from 0, as in `ExrFile.parts`. */
  readonly part: number;
  readonly at: number;
  readonly bytes: number;
}

export interface ExrFile {
  readonly parts: readonly ExrPart[];
  /** First byte of the first table of offsets. */
  readonly tablesAt: number;
  readonly isMultipart: boolean;
}

export interface ExrWalk {
  /** In the order of parts and their tables: all, or those before what is wrong. */
  readonly chunks: readonly ExrChunk[];
  /** End of the last chunk. */
  readonly end: number;
  /** Bytes between chunks that none of them holds. */
  readonly unused: number;
  readonly wrong?: ExrWrong;
}

const VERSION = 2;
const MARK_BYTES = 8;
const TILED = 0x02;
const LONG_NAMES = 0x04;
const DEEP = 0x08;
const MULTIPART = 0x10;
const OFFSET_BYTES = 8;

/** Mark, version, headers ("OpenEXR File Layout"). Expects the mark. */
export const readExrFile = (bytes: Uint8Array): ExrFile | ExrWrong => {
  if (bytes.length < MARK_BYTES) return { missing: 'header' };
  const [version, low] = [bytes[4], bytes[5]!];
  if (version !== VERSION) return { wrong: `version ${version}`, offset: 4 };
  const isUnknown = (low & ~(TILED | LONG_NAMES | DEEP | MULTIPART)) !== 0 || bytes[6] !== 0 || bytes[7] !== 0;
  const flags: ExrFlags = {
    isTiled: (low & TILED) !== 0,
    isDeep: (low & DEEP) !== 0,
    isMultipart: (low & MULTIPART) !== 0,
  };
  if (isUnknown || (flags.isTiled && (flags.isDeep || flags.isMultipart))) {
    return { wrong: `flags ${low.toString(16)}`, offset: 5 };
  }
  const parts: ExrPart[] = [];
  let at = MARK_BYTES;
  do {
    if (parts.length > 0 && bytes[at] === 0) return { parts, tablesAt: at + 1, isMultipart: true };
    const read = readExrPart(bytes, at, flags);
    if (!('part' in read)) return read;
    parts.push(read.part);
    at = read.end;
  } while (flags.isMultipart);
  return { parts, tablesAt: at, isMultipart: false };
};

/** Of all parts, as their windows and tiles need. */
export const countChunks = ({ parts }: ExrFile): number => parts.reduce((sum, part) => sum + countBlocks(part), 0);

/** 64 bits; what no file is long enough for loses its lowest ones. */
const readOffset = (bytes: Uint8Array, at: number): number => u32le(bytes, at) + u32le(bytes, at + 4) * 2 ** 32;

interface Entry {
  readonly part: number;
  readonly block: Block;
  readonly offset: number;
}

/** All tables; none of them is longer than the file. */
const readTables = (
  bytes: Uint8Array,
  { parts, tablesAt }: ExrFile,
): { readonly entries: readonly Entry[]; readonly end: number } | ExrWrong => {
  const entries: Entry[] = [];
  let at = tablesAt;
  for (const [index, part] of parts.entries()) {
    const count = countBlocks(part);
    if (part.toldChunks !== undefined && part.toldChunks !== count) {
      return { wrong: `part ${index}: ${part.toldChunks} chunks told, ${count} needed`, offset: tablesAt };
    }
    if (count * OFFSET_BYTES > bytes.length - at) return { missing: 'table of offsets' };
    for (const block of blocksOf(part)) {
      entries.push({ part: index, block, offset: readOffset(bytes, at) });
      at += OFFSET_BYTES;
    }
  }
  return { entries, end: at };
};

/** Numbers before a chunk's data: part, place (a line, or a tile and its level), length. */
const headOf = ({ part, block }: Entry, { isMultipart }: ExrFile): readonly number[] => {
  const place = block.tile === undefined ? [block.line] : [...block.tile];
  return isMultipart ? [part, ...place] : place;
};

/**
 * All chunks, by the tables of offsets, which are not trusted: none may reach beyond the file or into another chunk, each must say
 * the place it has in the table and be no longer than its pixels unpacked. Bounded by the length of the file.
 */
export const walkExr = (bytes: Uint8Array, file: ExrFile): ExrWalk => {
  const tables = readTables(bytes, file);
  if (!('entries' in tables)) return { chunks: [], end: file.tablesAt, unused: 0, wrong: tables };
  const { entries } = tables;
  const inFile = [...entries].sort((a, b) => a.offset - b.offset);
  const sound = new Map<Entry, ExrChunk>();
  let end = tables.end;
  let unused = 0;
  let wrong: ExrWrong | undefined;
  for (const entry of inFile) {
    const { offset, block } = entry;
    const numbers = headOf(entry, file);
    const at = offset + 4 * (numbers.length + 1);
    // Offsets are written last: zeros are those of a writer that did not come so far.
    if (offset === 0) wrong = { missing: 'table of offsets' };
    else if (offset < end) wrong = { wrong: 'a chunk inside of what stands before it', offset };
    else if (offset > bytes.length) wrong = { wrong: 'a chunk behind the end of the file', offset: tables.end };
    else if (at > bytes.length) wrong = { missing: 'chunks' };
    if (wrong !== undefined) break;
    const odd = numbers.findIndex((number, index) => (u32le(bytes, offset + 4 * index) | 0) !== number);
    const size = u32le(bytes, at - 4) | 0;
    if (odd !== -1) wrong = { wrong: 'a chunk of another place than its offset’s', offset: offset + 4 * odd };
    else if (size < 0 || size > block.rawBytes || (size === 0) !== (block.rawBytes === 0)) {
      wrong = { wrong: `a chunk of ${size} bytes for ${block.rawBytes}`, offset: at - 4 };
    } else if (at + size > bytes.length) wrong = { missing: `${at + size - bytes.length} bytes of a chunk` };
    if (wrong !== undefined) break;
    unused += offset - end;
    end = at + size;
    sound.set(entry, { ...block, part: entry.part, at, bytes: size });
  }
  const chunks = entries.flatMap((entry) => sound.get(entry) ?? []);
  return { chunks, end, unused, ...(wrong && { wrong }) };
};
