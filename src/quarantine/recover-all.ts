import type { Journal } from './journal.ts';
import { appendKeeps } from './keeps.ts';
import type { Settled, Transaction } from './records.ts';
import { settleMoving, settleRestoring } from './settle.ts';
import type { Workplace } from './workplace.ts';

/** What was done about transactions that an earlier run left open. Ids of transactions. */
export interface Recovery {
  /** In quarantine, whole or as far as it could not be undone. */
  readonly held: readonly string[];
  /** Back in the dataset. */
  readonly returned: readonly string[];
  /** A file is neither in its place nor in the slot; left open. */
  readonly stuck: readonly { readonly tx: string; readonly path: string }[];
}

/** Files of a transaction that were held before and are no longer. */
export const returnedBy = (
  transaction: Transaction,
  settled: Settled,
): readonly { readonly key: string; readonly sha256: string }[] =>
  transaction.held
    .filter((index) => !settled.held.includes(index))
    .map((index) => ({ key: transaction.key, sha256: transaction.members[index]!.sha256 }));

/** Ends everything that is open, from what is on disk. Idempotent: a crash in here changes nothing of that. */
export const recoverAll = (place: Workplace, journal: Journal, abandon: readonly string[]): Recovery => {
  const open = [...journal.transactions.values()].filter(({ state }) => state === 'moving' || state === 'restoring');
  const settled: Settled[] = [];
  const stuck: { tx: string; path: string }[] = [];
  const kept: { key: string; sha256: string }[] = [];
  for (const transaction of open) {
    const isMove = transaction.state === 'moving';
    const missing = abandon.includes(transaction.tx) ? 'accept' : 'stop';
    const end = isMove
      ? settleMoving(place, transaction, (_index) => missing)
      : settleRestoring(place, transaction, missing);
    if (end.kind === 'stuck') {
      stuck.push({ tx: transaction.tx, path: end.path });
      continue;
    }
    settled.push(end.settled);
    if (!isMove) kept.push(...returnedBy(transaction, end.settled));
  }
  appendKeeps(place.fs, place.place, kept);
  if (settled.length > 0) journal.append({ type: 'settled', transactions: settled });
  return {
    held: settled.filter(({ held }) => held.length > 0).map(({ tx }) => tx),
    returned: settled.filter(({ held }) => held.length === 0).map(({ tx }) => tx),
    stuck,
  };
};
