import { type Folder, type FsChange, inFolder, unless } from '../fs-change/fs-change.ts';
import { createWhole } from '../fs-change/own-files.ts';
import type { Intent } from './records.ts';

export const ITEMS = Buffer.from('items');
const MANIFEST = Buffer.from('manifest.json');
const FOLDER_MODE = 0o777;

/** `items/xx/<tx>`: two levels, since one folder with a million entries is slow on some file systems. */
const shelfOf = (tx: string): Buffer => Buffer.from(tx.slice(0, 2));

const openIfThere = (fs: FsChange, parent: Folder, name: Buffer): Folder | undefined =>
  unless(['ENOENT'], () => fs.openFolder(parent, name));

/**
 * Makes a sample's own folder and writes its manifest; both on disk, and empty but for the manifest, when `act` is
 * called. The folder is new (EEXIST otherwise), so no rename into it can overwrite anything: Node has no
 * renameat2(RENAME_NOREPLACE).
 */
export const inNewSlot = <T>(fs: FsChange, items: Folder, intent: Intent, act: (slot: Folder) => T): T => {
  const shelfName = shelfOf(intent.tx);
  unless(['EEXIST'], () => fs.makeFolder(items, shelfName, FOLDER_MODE));
  // Always: a killed run may have made the shelf and not synced it.
  fs.syncFolder(items);
  return inFolder(fs, fs.openFolder(items, shelfName), (shelf) => {
    const name = Buffer.from(intent.tx);
    fs.makeFolder(shelf, name, FOLDER_MODE);
    return inFolder(fs, fs.openFolder(shelf, name), (slot) => {
      createWhole(fs, slot, MANIFEST, `${JSON.stringify(intent, null, 2)}\n`);
      fs.syncFolder(slot);
      fs.syncFolder(shelf);
      return act(slot);
    });
  });
};

/** Does something in a slot, or without it where it does not exist. */
export const inSlot = <T>(fs: FsChange, items: Folder, tx: string, act: (slot: Folder | undefined) => T): T => {
  const shelf = openIfThere(fs, items, shelfOf(tx));
  if (shelf === undefined) return act(undefined);
  return inFolder(fs, shelf, () => {
    const slot = openIfThere(fs, shelf, Buffer.from(tx));
    return slot === undefined ? act(undefined) : inFolder(fs, slot, act);
  });
};

/** Removes an emptied slot. What somebody else put in there stays, and the slot with it. */
export const removeSlot = (fs: FsChange, items: Folder, tx: string): void => {
  const shelf = openIfThere(fs, items, shelfOf(tx));
  if (shelf === undefined) return;
  inFolder(fs, shelf, () => {
    const name = Buffer.from(tx);
    const slot = openIfThere(fs, shelf, name);
    if (slot === undefined) return;
    const emptied = inFolder(fs, slot, () => {
      if (fs.names(slot).some((one) => !one.equals(MANIFEST))) return false;
      unless(['ENOENT'], () => fs.unlink(slot, MANIFEST));
      return true;
    });
    if (emptied) unless(['ENOENT', 'ENOTEMPTY'], () => fs.removeFolder(shelf, name));
    fs.syncFolder(shelf);
  });
};

/** Names of all slots on disk, whatever the journal says. */
export function* slotNames(fs: FsChange, items: Folder): Generator<string> {
  for (const shelfName of fs.names(items)) {
    const shelf = unless(['ENOENT', 'ENOTDIR', 'ELOOP'], () => fs.openFolder(items, shelfName));
    if (shelf === undefined) continue;
    const names = inFolder(fs, shelf, () => fs.names(shelf));
    for (const name of names) yield name.toString('latin1');
  }
}
