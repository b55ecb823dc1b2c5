import type { DatasetLook } from '../index.ts';
import { formatNumber, type Lang } from '../messages/fill.ts';
import { say, sayAny } from '../messages/index.ts';
import { visible } from '../report/visible-text.ts';
import { aboutOf, expectation, type JsonSchema } from './expectation.ts';

/** What a written configuration fixes of the dataset it was written for. */
export type Pinned = Readonly<Record<string, unknown>>;

/** More names than these make a list that nobody reads. */
const MOST_CLASSES = 1_000;
const MOST_TARGETS = 20;

/** The layout, the manifest's columns, the classes in their order: what changes nothing today and is missed tomorrow. */
export const pinnedOf = ({ facts }: DatasetLook): Pinned => {
  const { layout, manifest, labels } = facts;
  const names = labels.kind === 'names' && labels.classes.length > 0 && labels.classes.length <= MOST_CLASSES;
  return {
    layout,
    ...(manifest !== undefined && { pathColumn: manifest.columns.path }),
    ...(manifest?.columns.label !== undefined && { labelColumn: manifest.columns.label }),
    ...(manifest?.columns.split !== undefined && { splitColumn: manifest.columns.split }),
    ...(names && { classes: labels.classes }),
  };
};

/** JSON is YAML; what an editor or a terminal would act upon is escaped. */
const scalar = (value: unknown): string =>
  JSON.stringify(value).replace(/[\u007f-\u009f\p{Cf}\u2028\u2029]/gu, (character) =>
    character.length === 1 ? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}` : character,
  );

const wide = 100;

/** A setting as YAML lines: lists of things one a line where they do not fit on one. */
const yamlOf = (name: string, value: unknown): readonly string[] => {
  const short = `${name}: ${scalar(value)}`;
  if (!Array.isArray(value) || short.length <= wide) return [short];
  return [`${name}:`, ...value.map((item) => `  - ${scalar(item)}`)];
};

const explain = (text: string): readonly string[] => text.split('\n').map((line) => `## ${visible(line)}`);
const comment = (lines: readonly string[]): readonly string[] => lines.map((line) => `# ${line}`);

const seen = ({ facts, extensions }: DatasetLook, dataset: string, lang: Lang): readonly string[] => {
  const formats = extensions.map(([name, samples]) => `.${name} ${formatNumber(samples)}`).join(', ');
  const splits = Object.entries(facts.splits).map(([name, samples]) => `${name} ${formatNumber(samples)}`);
  const reason = sayAny(lang, facts.reason.key, facts.reason.data);
  return [
    ...explain(say(lang, 'cli.starter.seen', { dataset, reason })),
    ...explain(say(lang, 'cli.starter.samples', { samples: facts.samples, formats })),
    ...(splits.length === 0 ? [] : explain(say(lang, 'cli.starter.splits', { splits: splits.join(', ') }))),
    ...(facts.otherFiles === 0 ? [] : explain(say(lang, 'cli.starter.others', { count: facts.otherFiles }))),
  ];
};

/** What was seen but changes a run when it is stated: for a person to decide. */
const proposed = ({ facts, sidecars }: DatasetLook, lang: Lang): readonly string[] => {
  const { manifest, labels } = facts;
  const taken = new Set([manifest?.columns.path, manifest?.columns.label, manifest?.columns.split]);
  const targets = (manifest?.header ?? []).filter((name) => name !== '' && !taken.has(name)).slice(0, MOST_TARGETS);
  const files = sidecars.reduce((sum, [, number]) => sum + number, 0);
  const tooMany = labels.kind === 'names' && labels.classes.length > MOST_CLASSES;
  return [
    ...(tooMany ? explain(say(lang, 'cli.starter.many-classes', { count: labels.classes.length })) : []),
    ...(targets.length === 0
      ? []
      : [
          ...explain(say(lang, 'cli.starter.targets')),
          ...comment(['targets:', ...targets.map((name) => `  - ${scalar({ name, method: 'standard' })}`)]),
        ]),
    ...(files === 0
      ? []
      : [
          ...explain(say(lang, 'cli.starter.sidecars', { count: files })),
          ...comment(
            yamlOf(
              'sidecars',
              sidecars.map(([pattern]) => pattern),
            ),
          ),
        ]),
  ];
};

const setting = (name: string, node: JsonSchema, indent: string, lang: Lang): readonly string[] => {
  const path = indent === '' ? [name] : ['', name];
  const about = expectation(node, path, lang);
  const value = node.default ?? node.examples?.[0];
  const note = node.default === undefined && value !== undefined ? `; ${say(lang, 'cli.starter.no-default')}` : '';
  const lines = explain(`${indent}${name}: ${about}${note}`);
  return value === undefined ? lines : [...lines, ...comment(yamlOf(name, value).map((line) => indent + line))];
};

const section = (name: string, node: JsonSchema, lang: Lang): readonly string[] => [
  ...explain(`${name}: ${aboutOf(node, [name], lang)}`),
  `# ${name}:`,
  ...Object.entries(node.properties ?? {}).flatMap(([key, child]) => {
    if (child.properties === undefined) return setting(key, child, '  ', lang);
    const options = Object.entries(child.properties).filter(([option]) => option !== 'severity');
    const head = explain(`  ${key}: ${aboutOf(child, [], lang)}`);
    return [
      ...head,
      ...(options.length === 0 ? [] : [`#   ${key}:`]),
      ...options.flatMap(([option, each]) => setting(option, each, '    ', lang)),
    ];
  }),
];

/** Every setting at its default, commented out. */
const everySetting = (root: JsonSchema, lang: Lang): readonly string[] =>
  Object.entries(root.properties ?? {})
    .filter(([name]) => name !== '$schema')
    .flatMap(([name, node]) => [
      '',
      ...(node.properties === undefined ? setting(name, node, '', lang) : section(name, node, lang)),
    ]);

interface Starter {
  /** Undefined: nothing was looked at. */
  readonly look?: DatasetLook;
  readonly dataset: string;
  readonly root: JsonSchema;
  /** Where an editor finds the JSON Schema. */
  readonly schema: string;
  readonly lang: Lang;
}

/** A commented configuration: it gives the same run as none, but for what it pins. */
export const starterYaml = ({ look, dataset, root, schema, lang }: Starter): string => {
  const pinned =
    look === undefined ? [] : Object.entries(pinnedOf(look)).flatMap(([name, value]) => yamlOf(name, value));
  const parts = [
    [`# yaml-language-server: $schema=${visible(schema)}`, ...explain(say(lang, 'cli.starter.head'))],
    look === undefined ? [] : seen(look, dataset, lang),
    pinned.length === 0 ? [] : [...explain(say(lang, 'cli.starter.pinned')), ...pinned],
    look === undefined ? [] : proposed(look, lang),
    [...explain(say(lang, 'cli.starter.settings')), ...everySetting(root, lang)],
  ];
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
};

/** JSON has no comments: what is pinned, and where the schema is. */
export const starterJson = ({ look, schema }: Starter): string =>
  `${JSON.stringify({ $schema: schema, ...(look !== undefined && pinnedOf(look)) }, null, 2)}\n`;
