import { z } from 'zod';
import type { Id } from './sample.ts';

/** What a person can say. `undo` takes back what was said of the same target. */
export const DECISIONS = ['keep', 'quarantine', 'later', 'note'] as const;
export type Decision = (typeof DECISIONS)[number];

const id = z.string().regex(/^[0-9a-f]{32}$/);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const targetSchema = z.union([
  z.strictObject({ finding: id.describe('id of a finding, as `prepass export RUN findings` gives it') }),
  z.strictObject({
    sample: z.string().min(1).max(16_384).describe('key or id of a sample'),
    sha256: sha256.optional().describe('content that was looked at; default: that of the run'),
  }),
  z.strictObject({ group: id.describe("id of a group's finding: all its members") }),
]);

const entrySchema = z.strictObject({
  target: targetSchema,
  decision: z
    .enum([...DECISIONS, 'undo'])
    .describe(
      'keep: fit for training; quarantine: bad, moves; later: left out of clean/, not moved; note: shown, changes nothing; undo: takes back',
    ),
  reason: z.string().max(2_000).optional().describe('why; shown with the finding'),
  author: z.string().min(1).max(200).optional().describe('who; default: the user of the system'),
  time: z.iso.datetime().optional().describe('when, UTC; default: now'),
});
export type DecisionEntry = z.output<typeof entrySchema>;

/** A file of decisions, as `prepass decide` takes it. */
export const decisionsFileSchema = z.strictObject({
  version: z.literal(1),
  decisions: z.array(entrySchema).min(1).max(100_000),
});

const recordedSchema = z.strictObject({
  kind: z.enum(['finding', 'group', 'sample']),
  /** Of the finding, the group's finding, or the sample. */
  id,
  /** Of the sample; null for a group. */
  sample: id.nullable(),
  key: z.string().nullable(),
  /** Content that was looked at: an edited file is judged anew. Null where there is none, as for groups. */
  sha256: sha256.nullable(),
  decision: z.enum([...DECISIONS, 'undo']),
  reason: z.string(),
  author: z.string(),
  time: z.string(),
  /** Root of the dataset, as plan.json has it. */
  root: z.string(),
});
export type RecordedDecision = z.output<typeof recordedSchema>;
/** A decision that holds: the last one on its target, not taken back. */
export type StandingDecision = RecordedDecision & { readonly decision: Decision };

/** One line of the store: all that was decided at once, whole or not at all. */
export const decisionLineSchema = z.strictObject({ format: z.literal(1), decisions: z.array(recordedSchema) });

/** What became of the decisions of a run. */
export interface DecisionsOutcome {
  readonly honored: number;
  readonly stale: number;
  /** The first of them. `edited`: the sample has other content now. `gone`: its finding, group or sample is not met any more. */
  readonly staleExamples: readonly {
    readonly kind: RecordedDecision['kind'];
    readonly id: Id;
    readonly key: string | null;
    readonly decision: Decision;
    readonly why: 'edited' | 'gone';
  }[];
}

/** The id under which findings tell of decisions. No check has it. */
export const DECISION_CHECK = 'decision';
