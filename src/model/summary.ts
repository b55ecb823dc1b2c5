import type { DecisionsOutcome } from './decision.ts';
import type { Fault } from './facets.ts';
import type { Finding } from './finding.ts';
import type { ListingFacts } from './listing.ts';
import type { PartialRun } from './part.ts';
import type { FirstNonfinite, ModelNote, Unprobed } from './probe.ts';
import type { Tally } from './record.ts';
import type { Disposition, Severity, Verdict } from './verdict.ts';

export type VerdictCounts = Readonly<Record<Verdict, number>>;

/** All findings of one code: what a summary shows as a line. */
export interface FindingGroup {
  readonly check: string;
  readonly code: string;
  readonly severity: Severity;
  readonly verdict: Verdict;
  readonly findings: number;
  /** Samples concerned: subjects and members of groups, each once. */
  readonly samples: number;
  /** The first by ordinal, to fill the words with. */
  readonly example: { readonly key?: string; readonly data: Finding['data'] };
}

/** What `quarantine plan` would move, or why nothing may. */
export interface MovePlan {
  readonly samples: number;
  readonly files: number;
  /** Set when a safety limit forbids the move: exit 5. `allow` is the option that lifts it. */
  readonly refusal?: {
    readonly limit: 'samples' | 'class' | 'half';
    readonly class?: string;
    readonly would: number;
    readonly of: number;
    readonly allowed: number;
    readonly allow: string;
  };
}

export interface QuarantineOutcome {
  readonly place: string;
  readonly moved: number;
  readonly failed: readonly { readonly key: string; readonly reason: string }[];
}

/** L2 (y²) or L1 (|y|) of samples against a prediction of 0, in one precision. Infinity is written as text. */
export interface LossOfZero {
  readonly mean: number | 'Infinity';
  /** Of a single sample. */
  readonly largest: number | 'Infinity';
  /** Samples whose loss does not fit the precision. */
  readonly overflows: number;
}

export type LossesOfZero = Readonly<
  Record<'float32' | 'float16', { readonly l2: LossOfZero; readonly l1: LossOfZero }>
>;

export interface TargetFit {
  readonly name: string;
  readonly method: string;
  readonly n: number;
  readonly excluded: number;
  readonly fittedOn: string;
  /** Of quantiles their number. */
  readonly params: Readonly<Record<string, number>>;
  /** The column of groups, how many have a fit of their own, how many not; absent without groups. */
  readonly groups?: { readonly by: string; readonly fits: number; readonly without: number };
  /** Absent in runs of older versions. */
  readonly losses?: { readonly before: LossesOfZero; readonly after: LossesOfZero };
}

/** One acceptance as it was written, and what it did. */
export interface AcceptanceOutcome {
  readonly sha256: string;
  readonly reason: string;
  readonly author: string;
  /** Findings that it covers, those of groups counted once for each sample. */
  readonly findings: number;
  /** Why it does nothing (any more); `unmatched`: no finding of this run that it covers is on that content. */
  readonly stale?: 'expired' | 'unmatched';
}

/** What the rules of the configuration did to the findings of a run. */
export interface RulesOutcome {
  /** Findings that weigh otherwise than their check made them, accepted ones not among them. */
  readonly changed: number;
  /** Findings that an override switched off. */
  readonly off: number;
  /** Findings on contents that a person accepted. */
  readonly accepted: number;
  /** As in the configuration. */
  readonly acceptances: readonly AcceptanceOutcome[];
}

/** Samples of one format that nothing here decoded. */
export interface UnsupportedFormat {
  /** '' where nobody knows what the bytes are. */
  readonly format: string;
  readonly count: number;
  /** The package that reads it, where one does that is not installed. */
  readonly install?: string;
}

/** What the probe came to. */
export interface ProbeSummary {
  readonly network: 'built-in' | 'model';
  readonly model?: { readonly file: string; readonly sha256: string; readonly notes?: readonly ModelNote[] };
  /** Samples that passed the network, or failed on the way. */
  readonly probed: number;
  /** Rows of those that are files of many; absent where there are none. */
  readonly rows?: number;
  /** Of these, whose way to the loss was not finite. */
  readonly nonfinite: number;
  /**
   * Samples that were not probed, by reason, with the first of each; with `probed` they are all. 'undecoded': its file was not decoded
   * whole. Absent where all were probed.
   */
  readonly unprobed?: readonly {
    readonly reason: Unprobed['reason'] | 'undecoded';
    readonly count: number;
    readonly key: string;
  }[];
  /** Finite losses by name; `low` and `high`: 5 % lie below and above. */
  readonly losses: readonly {
    readonly name: string;
    readonly count: number;
    readonly mean: number;
    readonly min: number;
    readonly low: number;
    readonly median: number;
    readonly high: number;
    readonly max: number;
  }[];
  /** In the network's order: the largest magnitude that a sample made of each tensor, and which sample. */
  readonly layers: readonly { readonly name: string; readonly largest: number; readonly key: string }[];
}

/** What the page draws of the probe; bounded, whatever the number of samples. */
export interface ProbePlots {
  readonly losses: readonly {
    readonly name: string;
    readonly count: number;
    /** Rank from 0 and finite loss, ascending; at most 2,000, spread evenly, the lowest and the highest among them. */
    readonly points: readonly (readonly [rank: number, loss: number])[];
    /** The highest first, at most 12. */
    readonly highest: readonly { readonly key: string; readonly id: string; readonly loss: number }[];
  }[];
  /** Where samples first were no finite numbers, the most frequent first, at most 100. `example`: key of the first sample. */
  readonly places: readonly {
    readonly stage: FirstNonfinite['stage'];
    readonly name: string;
    readonly samples: number;
    readonly example: string;
  }[];
}

/** run.json: the verdict on a whole run, for programs and for every report. */
export interface RunSummary {
  readonly format: 1;
  readonly id: string;
  readonly version: string;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly dataset: string;
  readonly out: string;
  readonly facts: ListingFacts;
  /** Set when only a part was examined: `counts` and `samples` are of that part, `facts` of the whole listing. */
  readonly partial?: PartialRun;
  readonly counts: VerdictCounts;
  /** The most frequent first; absent where all was decoded. */
  readonly unsupported?: readonly UnsupportedFormat[];
  /** Samples examined, or tried; the sum of `counts`. */
  readonly samples: number;
  readonly bytesRead: number;
  /** The run whose records were taken over, and for how many samples. Absent: everything was read. */
  readonly reusedFrom?: { readonly id: string; readonly out: string; readonly samples: number };
  readonly groups: readonly FindingGroup[];
  readonly tallies: Readonly<Record<string, Tally>>;
  readonly movePlan: MovePlan;
  readonly quarantine?: QuarantineOutcome;
  readonly targets: readonly TargetFit[];
  /** Only with `--probe`. */
  readonly probe?: ProbeSummary;
  /** Samples that stay, but whose names hold a line break and so are missing from the text lists; absent when there is none. */
  readonly unlistable?: number;
  /** Samples whose examination killed a worker or ran out of time. */
  readonly culprits: readonly { readonly key: string; readonly fault: Fault }[];
  /** Absent where no rule was written. */
  readonly rules?: RulesOutcome;
  /** Absent where nothing was decided. */
  readonly decisions?: DecisionsOutcome;
  readonly exit: { readonly code: number; readonly reasons: readonly string[] };
  readonly secondsPerStage: Readonly<Record<string, number>>;
}

export interface Histogram {
  /** Edges, one more than counts, ascending, in the target's own unit. */
  readonly edges: readonly number[];
  readonly counts: readonly number[];
}

/** One sample in the gallery. */
export interface ReportItem {
  readonly key: string;
  readonly id: string;
  readonly verdict: Verdict;
  readonly disposition: Disposition;
  readonly split: string | null;
  readonly label: string | null;
  readonly format: string | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly bytes: number | null;
  /** File name in evidence/, a PNG or JPEG of at most 192 px drawn so that no phone reads a code; null when nothing could be drawn. */
  readonly thumbnail: string | null;
  readonly findings: readonly Finding[];
  /** Set once it was moved. */
  readonly quarantined?: boolean;
}

/** Everything the HTML page shows; nothing else is read while it is drawn. */
export interface ReportData {
  readonly summary: RunSummary;
  /** Bad, over-limit and unexamined first, then suspect; at most 500. */
  readonly items: readonly ReportItem[];
  readonly itemsTotal: number;
  /** Only with `--probe`. */
  readonly probe?: ProbePlots;
  /** Samples per label and split, in class order; at most 1,000 labels. */
  readonly labels: readonly {
    readonly label: string;
    readonly split: string;
    readonly count: number;
    readonly clean: number;
  }[];
  readonly targets: readonly {
    readonly name: string;
    readonly method: string;
    readonly before: Histogram;
    readonly after: Histogram;
  }[];
}
