import { hasTag, u16be, u16le, u32be, u32le } from '../fields.ts';

/** How numbers lie in the file: byte order, and 32-bit or (BigTIFF) 64-bit offsets. */
export interface TiffLayout {
  readonly u16: (bytes: Uint8Array, at: number) => number;
  readonly u32: (bytes: Uint8Array, at: number) => number;
  /** Above 2^53 rounded: beyond every file. */
  readonly u64: (bytes: Uint8Array, at: number) => number;
  readonly littleEndian: boolean;
  readonly isBig: boolean;
  /** Where the offset of the first directory stands. */
  readonly firstAt: number;
}

/** One field of a directory. `at`: where its values stand, in the entry itself or elsewhere. */
export interface TiffEntry {
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  readonly at: number;
  /** Bytes of all values; undefined for a type that nobody defined. */
  readonly length?: number;
  readonly isInline: boolean;
}

export interface TiffDirectory {
  readonly at: number;
  readonly entries: readonly TiffEntry[];
  /** Offset of the next directory, 0 for none. */
  readonly next: number;
  readonly end: number;
}

/** Bytes of one value by type (TIFF 6.0 section 2; 13: TIFF supplement 1; 16 to 18: BigTIFF). */
const TYPE_BYTES: Readonly<Record<number, number>> = {
  1: 1,
  2: 1,
  3: 2,
  4: 4,
  5: 8,
  6: 1,
  7: 1,
  8: 2,
  9: 4,
  10: 8,
  11: 4,
  12: 8,
  13: 4,
  16: 8,
  17: 8,
  18: 8,
};

/** Undefined where the header is cut or of no known version. Expects 'II' or 'MM'. */
export const readTiffLayout = (bytes: Uint8Array): TiffLayout | undefined => {
  const littleEndian = hasTag(bytes, 0, 'II');
  const [u16, u32] = littleEndian ? [u16le, u32le] : [u16be, u32be];
  const u64 = (from: Uint8Array, at: number): number => {
    const [low, high] = littleEndian ? [u32(from, at), u32(from, at + 4)] : [u32(from, at + 4), u32(from, at)];
    return high * 2 ** 32 + low;
  };
  const version = u16(bytes, 2);
  const isBig = version === 43 && u16(bytes, 4) === 8 && u16(bytes, 6) === 0;
  if (version !== 42 && !isBig) return undefined;
  const firstAt = isBig ? 8 : 4;
  if (bytes.length < firstAt + (isBig ? 8 : 4)) return undefined;
  return { u16, u32, u64, littleEndian, isBig, firstAt };
};

/** Reads an offset, 4 or 8 bytes. */
export const readTiffOffset = (bytes: Uint8Array, { isBig, u32, u64 }: TiffLayout, at: number): number =>
  isBig ? u64(bytes, at) : u32(bytes, at);

/** Bytes of the directory that begins at `at`, as far as its count of entries can be read. */
export const directoryBytes = (bytes: Uint8Array, { isBig, u16, u64 }: TiffLayout, at: number): number =>
  isBig ? 8 + 20 * u64(bytes, at) + 8 : 2 + 12 * u16(bytes, at) + 4;

/** Expects that all of the directory's bytes are there. */
export const readDirectory = (bytes: Uint8Array, layout: TiffLayout, at: number): TiffDirectory => {
  const { isBig, u16, u32, u64 } = layout;
  const [head, entryBytes, inlineBytes] = isBig ? [8, 20, 8] : [2, 12, 4];
  const count = isBig ? u64(bytes, at) : u16(bytes, at);
  const entries: TiffEntry[] = [];
  for (let i = 0; i < count; i += 1) {
    const entry = at + head + entryBytes * i;
    const type = u16(bytes, entry + 2);
    const values = isBig ? u64(bytes, entry + 4) : u32(bytes, entry + 4);
    const valueAt = entry + entryBytes - inlineBytes;
    const size = TYPE_BYTES[type];
    const length = size === undefined ? undefined : size * values;
    const isInline = length === undefined || length <= inlineBytes;
    entries.push({
      tag: u16(bytes, entry),
      type,
      count: values,
      at: isInline ? valueAt : readTiffOffset(bytes, layout, valueAt),
      ...(length !== undefined && { length }),
      isInline,
    });
  }
  const nextAt = at + head + entryBytes * count;
  return { at, entries, next: readTiffOffset(bytes, layout, nextAt), end: nextAt + (isBig ? 8 : 4) };
};

/** Unsigned whole numbers of a field; undefined where it is absent, of another type, or not in the file. */
export const readNumbers = (
  bytes: Uint8Array,
  { u16, u32, u64 }: TiffLayout,
  entry: TiffEntry | undefined,
): Float64Array | undefined => {
  if (entry?.length === undefined || entry.at + entry.length > bytes.length) return undefined;
  const { type, count, at } = entry;
  const values = new Float64Array(count);
  const size = entry.length / count;
  for (let i = 0; i < count; i += 1) {
    const from = at + size * i;
    if (type === 1 || type === 7) values[i] = bytes[from]!;
    else if (type === 3) values[i] = u16(bytes, from);
    else if (type === 4 || type === 13) values[i] = u32(bytes, from);
    else if (type === 16 || type === 18) values[i] = u64(bytes, from);
    else return undefined;
  }
  return values;
};
