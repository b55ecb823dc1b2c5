import { errnoOf, type Folder, type FsChange, unless } from '../fs-change/fs-change.ts';
import { randomName, readSmall, replaceWhole, UNFINISHED } from '../fs-change/own-files.ts';
import { UserError } from '../model/errors.ts';
import { type Holder, holderSchema, stateOf } from './holder.ts';

const PREFIX = 'lock.';
/** Its presence makes a folder a quarantine of ours. */
export const MARKER = 'PREPASS-QUARANTINE';
const MAX_LOCK_BYTES = 4096;

const parseHolder = (text: string | undefined): Holder | undefined => {
  try {
    return holderSchema.safeParse(JSON.parse(text ?? '')).data;
  } catch {
    return undefined;
  }
};

/** Throws when the lock's holder may be alive. */
const refuseUnlessDead = (fs: FsChange, place: Folder, name: Buffer, self: Holder): void => {
  const text = unless(['ENOENT'], () => readSmall(fs, place, name, MAX_LOCK_BYTES));
  if (text === undefined && fs.stat(place, name) === undefined) return;
  const other = parseHolder(text);
  if (other === undefined) throw new UserError('quarantine.lock-unreadable', { file: name.toString() });
  const state = stateOf(other, self);
  if (state === 'dead') return;
  const { pid, host, since } = other;
  throw new UserError(state === 'alive' ? 'quarantine.locked' : 'quarantine.locked-elsewhere', {
    pid,
    host,
    since,
    file: name.toString(),
  });
};

/**
 * Unfinished files are written under the lock, so what is there belongs to the dead; except locks themselves, and the
 * marker of a place that another run is making right now.
 */
const isRubbish = (fs: FsChange, place: Folder, name: Buffer, self: Holder): boolean => {
  const text = name.toString('latin1');
  if (!text.endsWith(UNFINISHED) || text.startsWith(MARKER)) return false;
  if (!text.startsWith(PREFIX)) return true;
  const other = parseHolder(unless(['ENOENT'], () => readSmall(fs, place, name, MAX_LOCK_BYTES)));
  return other !== undefined && stateOf(other, self) === 'dead';
};

export interface Lock {
  /** The user that this process acts as. */
  readonly uid: bigint;
  readonly release: () => void;
}

/**
 * One run at a time. Every run first writes a lock of its own and only then looks for others, so of two that start
 * together at least one sees the other; both may give up, never may both go on. Locks of dead processes are removed,
 * and files that they left unfinished.
 *
 * Throws UserError `quarantine.locked` (and kin) naming the holder.
 */
export const acquireLock = (fs: FsChange, place: Folder, self: Holder): Lock => {
  const mine = `${PREFIX}${randomName()}`;
  let uid: bigint | undefined;
  const remove = (name: Buffer) => unless(['ENOENT'], () => fs.unlink(place, name));
  /** A lock that cannot be removed is found dead once this process has ended. */
  const release = () => {
    try {
      remove(Buffer.from(mine));
    } catch (error) {
      if (errnoOf(error) === undefined) throw error;
    }
  };
  try {
    replaceWhole(fs, place, mine, `${JSON.stringify(self)}\n`);
    const others = fs.names(place).filter((name) => name.toString('latin1') !== mine);
    const locks = others.filter((name) => {
      const text = name.toString('latin1');
      return text.startsWith(PREFIX) && !text.endsWith(UNFINISHED);
    });
    for (const lock of locks) refuseUnlessDead(fs, place, lock, self);
    for (const name of others) {
      if (locks.includes(name) || isRubbish(fs, place, name, self)) remove(name);
    }
    uid = fs.stat(place, Buffer.from(mine))?.uid;
  } catch (error) {
    release();
    throw error;
  }
  if (uid === undefined) throw new UserError('quarantine.lock-lost', { file: mine });
  return { uid, release };
};
