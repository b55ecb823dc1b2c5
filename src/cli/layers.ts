import { UserError } from '../model/errors.ts';
import type { Origin } from './complaint.ts';
import type { ConfigFile } from './config-file/read.ts';
import { flagName, LANG_SETTING, parseValue, SETTINGS, type Setting, variableName } from './settings.ts';

/** Flags as the command line gave them: texts by setting, one for each time. Switches: ['1']. */
export type Given = Readonly<Record<string, readonly string[]>>;

export type Settings = Readonly<Record<string, unknown>>;

/** Settings from one place. */
export interface Layer {
  readonly values: Settings;
  readonly origin: Origin;
  /** For `origins`: without the column. */
  readonly source: (path: readonly PropertyKey[]) => string;
  readonly file?: ConfigFile;
}

const SETTINGS_WITH_LANG = [...SETTINGS, LANG_SETTING];

const named = (key: PropertyKey | undefined, name: (each: Setting) => string): string => {
  const setting = SETTINGS_WITH_LANG.find((each) => each.key === key);
  return setting === undefined ? String(key) : name(setting);
};

const textLayer = (texts: Given, name: (each: Setting) => string): Layer => {
  const given = SETTINGS_WITH_LANG.filter((each) => texts[each.key] !== undefined);
  const nameOf = (path: readonly PropertyKey[]) => named(path[0], name);
  return {
    values: Object.fromEntries(given.map((each) => [each.key, parseValue(each.kind, texts[each.key]!)])),
    origin: { where: () => '', rank: () => 0, name: nameOf },
    source: nameOf,
  };
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

/** `--opt`. Throws UserError for one that names no option. */
export const optionLayer = (texts: readonly string[]): Layer => {
  const checks: Record<string, Record<string, unknown>> = {};
  for (const { check, option, value } of texts.map(readOption)) checks[check] = { ...checks[check], [option]: value };
  const nameOf = ([, ...path]: readonly PropertyKey[]) => `--opt ${path.join('.')}`;
  return {
    values: texts.length === 0 ? {} : { checks },
    origin: { where: () => '', rank: () => 0, name: nameOf },
    source: () => '--opt',
  };
};

/** 'accept[0].reason', as people write it. */
const dotted = (path: readonly PropertyKey[]): string =>
  path.reduce<string>((name, key) => {
    if (typeof key === 'number') return `${name}[${key}]`;
    return name === '' ? String(key) : `${name}.${String(key)}`;
  }, '');

export const fileLayer = (file: ConfigFile): Layer => ({
  values: file.values,
  file,
  origin: {
    where: (path, what) => {
      const { line, column } = file.placeOf(path, what);
      return `${file.path}:${line}:${column}: `;
    },
    rank: (path) => file.placeOf(path, 'name').offset,
    name: dotted,
  },
  source: (path) => `${file.path}:${file.placeOf(path, 'name').line}`,
});

export const flagLayer = (flags: Given): Layer => textLayer(flags, flagName);

const variablesIn = (environment: Readonly<Record<string, string | undefined>>): Given =>
  Object.fromEntries(
    SETTINGS_WITH_LANG.flatMap((each) => {
      const text = environment[variableName(each)];
      return text === undefined || text === '' ? [] : [[each.key, [text]]];
    }),
  );

export const variableLayer = (environment: Readonly<Record<string, string | undefined>>): Layer =>
  textLayer(variablesIn(environment), variableName);
