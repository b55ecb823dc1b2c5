import { errnoOf, type Folder, type FsChange } from '../fs-change/fs-change.ts';
import { bytesFromKey } from '../model/path-key.ts';

const SLASH = 0x2f;

/** A place in the dataset: folders below the root, then the name. */
export interface InnerPath {
  readonly folders: readonly Buffer[];
  readonly name: Buffer;
}

const split = (bytes: Buffer): Buffer[] => {
  const parts: Buffer[] = [];
  let start = 0;
  for (let at = 0; at <= bytes.length; at += 1) {
    if (at !== bytes.length && bytes[at] !== SLASH) continue;
    parts.push(bytes.subarray(start, at));
    start = at + 1;
  }
  return parts;
};

/** Undefined when the ref is absolute, climbs, or is no path at all: such a file is never touched, on any way in or out. */
export const innerPath = (ref: string): InnerPath | undefined => {
  const parts = split(bytesFromKey(ref));
  const sound = parts.every((part) => {
    const text = part.toString('latin1');
    return text !== '' && text !== '.' && text !== '..' && !part.includes(0);
  });
  const name = parts.pop();
  return sound && name !== undefined ? { folders: parts, name } : undefined;
};

/** `absent`: a folder on the way does not exist. `blocked`: what is there is a link or no folder, so we do not go on. */
export type NoParent = 'absent' | 'blocked';

const FOLDER_MODE = 0o777;

/** Opens or makes one folder; what is made is on disk. */
const step = (fs: FsChange, parent: Folder, name: Buffer, missing: 'stop' | 'make'): Folder | NoParent => {
  if (missing === 'make' && fs.stat(parent, name) === undefined) {
    fs.makeFolder(parent, name, FOLDER_MODE);
    fs.syncFolder(parent);
  }
  try {
    return fs.openFolder(parent, name);
  } catch (error) {
    const code = errnoOf(error);
    if (code === 'ENOENT') return 'absent';
    if (code === 'ENOTDIR' || code === 'ELOOP') return 'blocked';
    throw error;
  }
};

/**
 * Walks down from the root, one descriptor at a time, never through a link, and does something in the file's folder.
 *
 * @param missing whether folders that do not exist are made.
 */
export const inParent = <T>(
  fs: FsChange,
  root: Folder,
  path: InnerPath,
  missing: 'stop' | 'make',
  act: (parent: Folder | NoParent) => T,
): T => {
  let folder = root;
  try {
    for (const name of path.folders) {
      const next = step(fs, folder, name, missing);
      if (typeof next === 'string') return act(next);
      if (folder !== root) fs.closeFolder(folder);
      folder = next;
    }
    return act(folder);
  } finally {
    if (folder !== root) fs.closeFolder(folder);
  }
};
