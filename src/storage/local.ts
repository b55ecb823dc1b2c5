import * as nodeFs from 'node:fs';
import type { ByteSource } from '../model/byte-source.ts';
import type { ResourceRef } from '../model/sample.ts';
import { StorageError } from './errors.ts';
import { withRetry } from './retry.ts';
import { isReachable, pathOf, type Roots } from './roots.ts';

export { openRoots, type Roots } from './roots.ts';

/** What a file was when it was opened. Numbers too large for a double are decimal text, so it survives JSON. */
export interface Identity {
  readonly dev: string;
  readonly ino: string;
  /** Bytes. */
  readonly size: number;
  readonly mtimeNs: string;
  readonly ctimeNs: string;
  readonly mode: number;
}

export interface OpenFile extends ByteSource {
  readonly identity: Identity;
  /** Looks again through the same descriptor. Throws StorageError('CHANGED') when the file was written to since. */
  readonly verifyUnchanged: () => void;
  /**
   * The whole file: in `into` when it is large enough (the answer is a view of it), else in a new buffer.
   * Throws StorageError('CHANGED') when the file has become shorter than it was at opening.
   */
  readonly readAll: (into?: Uint8Array) => Uint8Array;
  readonly close: () => void;
}

/** The calls that reach the file system; tests replace them. */
export type LocalFs = Pick<
  typeof nodeFs,
  'statSync' | 'lstatSync' | 'openSync' | 'fstatSync' | 'readSync' | 'closeSync' | 'readlinkSync' | 'realpathSync'
>;

const OPEN_FLAGS = nodeFs.constants.O_RDONLY | nodeFs.constants.O_NONBLOCK; // libuv adds O_CLOEXEC

const identityOf = (stats: nodeFs.BigIntStats): Identity => ({
  dev: String(stats.dev),
  ino: String(stats.ino),
  size: Number(stats.size),
  mtimeNs: String(stats.mtimeNs),
  ctimeNs: String(stats.ctimeNs),
  mode: Number(stats.mode),
});

const isRegular = (mode: number): boolean => (mode & nodeFs.constants.S_IFMT) === nodeFs.constants.S_IFREG;

/** Where the opened file really is. The kernel's own answer cannot be raced by a swapped folder. */
const resolvedPath = (fs: LocalFs, descriptor: number, path: Buffer): Buffer => {
  try {
    return fs.readlinkSync(`/proc/self/fd/${descriptor}`, { encoding: 'buffer' });
  } catch {
    return fs.realpathSync.native(path, { encoding: 'buffer' });
  }
};

/**
 * Opens a regular file for reading, synchronously: workers are processes of their own.
 * Throws StorageError: an errno (after retries where it may pass; 'ENOENT' when nothing is there),
 * 'NOT-A-FILE' for folders, FIFOs, sockets and devices, which are never opened, 'OUTSIDE-ROOT' where no root allows the place.
 */
export const openLocal = (roots: Roots, ref: ResourceRef, fs: LocalFs = nodeFs): OpenFile => {
  const path = pathOf(roots, ref);
  if (path.includes(0)) throw new StorageError('ENOENT', `no file has a NUL in its name: ${ref}`);
  const before = withRetry(ref, () => fs.statSync(path));
  if (!before.isFile()) throw new StorageError('NOT-A-FILE', `not a regular file: ${ref}`);
  const descriptor = withRetry(ref, () => fs.openSync(path, OPEN_FLAGS));
  try {
    const identity = identityOf(withRetry(ref, () => fs.fstatSync(descriptor, { bigint: true })));
    if (!isRegular(identity.mode)) throw new StorageError('NOT-A-FILE', `not a regular file: ${ref}`);
    const resolved = withRetry(ref, () => resolvedPath(fs, descriptor, path));
    if (!isReachable(roots, resolved)) throw new StorageError('OUTSIDE-ROOT', `leads out of the dataset: ${ref}`);
    logOpen(ref);
    return openFile(fs, descriptor, identity, ref);
  } catch (error) {
    fs.closeSync(descriptor);
    throw error;
  }
};

/** Names every file that is opened, for tests that count them. */
const logOpen = (ref: ResourceRef): void => {
  const log = process.env.PREPASS_OPEN_LOG;
  if (log !== undefined) nodeFs.appendFileSync(log, `${ref}\n`);
};

const openFile = (fs: LocalFs, descriptor: number, identity: Identity, ref: ResourceRef): OpenFile => {
  let open = true;
  const read = (offset: number, into: Uint8Array): number => {
    let filled = 0;
    while (filled < into.length) {
      const count = withRetry(ref, () => fs.readSync(descriptor, into, filled, into.length - filled, offset + filled));
      if (count === 0) break;
      filled += count;
    }
    return filled;
  };
  return {
    size: identity.size,
    identity,
    read,
    readAll: (into) => {
      const target =
        into !== undefined && into.length >= identity.size
          ? into.subarray(0, identity.size)
          : new Uint8Array(identity.size);
      if (read(0, target) < target.length)
        throw new StorageError('CHANGED', `became shorter while it was read: ${ref}`);
      return target;
    },
    verifyUnchanged: () => {
      const now = identityOf(withRetry(ref, () => fs.fstatSync(descriptor, { bigint: true })));
      // The change time too: a writer can set the modification time back.
      const same = now.size === identity.size && now.mtimeNs === identity.mtimeNs && now.ctimeNs === identity.ctimeNs;
      if (!same) throw new StorageError('CHANGED', `changed while it was read: ${ref}`);
    },
    close: () => {
      if (!open) return;
      open = false;
      fs.closeSync(descriptor);
    },
  };
};

const KNOWN_FOLDERS = 10_000;

/** Looks at a file without opening it: its identity, or undefined where only opening tells what is there, or what is wrong. */
export type Look = (ref: ResourceRef) => Identity | undefined;

/**
 * Looks at many files, each folder's place resolved once: a file reached through a folder that now leads out of the dataset is not
 * seen, as `openLocal` would refuse it.
 */
export const createLook = (roots: Roots, fs: LocalFs = nodeFs): Look => {
  const folders = new Map<string, boolean>();
  const resolves = (path: Buffer): boolean => isReachable(roots, fs.realpathSync.native(path, { encoding: 'buffer' }));
  const isInside = (ref: ResourceRef): boolean => {
    const folder = ref.slice(0, ref.lastIndexOf('/') + 1);
    const known = folders.get(folder);
    if (known !== undefined) return known;
    if (folders.size >= KNOWN_FOLDERS) folders.clear();
    const inside = resolves(folder === '' ? pathOf(roots, roots.root) : pathOf(roots, folder));
    folders.set(folder, inside);
    return inside;
  };
  /** Names without escapes are text already, and take no detour through bytes. */
  const plainRoot = roots.root.includes('%') ? undefined : `${roots.root === '/' ? '' : roots.root}/`;
  const fastPath = (ref: ResourceRef): string | Buffer =>
    plainRoot === undefined || ref.includes('%') || ref.startsWith('/') ? pathOf(roots, ref) : plainRoot + ref;
  return (ref) => {
    try {
      const path = fastPath(ref);
      const stats = fs.lstatSync(path, { bigint: true });
      if (!stats.isSymbolicLink()) return stats.isFile() && isInside(ref) ? identityOf(stats) : undefined;
      const target = fs.statSync(path, { bigint: true });
      return target.isFile() && resolves(pathOf(roots, ref)) ? identityOf(target) : undefined;
    } catch (error) {
      // Whatever it is, opening the file will say it, with retries.
      if (error instanceof Error && 'code' in error) return undefined;
      throw error;
    }
  };
};

/** False only when surely nothing stands at a ref: an errno such as EACCES is no proof of absence. */
export const existsLocal = (roots: Roots, ref: ResourceRef, fs: LocalFs = nodeFs): boolean => {
  const path = pathOf(roots, ref);
  if (path.includes(0)) return false;
  try {
    withRetry(ref, () => fs.statSync(path));
    return true;
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    return error.cause !== 'ENOENT';
  }
};
