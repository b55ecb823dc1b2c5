import type { Folder } from '../fs-change/fs-change.ts';
import { bringBack, isSameFile } from './bring-back.ts';
import { describe, type Presence, presenceOf } from './examine.ts';
import { type InnerPath, innerPath, inParent } from './paths.ts';
import type { Member, Settled, Transaction } from './records.ts';
import { inSlot, removeSlot } from './slot.ts';
import type { Workplace } from './workplace.ts';

/** `stuck`: a file is neither in its place nor in the slot. */
export type Settlement =
  | { readonly kind: 'settled'; readonly settled: Settled }
  | { readonly kind: 'stuck'; readonly path: string };

/** What a file that is found nowhere means: stop, or go on since we know that it was not us, or were told to. */
export type Missing = 'stop' | 'accept';

interface View {
  readonly member: Member;
  readonly index: number;
  readonly slotName: Buffer;
  /** Undefined: the journal names a place outside the root. */
  readonly path: InnerPath | undefined;
  readonly source: Presence | { readonly state: 'blocked' };
  readonly slot: Presence;
}

const ABSENT: Presence = { state: 'absent' };

const sourceOf = ({ fs, root }: Workplace, path: InnerPath | undefined, member: Member): View['source'] => {
  if (path === undefined) return { state: 'blocked' };
  return inParent(fs, root, path, 'stop', (parent) => {
    if (parent === 'absent') return ABSENT;
    return parent === 'blocked' ? { state: 'blocked' } : presenceOf(fs, parent, path.name, member);
  });
};

const viewOf = (place: Workplace, slot: Folder | undefined, member: Member, index: number): View => {
  const path = innerPath(member.path);
  const slotName = Buffer.from(member.slot);
  return {
    member,
    index,
    slotName,
    path,
    source: sourceOf(place, path, member),
    slot: slot === undefined ? ABSENT : presenceOf(place.fs, slot, slotName, member),
  };
};

const statOf = (presence: View['source']) => ('stat' in presence ? presence.stat : undefined);
const isOneFile = ({ source, slot }: View): boolean => isSameFile(statOf(source), statOf(slot));
const isFree = (view: View): boolean => view.source.state === 'absent' || isOneFile(view);
const isNowhere = ({ source, slot }: View): boolean =>
  slot.state === 'absent' && (source.state === 'absent' || source.state === 'blocked');

const syncMoved = ({ fs, root }: Workplace, slot: Folder, views: readonly View[]): void => {
  fs.syncFolder(slot);
  for (const { path } of views) {
    if (path === undefined) continue;
    inParent(fs, root, path, 'stop', (parent) => {
      if (typeof parent !== 'string') fs.syncFolder(parent);
    });
  }
};

const finish = (place: Workplace, tx: string, held: number[], found: Settled['found'] = []): Settlement => {
  if (held.length === 0) removeSlot(place.fs, place.items, tx);
  return { kind: 'settled', settled: { tx, held, ...(found.length > 0 ? { found } : {}) } };
};

/**
 * Ends a move that was begun, from what is on disk: complete when every member is in the slot, else rolled back.
 * What cannot go back since something else has its name stays in the slot. Idempotent. Throws errno errors; then it is
 * as open as before.
 */
export const settleMoving = (
  place: Workplace,
  transaction: Transaction,
  missing: (index: number) => Missing,
): Settlement =>
  inSlot(place.fs, place.items, transaction.tx, (slot) => {
    const views = transaction.members.map((member, index) => viewOf(place, slot, member, index));
    const lost = views.find((view) => isNowhere(view) && missing(view.index) === 'stop');
    if (lost !== undefined) return { kind: 'stuck', path: lost.member.path };
    if (slot === undefined) return finish(place, transaction.tx, []);
    if (views.every((view) => view.slot.state === 'same' && !isOneFile(view))) {
      syncMoved(place, slot, views);
      return finish(
        place,
        transaction.tx,
        views.map(({ index }) => index),
      );
    }
    const held: number[] = [];
    const found: { index: number; member: Member }[] = [];
    for (const view of views) {
      if (view.slot.state === 'absent') continue;
      if (view.path !== undefined && isFree(view)) {
        bringBack(place, slot, view.slotName, view.path, undefined);
        continue;
      }
      held.push(view.index);
      const member = view.slot.state === 'other' ? describe(place.fs, slot, view.slotName, view.member) : undefined;
      if (member !== undefined) found.push({ index: view.index, member });
    }
    return finish(place, transaction.tx, held, found);
  });

/**
 * Ends a restoration that was begun: what is half restored is restored whole where nothing is in the way; a sample of
 * which nothing was restored yet stays in quarantine. Idempotent. Throws errno errors.
 */
export const settleRestoring = (place: Workplace, transaction: Transaction, missing: Missing): Settlement =>
  inSlot(place.fs, place.items, transaction.tx, (slot) => {
    const views = transaction.held.map((index) => viewOf(place, slot, transaction.members[index]!, index));
    const lost = views.find((view) => isNowhere(view));
    if (lost !== undefined && missing === 'stop') return { kind: 'stuck', path: lost.member.path };
    const isBegun = views.some((view) => view.slot.state === 'absent' || isOneFile(view));
    const held: number[] = [];
    for (const view of views) {
      if (view.slot.state === 'absent') continue;
      const mayGo = isBegun && view.slot.state === 'same' && isFree(view);
      if (mayGo && slot !== undefined && view.path !== undefined) {
        bringBack(place, slot, view.slotName, view.path, view.member);
      } else held.push(view.index);
    }
    return finish(place, transaction.tx, held);
  });
