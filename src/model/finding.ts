import type { Json } from './json.ts';
import type { Id } from './sample.ts';
import type { Severity, Verdict } from './verdict.ts';

/** Where in a sample a finding is. Rows and lines of files are 1-based, array rows 0-based, offsets in bytes from 0. */
export interface Locator {
  readonly part?: string;
  readonly field?: string;
  readonly file?: string;
  readonly line?: number;
  readonly row?: number;
  readonly offset?: number;
  readonly box?: readonly [x: number, y: number, width: number, height: number];
}

/** A sample, or a group of samples that share one cause (members are kept in the catalog). */
export type Subject = { readonly sample: Id } | { readonly group: Id };

/** One thing wrong, as data: a code with arguments. Its words are the check's. */
export interface Finding {
  /** 128 bits of (check, code, subject, locator): no run, order or value in it. */
  readonly id: Id;
  readonly check: string;
  readonly code: string;
  readonly severity: Severity;
  readonly verdict: Verdict;
  readonly subject: Subject;
  readonly at?: Locator;
  readonly data: Readonly<Record<string, Json>>;
}
