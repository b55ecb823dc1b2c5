import type { FeatureLine } from './feature-line.ts';
import type { FileIdentity } from './record.ts';

/** A part of the dataset whose rows' features are summed, as the listing found it. In plan.json. */
export interface FeaturePartFacts {
  /** Key of the array or file; its rows are called `<part>#<row>`. */
  readonly part: string;
  readonly kind: FeatureLine['kind'];
  /** Of one row. */
  readonly shape: readonly number[];
  /** Of columns; absent where values have no names. */
  readonly names?: readonly string[];
  /** The file as it was when it was listed. */
  readonly identity: FileIdentity;
  /** All that decides, beside the file's bytes, what its features come to: equal keys promise equal lines. */
  readonly key: string;
  /** Who sums: the workers, while they examine the rows; or nobody any more, since its lines are in listing/features.jsonl. */
  readonly summed: 'with-rows' | 'listed';
}
