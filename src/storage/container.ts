import type { Limits } from '../model/config.ts';
import type { EntryProblem } from '../model/entry.ts';
import type { OpenFile } from './local.ts';
import type { EntryFile } from './zip-entry.ts';

/** What is in a file of arrays. Names are escaped as keys are. */
export interface Members {
  readonly arrays: readonly string[];
  /** What is no array, or leads elsewhere. */
  readonly others: readonly string[];
}

/** Opens the arrays of a file whose directory was read. Undefined: no such array is in it. Throws StorageError. */
export type OpenMember = (file: OpenFile, member: string, limits: Limits) => EntryFile | undefined;

/** A kind of file that holds arrays. All of it throws StorageError. */
export interface Container {
  /** What the file's own directory says is in it, or why that cannot be told. */
  readonly list: (file: OpenFile) => Members | { readonly problem: EntryProblem };
  /** Reads what is needed to open several arrays of a file. */
  readonly index: (file: OpenFile) => OpenMember;
  /** What is wrong with a file that stands for one sample. Undefined: what it looks like tells more. */
  readonly problem: (file: OpenFile) => EntryProblem | undefined;
}

/** What is wrong with a file of arrays that was not taken apart. */
export const wholeProblem = (listed: ReturnType<Container['list']>): EntryProblem => {
  if ('problem' in listed) return listed.problem;
  const { length } = listed.arrays;
  const detail = length === 0 ? 'an archive without an array' : `${length} arrays of an archive under one name`;
  return { kind: 'unsupported', detail, cause: 'archive' };
};
