import type { ListingNote } from '../model/listing.ts';

/** Of each kind so many are kept, the first by ref; the rest are only counted. */
const KEPT = 1_000;

export interface Notes {
  readonly add: (note: ListingNote) => void;
  readonly count: (kind: ListingNote['kind']) => number;
  /** By kind, then ref: the same whatever the order in which the file system answered. */
  readonly kept: () => readonly ListingNote[];
  readonly counts: () => Readonly<Record<string, number>>;
}

const byRef = (a: ListingNote, b: ListingNote): number => Buffer.compare(Buffer.from(a.ref), Buffer.from(b.ref));

export const createNotes = (): Notes => {
  const lists = new Map<ListingNote['kind'], { count: number; notes: ListingNote[] }>();
  const trim = (notes: ListingNote[]): ListingNote[] => notes.sort(byRef).slice(0, KEPT);
  const kinds = () => [...lists].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    add: (note) => {
      const list = lists.get(note.kind) ?? { count: 0, notes: [] };
      lists.set(note.kind, list);
      list.count += 1;
      list.notes.push(note);
      if (list.notes.length >= 2 * KEPT) list.notes = trim(list.notes);
    },
    count: (kind) => lists.get(kind)?.count ?? 0,
    kept: () => kinds().flatMap(([, { notes }]) => trim(notes)),
    counts: () => Object.fromEntries(kinds().map(([kind, { count }]) => [kind, count])),
  };
};
