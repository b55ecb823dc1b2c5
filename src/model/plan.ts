import type { Config } from './config.ts';
import type { ListingFacts } from './listing.ts';
import type { ResourceRef } from './sample.ts';

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
  /** Enabled checks, id to version. */
  readonly checks: Readonly<Record<string, number>>;
  /** Options of every check, validated and complete. */
  readonly options: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** A fixed range of ordinals; `offset` and `bytes` find its lines in listing/samples.jsonl. */
export interface Slice {
  readonly slice: number;
  readonly first: number;
  readonly count: number;
  readonly offset: number;
  readonly bytes: number;
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
