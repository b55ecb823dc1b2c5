import * as nodeFs from 'node:fs';
import { keyFromBytes } from '../model/path-key.ts';
import type { ResourceRef } from '../model/sample.ts';
import { StorageError } from './errors.ts';
import { withRetry } from './retry.ts';
import { isReachable, isWithin, pathOf, type Roots } from './roots.ts';

/** Why a name was passed over. `link-outside` and `link-cycle` may be links to files or to folders. */
export type Refusal = 'special-file' | 'link-outside' | 'link-broken' | 'link-cycle';

export type WalkEntry =
  /** A regular file, or a link to one that may be read. */
  | { readonly kind: 'file'; readonly key: ResourceRef }
  /** `linked`: the name is a link; what is below it lies elsewhere, and may have other names too. */
  | { readonly kind: 'folder'; readonly key: ResourceRef; readonly linked: boolean }
  | { readonly kind: 'refused'; readonly key: ResourceRef; readonly why: Refusal; readonly cause?: string }
  /** A folder whose names could not be read, or not all of them; `cause` is the errno. */
  | { readonly kind: 'unreadable'; readonly key: ResourceRef; readonly cause: string };

/** The calls that reach the file system; tests replace them. */
export type WalkFs = Pick<typeof nodeFs, 'opendirSync' | 'lstatSync' | 'statSync' | 'realpathSync'>;

interface WalkOptions {
  /** Folders for which this is false are named but not entered. */
  readonly enter?: (folder: ResourceRef) => boolean;
  readonly fs?: WalkFs;
}

/** Names per getdents call: 1,024 read 200,000 names in a third of the time of Node's default 32. */
const NAMES_PER_READ = 1024;

type Kind = 'file' | 'folder' | 'link' | 'special' | 'untold';
type Told = Pick<nodeFs.Dirent | nodeFs.Stats, 'isFile' | 'isDirectory' | 'isSymbolicLink' | 'isFIFO' | 'isSocket'> &
  Pick<nodeFs.Stats, 'isCharacterDevice' | 'isBlockDevice'>;

/** Some file systems answer names without kinds: 'untold'. */
const kindOf = (entry: Told): Kind => {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'folder';
  if (entry.isSymbolicLink()) return 'link';
  const isSpecial = entry.isFIFO() || entry.isSocket() || entry.isCharacterDevice() || entry.isBlockDevice();
  return isSpecial ? 'special' : 'untold';
};

const lookUpKind = (fs: WalkFs, path: Buffer): Kind => {
  try {
    return kindOf(fs.lstatSync(path));
  } catch {
    return 'special'; // It vanished meanwhile: nothing to read.
  }
};

/** A link to a folder is followed once, not again below a followed one: that bounds what a few links can make of a tree. */
const resolveLink = (fs: WalkFs, roots: Roots, key: ResourceRef, isBelowLink: boolean): WalkEntry => {
  const path = pathOf(roots, key);
  const refused = (why: Refusal, cause?: string): WalkEntry => ({ kind: 'refused', key, why, ...(cause && { cause }) });
  try {
    const resolved = withRetry(key, () => fs.realpathSync.native(path, { encoding: 'buffer' }));
    const stats = withRetry(key, () => fs.statSync(resolved));
    if (stats.isDirectory()) {
      if (isWithin(path, resolved)) return refused('link-cycle');
      if (!isReachable(roots, resolved)) return refused('link-outside', 'directory');
      return isBelowLink ? refused('link-cycle', 'nested') : { kind: 'folder', key, linked: true };
    }
    if (!stats.isFile()) return refused('special-file', 'link');
    return isReachable(roots, resolved) ? { kind: 'file', key } : refused('link-outside');
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    return error.cause === 'ELOOP' ? refused('link-cycle') : refused('link-broken', error.cause);
  }
};

const openFolder = (fs: WalkFs, path: Buffer): nodeFs.Dir =>
  // Names as bytes: two names that are not UTF-8 would otherwise read as one that does not exist. Node's types know no such Dir.
  fs.opendirSync(path, { encoding: 'buffer' as BufferEncoding, bufferSize: NAMES_PER_READ });

/**
 * Everything below the root, in the order of the file system, one folder open at a time. Ends for any tree. Folders that cannot
 * be read are entries, not errors; FIFOs, sockets and devices are named, never opened.
 */
export function* walk(roots: Roots, { enter = () => true, fs = nodeFs }: WalkOptions = {}): Generator<WalkEntry> {
  const pending: { readonly at: ResourceRef; readonly isBelowLink: boolean }[] = [{ at: '', isBelowLink: false }];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    const { at, isBelowLink } = folder;
    let open: nodeFs.Dir | undefined;
    try {
      const path = at === '' ? pathOf(roots, roots.root) : pathOf(roots, at);
      const dir = withRetry(at, () => openFolder(fs, path));
      open = dir;
      for (
        let entry = withRetry(at, () => dir.readSync());
        entry !== null;
        entry = withRetry(at, () => dir.readSync())
      ) {
        const name = keyFromBytes(entry.name as unknown as Buffer);
        const key = at === '' ? name : `${at}/${name}`;
        let kind = kindOf(entry);
        if (kind === 'untold') kind = lookUpKind(fs, pathOf(roots, key));
        let found: WalkEntry = { kind: 'refused', key, why: 'special-file' };
        if (kind === 'file') found = { kind, key };
        else if (kind === 'folder') found = { kind, key, linked: false };
        else if (kind === 'link') found = resolveLink(fs, roots, key, isBelowLink);
        if (found.kind === 'folder' && enter(key)) pending.push({ at: key, isBelowLink: isBelowLink || found.linked });
        yield found;
      }
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      yield { kind: 'unreadable', key: at, cause: error.cause };
    } finally {
      open?.closeSync();
    }
  }
}
