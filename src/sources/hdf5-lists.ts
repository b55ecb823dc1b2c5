import { isUtf8 } from 'node:buffer';
import { UserError } from '../model/errors.ts';
import { keyFromBytes } from '../model/path-key.ts';
import type { ResourceRef } from '../model/sample.ts';
import { isHdf5Name } from '../storage/arrays.ts';
import { StorageError } from '../storage/errors.ts';
import { existsLocal, openLocal, type Roots } from '../storage/local.ts';
import { extensionOf } from './file-kinds.ts';

/** Far more files than a trainer opens in turn. */
const MAX_LIST_BYTES = 2 ** 20;

/** Lines of a list of HDF5 files (Caffe's HDF5DataLayer, `source`), with their numbers from 1; undefined for any other text. */
const linesOf = (roots: Roots, list: ResourceRef): readonly (readonly [line: number, path: string])[] | undefined => {
  if (extensionOf(list) !== 'txt') return undefined;
  const file = openLocal(roots, list);
  try {
    if (file.size > MAX_LIST_BYTES) return undefined;
    const bytes = file.readAll();
    if (!isUtf8(bytes)) return undefined;
    const lines = Buffer.from(bytes)
      .toString('utf8')
      .split('\n')
      .map((line, at) => [at + 1, line.trim()] as const)
      .filter(([, path]) => path !== '');
    return lines.length > 0 && lines.every(([, path]) => isHdf5Name(path)) ? lines : undefined;
  } finally {
    file.close();
  }
};

/**
 * The file that a line means. Caffe counts from the folder that it runs in, which the list does not tell: folders at the path's
 * beginning are left out, one after the other, until a file is there.
 */
const placeOf = (roots: Roots, path: string): ResourceRef | undefined => {
  const steps = path.split('/').filter((step) => step !== '' && step !== '.' && step !== '..');
  for (let from = 0; from < steps.length; from += 1) {
    const ref = keyFromBytes(Buffer.from(steps.slice(from).join('/')));
    if (existsLocal(roots, ref)) return ref;
  }
  return undefined;
};

/** The HDF5 files that a list given as the dataset names, in its order; undefined where it is no such list. Throws UserError where one is not there. */
export const readHdf5List = (roots: Roots, list: ResourceRef): readonly ResourceRef[] | undefined => {
  const lines = linesOf(roots, list);
  if (lines === undefined) return undefined;
  const files = lines.map(([line, path]) => {
    const ref = placeOf(roots, path);
    if (ref === undefined) throw new UserError('sources.hdf5-list-missing', { file: list, line, path });
    return ref;
  });
  return [...new Set(files)];
};

/** The HDF5 files that lists among the files of a folder name. A list of files that are not there names none. */
export const listedHdf5 = (roots: Roots, texts: Iterable<ResourceRef>): ReadonlySet<ResourceRef> => {
  const listed = new Set<ResourceRef>();
  for (const text of texts) {
    try {
      const files = linesOf(roots, text)?.map(([, path]) => placeOf(roots, path)) ?? [];
      for (const file of files.includes(undefined) ? [] : files) listed.add(file!);
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
    }
  }
  return listed;
};
