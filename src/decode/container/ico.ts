import { u16le, u32le } from '../fields.ts';

/** One picture of an icon or cursor. */
export interface IconEntry {
  /** As the directory says, 1 to 256 px; the picture itself has the last word. */
  readonly width: number;
  readonly height: number;
  /** 0 where left out; of cursors always. */
  readonly bits: number;
  readonly colors: number;
  readonly at: number;
  readonly bytes: number;
}

export type IconOutcome =
  | { readonly entries: readonly IconEntry[]; readonly count: number }
  | { readonly missing: string }
  | { readonly wrong: string; readonly offset: number };

const HEAD_BYTES = 6;
const ENTRY_BYTES = 16;
const CURSOR = 2;

/** A side of 256 px is written as 0. */
const side = (byte: number): number => (byte === 0 ? 256 : byte);

/** The directory of an icon or cursor; the first `most` entries of it. */
export const readIconDirectory = (bytes: Uint8Array, most: number): IconOutcome => {
  if (bytes.length < HEAD_BYTES) return { missing: 'directory' };
  const isCursor = u16le(bytes, 2) === CURSOR;
  const count = u16le(bytes, 4);
  if (count === 0) return { wrong: 'no picture', offset: 4 };
  const end = HEAD_BYTES + count * ENTRY_BYTES;
  if (end > bytes.length) return { missing: `${end - bytes.length} bytes of the directory` };
  const entries: IconEntry[] = [];
  for (let index = 0; index < Math.min(count, most); index += 1) {
    const from = HEAD_BYTES + index * ENTRY_BYTES;
    const entry: IconEntry = {
      width: side(bytes[from]!),
      height: side(bytes[from + 1]!),
      colors: bytes[from + 2]!,
      bits: isCursor ? 0 : u16le(bytes, from + 6),
      bytes: u32le(bytes, from + 8),
      at: u32le(bytes, from + 12),
    };
    if (entry.at < end) return { wrong: `picture ${index} stands inside the directory`, offset: from + 12 };
    entries.push(entry);
  }
  return { entries, count };
};

/** The first of two pictures, by place in the directory, that share bytes without being the same. */
export const overlapping = (entries: readonly IconEntry[]): number | undefined => {
  const order = entries.map((entry, index) => ({ ...entry, index })).sort((a, b) => a.at - b.at || a.bytes - b.bytes);
  for (let next = 1; next < order.length; next += 1) {
    const [before, entry] = [order[next - 1]!, order[next]!];
    if (before.at === entry.at && before.bytes === entry.bytes) continue;
    if (before.at + before.bytes > entry.at) return Math.min(before.index, entry.index);
  }
  return undefined;
};

/** Bits of a color as Pillow guesses them for want of a field. */
const bitsOf = ({ bits, colors }: IconEntry): number => {
  if (bits !== 0) return bits;
  return colors === 0 ? 256 : Math.ceil(Math.log2(colors));
};

/** The picture that Pillow opens: the largest; of equals the deepest; of those the last. */
export const shownEntry = (entries: readonly IconEntry[]): number => {
  let best = 0;
  for (let index = 1; index < entries.length; index += 1) {
    const [entry, known] = [entries[index]!, entries[best]!];
    const area = entry.width * entry.height - known.width * known.height;
    if (area > 0 || (area === 0 && bitsOf(entry) >= bitsOf(known))) best = index;
  }
  return best;
};
