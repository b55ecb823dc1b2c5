import type { Folder, FsChange } from '../fs-change/fs-change.ts';
import { UserError } from '../model/errors.ts';
import { createAppender, readLines } from './line-file.ts';
import { type JournalLine, journalLineSchema, type Settled, type Transaction } from './records.ts';

export const JOURNAL = Buffer.from('journal.jsonl');

/** Transactions by id, oldest first. */
export type Transactions = ReadonlyMap<string, Transaction>;

type JournalEvent = JournalLine extends infer Line ? (Line extends JournalLine ? Omit<Line, 'at'> : never) : never;

export interface Journal {
  readonly transactions: Transactions;
  /** On disk when this returns. */
  readonly append: (event: JournalEvent) => void;
  readonly close: () => void;
}

const settle = (transaction: Transaction, { held, found = [] }: Settled): Transaction | undefined => {
  if (transaction.state !== 'moving' && transaction.state !== 'restoring') return undefined;
  if ([...held, ...found.map(({ index }) => index)].some((index) => index >= transaction.members.length)) {
    return undefined;
  }
  const members = transaction.members.map(
    (member, index) => found.find((one) => one.index === index)?.member ?? member,
  );
  return { ...transaction, members, held, state: held.length > 0 ? 'held' : 'closed' };
};

/** Takes one line into the state; answers false when it does not follow from what came before. */
const take = (transactions: Map<string, Transaction>, value: unknown): boolean => {
  const parsed = journalLineSchema.safeParse(value);
  if (!parsed.success) return false;
  const line = parsed.data;
  const change = (tx: string, next: (now: Transaction) => Transaction | undefined): boolean => {
    const now = transactions.get(tx);
    const then = now && next(now);
    if (then) transactions.set(tx, then);
    return then !== undefined;
  };
  switch (line.type) {
    case 'intent':
      return line.transactions.every((intent) => {
        if (transactions.has(intent.tx)) return false;
        transactions.set(intent.tx, { ...intent, state: 'moving', held: [] });
        return true;
      });
    case 'restore':
      return line.transactions.every((tx) =>
        change(tx, (now) => (now.state === 'held' ? { ...now, state: 'restoring' } : undefined)),
      );
    case 'settled':
      return line.transactions.every((settled) => change(settled.tx, (now) => settle(now, settled)));
  }
};

/** The journal as it is, without mending a torn last line. For looking only. */
export const readJournal = (fs: FsChange, place: Folder): Transactions => {
  const transactions = new Map<string, Transaction>();
  if (fs.stat(place, JOURNAL) === undefined) return transactions;
  const file = fs.openRead(place, JOURNAL);
  try {
    readLines(fs, file, String(JOURNAL), (value) => take(transactions, value));
  } finally {
    fs.close(file);
  }
  return transactions;
};

/**
 * Opens the journal for appending; the lock must be held. A torn last line is cut off: it was never acknowledged, so
 * nothing was done on its strength. If slots exist that no whole line names, the line was not torn but damaged later,
 * and cutting it off would orphan them.
 *
 * @param slots ids of the transactions that have a slot on disk.
 */
export const openJournal = (fs: FsChange, place: Folder, slots: () => Iterable<string>): Journal => {
  const transactions = new Map<string, Transaction>();
  const file = fs.openAppend(place, JOURNAL);
  try {
    const { goodBytes, tornBytes } = readLines(fs, file, String(JOURNAL), (value) => take(transactions, value));
    if (tornBytes > 0) {
      for (const tx of slots()) {
        if (!transactions.has(tx)) {
          throw new UserError('quarantine.journal-cut', { file: String(JOURNAL), transaction: tx });
        }
      }
      fs.truncate(file, goodBytes);
      fs.sync(file);
    }
    // Always: an earlier run may have been killed between making the file and this.
    fs.syncFolder(place);
    const append = createAppender(fs, file);
    return {
      transactions,
      append: (event) => {
        const line = { ...event, at: new Date().toISOString() };
        append(line);
        if (!take(transactions, line)) throw new Error(`journal refuses its own line: ${event.type}`);
      },
      close: () => fs.close(file),
    };
  } catch (error) {
    fs.close(file);
    throw error;
  }
};
