import { errnoError, type Folder, type FsChange, unless } from '../fs-change/fs-change.ts';
import { createWhole, randomName, replaceWhole, UNFINISHED } from '../fs-change/own-files.ts';
import { UserError } from '../model/errors.ts';
import type { Holder } from './holder.ts';
import { type Journal, openJournal } from './journal.ts';
import { acquireLock, type Lock } from './lock.ts';
import { makePlace, openPlace, openRootOf, shown } from './place.ts';
import { README } from './readme.ts';
import { type Recovery, recoverAll } from './recover-all.ts';
import { ITEMS, slotNames } from './slot.ts';
import type { Workplace } from './workplace.ts';

/** Free bytes below which nothing is begun: journal and manifests need room, and so does going back. */
const MIN_FREE_BYTES = 1n << 20n;
const README_NAME = 'README.txt';

/** A quarantine opened for work: locked, recovered, tried. */
export interface Session extends Workplace {
  readonly journal: Journal;
  readonly shownPlace: string;
  /** The user that this process acts as. */
  readonly uid: bigint;
  readonly recovery: Recovery;
  readonly close: () => void;
}

export interface SessionOptions {
  readonly fs: FsChange;
  readonly place: Buffer;
  readonly root: Buffer | undefined;
  /** `make`: the place is made where it does not exist, and tried. */
  readonly purpose: 'make' | 'use';
  readonly holder: Holder;
  /** Transactions to give up: their files are found nowhere. */
  readonly abandon?: readonly string[];
}

const openItems = (fs: FsChange, place: Folder): Folder => {
  unless(['EEXIST'], () => fs.makeFolder(place, ITEMS, 0o777));
  fs.syncFolder(place);
  return fs.openFolder(place, ITEMS);
};

/** Finds out before anything of the user's is touched whether names can be linked and renamed here, and whether there is room. */
const tryOut = (fs: FsChange, place: Folder): void => {
  const { bytes, known } = fs.freeSpace(place);
  if (known === 'known' && bytes < MIN_FREE_BYTES) throw errnoError('ENOSPC', 'free space');
  const [first, second, third] = [1, 2, 3].map(() => Buffer.from(`probe.${randomName()}${UNFINISHED}`));
  createWhole(fs, place, first!, 'probe\n');
  fs.link(place, first!, place, second!);
  fs.rename(place, second!, place, third!);
  fs.syncFolder(place);
  fs.unlink(place, first!);
  fs.unlink(place, third!);
};

const openRootPath = (fs: FsChange, path: Buffer): Folder => {
  const root = unless(['ENOENT', 'ENOTDIR'], () => fs.openRoot(path));
  if (root === undefined) throw new UserError('quarantine.no-dataset', { dataset: shown(path) });
  return root;
};

/** Opens what `make` needs root first for, and `use` place first. */
const openBoth = (options: SessionOptions, opened: Folder[]): { place: Folder; root: Folder } => {
  const { fs, purpose } = options;
  const keep = (folder: Folder): Folder => {
    opened.push(folder);
    return folder;
  };
  if (purpose === 'make' && options.root !== undefined) {
    const root = keep(openRootPath(fs, options.root));
    return { root, place: keep(makePlace(fs, options.place, root)) };
  }
  const place = keep(openPlace(fs, options.place));
  return { place, root: keep(openRootOf(fs, place, options.root)) };
};

/**
 * Opens a quarantine for work: lock, what an earlier run left, and (to move) a trial. Throws UserError, or errno errors
 * of the disk; nothing stays open or locked then, unless the disk itself refuses that.
 */
export const openSession = (options: SessionOptions): Session => {
  const { fs } = options;
  const opened: Folder[] = [];
  let lock: Lock | undefined;
  let journal: Journal | undefined;
  const close = () => {
    try {
      journal?.close();
      lock?.release();
    } finally {
      for (const folder of opened.splice(0)) fs.closeFolder(folder);
    }
  };
  try {
    const { place, root } = openBoth(options, opened);
    lock = acquireLock(fs, place, options.holder);
    if (options.purpose === 'make' && fs.stat(place, Buffer.from(README_NAME)) === undefined) {
      replaceWhole(fs, place, README_NAME, README);
    }
    const items = openItems(fs, place);
    opened.push(items);
    journal = openJournal(fs, place, () => slotNames(fs, items));
    const workplace: Workplace = { fs, root, place, items };
    const recovery = recoverAll(workplace, journal, options.abandon ?? []);
    if (options.purpose === 'make') tryOut(fs, place);
    return {
      ...workplace,
      journal,
      shownPlace: shown(fs.realPath(place)),
      uid: lock.uid,
      recovery,
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
};

/** Work goes on only when nothing is missing. Throws UserError naming the first transaction. */
export const refuseStuck = (session: Session): void => {
  const [first] = session.recovery.stuck;
  if (first === undefined) return;
  throw new UserError('quarantine.neither-copy', {
    transaction: first.tx,
    file: first.path,
    place: session.shownPlace,
  });
};
