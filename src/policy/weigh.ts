import type { Config } from '../model/config.ts';
import { keyGlobs } from '../model/key-globs.ts';
import type { Acceptance, SeveritySetting } from '../model/rules.ts';
import type { AcceptanceOutcome } from '../model/summary.ts';
import { SEVERITIES, type Severity, VERDICTS, type Verdict } from '../model/verdict.ts';
import type { Weighable, Weight } from '../model/weight.ts';

type Severities = ReadonlyMap<string, SeveritySetting>;

/** Rules made ready for many findings. */
export interface Rules {
  readonly isStrict: boolean;
  /** Checks on trial: they weigh nothing, whatever else is written. */
  readonly trials: ReadonlySet<string>;
  readonly severities: Severities;
  readonly overrides: readonly { readonly matches: (key: string) => boolean; readonly severities: Severities }[];
  /** By sha256; expired ones are not among them. */
  readonly accepted: ReadonlyMap<string, readonly { readonly index: number; readonly checks?: readonly string[] }[]>;
}

const severitiesOf = (checks: Config['checks']): Severities =>
  new Map(
    Object.entries(checks).flatMap(([id, { severity }]) => (severity === undefined ? [] : [[id, severity] as const])),
  );

const isExpired = ({ expires }: Acceptance, today: string): boolean => expires !== undefined && today >= expires;

type Written = Pick<Config, 'profile' | 'checks' | 'overrides' | 'accept'>;

/** Nothing was written that could change what a finding weighs. */
export const weighsAsBuilt = ({ profile, checks, overrides, accept }: Written): boolean =>
  profile === 'default' && overrides.length === 0 && accept.length === 0 && severitiesOf(checks).size === 0;

/**
 * @param today YYYY-MM-DD, UTC: the day on which the run was started, so that a resumed run judges alike.
 * @param trials ids of the checks that are on trial.
 */
export const readyRules = (config: Written, today: string, trials: readonly string[] = []): Rules => {
  const accepted = new Map<string, { index: number; checks?: readonly string[] }[]>();
  for (const [index, entry] of config.accept.entries()) {
    if (isExpired(entry, today)) continue;
    const list = accepted.get(entry.sha256) ?? [];
    accepted.set(entry.sha256, [...list, { index, ...(entry.checks && { checks: entry.checks }) }]);
  }
  return {
    isStrict: config.profile === 'strict',
    trials: new Set(trials),
    severities: severitiesOf(config.checks),
    overrides: config.overrides.map(({ files, checks }) => ({
      matches: keyGlobs(files).matches,
      severities: severitiesOf(checks),
    })),
    accepted,
  };
};

/** Undefined: nobody wrote one. The last override that names the check wins, then the check's own setting. */
const settingOf = (
  { severities, overrides }: Rules,
  check: string,
  key: string | null,
): SeveritySetting | undefined => {
  const override =
    key === null ? undefined : overrides.findLast((each) => each.severities.has(check) && each.matches(key));
  return override?.severities.get(check) ?? severities.get(check);
};

/** What the rules can change at all, among the checks that there are. */
export const reachOf = (
  rules: Rules,
  checks: readonly string[],
): { checks: readonly string[]; contents: readonly string[] } => {
  const isRuled = (check: string): boolean =>
    rules.isStrict ||
    rules.trials.has(check) ||
    rules.severities.has(check) ||
    rules.overrides.some(({ severities }) => severities.has(check));
  return { checks: checks.filter(isRuled), contents: [...rules.accepted.keys()] };
};

const rank = (severity: Severity): number => SEVERITIES.indexOf(severity);

/** How bad a sample can be for a finding that somebody made milder. What was not looked at stays that: no rule can look. */
const capped = (verdict: Verdict, severity: Severity): Verdict => {
  if (verdict === 'unexamined' || verdict === 'over-limit' || severity === 'error') return verdict;
  const most: Verdict = severity === 'note' ? 'ok' : 'suspect';
  return VERDICTS.indexOf(verdict) > VERDICTS.indexOf(most) ? most : verdict;
};

/**
 * What one finding weighs: acceptance > override > severity of the check > `profile: strict` > as built. A milder severity caps the
 * verdict too; a graver one proves no more. Pure.
 *
 * An acceptance is of content, so of annotations it covers only findings of checks that it names: the file that was looked at may
 * bear a wrong label all the same.
 *
 * @param key of the sample; null for a finding on the dataset as a whole, which no glob and no content means.
 */
export const weigh = (finding: Weighable, rules: Rules, key: string | null, sha256: string | null): Weight => {
  const { check, severity, verdict, scope } = finding;
  const entries = sha256 === null ? [] : (rules.accepted.get(sha256) ?? []);
  const entry = entries.find(({ checks }) => (checks === undefined ? scope === 'content' : checks.includes(check)));
  if (entry !== undefined) {
    return { kind: 'counts', severity: 'note', verdict: capped(verdict, 'note'), accepted: entry.index };
  }
  const setting = settingOf(rules, check, key);
  if (setting === 'off') return { kind: 'off' };
  if (rules.trials.has(check)) return { kind: 'counts', severity: 'note', verdict: 'ok' };
  if (setting === undefined) {
    return { kind: 'counts', severity: rules.isStrict && severity === 'warning' ? 'error' : severity, verdict };
  }
  return {
    kind: 'counts',
    severity: setting,
    verdict: rank(setting) < rank(severity) ? capped(verdict, setting) : verdict,
  };
};

/** `used`: findings by the place of the acceptance that covers them. */
export const acceptanceOutcomes = (
  accept: readonly Acceptance[],
  today: string,
  used: ReadonlyMap<number, number>,
): readonly AcceptanceOutcome[] =>
  accept.map((entry, index) => {
    const { sha256, reason, author } = entry;
    const findings = used.get(index) ?? 0;
    if (findings > 0) return { sha256, reason, author, findings };
    return { sha256, reason, author, findings, stale: isExpired(entry, today) ? 'expired' : 'unmatched' };
  });
