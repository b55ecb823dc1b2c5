import type { FsChange } from '../fs-change/fs-change.ts';
import type { QuarantineOutcome } from '../model/summary.ts';
import { BATCH, batchesOf, breathe } from './batches.ts';
import { endsRun, type FailureReason, reasonOf } from './failure.ts';
import { type Holder, thisProcess } from './holder.ts';
import { type Keeps, keepsIn } from './keeps.ts';
import { moveSample } from './move-sample.ts';
import { placeTrouble, shown } from './place.ts';
import { heldName, prepare } from './prepare.ts';
import type { Intent, Move, Settled } from './records.ts';
import { openSession, refuseStuck, type Session } from './session.ts';

export interface ApplyProgress {
  readonly moved: number;
  readonly skipped: number;
  readonly failed: number;
}

export interface ApplyOptions {
  readonly root: Buffer;
  readonly place: Buffer | string;
  readonly moves: AsyncIterable<Move> | Iterable<Move>;
  readonly runId: string;
  readonly fs: FsChange;
  /** After every sample. */
  readonly onProgress?: (progress: ApplyProgress) => void;
  /** Aborted: the sample at hand is finished, the rest stays where it is. */
  readonly signal?: AbortSignal;
  /** Who takes the lock; default: this process. */
  readonly holder?: Holder;
}

export interface ApplyOutcome extends QuarantineOutcome {
  /** In quarantine already. */
  readonly skipped: number;
  /** Put back by a person before, so left in peace. */
  readonly kept: number;
  readonly interrupted: boolean;
  /** Why the rest was not tried; the sample at which it stopped is among `failed`. */
  readonly stopped?: FailureReason;
}

interface Progress {
  moved: number;
  skipped: number;
  kept: number;
  interrupted: boolean;
  stopped?: FailureReason;
  readonly failed: { key: string; reason: string }[];
}

/** One opened quarantine and what this run has done in it. */
interface Work {
  readonly session: Session;
  readonly keeps: Keeps;
  readonly held: Set<string>;
  readonly options: ApplyOptions;
  readonly progress: Progress;
}

const fail = (progress: Progress, key: string, reason: FailureReason): void => {
  progress.failed.push({ key, reason });
  if (endsRun(reason)) progress.stopped ??= reason;
};

const stop = (progress: Progress, key: string, reason: FailureReason): void => {
  progress.failed.push({ key, reason });
  progress.stopped ??= reason;
};

const heldIn = (session: Session): Set<string> => {
  const held = new Set<string>();
  for (const transaction of session.journal.transactions.values()) {
    for (const index of transaction.held) {
      const member = transaction.members[index]!;
      held.add(heldName(member.path, member.sha256));
    }
  }
  return held;
};

/** Looks at a batch of samples; what is to move, in order. */
const prepareBatch = ({ session, keeps, held, options, progress }: Work, moves: readonly Move[]): Intent[] => {
  const intents: Intent[] = [];
  const claimed = new Set<string>();
  for (const move of moves) {
    if (progress.stopped !== undefined) break;
    try {
      const prepared = prepare(session, move, options.runId, keeps, held);
      if (prepared.kind !== 'ready') {
        progress[prepared.kind] += 1;
        continue;
      }
      // The same file twice in one plan: it goes with the first.
      if (prepared.intent.members.some(({ path }) => claimed.has(path))) {
        progress.skipped += 1;
        continue;
      }
      for (const { path } of prepared.intent.members) claimed.add(path);
      intents.push(prepared.intent);
    } catch (error) {
      const reason = reasonOf(error);
      if (reason === undefined) throw error;
      fail(progress, move.key, reason);
    }
  }
  return intents;
};

const moveOne = (work: Work, intent: Intent): Settled | undefined => {
  const { progress, held, session } = work;
  const end = moveSample(session, intent);
  if (end.kind === 'open') {
    stop(progress, intent.key, end.reason);
    return undefined;
  }
  if (end.kind === 'failed') fail(progress, intent.key, end.reason);
  if (end.kind === 'moved') {
    progress.moved += 1;
    for (const { path, sha256 } of intent.members) held.add(heldName(path, sha256));
  }
  return end.settled;
};

const moveBatch = async (work: Work, moves: readonly Move[]): Promise<void> => {
  const { session, options, progress } = work;
  const intents = prepareBatch(work, moves);
  if (intents.length === 0) return;
  session.journal.append({ type: 'intent', transactions: intents });
  const settled: Settled[] = [];
  for (const intent of intents) {
    if (options.signal?.aborted) progress.interrupted = true;
    if (progress.interrupted || progress.stopped !== undefined) {
      settled.push({ tx: intent.tx, held: [], failure: progress.stopped ?? 'interrupted' });
      continue;
    }
    const end = moveOne(work, intent);
    if (end !== undefined) settled.push(end);
    options.onProgress?.({ moved: progress.moved, skipped: progress.skipped, failed: progress.failed.length });
    await breathe();
  }
  if (settled.length > 0) session.journal.append({ type: 'settled', transactions: settled });
};

const open = (options: ApplyOptions, place: Buffer): Session => {
  const { fs, root, holder = thisProcess() } = options;
  try {
    return openSession({ fs, place, root, purpose: 'make', holder });
  } catch (error) {
    throw placeTrouble(error, place) ?? error;
  }
};

const moveAll = async (options: ApplyOptions, place: Buffer, progress: Progress): Promise<void> => {
  let session: Session | undefined;
  let work: Work | undefined;
  let current = '';
  try {
    for await (const moves of batchesOf(options.moves, BATCH)) {
      if (options.signal?.aborted) progress.interrupted = true;
      if (progress.interrupted) return;
      current = moves[0]!.key;
      if (work === undefined) {
        session = open(options, place);
        work = { session, keeps: keepsIn(options.fs, session.place), held: heldIn(session), options, progress };
        refuseStuck(session);
      }
      await moveBatch(work, moves);
      if (progress.stopped !== undefined) return;
    }
  } catch (error) {
    const reason = reasonOf(error);
    if (reason === undefined) throw error;
    // The journal or the place itself: nothing further is begun, the next start recovers.
    stop(progress, current, reason);
  } finally {
    session?.close();
  }
};

/**
 * Moves samples into quarantine under the protocol of docs/decisions/0003-quarantine.md. An empty plan makes nothing.
 * Applying a plan again skips what is done. Expected trouble is in the outcome: anything in `failed` means exit 4.
 *
 * Throws UserError (nothing was moved): place inside the dataset, on another device, not ours, unusable, locked by
 * another run, journal damaged, or an earlier move of which a file is found nowhere.
 */
export const applyQuarantine = async (options: ApplyOptions): Promise<ApplyOutcome> => {
  const place = Buffer.from(options.place as Buffer);
  const progress: Progress = { moved: 0, skipped: 0, kept: 0, interrupted: false, failed: [] };
  await moveAll(options, place, progress);
  return { place: shown(place), ...progress };
};
