import { type FsChange, inFolder, unless } from '../fs-change/fs-change.ts';
import { presenceOf } from './examine.ts';
import { readJournal } from './journal.ts';
import { type Keeps, keepsIn } from './keeps.ts';
import { openPlace } from './place.ts';
import type { Member, Reason, Transaction } from './records.ts';
import { ITEMS, inSlot, slotNames } from './slot.ts';

/** One sample in quarantine. */
export interface QuarantineEntry {
  readonly transaction: string;
  readonly run: string;
  readonly key: string;
  readonly id: string;
  readonly reason: Reason;
  /** `open`: an earlier run was cut off here; `recover` decides. */
  readonly state: 'held' | 'open';
  /** Files in the slot, or of an open transaction all. */
  readonly members: readonly Member[];
}

const entryOf = ({ tx, run, key, id, reason, state, held, members }: Transaction): QuarantineEntry => ({
  transaction: tx,
  run,
  key,
  id,
  reason,
  state: state === 'held' ? 'held' : 'open',
  members: state === 'held' ? held.map((index) => members[index]!) : members,
});

/** What is in quarantine, oldest first. Changes nothing and needs no lock. Throws UserError. */
export function* listQuarantine(fs: FsChange, place: Buffer | string): Generator<QuarantineEntry> {
  const folder = openPlace(fs, Buffer.from(place as Buffer));
  const transactions = inFolder(fs, folder, () => readJournal(fs, folder));
  for (const transaction of transactions.values()) {
    if (transaction.state !== 'closed') yield entryOf(transaction);
  }
}

/** What people put back. Empty where there is no quarantine. Throws UserError where its record is damaged. */
export const readKeeps = (fs: FsChange, place: Buffer | string): Keeps => {
  const folder = unless(['ENOENT', 'ENOTDIR'], () => fs.openRoot(Buffer.from(place as Buffer)));
  return folder === undefined ? { has: () => false, size: 0 } : inFolder(fs, folder, () => keepsIn(fs, folder));
};

/** `unknown-slot`: a folder of items that the journal does not name. */
export interface Problem {
  readonly kind: 'missing' | 'changed' | 'open' | 'unknown-slot';
  readonly transaction: string;
  readonly key?: string;
  readonly path?: string;
}

function* problemsOf(fs: FsChange, items: Parameters<typeof inSlot>[1], entry: QuarantineEntry): Generator<Problem> {
  const { transaction, key } = entry;
  if (entry.state === 'open') {
    yield { kind: 'open', transaction, key };
    return;
  }
  const states = inSlot(fs, items, transaction, (slot) =>
    entry.members.map((member) =>
      slot === undefined ? 'absent' : presenceOf(fs, slot, Buffer.from(member.slot), member).state,
    ),
  );
  for (const [index, state] of states.entries()) {
    if (state === 'same') continue;
    yield { kind: state === 'absent' ? 'missing' : 'changed', transaction, key, path: entry.members[index]!.path };
  }
}

/** Reads every file in quarantine again and compares it with the journal. Changes nothing. Throws UserError. */
export function* verifyQuarantine(fs: FsChange, place: Buffer | string): Generator<Problem> {
  const entries = [...listQuarantine(fs, place)];
  const known = new Set(entries.map(({ transaction }) => transaction));
  const folder = openPlace(fs, Buffer.from(place as Buffer));
  try {
    const items = unless(['ENOENT'], () => fs.openFolder(folder, ITEMS));
    if (items === undefined) return;
    try {
      for (const entry of entries) yield* problemsOf(fs, items, entry);
      for (const name of slotNames(fs, items)) {
        if (!known.has(name)) yield { kind: 'unknown-slot', transaction: name };
      }
    } finally {
      fs.closeFolder(items);
    }
  } finally {
    fs.closeFolder(folder);
  }
}
