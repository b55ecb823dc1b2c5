import { hash } from 'node:crypto';
import { closeSync, existsSync, openSync, readFileSync, readSync } from 'node:fs';
import type { Slice } from '../model/plan.ts';
import type { SliceSeal } from '../model/record.ts';
import type { Id } from '../model/sample.ts';
import { openIdIndex } from './id-index.ts';
import { readLines } from './read-lines.ts';
import { runFolder } from './run-folder.ts';

/** What an earlier run wrote of one sample: its line in the listing and its line in a segment. */
export interface BaseLines {
  readonly listed: string;
  readonly record: string;
}

export interface BaseRecords {
  /** Undefined: the earlier run has no such sample, or did not seal its slice. */
  readonly find: (id: Id) => BaseLines | undefined;
  readonly close: () => void;
}

interface LoadedSlice {
  readonly slice: Slice;
  readonly listed: readonly string[];
  /** Empty for a slice that is not whole on disk. */
  readonly records: readonly string[];
}

/** Slices in memory at a time: samples that moved by a few places lie in two neighbors. */
const MOST_LOADED = 2;

const linesOf = (bytes: Uint8Array): readonly string[] => {
  const lines = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8').split('\n');
  lines.pop();
  return lines;
};

const readBlock = (path: string, { offset, bytes }: Slice): Uint8Array => {
  const descriptor = openSync(path, 'r');
  try {
    const block = new Uint8Array(bytes);
    for (let done = 0; done < bytes; ) {
      const count = readSync(descriptor, block, done, bytes - done, offset + done);
      if (count === 0) throw new Error(`the listing ends inside a slice at byte ${offset + done}`);
      done += count;
    }
    return block;
  } finally {
    closeSync(descriptor);
  }
};

const readSeals = (path: string): ReadonlyMap<number, string> => {
  const seals = new Map<number, string>();
  if (!existsSync(path)) return seals;
  for (const line of readLines(path)) {
    try {
      const { slice, sha256 } = JSON.parse(line) as SliceSeal;
      seals.set(slice, sha256);
    } catch {
      // The last line of an interrupted run may be torn: that slice is not sealed.
    }
  }
  return seals;
};

/**
 * The records of an earlier run by sample id. Asked in about the order in which they lie, it reads each slice once; any other order
 * works too. A segment that is not the one that was sealed counts as absent.
 */
export const openBaseRecords = (out: string): BaseRecords => {
  const folder = runFolder(out);
  const slices = [...readLines(folder.slices)].map((line) => JSON.parse(line) as Slice);
  const sliceSize = slices[0]?.count ?? 1;
  const seals = readSeals(folder.seals);
  const index = openIdIndex(folder.idIndex);
  const loaded: LoadedSlice[] = [];

  const recordsOf = (slice: Slice): readonly string[] => {
    const seal = seals.get(slice.slice);
    const path = folder.segment(slice.slice);
    if (seal === undefined || !existsSync(path)) return [];
    const bytes = readFileSync(path);
    return hash('sha256', bytes, 'hex') === seal ? linesOf(bytes) : [];
  };
  const load = (slice: Slice): LoadedSlice => {
    const known = loaded.find((each) => each.slice === slice);
    if (known !== undefined) return known;
    const made = { slice, listed: linesOf(readBlock(folder.listedSamples, slice)), records: recordsOf(slice) };
    loaded.push(made);
    if (loaded.length > MOST_LOADED) loaded.shift();
    return made;
  };

  let current: LoadedSlice | undefined;
  let next = 0;
  const linesAt = (ordinal: number, start: string): BaseLines | undefined => {
    const slice = slices[Math.floor(ordinal / sliceSize)];
    if (slice === undefined) return undefined;
    if (current?.slice !== slice) current = load(slice);
    const listed = current.listed[ordinal - slice.first];
    const record = current.records[ordinal - slice.first];
    return listed?.startsWith(start) === true && record !== undefined ? { listed, record } : undefined;
  };
  return {
    find: (id) => {
      const start = `{"id":"${id}"`;
      const expected = linesAt(next, start);
      if (expected !== undefined) {
        next += 1;
        return expected;
      }
      for (const ordinal of index.find(id)) {
        const found = linesAt(ordinal, start);
        if (found === undefined) continue;
        next = ordinal + 1;
        return found;
      }
      return undefined;
    },
    close: index.close,
  };
};
