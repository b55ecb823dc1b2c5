import { readFileSync } from 'node:fs';
import type { Slice } from '../model/plan.ts';
import type { FileIdentity, SampleRecord } from '../model/record.ts';
import { readLines } from './read-lines.ts';
import type { RunFolder } from './run-folder.ts';

/** Which file a sample was, from its segment; undefined where none was opened. */
export type Identities = (ordinal: number) => FileIdentity | undefined;

const createRecords = (folder: RunFolder): ((ordinal: number) => SampleRecord) => {
  const slices = [...readLines(folder.slices)].map((line) => JSON.parse(line) as Slice);
  const sliceSize = slices[0]?.count ?? 1;
  let current: { readonly slice: number; readonly lines: readonly string[] } | undefined;
  return (ordinal) => {
    const slice = Math.floor(ordinal / sliceSize);
    if (current?.slice !== slice) {
      current = { slice, lines: readFileSync(folder.segment(slice), 'utf8').split('\n') };
    }
    return JSON.parse(current.lines[ordinal - slice * sliceSize]!) as SampleRecord;
  };
};

/** Only files that may move are asked for, in order: each segment is read once at most. */
export const createIdentities = (folder: RunFolder): Identities => {
  const recordOf = createRecords(folder);
  return (ordinal) => recordOf(ordinal).identity ?? undefined;
};

/** The same of the files that hold labels; undefined where labels are no arrays of their own. */
export const createLabelIdentities = (folder: RunFolder): Identities => {
  const recordOf = createRecords(folder);
  return (ordinal) => recordOf(ordinal).labelIdentity;
};
