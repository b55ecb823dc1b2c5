import type { Fault } from '../model/facets.ts';
import type { Scope, Verdict } from '../model/verdict.ts';

/** What policy needs of a finding; `proven` and `scope` are its check's (CheckBook). */
export interface Weighed {
  readonly verdict: Verdict;
  readonly scope: Scope;
  /** The bytes alone prove it. */
  readonly proven?: boolean | undefined;
  /** A person looked at this content and accepts what was found: it accounts for a part that could not be read. */
  readonly settled?: boolean | undefined;
}

/** All that is known of one sample. */
export interface Examined {
  readonly findings: readonly Weighed[];
  /** Facets that could not be made. */
  readonly faults: readonly Pick<Fault, 'kind'>[];
  /** Checks that threw. */
  readonly crashed: readonly string[];
}

/** Trouble of ours or of the machine: it says nothing about the content. */
const NOT_LOOKED_AT: readonly Fault['kind'][] = ['io', 'crash', 'timeout', 'unsupported'];

/**
 * What a sample is: unexamined > over-limit > bad > suspect > ok; a proven `bad` stays bad whatever else failed.
 * A part that could not be read and that no finding accounts for (its check is off) was not examined either: nothing
 * that was not looked at passes as ok.
 */
export const verdictOf = ({ findings, faults, crashed }: Examined): Verdict => {
  const says = (verdict: Verdict) => findings.some((finding) => finding.verdict === verdict);
  const failed = (...kinds: readonly Fault['kind'][]) => faults.some(({ kind }) => kinds.includes(kind));
  if (findings.some(({ verdict, proven }) => verdict === 'bad' && proven === true)) return 'bad';
  if (crashed.length > 0 || failed(...NOT_LOOKED_AT) || says('unexamined')) return 'unexamined';
  if (failed('limit') || says('over-limit')) return 'over-limit';
  const isAccountedFor = (scopes: readonly Scope[]) =>
    findings.some(({ scope, verdict, settled }) => scopes.includes(scope) && (verdict !== 'ok' || settled === true));
  if (failed('truncated', 'malformed') && !isAccountedFor(['content'])) return 'unexamined';
  // A file that a row names and that is not there is the row's fault.
  if (failed('missing') && !isAccountedFor(['content', 'annotation'])) return 'unexamined';
  if (says('bad')) return 'bad';
  return says('suspect') ? 'suspect' : 'ok';
};
