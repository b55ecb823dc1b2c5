import type { Config } from './config.ts';
import type { StandingDecision } from './decision.ts';
import type { FeaturePartFacts } from './feature-part.ts';
import type { ListingFacts } from './listing.ts';
import type { AskedPart } from './part.ts';
import type { ResourceRef } from './sample.ts';

/** What decides a record, as hashes: runs whose keys are equal say the same of equal bytes, or of equal annotations. */
export interface ReuseKeys {
  /** prepass, its decoders, limits, and every check with a sample half that looks at bytes, with its version and options. */
  readonly bytes: string;
  /** What annotations mean (kinds of labels, classes, targets) and the checks that judge them. */
  readonly annotations: string;
}

/** The earlier run whose records are taken over where nothing changed. */
export interface BaseRun {
  readonly id: string;
  /** Its folder. */
  readonly out: string;
  /** ISO 8601. A file changed later than this may have been changed after it was read. */
  readonly startedAt: string;
  /** `--files-from`: only files named in listing/named-files.txt are looked at; all others are taken to be as they were. */
  readonly looks: 'at-all' | 'at-named';
}

/** Whose records this run takes over, or why everything is read. */
export type BaseChoice =
  | { readonly kind: 'base'; readonly base: BaseRun }
  | { readonly kind: 'differs'; readonly id: string }
  | { readonly kind: 'none' };

/** plan.json: everything a worker needs to know, so that any process on any machine examines a slice the same way. */
export interface Plan {
  readonly format: 1;
  readonly id: string;
  readonly version: string;
  readonly startedAt: string;
  /** Absolute path of the dataset's root folder, as a ref (bytes escaped). */
  readonly root: string;
  readonly config: Config;
  readonly facts: ListingFacts;
  readonly listingSha256: string;
  readonly sliceCount: number;
  /** What people had decided when the run began; absent in runs of before. A resumed run honors these. */
  readonly decisions?: readonly StandingDecision[];
  /** Set where less than the whole listing was asked for; `facts` are the whole listing's all the same. */
  readonly part?: AskedPart;
  /** Parts whose features are summed; absent where samples are no rows, or nobody asks. */
  readonly features?: readonly FeaturePartFacts[];
  /** Enabled checks, id to version. */
  readonly checks: Readonly<Record<string, number>>;
  /** Options of every check, validated and complete. */
  readonly options: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly reuseKeys: ReuseKeys;
  /** Absent: everything is read. */
  readonly base?: BaseRun;
}

/** A fixed range of ordinals; `offset` and `bytes` find its lines in listing/samples.jsonl, of a part in listing/part.jsonl. */
export interface Slice {
  readonly slice: number;
  readonly first: number;
  readonly count: number;
  readonly offset: number;
  readonly bytes: number;
  /** Set for a slice of a part: its ordinals have gaps, `last` is the largest. */
  readonly part?: { readonly last: number };
}

/** One line of moves.jsonl: a sample that policy wants moved, and which file exactly was judged. */
export interface PlannedMove {
  readonly key: string;
  readonly id: string;
  readonly label: string | null;
  readonly members: readonly {
    readonly ref: ResourceRef;
    readonly expected: {
      readonly dev: string;
      readonly ino: string;
      readonly size: number;
      readonly mtimeNs: string;
      readonly sha256: string;
    };
  }[];
  readonly reason: { readonly check: string; readonly code: string; readonly text: string };
}
