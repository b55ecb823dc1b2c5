import type { Config } from '../model/config.ts';
import type { FindingGroup, MovePlan, QuarantineOutcome } from '../model/summary.ts';
import { SEVERITIES } from '../model/verdict.ts';

export interface GateInput {
  /** Findings that still count: the caller leaves out those of samples that were moved. */
  readonly groups: readonly Pick<FindingGroup, 'check' | 'severity' | 'verdict' | 'findings'>[];
  /** Checks on trial: what they find counts for nothing. */
  readonly trials?: readonly string[];
  /** Samples that were not examined for a reason other than `image/unsupported`. */
  readonly incomplete: number;
  readonly config: Pick<Config, 'failOn' | 'exitZero' | 'allowIncomplete' | 'ignoreUnsupported' | 'quarantine'>;
  readonly quarantine?: Pick<QuarantineOutcome, 'failed'> | undefined;
  readonly refusal?: MovePlan['refusal'];
  readonly interrupted?: 'SIGINT' | 'SIGTERM' | undefined;
}

/** Why the exit code is not 0, in the order in which they outrank each other. */
export const EXIT_REASONS = [
  'interrupted',
  'terminated',
  'internal',
  'usage',
  'safety-limit',
  'quarantine-failed',
  'incomplete',
  'findings',
] as const;
export type ExitReason = (typeof EXIT_REASONS)[number];

export const EXIT_CODES: Readonly<Record<ExitReason, number>> = {
  interrupted: 130,
  terminated: 143,
  internal: 70,
  usage: 2,
  'safety-limit': 5,
  'quarantine-failed': 4,
  incomplete: 3,
  findings: 1,
};

const UNSUPPORTED = 'image/unsupported';

/** Whether a group of findings speaks against exit code 0. */
export const countsAgainst = (
  group: GateInput['groups'][number],
  { config, trials = [] }: Pick<GateInput, 'config' | 'trials'>,
): boolean => {
  if (config.failOn === 'never' || group.findings === 0 || trials.includes(group.check)) return false;
  if (group.check === UNSUPPORTED) {
    if (config.ignoreUnsupported) return false;
  } else if (group.verdict === 'unexamined' && config.allowIncomplete) return false;
  return SEVERITIES.indexOf(group.severity) >= SEVERITIES.indexOf(config.failOn);
};

/**
 * The exit code of a run that got as far as its verdict (2 and 70 are thrown before it), and everything that speaks
 * against 0, weightiest first. `--allow-incomplete` accepts unexamined samples together with the findings that say so,
 * else it would only turn 3 into 1; a run that merely plans is not refused by the safety limit.
 */
export const exitCodeOf = (input: GateInput): { readonly code: number; readonly reasons: readonly ExitReason[] } => {
  const { config, groups, incomplete, quarantine, refusal, interrupted } = input;
  const holds: Readonly<Record<ExitReason, boolean>> = {
    interrupted: interrupted === 'SIGINT',
    terminated: interrupted === 'SIGTERM',
    internal: false,
    usage: false,
    'safety-limit': config.quarantine && refusal !== undefined,
    'quarantine-failed': quarantine !== undefined && quarantine.failed.length > 0,
    incomplete: incomplete > 0 && !config.allowIncomplete,
    findings: groups.some((group) => countsAgainst(group, input)) && !config.exitZero,
  };
  const reasons = EXIT_REASONS.filter((reason) => holds[reason]);
  const [first] = reasons;
  return { code: first === undefined ? 0 : EXIT_CODES[first], reasons };
};
