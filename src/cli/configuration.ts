import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Lang } from '../messages/fill.ts';
import { type Config, type ConfigInput, configSchema } from '../model/config.ts';
import { UserError } from '../model/errors.ts';
import { complaint, type Issue } from './complaint.ts';
import { systemLanguage } from './language.ts';
import { flagName, LANG_SETTING, parseValue, SETTINGS, type Setting, variableName } from './settings.ts';

export const CONFIG_FILE = 'prepass.config.json';

/** Flags as the command line gave them: texts by setting, one for each time. Switches: ['1']. */
export type Given = Readonly<Record<string, readonly string[]>>;

export interface Sources {
  readonly dataset: string;
  readonly flags: Given;
  /** `--opt check/id.option=value`, as given. */
  readonly options: readonly string[];
  /** `--config`. */
  readonly configFile?: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

export interface Configuration {
  /** As the library takes it: defaults are its own affair. */
  readonly input: ConfigInput;
  readonly config: Config;
  /** Where each value that is no default came from, by dotted name. */
  readonly origins: Readonly<Record<string, string>>;
}

type Settings = Record<string, unknown>;

const isSettings = (value: unknown): value is Settings =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Assigned, this name would change what an object is instead of what it holds. */
const refusePrototype = (key: string, value: unknown): unknown => {
  if (key === '__proto__') throw new Error('no setting __proto__');
  return value;
};

const readConfigFile = (path: string): Settings => {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new UserError('cli.config-unreadable', { path, errno: (error as NodeJS.ErrnoException).code ?? 'error' });
  }
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ''), refusePrototype);
  } catch (error) {
    throw new UserError('cli.config-not-json', { path, why: (error as Error).message });
  }
  if (!isSettings(value)) throw new UserError('cli.config-not-json', { path, why: 'not an object' });
  return value;
};

/** 'image/blank.maxDeviation=2' -> its check, option and value. JSON where it is JSON, text else. */
const readOption = (text: string): { check: string; option: string; value: unknown } => {
  const match = /^([a-z]+\/[a-z0-9-]+)\.([A-Za-z0-9]+)=([\s\S]*)$/.exec(text);
  if (match === null) throw new UserError('cli.bad-opt', { given: text });
  const [, check, option, raw] = match;
  try {
    return { check: check!, option: option!, value: JSON.parse(raw!) };
  } catch {
    return { check: check!, option: option!, value: raw };
  }
};

const SETTINGS_WITH_LANG = [...SETTINGS, LANG_SETTING];

interface Layer {
  readonly values: Settings;
  readonly origin: (key: string) => string;
}

const valuesOf = (texts: Given): Settings =>
  Object.fromEntries(
    SETTINGS_WITH_LANG.filter((each) => texts[each.key] !== undefined).map((each) => [
      each.key,
      parseValue(each.kind, texts[each.key]!),
    ]),
  );

const named = (key: string, name: (each: Setting) => string): string =>
  name(SETTINGS_WITH_LANG.find((each) => each.key === key)!);

/** Everything the configuration is made of, the weakest first. */
const layersOf = ({ flags, configFile, environment, cwd }: Sources): readonly Layer[] => {
  const found = resolve(cwd, CONFIG_FILE);
  const files = configFile === undefined ? [found].filter((path) => existsSync(path)) : [resolve(cwd, configFile)];
  const variables = Object.fromEntries(
    SETTINGS_WITH_LANG.flatMap((each) => {
      const text = environment[variableName(each)];
      return text === undefined || text === '' ? [] : [[each.key, [text]]];
    }),
  );
  return [
    ...files.map((path): Layer => ({ values: readConfigFile(path), origin: () => path })),
    { values: valuesOf(variables), origin: (key) => named(key, variableName) },
    { values: valuesOf(flags), origin: (key) => named(key, flagName) },
  ];
};

/** Names the setting, what was given and where, and what is allowed: all that are wrong at once. */
const refuse = (issues: readonly Issue[], input: Settings, origins: Configuration['origins'], lang: Lang): never => {
  const lines = issues.map((issue) => complaint(issue, input, origins, lang));
  throw new UserError('cli.bad-settings', { settings: lines.join('\n  ') });
};

/**
 * Merges flag > PREPASS_* > --config FILE, or prepass.config.json of the working directory > default. Nothing is ever read
 * from the dataset's folder, and nothing that is read runs. Throws UserError.
 */
export const configure = (sources: Sources): Configuration => {
  const merged: Settings = {};
  const origins: Record<string, string> = {};
  const checks: Record<string, Settings> = {};
  for (const { values, origin } of layersOf(sources)) {
    for (const [key, value] of Object.entries(values)) {
      if (key === 'checks' && isSettings(value)) {
        for (const [check, options] of Object.entries(value)) {
          if (!isSettings(options)) throw new UserError('cli.bad-check-options', { check, origin: origin(key) });
          checks[check] = { ...checks[check], ...options };
          for (const option of Object.keys(options)) origins[`checks.${check}.${option}`] = origin(key);
        }
      } else {
        merged[key] = value;
        origins[key] = origin(key);
        if (key === 'limits' && isSettings(value)) {
          for (const name of Object.keys(value)) origins[`limits.${name}`] = origin(key);
        }
      }
    }
  }
  for (const { check, option, value } of sources.options.map(readOption)) {
    checks[check] = { ...checks[check], [option]: value };
    origins[`checks.${check}.${option}`] = '--opt';
  }
  if (Object.keys(checks).length > 0) merged.checks = checks;
  if (merged.lang === undefined) merged.lang = systemLanguage(sources.environment);
  merged.dataset = sources.dataset;
  origins.dataset = 'argument';
  const parsed = configSchema.safeParse(merged);
  if (!parsed.success) {
    const lang = merged.lang === 'zh' ? 'zh' : 'en';
    return refuse(parsed.error.issues, merged, origins, lang);
  }
  return { input: merged as ConfigInput, config: parsed.data, origins };
};
