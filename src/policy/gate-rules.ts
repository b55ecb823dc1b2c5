import type { Config } from '../model/config.ts';
import type { GateRule } from '../model/gate.ts';
import type { FindingGroup } from '../model/summary.ts';
import { type Allowance, allowedSamples } from './allowance.ts';
import { countsAgainst, EXIT_CODES, type ExitReason } from './gate.ts';

type Group = Pick<FindingGroup, 'check' | 'code' | 'severity' | 'verdict' | 'findings'>;

export interface GateRules extends Pick<Config, 'failOn' | 'exitZero' | 'allowIncomplete' | 'ignoreUnsupported'> {
  readonly maxBad?: Allowance | undefined;
  readonly maxWarnings?: number | undefined;
}

/** What a finished run says, reduced to what counts: no findings of moved samples, none that the baseline has. */
export interface GateFacts {
  readonly groups: readonly Group[];
  /** Checks on trial: what they find counts for nothing. */
  readonly trials?: readonly string[];
  readonly bad: number;
  /** All samples of the run: what a share is of. */
  readonly samples: number;
  readonly incomplete: number;
}

const findingsIn = (groups: readonly Group[]): number => groups.reduce((sum, { findings }) => sum + findings, 0);

/**
 * Every rule with its numbers, and the exit code. What a rule of its own limits is left to it: with `maxBad` the findings that make samples
 * bad are no affair of `failOn`, with `maxWarnings` neither are warnings, or the allowance would allow nothing.
 */
export const judgeGate = (
  facts: GateFacts,
  rules: GateRules,
): {
  readonly rules: readonly GateRule[];
  readonly exit: { readonly code: number; readonly reasons: readonly ExitReason[] };
} => {
  const { maxBad, maxWarnings } = rules;
  const config = { ...rules, quarantine: false };
  const rest = facts.groups.filter(
    ({ severity, verdict }) =>
      !(maxBad !== undefined && verdict === 'bad') && !(maxWarnings !== undefined && severity === 'warning'),
  );
  const counting = rest.filter((group) => countsAgainst(group, { config, trials: facts.trials }));
  const judged: GateRule[] = [
    {
      rule: 'complete',
      passed: facts.incomplete === 0 || rules.allowIncomplete,
      found: facts.incomplete,
      of: facts.samples,
      accepted: rules.allowIncomplete,
    },
    {
      rule: 'fail-on',
      passed: counting.length === 0,
      severity: rules.failOn,
      found: findingsIn(counting),
      codes: counting.map(({ check, code, severity, findings }) => ({ check, code, severity, findings })),
    },
  ];
  if (maxBad !== undefined) {
    const allowed = allowedSamples(maxBad, facts.samples);
    const stated = maxBad.kind === 'share' ? `${maxBad.percent}%` : String(maxBad.samples);
    judged.push({
      rule: 'max-bad',
      passed: facts.bad <= allowed,
      stated,
      allowed,
      found: facts.bad,
      of: facts.samples,
    });
  }
  if (maxWarnings !== undefined) {
    const found = findingsIn(facts.groups.filter(({ severity }) => severity === 'warning'));
    judged.push({ rule: 'max-warnings', passed: found <= maxWarnings, allowed: maxWarnings, found });
  }
  const failed = judged.filter(({ passed }) => !passed).map(({ rule }) => rule);
  const reasons: ExitReason[] = [];
  if (failed.includes('complete')) reasons.push('incomplete');
  if (failed.some((rule) => rule !== 'complete') && !rules.exitZero) reasons.push('findings');
  const [first] = reasons;
  return { rules: judged, exit: { code: first === undefined ? 0 : EXIT_CODES[first], reasons } };
};
