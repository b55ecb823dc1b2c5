import type { Scope, Severity, Verdict } from './verdict.ts';

/** A finding as its check made it, as far as rules look at it. */
export interface Weighable {
  readonly check: string;
  readonly scope: Scope;
  readonly severity: Severity;
  readonly verdict: Verdict;
}

/** What a finding comes to under the rules. `off`: it is none here. */
export type Weight =
  | { readonly kind: 'off' }
  | {
      readonly kind: 'counts';
      readonly severity: Severity;
      readonly verdict: Verdict;
      /** Place in the configuration of the acceptance that a person wrote for this content. */
      readonly accepted?: number;
    };

/** The policy's, with the rules in it. `key` is null for a finding on the dataset as a whole. */
export type Weigh = (finding: Weighable, key: string | null, sha256: string | null) => Weight;
