import type { ByteSource } from '../model/byte-source.ts';
import type { EntryProblem } from '../model/entry.ts';
import { keyFromBytes } from '../model/path-key.ts';

/** What the central directory says of one entry. Sizes and offsets in bytes. */
export interface ZipEntry {
  /** Escaped as keys are: never a path to write to. */
  readonly name: string;
  /** Length of the name as stored. */
  readonly nameBytes: number;
  readonly method: number;
  readonly isEncrypted: boolean;
  readonly crc32: number;
  readonly packedBytes: number;
  readonly bytes: number;
  /** Of the local header, in the file. */
  readonly offset: number;
}

export type ZipDirectory = { readonly entries: readonly ZipEntry[] } | { readonly problem: EntryProblem };

const END = 0x06054b50;
const END_BYTES = 22;
const MAX_COMMENT_BYTES = 0xffff;
const END_64 = 0x06064b50;
const END_64_BYTES = 56;
const LOCATOR_64 = 0x07064b50;
const LOCATOR_64_BYTES = 20;
const ENTRY = 0x02014b50;
const ENTRY_BYTES = 46;
const LOCAL_BYTES = 30;
const ZIP64_FIELD = 1;
const IN_ZIP64 = 0xffffffff;
/** Some 400,000 entries; numpy writes a dozen. */
const MAX_DIRECTORY_BYTES = 32 * 2 ** 20;
const MAX_NAME_BYTES = 4_096;

const problem = (kind: EntryProblem['kind'], detail: string, offset?: number): { problem: EntryProblem } => ({
  problem: { kind, detail, ...(offset !== undefined && { offset }) },
});

const readAt = (source: ByteSource, offset: number, bytes: number): Buffer => {
  const into = Buffer.alloc(Math.max(0, Math.min(bytes, source.size - offset)));
  return into.subarray(0, source.read(offset, into));
};

interface Placed {
  /** Where the directory begins in the file. */
  readonly start: number;
  readonly bytes: number;
  readonly count: number;
  /** What stands before the archive: offsets do not count it. */
  readonly before: number;
}

const placeDirectory = (source: ByteSource): Placed | { problem: EntryProblem } => {
  const tailBytes = Math.min(source.size, END_BYTES + MAX_COMMENT_BYTES);
  const tailAt = source.size - tailBytes;
  const tail = readAt(source, tailAt, tailBytes);
  let at = tail.length - END_BYTES;
  while (at >= 0 && tail.readUInt32LE(at) !== END) at -= 1;
  if (at < 0) return problem('truncated', 'no end of the archive’s directory', source.size);
  const endAt = tailAt + at;
  let stop = endAt;
  let [count, bytes, offset] = [tail.readUInt16LE(at + 10), tail.readUInt32LE(at + 12), tail.readUInt32LE(at + 16)];
  const locator = readAt(source, Math.max(0, endAt - LOCATOR_64_BYTES), LOCATOR_64_BYTES);
  if (endAt >= LOCATOR_64_BYTES + END_64_BYTES && locator.readUInt32LE(0) === LOCATOR_64) {
    stop = endAt - LOCATOR_64_BYTES - END_64_BYTES;
    const end64 = readAt(source, stop, END_64_BYTES);
    if (end64.readUInt32LE(0) !== END_64) return problem('malformed', 'no zip64 end of the directory', stop);
    [count, bytes, offset] = [32, 40, 48].map((place) => Number(end64.readBigUInt64LE(place))) as [
      number,
      number,
      number,
    ];
  }
  const start = stop - bytes;
  if (start < 0 || start < offset) return problem('malformed', 'the directory does not fit into the file', endAt);
  if (bytes > MAX_DIRECTORY_BYTES) {
    return problem('limit', `a directory of ${bytes} bytes, limit ${MAX_DIRECTORY_BYTES}`, start);
  }
  return { start, bytes, count, before: start - offset };
};

/** The 64-bit values that stand in the extra field for those that do not fit in 32. Undefined: one is missing. */
const widen = (values: readonly number[], extra: Buffer): readonly number[] | undefined => {
  if (!values.includes(IN_ZIP64)) return values;
  let at = 0;
  while (at + 4 <= extra.length && extra.readUInt16LE(at) !== ZIP64_FIELD) at += 4 + extra.readUInt16LE(at + 2);
  if (at + 4 > extra.length) return undefined;
  const field = extra.subarray(at + 4, at + 4 + extra.readUInt16LE(at + 2));
  let next = 0;
  const wide = values.map((value) => {
    if (value !== IN_ZIP64) return value;
    next += 8;
    return next > field.length ? Number.NaN : Number(field.readBigUInt64LE(next - 8));
  });
  return wide.every(Number.isSafeInteger) ? wide : undefined;
};

/** Entries that share bytes unpack to more than any ratio tells. */
const overlapOf = (entries: readonly ZipEntry[], end: number): ZipEntry | undefined => {
  const sorted = entries.toSorted((a, b) => a.offset - b.offset);
  return sorted.find((entry, at) => {
    const least = entry.offset + LOCAL_BYTES + entry.nameBytes + entry.packedBytes;
    return least > (sorted[at + 1]?.offset ?? end);
  });
};

/**
 * Reads a zip archive's central directory, as Python's zipfile finds it: from the end, zip64 too, with whatever stands before the
 * archive. No entry is opened. Of two entries with one name the later counts. Throws what `source.read` throws.
 */
export const readZipDirectory = (source: ByteSource): ZipDirectory => {
  const placed = placeDirectory(source);
  if ('problem' in placed) return placed;
  const { start, bytes, count, before } = placed;
  const directory = readAt(source, start, bytes);
  const entries: ZipEntry[] = [];
  let at = 0;
  while (at + ENTRY_BYTES <= directory.length) {
    if (directory.readUInt32LE(at) !== ENTRY) return problem('malformed', 'no entry where one is due', start + at);
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((place) => directory.readUInt16LE(at + place)) as [
      number,
      number,
      number,
    ];
    const nameAt = at + ENTRY_BYTES;
    const next = nameAt + nameBytes + extraBytes + commentBytes;
    if (next > directory.length) return problem('malformed', 'an entry reaches beyond the directory', start + at);
    if (nameBytes > MAX_NAME_BYTES) {
      return problem('limit', `a name of ${nameBytes} bytes in it, limit ${MAX_NAME_BYTES}`, start + at);
    }
    const narrow = [24, 20, 42].map((place) => directory.readUInt32LE(at + place));
    const wide = widen(narrow, directory.subarray(nameAt + nameBytes, nameAt + nameBytes + extraBytes));
    if (wide === undefined) return problem('malformed', 'an entry without its zip64 sizes', start + at);
    entries.push({
      name: keyFromBytes(directory.subarray(nameAt, nameAt + nameBytes)),
      nameBytes,
      method: directory.readUInt16LE(at + 10),
      isEncrypted: (directory.readUInt16LE(at + 8) & 1) === 1,
      crc32: directory.readUInt32LE(at + 16),
      bytes: wide[0]!,
      packedBytes: wide[1]!,
      offset: wide[2]! + before,
    });
    at = next;
  }
  if (at !== bytes || entries.length !== count) {
    return problem('malformed', `the directory declares ${count} entries and holds ${entries.length}`, start);
  }
  const overlap = overlapOf(entries, start);
  if (overlap !== undefined) {
    return problem('malformed', `the entry at byte ${overlap.offset} reaches into what follows it`, overlap.offset);
  }
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  return { entries: [...byName.values()] };
};
