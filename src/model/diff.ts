import type { Finding } from './finding.ts';
import type { RunSummary } from './summary.ts';
import type { Scope, Severity, Verdict } from './verdict.ts';

export const DIFF_SECTIONS = ['new', 'fixed', 'changed'] as const;
export type DiffSection = (typeof DIFF_SECTIONS)[number];

/**
 * Why a finding is in one run only. `found`: both runs looked. `sample`: the sample is in this run only, `check`: the check was on in this
 * run only, `unexamined`: the other run could not examine the sample. `changed`: it is in both.
 */
export type DiffReason = 'found' | 'sample' | 'check' | 'unexamined' | 'changed';

/** A finding that differs between two runs. `new` and `changed` tell it as the later run has it, `fixed` as the earlier one had it. */
export interface DiffEntry extends Pick<Finding, 'id' | 'check' | 'code' | 'severity' | 'verdict' | 'at' | 'data'> {
  readonly scope: Scope;
  /** Null for a group's finding. */
  readonly key: string | null;
  /** Samples concerned; of a group that both runs have, those that joined or left it. */
  readonly samples: number;
  /** Both runs have the group; only its members differ. */
  readonly partial: boolean;
  readonly reason: DiffReason;
  /** What the earlier run said, where it changed. */
  readonly before?: Pick<Finding, 'severity' | 'verdict' | 'data'>;
}

/** What differs, of one code and for one reason. */
export interface DiffCode {
  readonly check: string;
  readonly code: string;
  readonly severity: Severity;
  readonly reason: DiffReason;
  readonly findings: number;
  readonly samples: number;
  /** The first by key, at least one. */
  readonly examples: readonly DiffEntry[];
}

export interface VerdictChange {
  readonly key: string;
  readonly before: Verdict;
  readonly after: Verdict;
}

export interface DiffCounts {
  readonly samples: { readonly shared: number; readonly added: number; readonly removed: number };
  readonly findings: Readonly<Record<DiffSection, number>>;
  /** Samples that are in both runs and changed their verdict. */
  readonly verdicts: readonly { readonly before: Verdict; readonly after: Verdict; readonly samples: number }[];
}

/** One of the runs that are compared. */
export type ComparedRun = Pick<
  RunSummary,
  'id' | 'version' | 'startedAt' | 'dataset' | 'samples' | 'counts' | 'partial'
>;

/** Something that makes a comparison mean less than it seems, as a message key with data. */
export interface ComparisonWarning {
  readonly key: string;
  readonly data: Readonly<Record<string, string | number>>;
}

/** Two runs side by side, lists capped. */
export interface RunDiff extends DiffCounts {
  readonly format: 1;
  readonly before: ComparedRun;
  readonly after: ComparedRun;
  readonly warnings: readonly ComparisonWarning[];
  readonly codes: Readonly<Record<DiffSection, readonly DiffCode[]>>;
  /** The first by key. */
  readonly verdictExamples: readonly VerdictChange[];
}
