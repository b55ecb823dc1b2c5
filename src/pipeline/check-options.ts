import type { AnyCheck } from '../model/check.ts';
import type { Config } from '../model/config.ts';
import { UserError } from '../model/errors.ts';

/** Settings of the whole run that a check takes as an option of its own, where it has one of that name. */
const fromConfig = (config: Config): Readonly<Record<string, Readonly<Record<string, unknown>>>> => ({
  'file/format-mismatch': { decoder: config.decoder },
  'target/not-finite': { missing: config.targetMissing },
  'target/unnormalized': {
    normalized: config.targets.filter(({ method }) => method !== 'none').map(({ name }) => name),
  },
});

export interface CheckChoice {
  readonly enabled: readonly AnyCheck[];
  /** Of all checks: those that are off still measure. */
  readonly options: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Which checks run, with complete and valid options. Throws UserError for an unknown check, option or value. */
export const checkOptions = (checks: readonly AnyCheck[], config: Config): CheckChoice => {
  const ids = new Set(checks.map((check) => check.id));
  for (const id of [...Object.keys(config.checks), ...config.disable]) {
    if (!ids.has(id)) throw new UserError('pipeline.unknown-check', { id, known: [...ids].join(', ') });
  }
  const enabled = checks.filter((check) => !config.disable.includes(check.id));
  const shared = fromConfig(config);
  const options: Record<string, Record<string, unknown>> = {};
  for (const check of checks) {
    const { severity: _, ...own } = config.checks[check.id] ?? {};
    const parsed = check.options.strict().safeParse({ ...shared[check.id], ...own });
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw new UserError('pipeline.bad-option', {
        id: check.id,
        option: issue?.path.join('.') ?? '',
        problem: issue?.message ?? '',
        known: Object.keys(check.options.shape).join(', '),
      });
    }
    options[check.id] = parsed.data;
  }
  return { enabled, options };
};
