import { closeSync, openSync, readSync } from 'node:fs';
import type { Id } from '../model/sample.ts';
import { createSealedFile } from './sealed-file.ts';

/** Buckets by the first 12 bits of an id: 244 entries each for a million samples, one small read to look through. */
const BUCKETS = 2 ** 12;
const HEAD_BYTES = (BUCKETS + 1) * 4;
/** Words of 32 bits: two of the id, and the ordinal. */
const ENTRY_WORDS = 3;
const ENTRY_BYTES = ENTRY_WORDS * 4;
const FIRST_ENTRIES = 1 << 12;

const highOf = (id: Id): number => Number.parseInt(id.slice(0, 8), 16);
const lowOf = (id: Id): number => Number.parseInt(id.slice(8, 16), 16);
const bucketOf = (high: number): number => high >>> 20;

export interface IdIndexWriter {
  /** The next sample's id; its ordinal is the number of ids before it. */
  readonly add: (id: Id) => void;
  readonly seal: () => void;
}

/** Where each sample of a listing stands, by 64 bits of its id. Eight bytes a sample in memory, twelve on disk. */
export const createIdIndex = (path: string): IdIndexWriter => {
  let words = new Uint32Array(2 * FIRST_ENTRIES);
  let count = 0;
  return {
    add: (id) => {
      if (2 * count === words.length) {
        const grown = new Uint32Array(2 * words.length);
        grown.set(words);
        words = grown;
      }
      words[2 * count] = highOf(id);
      words[2 * count + 1] = lowOf(id);
      count += 1;
    },
    seal: () => {
      const starts = new Uint32Array(BUCKETS + 1);
      for (let at = 0; at < count; at += 1) starts[bucketOf(words[2 * at]!) + 1]! += 1;
      for (let bucket = 0; bucket < BUCKETS; bucket += 1) starts[bucket + 1]! += starts[bucket]!;
      const next = starts.slice();
      const entries = new Uint32Array(ENTRY_WORDS * count);
      for (let ordinal = 0; ordinal < count; ordinal += 1) {
        const bucket = bucketOf(words[2 * ordinal]!);
        const place = ENTRY_WORDS * next[bucket]!;
        next[bucket]! += 1;
        entries[place] = words[2 * ordinal]!;
        entries[place + 1] = words[2 * ordinal + 1]!;
        entries[place + 2] = ordinal;
      }
      const file = createSealedFile(path);
      file.write(new Uint8Array(starts.buffer));
      file.write(new Uint8Array(entries.buffer));
      file.seal();
    },
  };
};

export interface IdIndex {
  /** Ordinals of samples whose id begins like this one: none or one, but for a chance of one in 2^64. */
  readonly find: (id: Id) => readonly number[];
  readonly close: () => void;
}

const readInto = (descriptor: number, into: Uint8Array, offset: number): void => {
  for (let done = 0; done < into.length; ) {
    const count = readSync(descriptor, into, done, into.length - done, offset + done);
    if (count === 0) throw new Error('the index of sample ids ends early');
    done += count;
  }
};

/** Flat memory: a bucket is read when it is asked for. */
export const openIdIndex = (path: string): IdIndex => {
  const descriptor = openSync(path, 'r');
  const starts = new Uint32Array(BUCKETS + 1);
  readInto(descriptor, new Uint8Array(starts.buffer), 0);
  return {
    find: (id) => {
      const high = highOf(id);
      const low = lowOf(id);
      const first = starts[bucketOf(high)]!;
      const entries = new Uint32Array(ENTRY_WORDS * (starts[bucketOf(high) + 1]! - first));
      readInto(descriptor, new Uint8Array(entries.buffer), HEAD_BYTES + first * ENTRY_BYTES);
      const found: number[] = [];
      for (let at = 0; at < entries.length; at += ENTRY_WORDS) {
        if (entries[at] === high && entries[at + 1] === low) found.push(entries[at + 2]!);
      }
      return found;
    },
    close: () => closeSync(descriptor),
  };
};
