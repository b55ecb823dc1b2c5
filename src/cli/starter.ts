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
  const { layout, labels } = facts;
  // Arrays of labels have no columns to choose from.
  const manifest = layout === 'manifest' || layout === 'table' ? facts.manifest : undefined;
  const names = labels.kind === 'names' && labels.classes.length > 0 && labels.classes.length <= MOST_CLASSES;
  return {
    layout,
    ...(manifest?.columns.path !== undefined && { pathColumn: manifest.columns.path }),
    ...(manifest?.columns.label !== undefined && { labelColumn: manifest.columns.label }),
    ...(manifest?.columns.mask !== undefined && { maskColumn: manifest.columns.mask }),
    ...(manifest?.columns.split !== undefined && { splitColumn: manifest.columns.split }),
    ...(manifest?.columns.features !== undefined && { features: manifest.columns.features }),
    ...(names && { classes: labels.classes }),
  };
};

/** Texts that YAML could take for nothing else stand without quotes. */
const PLAIN = /^(?!(?:true|false|null|yes|no|on|off|y|n)$)[a-z][a-z0-9-]*$/;

/** JSON is YAML; what an editor or a terminal would act upon is escaped. */
const scalar = (value: unknown): string => {
  if (typeof value === 'string' && PLAIN.test(value)) return value;
  return JSON.stringify(value).replace(/[\u007f-\u009f\p{Cf}\u2028\u2029]/gu, (character) =>
    character.length === 1 ? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}` : character,
  );
};

const MOST_COLUMNS = 100;

/** A setting as YAML lines: lists of things one a line where they do not fit on one. */
const yamlOf = (name: string, value: unknown): readonly string[] => {
  const short = `${name}: ${scalar(value)}`;
  if (!Array.isArray(value) || short.length <= MOST_COLUMNS) return [short];
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

/** A value in place of the default, and why. */
interface Proposal {
  readonly value: unknown;
  readonly why: string;
}

/** What was seen but would change a run if it were stated: for a person to decide. */
const proposalsOf = ({ facts, sidecars }: DatasetLook, lang: Lang): Readonly<Record<string, Proposal>> => {
  const { manifest, labels } = facts;
  const { path, label, split, features = [] } = manifest?.columns ?? {};
  const taken = new Set([path, label, split, ...features]);
  const targets = (manifest?.header ?? []).filter((name) => name !== '' && !taken.has(name)).slice(0, MOST_TARGETS);
  const files = sidecars.reduce((sum, [, number]) => sum + number, 0);
  const proposals: Record<string, Proposal> = {};
  if (labels.kind === 'names' && labels.classes.length > MOST_CLASSES) {
    const why = say(lang, 'cli.starter.many-classes', { count: labels.classes.length });
    proposals.classes = { value: 'classes.txt', why };
  }
  if (targets.length > 0) {
    const value = targets.map((name) => ({ name, method: 'standard' }));
    proposals.targets = { value, why: say(lang, 'cli.starter.targets') };
  }
  if (files > 0) {
    const value = sidecars.map(([pattern]) => pattern);
    proposals.sidecars = { value, why: say(lang, 'cli.starter.sidecars', { count: files }) };
  }
  return proposals;
};

const setting = (path: readonly string[], node: JsonSchema, lang: Lang, proposal?: Proposal): readonly string[] => {
  const name = path.at(-1)!;
  const indent = '  '.repeat(path.length - 1);
  const value = proposal?.value ?? node.default ?? node.examples?.[0];
  const isExample = proposal === undefined && node.default === undefined && value !== undefined;
  const note = isExample ? `; ${say(lang, 'cli.starter.no-default')}` : '';
  return [
    ...explain(`${indent}${name}: ${expectation(node, path, lang)}${note}`),
    ...(proposal === undefined ? [] : explain(`${indent}${proposal.why}`)),
    ...(value === undefined ? [] : comment(yamlOf(name, value).map((line) => indent + line))),
  ];
};

/** `limits` or `checks`, and what is in it; of a check its options, severities being explained once. */
const section = (path: readonly string[], node: JsonSchema, lang: Lang): readonly string[] => {
  const indent = '  '.repeat(path.length - 1);
  const children = Object.entries(node.properties ?? {}).filter(([name]) => name !== 'severity');
  return [
    ...explain(`${indent}${path.at(-1)}: ${aboutOf(node, path, lang)}`),
    ...(children.length === 0 ? [] : [`# ${indent}${path.at(-1)}:`]),
    ...children.flatMap(([name, child]) => part([...path, name], child, lang)),
  ];
};

const part = (path: readonly string[], node: JsonSchema, lang: Lang, proposal?: Proposal): readonly string[] =>
  node.properties === undefined ? setting(path, node, lang, proposal) : section(path, node, lang);

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
  const pinned = look === undefined ? {} : pinnedOf(look);
  const proposals = look === undefined ? {} : proposalsOf(look, lang);
  const pins = Object.entries(pinned).flatMap(([name, value]) => yamlOf(name, value));
  const rest = Object.entries(root.properties ?? {}).filter(([name]) => name !== '$schema' && !(name in pinned));
  const parts = [
    [`# yaml-language-server: $schema=${visible(schema)}`, ...explain(say(lang, 'cli.starter.head'))],
    look === undefined ? [] : seen(look, dataset, lang),
    pins.length === 0 ? [] : [...explain(say(lang, 'cli.starter.pinned')), ...pins],
    ...rest.map(([name, node]) => part([name], node, lang, proposals[name])),
  ];
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
};

/** JSON has no comments: what is pinned, and where the schema is. */
export const starterJson = ({ look, schema }: Starter): string =>
  `${JSON.stringify({ $schema: schema, ...(look !== undefined && pinnedOf(look)) }, null, 2)}\n`;
