import type { z } from 'zod';
import type { Lang } from '../messages/fill.ts';
import { say } from '../messages/index.ts';
import { expectation, isAllowed, type JsonSchema, namesOf, nodeAt, pathsNamed } from './expectation.ts';
import { nearest } from './nearest.ts';

export type Issue = z.core.$ZodIssue;

/** Settings from one place, and how that place is named to people. */
export interface Origin {
  /** 'prepass.config.yaml:3:7: ', or nothing where the name says it. */
  readonly where: (path: readonly PropertyKey[], what: 'name' | 'value') => string;
  /** Orders what is wrong as it stands in the file. */
  readonly rank: (path: readonly PropertyKey[]) => number;
  /** The setting as it was written there: limits.maxSide, --jobs, PREPASS_JOBS. */
  readonly name: (path: readonly PropertyKey[]) => string;
}

const valueAt = (input: unknown, path: readonly PropertyKey[]): unknown => {
  let value = input;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[step];
  }
  return value;
};

/** Of the alternatives of a union the one that was meant: the list where there is a list. */
const flat = (issues: readonly Issue[]): readonly Issue[] =>
  issues.flatMap((issue): readonly Issue[] => {
    if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => ({ ...issue, keys: [key] }));
    if (issue.code !== 'invalid_union') return [issue];
    const meant = issue.errors.find((inner) => inner.length > 0 && inner.every(({ path }) => path.length > 0));
    return meant === undefined
      ? [issue]
      : flat(meant.map((inner): Issue => ({ ...inner, path: [...issue.path, ...inner.path] })));
  });

const MOST_SHOWN = 80;

const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? '–';
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
};

const hint = (lang: Lang, meant: string | undefined): string =>
  meant === undefined ? '' : say(lang, 'cli.near', { meant });

const TRUE = new Set(['yes', 'on', 'y', 'true', '1']);
const FALSE = new Set(['no', 'off', 'n', 'false', '0']);

/** What was most likely meant, as it would be written; undefined where nothing is near. */
const nearValue = (given: unknown, node: JsonSchema): unknown => {
  const text = typeof given === 'string' ? given.trim() : String(given);
  const guesses: unknown[] = [
    Number.isFinite(Number(text)) && text !== '' ? Number(text) : undefined,
    ...(TRUE.has(text.toLowerCase()) ? [true] : []),
    ...(FALSE.has(text.toLowerCase()) ? [false, 'off'] : []),
    nearest(text, namesOf(node)),
    text.toLowerCase(),
    text.replace(/^(?:\.{0,2}\/)+/, ''),
    typeof given === 'number' ? Math.round(given) : undefined,
    [given],
  ];
  return guesses.find((guess) => guess !== undefined && guess !== given && isAllowed(guess, node));
};

const unknownSetting = (
  issue: Issue & { keys: readonly string[] },
  origin: Origin,
  root: JsonSchema,
  lang: Lang,
): string => {
  const [key = ''] = issue.keys;
  const path = [...issue.path, key];
  const siblings = namesOf(nodeAt(root, issue.path) ?? {});
  const sibling = nearest(key, siblings);
  // A right name in a wrong place is a matter of indentation.
  const elsewhere = pathsNamed(root, key);
  const meant =
    elsewhere.length > 0 && !siblings.some((each) => each.toLowerCase() === key.toLowerCase()) ? elsewhere[0] : sibling;
  const dataset = key === 'dataset' && issue.path.length === 0;
  return say(lang, 'cli.unknown-setting', {
    where: origin.where(path, 'name'),
    name: origin.name(path),
    near: dataset ? say(lang, 'cli.dataset-in-file') : hint(lang, meant ?? sibling),
    known: meant === undefined && !dataset ? say(lang, 'cli.known-names', { names: listOf(siblings, lang) }) : '',
  });
};

const MOST_NAMES = 60;

const listOf = (names: readonly string[], lang: Lang): string => {
  if (names.length === 0) return say(lang, 'cli.expected.none');
  return names.length > MOST_NAMES ? `${names.slice(0, MOST_NAMES).join(', ')}, …` : names.join(', ');
};

/** One line: where, the setting, what was given, what is allowed, and what is near it. */
const line = (issue: Issue, input: unknown, origin: Origin, root: JsonSchema, lang: Lang): string => {
  if (issue.code === 'unrecognized_keys') return unknownSetting(issue, origin, root, lang);
  const node = nodeAt(root, issue.path) ?? {};
  const given = valueAt(input, issue.path);
  const name = origin.name(issue.path);
  const expected = expectation(node, issue.path, lang);
  if (given === undefined) {
    return say(lang, 'cli.missing-setting', { where: origin.where(issue.path, 'name'), name, expected });
  }
  const where = origin.where(issue.path, 'value');
  if (given === null) return say(lang, 'cli.empty-setting', { where, name, expected });
  const near = nearValue(given, node);
  return say(lang, 'cli.bad-setting', {
    where,
    name,
    value: shown(given),
    expected,
    near: hint(lang, near === undefined ? undefined : shown(near)),
  });
};

/** All that is wrong with the settings of one place, a line each. `root`: JSON Schema of all settings. */
export const complaints = (
  issues: readonly Issue[],
  input: unknown,
  origin: Origin,
  root: JsonSchema,
  lang: Lang,
): readonly string[] =>
  flat(issues)
    .map((issue) => {
      const path = issue.code === 'unrecognized_keys' ? [...issue.path, ...issue.keys] : issue.path;
      return { rank: origin.rank(path), text: line(issue, input, origin, root, lang) };
    })
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ text }) => text);
