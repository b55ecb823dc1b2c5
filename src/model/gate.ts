import type { Config } from './config.ts';
import type { ComparedRun, ComparisonWarning } from './diff.ts';
import type { FindingGroup } from './summary.ts';

/** One rule of a gate, with the numbers that decided it. */
export type GateRule =
  | {
      readonly rule: 'complete';
      readonly passed: boolean;
      /** Samples that were not examined, `image/unsupported` aside. */
      readonly found: number;
      readonly of: number;
      /** By --allow-incomplete. */
      readonly accepted: boolean;
    }
  | {
      readonly rule: 'fail-on';
      readonly passed: boolean;
      readonly severity: Config['failOn'];
      readonly found: number;
      readonly codes: readonly Pick<FindingGroup, 'check' | 'code' | 'severity' | 'findings'>[];
    }
  | {
      readonly rule: 'max-bad';
      readonly passed: boolean;
      /** As given: '0.1%' or '25'. */
      readonly stated: string;
      /** Samples. */
      readonly allowed: number;
      readonly found: number;
      readonly of: number;
    }
  | {
      readonly rule: 'max-warnings';
      readonly passed: boolean;
      /** Findings; a group is one. */
      readonly allowed: number;
      readonly found: number;
    };

/** What `prepass gate` says of a finished run. */
export interface GateReport {
  readonly format: 1;
  readonly run: ComparedRun;
  /** Where it lies. */
  readonly out: string;
  readonly baseline?: ComparedRun;
  readonly warnings: readonly ComparisonWarning[];
  readonly rules: readonly GateRule[];
  readonly exit: { readonly code: number; readonly reasons: readonly string[] };
}
