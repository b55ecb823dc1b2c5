import { realpathSync, statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { UserError } from '../model/errors.ts';
import { bytesFromKey, keyFromBytes } from '../model/path-key.ts';
import type { ResourceRef } from '../model/sample.ts';
import { errnoOf } from './retry.ts';

/** Where files may be read from. Absolute, links resolved, JSON-safe: it travels to worker processes. */
export interface Roots {
  readonly root: ResourceRef;
  /** Further folders, or single files, that links and manifests may lead to. */
  readonly follow: readonly ResourceRef[];
}

const SLASH = Buffer.from('/');

/** `path` is `folder` or lies below it. Both absolute and resolved. */
export const isWithin = (path: Uint8Array, folder: Uint8Array): boolean => {
  if (folder.length === 1) return true;
  if (path.length < folder.length || Buffer.compare(path.subarray(0, folder.length), folder) !== 0) return false;
  return path.length === folder.length || path[folder.length] === SLASH[0];
};

/**
 * Stores whose links are trusted, because tools build datasets out of them: Hugging Face's cache, git-annex, DVC
 * (its folder of hashes, also when the cache lies outside the repository).
 */
const STORES = [
  /\/(?:datasets|models|spaces)--[^/]+\/blobs\/[^/]+$/,
  /\/\.git\/annex\/objects\//,
  /\/\.dvc\/cache\//,
  /\/files\/md5\/[0-9a-f]{2}\/[0-9a-f]{30}$/,
];

/** Whether a resolved absolute path may be read. */
export const isReachable = (roots: Roots, resolved: Buffer): boolean =>
  isWithin(resolved, bytesFromKey(roots.root)) ||
  roots.follow.some((folder) => isWithin(resolved, bytesFromKey(folder))) ||
  STORES.some((store) => store.test(resolved.toString('latin1')));

/** The absolute path of a resource, as bytes. */
export const pathOf = (roots: Roots, ref: ResourceRef): Buffer => {
  const bytes = bytesFromKey(ref);
  if (bytes[0] === SLASH[0]) return bytes;
  const root = bytesFromKey(roots.root);
  return root.length === 1 ? Buffer.concat([root, bytes]) : Buffer.concat([root, SLASH, bytes]);
};

export const realKey = (path: string): ResourceRef =>
  keyFromBytes(realpathSync.native(resolve(path), { encoding: 'buffer' }));

const followed = (path: string): ResourceRef => {
  try {
    return realKey(path);
  } catch (error) {
    throw new UserError('sources.follow-root-missing', { path, cause: errnoOf(error) ?? String(error) });
  }
};

/** Roots of a run whose root is already resolved. Throws UserError for a further root that is not there. */
export const openRoots = (root: Uint8Array, followRoots: readonly string[]): Roots => ({
  root: keyFromBytes(root),
  follow: followRoots.map(followed),
});

/** What the user pointed at: a folder, or one file in the folder that becomes the root. */
export interface Place {
  readonly roots: Roots;
  /** Ref of the file when the dataset was given as a file. */
  readonly file?: ResourceRef;
}

/** Throws UserError when nothing usable is there. */
export const locate = (dataset: string, followRoots: readonly string[]): Place => {
  const follow = followRoots.map(followed);
  const path = resolve(dataset);
  try {
    const stats = statSync(path);
    if (stats.isDirectory()) return { roots: { root: realKey(path), follow } };
    if (!stats.isFile()) throw new UserError('sources.not-a-file', { path: dataset });
    // A manifest that is a link is read where it leads, but its paths count from where the user sees it.
    return {
      roots: { root: realKey(dirname(path)), follow: [...follow, realKey(path)] },
      file: keyFromBytes(Buffer.from(basename(path))),
    };
  } catch (error) {
    if (error instanceof UserError) throw error;
    const cause = errnoOf(error);
    if (cause === undefined) throw error;
    if (cause === 'ENOENT' || cause === 'ENOTDIR') throw new UserError('sources.dataset-missing', { path: dataset });
    throw new UserError('sources.dataset-unreadable', { path: dataset, cause });
  }
};
