import { errnoError, type FileStat, type Folder, type FsChange, unless } from '../fs-change/fs-change.ts';
import { type InnerPath, inParent } from './paths.ts';
import type { Member } from './records.ts';
import type { Workplace } from './workplace.ts';

/** What goes back gets these; undefined: it keeps what it has. */
export type Attributes = Pick<Member, 'mode' | 'mtimeNs'>;

const restoreAttributes = (fs: FsChange, folder: Folder, name: Buffer, now: FileStat, wanted: Attributes): void => {
  const mtimeNs = BigInt(wanted.mtimeNs);
  // Links have no permissions of their own.
  const sameMode = now.kind === 'link' || now.mode === wanted.mode;
  if (sameMode && now.mtimeNs === mtimeNs) return;
  // Another owner's file does not let us, and its bytes matter more.
  unless(['EPERM', 'EACCES'], () => fs.setAttributes(folder, name, { mode: wanted.mode, mtimeNs }));
};

export const isSameFile = (one: FileStat | undefined, other: FileStat | undefined): boolean =>
  one !== undefined && other !== undefined && one.ino === other.ino && one.dev === other.dev;

/**
 * Gives a file in the slot its own name back and takes the slot's away. `link` cannot overwrite (EEXIST), and the new
 * name is on disk before the old one goes. Goes on where a crash left both names. Makes folders that are missing.
 * Throws errno errors; then the file has at least one of its two names.
 */
export const bringBack = (
  { fs, root }: Workplace,
  slot: Folder,
  slotName: Buffer,
  path: InnerPath,
  attributes: Attributes | undefined,
): void =>
  inParent(fs, root, path, 'make', (parent) => {
    if (typeof parent === 'string') throw errnoError('ENOTDIR', `folder to bring back to is ${parent}`);
    const here = fs.stat(slot, slotName);
    if (here?.kind === 'folder') {
      // Folders cannot be linked; a rename replaces nothing but an empty folder.
      fs.rename(slot, slotName, parent, path.name);
      fs.syncFolder(parent);
      fs.syncFolder(slot);
      return;
    }
    if (!isSameFile(fs.stat(parent, path.name), here)) fs.link(slot, slotName, parent, path.name);
    const there = fs.stat(parent, path.name);
    if (there === undefined || !isSameFile(there, here)) throw errnoError('ESTALE', 'the name that was just given');
    if (attributes !== undefined) restoreAttributes(fs, parent, path.name, there, attributes);
    fs.syncFolder(parent);
    fs.unlink(slot, slotName);
    fs.syncFolder(slot);
  });
