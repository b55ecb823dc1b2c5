import type { z } from 'zod';
import type { Lang } from '../messages/fill.ts';
import { say } from '../messages/index.ts';
import { flagName, LANG_SETTING, SETTINGS } from './settings.ts';

export type Issue = z.core.$ZodIssue;

const valueAt = (input: unknown, path: readonly PropertyKey[]): unknown => {
  let value = input;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[step];
  }
  return value;
};

const bounds = (issue: Issue, lang: Lang): string => {
  if (issue.code === 'too_small') return say(lang, 'cli.allowed.atLeast', { limit: Number(issue.minimum) });
  if (issue.code === 'too_big') return say(lang, 'cli.allowed.atMost', { limit: Number(issue.maximum) });
  return issue.message;
};

const TYPES = ['number', 'int', 'string', 'boolean', 'array', 'object', 'record'] as const;

/** What would have been right, in words. */
const allowed = (issue: Issue, lang: Lang): string => {
  if (issue.code === 'invalid_value') return issue.values.map(String).join(', ');
  if (issue.code === 'invalid_union') {
    const choices = issue.errors.flatMap((errors) => errors.map((inner) => allowed(inner, lang)));
    return [...new Set(choices)].join(say(lang, 'cli.allowed.or'));
  }
  if (issue.code === 'invalid_type') {
    const type = TYPES.find((known) => known === issue.expected);
    return type === undefined ? issue.expected : say(lang, `cli.allowed.${type}`);
  }
  return bounds(issue, lang);
};

/** One line: the setting as its flag (or its dotted name), what was given and where it came from, what is allowed. */
export const complaint = (
  issue: Issue,
  input: unknown,
  origins: Readonly<Record<string, string>>,
  lang: Lang,
): string => {
  const [key] = issue.path;
  if (key === 'dataset') return say(lang, 'cli.no-dataset');
  if (issue.code === 'unrecognized_keys') {
    const where = origins[String(key ?? issue.keys[0])] ?? '';
    return say(lang, 'cli.unknown-setting', { name: [...issue.path, issue.keys.join(', ')].join('.'), where });
  }
  const known = [...SETTINGS, LANG_SETTING].find((each) => each.key === key);
  const given = valueAt(input, issue.path);
  return say(lang, 'cli.bad-setting', {
    name: known === undefined || issue.path.length > 2 ? issue.path.join('.') : flagName(known),
    value: given === undefined ? '–' : JSON.stringify(given),
    where: origins[String(key)] ?? '–',
    allowed: allowed(issue, lang),
  });
};
