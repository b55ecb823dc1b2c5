import type { Limits } from '../model/config.ts';
import type { EntrySource } from '../model/entry.ts';
import type { ResourceRef } from '../model/sample.ts';
import type { Container, Members, OpenMember } from './container.ts';
import { StorageError } from './errors.ts';
import { hdf5Container } from './hdf5.ts';
import { Hdf5Crash } from './hdf5-file.ts';
import { loadHdf5, needsHdf5 } from './hdf5-library.ts';
import { type Identity, type OpenFile, openLocal, type Roots } from './local.ts';
import { npzContainer } from './npz.ts';
import { safetensorsContainer } from './safetensors.ts';

const CONTAINERS: Readonly<Record<string, Container>> = {
  npz: npzContainer,
  safetensors: safetensorsContainer,
  h5: hdf5Container,
  hdf5: hdf5Container,
  hdf: hdf5Container,
};

const EXTENSION = /\.(npz|safetensors|h5|hdf5|hdf)$/i;

/** The name of a file of arrays without its extension; undefined for any other name. */
export const containerStem = (resource: ResourceRef): string | undefined =>
  EXTENSION.test(resource) ? resource.replace(EXTENSION, '') : undefined;

/** Whether a file holds arrays under names of their own, by its name. */
export const isContainerName = (resource: ResourceRef): boolean => EXTENSION.test(resource);

export const isHdf5Name = (resource: ResourceRef): boolean => containerOf(resource) === hdf5Container;

const containerOf = (resource: ResourceRef): Container | undefined =>
  CONTAINERS[EXTENSION.exec(resource)?.[1]?.toLowerCase() ?? ''];

/** Loads what a file is read with, where something is to be loaded. To be waited for before it is listed or opened. */
export const readyFor = (resource: ResourceRef): Promise<void> | undefined =>
  isHdf5Name(resource) && needsHdf5() ? loadHdf5() : undefined;

/** The same for many files. */
export const readyForAll = async (resources: Iterable<ResourceRef>): Promise<void> => {
  for (const resource of resources) {
    const loading = readyFor(resource);
    if (loading !== undefined) return loading;
  }
};

/** What is in a file of arrays, by its directory; undefined where that cannot be told, or where no array is in it. Throws StorageError. */
export const listArrays = (roots: Roots, resource: ResourceRef): Members | undefined => {
  const file = openLocal(roots, resource);
  try {
    const listed = containerOf(resource)?.list(file);
    return listed === undefined || 'problem' in listed || listed.arrays.length === 0 ? undefined : listed;
  } catch (error) {
    // Examining it, in a process that may die of it, will say so.
    if (error instanceof Hdf5Crash) return undefined;
    throw error;
  } finally {
    file.close();
  }
};

/** Opens files of arrays, whole or an array of one, as .npy files. */
export interface ArrayOpener {
  /**
   * Throws StorageError as `openLocal` does; 'CHANGED' where the array is not there any more. Without `settle` for a file that is no
   * container.
   */
  readonly open: (resource: ResourceRef, member: string | undefined) => OpenFile & Partial<EntrySource>;
}

const isSame = (a: Identity, b: Identity): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Keeps the last directory: arrays of one file come in a row. */
export const createArrayOpener = (roots: Roots, limits: Limits): ArrayOpener => {
  let last: { readonly resource: ResourceRef; readonly identity: Identity; readonly open: OpenMember } | undefined;
  return {
    open: (resource, member) => {
      const container = containerOf(resource);
      const file = openLocal(roots, resource);
      if (container === undefined) return file;
      try {
        if (member === undefined) return { ...file, settle: () => container.problem(file) };
        if (last?.resource !== resource || !isSame(last.identity, file.identity)) {
          last = { resource, identity: file.identity, open: container.index(file) };
        }
        const opened = last.open(file, member, limits);
        if (opened === undefined) throw new StorageError('CHANGED', `${member} is no longer in ${resource}`);
        return opened;
      } catch (error) {
        file.close();
        throw error;
      }
    },
  };
};
