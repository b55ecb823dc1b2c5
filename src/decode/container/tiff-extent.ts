import type { Decoding } from '../../model/facets.ts';

type Note = Decoding['warnings'][number];

/** How far the structures of a file reach, and what of them lies beyond its last byte. */
export interface Extent {
  /** `length` bytes from `at` on without which there is no picture. */
  readonly needs: (at: number, length: number, what: string) => void;
  readonly lacks: (what: string) => void;
  /** What describes the picture: an offset far beyond the file is an old one that an editor left, not a cut. */
  readonly mentions: (at: number, length: number, what: string) => boolean;
  readonly note: (offset: number, text: string) => void;
  readonly end: () => number;
  /** The first structure found missing, for people. */
  readonly missing: () => string | undefined;
  readonly notes: () => readonly Note[];
}

/** A long file of wrong fields says the same again and again. */
const MAX_NOTES = 20;

export const createExtent = (size: number, header: number): Extent => {
  let end = header;
  let missing: string | undefined;
  const notes: Note[] = [];
  const note = (offset: number, text: string): void => {
    if (notes.length < MAX_NOTES) notes.push({ cause: 'metadata', offset, text });
  };
  const cut = (at: number, length: number, what: string): void => {
    missing ??= `${Math.min(length, at + length - size)} of ${length} bytes of ${what}`;
  };
  return {
    needs: (at, length, what) => {
      if (at + length > size) cut(at, length, what);
      else end = Math.max(end, at + length);
    },
    lacks: (what) => {
      missing ??= what;
    },
    mentions: (at, length, what) => {
      if (at + length <= size) {
        end = Math.max(end, at + length);
        return true;
      }
      // Values stand at even offsets: one that begins a byte behind the end was cut off with it.
      if (at <= size + 1) cut(at, length, what);
      else note(size, `${what} would stand beyond the end of the file`);
      return false;
    },
    note,
    end: () => end,
    missing: () => missing,
    notes: () => notes,
  };
};
