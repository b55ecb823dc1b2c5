import type { Folder, FsChange } from '../fs-change/fs-change.ts';
import { BATCH, batchesOf, breathe } from './batches.ts';
import { bringBack } from './bring-back.ts';
import { presenceOf } from './examine.ts';
import { endsRun, type FailureReason, reasonOf, SampleFailure } from './failure.ts';
import { type Holder, thisProcess } from './holder.ts';
import { appendKeeps } from './keeps.ts';
import { innerPath, inParent } from './paths.ts';
import { shown } from './place.ts';
import type { Settled, Transaction } from './records.ts';
import { returnedBy } from './recover-all.ts';
import { openSession, refuseStuck, type Session } from './session.ts';
import { settleRestoring } from './settle.ts';
import { inSlot, removeSlot } from './slot.ts';

export interface RestoreOptions {
  readonly fs: FsChange;
  readonly place: Buffer | string;
  /** Default: the dataset that the quarantine was made for. */
  readonly root?: Buffer;
  readonly select: 'all' | { readonly keys: readonly string[] } | { readonly run: string };
  /** After every sample. */
  readonly onProgress?: (progress: { readonly restored: number; readonly failed: number }) => void;
  /** Aborted: the sample at hand is finished, the rest stays where it is. */
  readonly signal?: AbortSignal;
  readonly holder?: Holder;
}

export interface RestoreOutcome {
  readonly place: string;
  readonly restored: number;
  readonly failed: readonly { readonly key: string; readonly reason: string }[];
  readonly interrupted: boolean;
  readonly stopped?: FailureReason;
}

interface Progress {
  restored: number;
  interrupted: boolean;
  stopped?: FailureReason;
  readonly failed: { key: string; reason: string }[];
}

/** Newest first: where one place was emptied twice, the later file is the one that was there last. */
const chosen = (session: Session, select: RestoreOptions['select'], progress: Progress): readonly Transaction[] => {
  const held = [...session.journal.transactions.values()].filter(({ state }) => state === 'held').reverse();
  if (select === 'all') return held;
  if ('run' in select) return held.filter(({ run }) => run === select.run);
  const keys = new Set(select.keys);
  const found = held.filter(({ key }) => keys.has(key));
  for (const { key } of found) keys.delete(key);
  for (const key of keys) progress.failed.push({ key, reason: 'not-in-quarantine' });
  return found;
};

/** Looks before anything is touched: everything is there, unchanged, and its place is free. Throws SampleFailure. */
const check = ({ fs, root }: Session, slot: Folder, transaction: Transaction): void => {
  for (const index of transaction.held) {
    const member = transaction.members[index]!;
    const path = innerPath(member.path);
    if (path === undefined) throw new SampleFailure('outside-root');
    const { state } = presenceOf(fs, slot, Buffer.from(member.slot), member);
    if (state === 'absent') throw new SampleFailure('missing-in-quarantine');
    if (state === 'other') throw new SampleFailure('changed-in-quarantine');
    inParent(fs, root, path, 'stop', (parent) => {
      if (parent === 'blocked') throw new SampleFailure('through-link');
      if (parent !== 'absent' && fs.stat(parent, path.name) !== undefined) throw new SampleFailure('exists');
    });
  }
};

const restoreOne = (session: Session, transaction: Transaction): Settled => {
  const { fs, items } = session;
  inSlot(fs, items, transaction.tx, (slot) => {
    if (slot === undefined) throw new SampleFailure('missing-in-quarantine');
    for (const index of transaction.held) {
      const member = transaction.members[index]!;
      const path = innerPath(member.path);
      if (path === undefined) throw new SampleFailure('outside-root');
      bringBack(session, slot, Buffer.from(member.slot), path, member);
    }
  });
  removeSlot(fs, items, transaction.tx);
  return { tx: transaction.tx, held: [] };
};

const fail = (progress: Progress, key: string, reason: FailureReason): void => {
  progress.failed.push({ key, reason: reason === 'EEXIST' ? 'exists' : reason });
  if (endsRun(reason)) progress.stopped ??= reason;
};

const stop = (progress: Progress, key: string, reason: FailureReason): void => {
  progress.failed.push({ key, reason });
  progress.stopped ??= reason;
};

/** Undefined: the disk refused even to settle; the next start recovers it. */
const settleFailed = (
  session: Session,
  transaction: Transaction,
  progress: Progress,
  error: unknown,
): Settled | undefined => {
  const reason = reasonOf(error);
  if (reason === undefined) throw error;
  try {
    const end = settleRestoring(session, transaction, 'stop');
    if (end.kind === 'stuck') {
      stop(progress, transaction.key, 'neither-copy');
      return undefined;
    }
    // Else the error was reported of something that was done all the same.
    if (end.settled.held.length > 0) fail(progress, transaction.key, reason);
    return { ...end.settled, failure: reason };
  } catch (second) {
    const secondReason = reasonOf(second);
    if (secondReason === undefined) throw second;
    stop(progress, transaction.key, secondReason);
    return undefined;
  }
};

const restoreOrSettle = (session: Session, transaction: Transaction, progress: Progress): Settled | undefined => {
  try {
    return restoreOne(session, transaction);
  } catch (error) {
    return settleFailed(session, transaction, progress, error);
  }
};

const checked = (session: Session, batch: readonly Transaction[], progress: Progress): readonly Transaction[] =>
  batch.filter((transaction) => {
    if (progress.stopped !== undefined) return false;
    try {
      inSlot(session.fs, session.items, transaction.tx, (slot) => {
        if (slot === undefined) throw new SampleFailure('missing-in-quarantine');
        check(session, slot, transaction);
      });
      return true;
    } catch (error) {
      const reason = reasonOf(error);
      if (reason === undefined) throw error;
      fail(progress, transaction.key, reason);
      return false;
    }
  });

const restoreBatch = async (
  session: Session,
  batch: readonly Transaction[],
  options: RestoreOptions,
  progress: Progress,
): Promise<void> => {
  const ready = checked(session, batch, progress);
  if (ready.length === 0) return;
  session.journal.append({ type: 'restore', transactions: ready.map(({ tx }) => tx) });
  const settled: Settled[] = [];
  const returned: { key: string; sha256: string }[] = [];
  for (const transaction of ready) {
    if (options.signal?.aborted) progress.interrupted = true;
    if (progress.interrupted || progress.stopped !== undefined) {
      settled.push({ tx: transaction.tx, held: [...transaction.held] });
      continue;
    }
    const end = restoreOrSettle(session, transaction, progress);
    if (end !== undefined) {
      settled.push(end);
      returned.push(...returnedBy(transaction, end));
      if (end.held.length === 0) progress.restored += 1;
    }
    options.onProgress?.({ restored: progress.restored, failed: progress.failed.length });
    await breathe();
  }
  appendKeeps(session.fs, session.place, returned);
  if (settled.length > 0) session.journal.append({ type: 'settled', transactions: settled });
};

/**
 * Puts samples back where they were, with their permissions and times, and remembers that a person wanted them: they are
 * not moved again. Never overwrites, never leaves the root. Anything in `failed` means exit 4.
 *
 * Throws UserError (nothing was changed) where there is no quarantine or no dataset, it belongs to another dataset, is
 * locked or damaged, or a file of an earlier transaction is found nowhere.
 */
export const restore = async (options: RestoreOptions): Promise<RestoreOutcome> => {
  const { fs, root, holder = thisProcess() } = options;
  const place = Buffer.from(options.place as Buffer);
  const progress: Progress = { restored: 0, interrupted: false, failed: [] };
  let session: Session | undefined;
  let current = '';
  try {
    session = openSession({ fs, place, root, purpose: 'use', holder });
    refuseStuck(session);
    for await (const batch of batchesOf(chosen(session, options.select, progress), BATCH)) {
      if (options.signal?.aborted) progress.interrupted = true;
      if (progress.interrupted || progress.stopped !== undefined) break;
      current = batch[0]!.key;
      await restoreBatch(session, batch, options, progress);
    }
  } catch (error) {
    const reason = reasonOf(error);
    if (reason === undefined) throw error;
    stop(progress, current, reason);
  } finally {
    session?.close();
  }
  return { place: shown(place), ...progress };
};
