import type { Folder } from '../fs-change/fs-change.ts';
import { isUntouched, presenceOf } from './examine.ts';
import { type FailureReason, reasonOf, SampleFailure } from './failure.ts';
import { innerPath, inParent } from './paths.ts';
import type { Intent, Member, Settled, Transaction } from './records.ts';
import { settleMoving } from './settle.ts';
import { inNewSlot } from './slot.ts';
import type { Workplace } from './workplace.ts';

/** `open`: the disk refused even to go back; the next start recovers it. */
export type MoveEnd =
  | { readonly kind: 'moved'; readonly settled: Settled }
  | { readonly kind: 'failed'; readonly settled: Settled; readonly reason: FailureReason }
  | { readonly kind: 'open'; readonly reason: FailureReason };

const moveMember = ({ fs, root }: Workplace, slot: Folder, member: Member, noteMoved: () => void): void => {
  const path = innerPath(member.path);
  if (path === undefined) throw new SampleFailure('outside-root');
  const slotName = Buffer.from(member.slot);
  inParent(fs, root, path, 'stop', (parent) => {
    if (parent === 'absent') throw new SampleFailure('vanished');
    if (parent === 'blocked') throw new SampleFailure('through-link');
    const stat = fs.stat(parent, path.name);
    if (stat === undefined) throw new SampleFailure('vanished');
    if (!isUntouched(stat, member)) throw new SampleFailure('changed');
    fs.rename(parent, path.name, slot, slotName);
    noteMoved();
    // Whatever had that name at that instant lies in the slot now: only there nobody else can swap it.
    const inside = presenceOf(fs, slot, slotName, member);
    if (inside.state !== 'same' || !isUntouched(inside.stat, member)) throw new SampleFailure('changed');
    fs.syncFolder(parent);
  });
};

const asTransaction = (intent: Intent): Transaction => ({ ...intent, state: 'moving', held: [] });

/** Moves a sample whole, or not at all. Its intent must be on disk. Throws bugs and crashes only. */
export const moveSample = (place: Workplace, intent: Intent): MoveEnd => {
  const moved = new Set<number>();
  try {
    inNewSlot(place.fs, place.items, intent, (slot) => {
      for (const [index, member] of intent.members.entries()) {
        moveMember(place, slot, member, () => moved.add(index));
      }
      place.fs.syncFolder(slot);
    });
    return { kind: 'moved', settled: { tx: intent.tx, held: intent.members.map((_, index) => index) } };
  } catch (error) {
    const reason = reasonOf(error);
    if (reason === undefined) throw error;
    return endFailed(place, intent, moved, reason);
  }
};

const endFailed = (place: Workplace, intent: Intent, moved: ReadonlySet<number>, reason: FailureReason): MoveEnd => {
  try {
    // A file that we did not take and that is gone was taken by somebody else.
    const end = settleMoving(place, asTransaction(intent), (index) => (moved.has(index) ? 'stop' : 'accept'));
    if (end.kind === 'stuck') return { kind: 'open', reason: 'neither-copy' };
    const { settled } = end;
    if (settled.held.length === 0) return { kind: 'failed', settled: { ...settled, failure: reason }, reason };
    // An error that was reported of something that was done all the same.
    if (settled.held.length === intent.members.length && settled.found === undefined) return { kind: 'moved', settled };
    return { kind: 'failed', settled: { ...settled, failure: reason }, reason: 'stranded' };
  } catch (error) {
    const second = reasonOf(error);
    if (second === undefined) throw error;
    return { kind: 'open', reason: second };
  }
};
