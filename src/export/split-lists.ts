import { join } from 'node:path';
import { createSealedFile, type SealedFile } from '../catalog/sealed-file.ts';

/** One open file each; a column with more values than this says something else than splits. */
const MAX_SPLITS = 20;
const MAX_NAME_CHARS = 100;
const LF = 0x0a;
const CR = 0x0d;
/** Names in clean/ that are not lists of a split. */
const TAKEN = ['classes'] as const;

/** A split as a file name, unlike all others: letters, digits, dot, dash and underline stay. */
const createNamer = () => {
  const used = new Set<string>(TAKEN);
  return (split: string): string => {
    const plain =
      split
        .replace(/[^\p{L}\p{N}._-]+/gu, '_')
        .replace(/^\.+/, '_')
        .slice(0, MAX_NAME_CHARS) || '_';
    let name = plain;
    // Two splits may differ in what was replaced, or in case, which some file systems do not tell apart.
    for (let number = 2; used.has(name.toLowerCase()); number += 1) name = `${plain}-${number}`;
    used.add(name.toLowerCase());
    return `${name}.txt`;
  };
};

export interface SplitLists {
  /** False when the path cannot stand in a list of one path a line. */
  readonly add: (split: string | null, path: Uint8Array) => boolean;
  readonly seal: () => void;
  readonly discard: () => void;
}

/**
 * Text lists of paths, one file per split; `train.txt` for a dataset without splits, `all.txt` where they are too many for files.
 * Every split has its file, also one from which nothing is left.
 */
export const createSplitLists = (folder: string, splits: readonly string[]): SplitLists => {
  const files = new Map<string | null, SealedFile>();
  const nameOf = createNamer();
  const open = (split: string | null, name: string): SealedFile => {
    const file = createSealedFile(join(folder, name));
    files.set(split, file);
    return file;
  };
  const isOne = splits.length === 0 || splits.length > MAX_SPLITS;
  if (isOne) open(null, nameOf(splits.length === 0 ? 'train' : 'all'));
  else for (const split of splits) open(split, nameOf(split));
  return {
    add: (split, path) => {
      if (path.includes(LF) || path.includes(CR)) return false;
      const at = isOne ? null : split;
      const file = files.get(at) ?? open(at, nameOf(at ?? 'unsplit'));
      file.write(path);
      file.write('\n');
      return true;
    },
    seal: () => {
      for (const file of files.values()) file.seal();
    },
    discard: () => {
      for (const file of files.values()) file.discard();
    },
  };
};
