import type { Fault } from './facets.ts';
import type { ListingFacts } from './listing.ts';
import type { BaseChoice } from './plan.ts';

export const STAGES = ['listing', 'examining', 'concluding', 'evidence', 'quarantine', 'report'] as const;
export type Stage = (typeof STAGES)[number];

/** What a run tells its caller while it goes on. Nothing depends on anybody listening. */
export type RunEvent =
  | { readonly kind: 'stage'; readonly stage: Stage }
  | { readonly kind: 'layout'; readonly facts: ListingFacts; readonly out: string }
  /** `total` is 0 while it is not known (listing). `bytes`: read so far. */
  | { readonly kind: 'progress'; readonly done: number; readonly total: number; readonly bytes: number }
  /** Which run's records are reused where nothing changed. `none`: there is none, or everything was asked for; `differs`: of another key. */
  | { readonly kind: 'base'; readonly choice: BaseChoice }
  /** A sample on which a worker died or hung. */
  | { readonly kind: 'culprit'; readonly key: string; readonly fault: Fault };

export interface RunHooks {
  readonly onEvent?: (event: RunEvent) => void;
  /** Fired: the run stops where it can be resumed. Its `reason` may be 'SIGTERM' (exit 143 instead of 130). */
  readonly signal?: AbortSignal;
}
