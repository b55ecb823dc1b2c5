import { z } from 'zod';

/** Decimal text of a 64-bit number: JSON numbers lose its last digits. */
const wide = z.string().regex(/^-?\d{1,20}$/);
const transactionId = z.string().regex(/^[0-9a-f]{32}$/);
const indices = z.array(z.number().int().min(0)).readonly();

export const memberSchema = z.strictObject({
  /** Where it was: a ResourceRef inside the root. Checked again before anything is put there. */
  path: z.string().min(1),
  /** Its name inside the slot. */
  slot: z.string().regex(/^\d{1,6}(\.[A-Za-z0-9]{1,8})?$/),
  kind: z.enum(['file', 'link']),
  dev: wide,
  ino: wide,
  size: wide,
  mtimeNs: wide,
  mode: z.number().int().min(0).max(0o7777),
  /** Of the bytes that were judged; for a link, of the file it led to. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** The text of a link, written as a ResourceRef is. */
  target: z.string().optional(),
});
/** One file or link of a sample. Numbers are of the name itself, so for a link not of what it leads to. */
export type Member = z.output<typeof memberSchema>;

const reasonSchema = z.strictObject({ check: z.string(), code: z.string(), text: z.string() });
/** Why a sample was moved. */
export type Reason = z.output<typeof reasonSchema>;

const intentSchema = z.strictObject({
  tx: transactionId,
  run: z.string(),
  key: z.string(),
  id: z.string(),
  reason: reasonSchema,
  members: z.array(memberSchema).min(1).readonly(),
});
export type Intent = z.output<typeof intentSchema>;

const settledSchema = z.strictObject({
  tx: transactionId,
  /** Members that are in the slot now. All: moved. None: back, or never moved. */
  held: indices,
  /** What lies in the slot where it is not what the intent names: a file that came in between and has no other place. */
  found: z.array(z.strictObject({ index: z.number().int().min(0), member: memberSchema })).optional(),
  /** Why it was not done as intended. */
  failure: z.string().optional(),
});
export type Settled = z.output<typeof settledSchema>;

/** One append, one line, one fdatasync: so a power cut can tear the last line only. Times are UTC. */
export const journalLineSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('intent'), at: z.string(), transactions: z.array(intentSchema) }),
  z.strictObject({ type: z.literal('restore'), at: z.string(), transactions: z.array(transactionId) }),
  z.strictObject({ type: z.literal('settled'), at: z.string(), transactions: z.array(settledSchema) }),
]);
export type JournalLine = z.output<typeof journalLineSchema>;

/** The present state of one sample's move, as the journal tells it. */
export interface Transaction extends Intent {
  /** `moving`, `restoring`: begun and not settled, the disk knows. `held`: at least one member is in the slot. */
  readonly state: 'moving' | 'held' | 'restoring' | 'closed';
  /** Members in the slot; while moving or restoring, those last known to be there. */
  readonly held: readonly number[];
}

/** What `applyQuarantine` is to move: one sample, whole. */
export interface Move {
  readonly key: string;
  readonly id: string;
  readonly members: readonly {
    /** Relative to the root. */
    readonly ref: string;
    /** What the scan read: of a link, the file it leads to. */
    readonly expected: Expected;
  }[];
  readonly reason: Reason;
}
export interface Expected {
  readonly dev: bigint;
  readonly ino: bigint;
  readonly size: bigint;
  readonly mtimeNs: bigint;
  readonly sha256: string;
}
