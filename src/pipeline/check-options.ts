import type { AnyCheck, Need } from '../model/check.ts';
import { type Config, isProbed } from '../model/config.ts';
import { UserError } from '../model/errors.ts';
import { keyGlobs } from '../model/key-globs.ts';
import type { Override } from '../model/rules.ts';
import { targetColumns, targetVectors } from '../model/target-columns.ts';

export type CheckOptions = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Settings of the whole run that a check takes as an option of its own, where it has one of that name. */
const fromConfig = (config: Config): CheckOptions => ({
  ...(config.decoder && {
    'file/format-mismatch': { decoder: config.decoder },
    'image/decoder-disagreement': { decoder: config.decoder },
  }),
  ...(config.batchSize !== undefined && { 'probe/batch-class-absent': { batchSize: config.batchSize } }),
  'target/not-finite': { missing: config.targetMissing },
  'target/unnormalized': {
    normalized: targetColumns(config.targets)
      .filter(({ method }) => method !== 'none')
      .map(({ name }) => name),
  },
  'target/box-outside': {
    boxes: targetVectors(config.targets).flatMap(({ name, columns, form }) =>
      form === undefined ? [] : [{ name, form, columns }],
    ),
  },
});

export interface CheckChoice {
  readonly enabled: readonly AnyCheck[];
  /** Of all checks: those that are off still measure. */
  readonly options: CheckOptions;
}

/** Options that overrides set for a check, without the severity beside them. */
const ownOptions = (settings: Config['checks'][string] | undefined): Readonly<Record<string, unknown>> => {
  const { severity: _, ...options } = settings ?? {};
  return options;
};

const parseOptions = (check: AnyCheck, given: Readonly<Record<string, unknown>>): Record<string, unknown> => {
  const parsed = check.options.strict().safeParse(given);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new UserError('pipeline.bad-option', {
    id: check.id,
    option: issue?.path.join('.') ?? '',
    problem: issue?.message ?? '',
    known: Object.keys(check.options.shape).join(', '),
  });
};

const refuseUnknown = (checks: readonly AnyCheck[], config: Config): void => {
  const ids = new Set(checks.map((check) => check.id));
  const named = [
    ...Object.keys(config.checks),
    ...config.disable,
    ...config.overrides.flatMap((override) => Object.keys(override.checks)),
    ...config.accept.flatMap((entry) => entry.checks ?? []),
  ];
  for (const id of named) {
    if (!ids.has(id)) throw new UserError('pipeline.unknown-check', { id, known: [...ids].join(', ') });
  }
};

/** Off for all files: no file is told otherwise by an override. */
const isOff = (id: string, { disable, checks, overrides }: Config): boolean => {
  if (disable.includes(id)) return true;
  const isTurnedOn = ({ checks: own }: Override) => (own[id]?.severity ?? 'off') !== 'off';
  return checks[id]?.severity === 'off' && !overrides.some(isTurnedOn);
};

/** Without a probe nobody is told that these were skipped. */
const needsProbe = ({ needs }: AnyCheck): boolean => (needs as readonly Need[]).some(({ facet }) => facet === 'probe');

/** Which checks run, with complete and valid options. Throws UserError for an unknown check, option or value. */
export const checkOptions = (checks: readonly AnyCheck[], config: Config): CheckChoice => {
  refuseUnknown(checks, config);
  const enabled = checks.filter(
    (check) =>
      !isOff(check.id, config) &&
      (check.stage !== 'trial' || config.profile === 'trial') &&
      (isProbed(config) || !needsProbe(check)),
  );
  const shared = fromConfig(config);
  const options: Record<string, Record<string, unknown>> = {};
  for (const check of checks) {
    const own = { ...shared[check.id], ...ownOptions(config.checks[check.id]) };
    options[check.id] = parseOptions(check, own);
    for (const override of config.overrides) {
      const given = ownOptions(override.checks[check.id]);
      const [option] = Object.keys(given);
      if (option === undefined) continue;
      // What it measures of a sample is judged with all others, by the run's options.
      if (check.inspect === undefined) {
        throw new UserError('pipeline.dataset-override', { id: check.id, option, files: override.files.join(', ') });
      }
      parseOptions(check, { ...own, ...given });
    }
  }
  return { enabled, options };
};

/**
 * The options that hold for one sample, where overrides set others than the run's; the last override that names an option wins. Made
 * once for each set of overrides that meet on some key.
 *
 * @param options of the whole run, complete; `config` was taken by `checkOptions`.
 */
export const optionsByKey = (
  checks: readonly AnyCheck[],
  config: Config,
  options: CheckOptions,
): ((key: string) => CheckOptions) => {
  const setting = config.overrides
    .map((override) => ({
      matches: keyGlobs(override.files).matches,
      options: Object.entries(override.checks)
        .map(([id, settings]) => [id, ownOptions(settings)] as const)
        .filter(([, own]) => Object.keys(own).length > 0),
    }))
    .filter((override) => override.options.length > 0);
  if (setting.length === 0) return () => options;

  const byId = new Map(checks.map((check) => [check.id, check]));
  const made = new Map<string, CheckOptions>([['', options]]);
  const make = (matching: readonly (typeof setting)[number][]): CheckOptions => {
    const given: Record<string, Readonly<Record<string, unknown>>> = {};
    for (const [id, own] of matching.flatMap((override) => override.options)) {
      given[id] = { ...(given[id] ?? options[id]), ...own };
    }
    const parsed = Object.entries(given).map(([id, own]) => [id, parseOptions(byId.get(id)!, own)] as const);
    return { ...options, ...Object.fromEntries(parsed) };
  };
  return (key) => {
    const matching = setting.filter(({ matches }) => matches(key));
    const name = matching.map((override) => setting.indexOf(override)).join(' ');
    const known = made.get(name);
    if (known !== undefined) return known;
    const fresh = make(matching);
    made.set(name, fresh);
    return fresh;
  };
};
