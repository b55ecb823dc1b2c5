import type { Limits } from '../model/config.ts';
import type { EntryProblem } from '../model/entry.ts';
import type { ResourceRef } from '../model/sample.ts';
import { StorageError } from './errors.ts';
import { type Identity, openLocal, type Roots } from './local.ts';
import { readZipDirectory, type ZipDirectory, type ZipEntry } from './zip-directory.ts';
import { type EntryFile, openZipEntry } from './zip-entry.ts';

const ZIP_STARTS = ['PK\x03\x04', 'PK\x05\x06'];

export const isNpzName = (resource: ResourceRef): boolean => /\.npz$/i.test(resource);

/** numpy reads an entry of another name as bytes, never as an array. */
const isArray = ({ name }: ZipEntry): boolean => name.endsWith('.npy');

/** What is in a .npz file, by its directory; undefined where it is no sound archive, or holds no array. Throws StorageError. */
export const listNpz = (roots: Roots, resource: ResourceRef) => {
  const file = openLocal(roots, resource);
  try {
    const directory = readZipDirectory(file);
    if ('problem' in directory || !directory.entries.some(isArray)) return undefined;
    const names = (wanted: boolean): readonly string[] =>
      directory.entries
        .filter((entry) => isArray(entry) === wanted && !entry.name.endsWith('/'))
        .map(({ name }) => name);
    return { arrays: names(true), others: names(false) };
  } finally {
    file.close();
  }
};

/** What is wrong with a .npz that stands for one sample. */
const problemOf = (directory: ZipDirectory): EntryProblem => {
  if ('problem' in directory) return directory.problem;
  const arrays = directory.entries.filter(isArray).length;
  const detail = arrays === 0 ? 'an archive without an array' : `${arrays} arrays of an archive under one name`;
  return { kind: 'unsupported', detail, cause: 'archive' };
};

/** Opens .npz files, whole or an array of one. */
export interface NpzOpener {
  /** Throws StorageError as `openLocal` does; 'CHANGED' where the array is not there any more. */
  readonly open: (resource: ResourceRef, member: string | undefined) => EntryFile;
}

const isSame = (a: Identity, b: Identity): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Keeps the last directory: arrays of one file come in a row. */
export const createNpzOpener = (roots: Roots, limits: Limits): NpzOpener => {
  let last: { resource: ResourceRef; identity: Identity; entries: ReadonlyMap<string, ZipEntry> } | undefined;
  return {
    open: (resource, member) => {
      const file = openLocal(roots, resource);
      try {
        if (member === undefined) {
          const start = Buffer.alloc(ZIP_STARTS[0]!.length);
          file.read(0, start);
          const isZip = ZIP_STARTS.includes(start.toString('latin1'));
          return { ...file, settle: () => (isZip ? problemOf(readZipDirectory(file)) : undefined) };
        }
        if (last?.resource !== resource || !isSame(last.identity, file.identity)) {
          const directory = readZipDirectory(file);
          const entries = 'problem' in directory ? [] : directory.entries;
          const byName = new Map(entries.map((entry) => [entry.name, entry]));
          last = { resource, identity: file.identity, entries: byName };
        }
        const entry = last.entries.get(member);
        if (entry === undefined) throw new StorageError('CHANGED', `${member} is no longer in ${resource}`);
        return openZipEntry(file, entry, limits);
      } catch (error) {
        file.close();
        throw error;
      }
    },
  };
};
