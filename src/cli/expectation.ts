import type { Lang } from '../messages/fill.ts';
import { say } from '../messages/index.ts';
import { LANG_SETTING, SETTINGS } from './settings.ts';

/** As much of JSON Schema as zod writes for settings. */
export interface JsonSchema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
  /** Of a list of fixed length: each place of it. */
  readonly prefixItems?: readonly JsonSchema[];
  readonly required?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly minLength?: number;
  readonly minItems?: number;
  readonly uniqueItems?: boolean;
  readonly pattern?: string;
  readonly description?: string;
  readonly zh?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
}

const step = (node: JsonSchema, key: PropertyKey): JsonSchema | undefined => {
  const named = String(key);
  if (node.properties !== undefined && Object.hasOwn(node.properties, named)) return node.properties[named];
  if (typeof key === 'number' && node.items !== undefined) return node.items;
  for (const alternative of node.anyOf ?? []) {
    const found = step(alternative, key);
    if (found !== undefined) return found;
  }
  return typeof node.additionalProperties === 'object' ? node.additionalProperties : undefined;
};

/** The schema of one setting. */
export const nodeAt = (root: JsonSchema, path: readonly PropertyKey[]): JsonSchema | undefined => {
  let node: JsonSchema | undefined = root;
  for (const key of path) node = node === undefined ? undefined : step(node, key);
  return node;
};

/** The words that a place knows: its settings, or its values. */
export const namesOf = (node: JsonSchema): readonly string[] => [
  ...Object.keys(node.properties ?? {}).filter((name) => name !== '$schema'),
  ...(node.enum ?? []).map(String),
  ...(node.anyOf ?? []).flatMap(namesOf),
];

/** Every setting with this last name, dotted, nearest to the root first. Not inside lists: those have no names. */
export const pathsNamed = (root: JsonSchema, name: string): readonly string[] => {
  const found: string[] = [];
  const plain = name.toLowerCase();
  const look = (node: JsonSchema, path: string): void => {
    for (const [key, child] of Object.entries(node.properties ?? {})) {
      if (key.toLowerCase() === plain) found.push(path + key);
      look(child, `${path}${key}.`);
    }
  };
  look(root, '');
  // Many owners of a name, such as severity, are no hint.
  return found.length > 3 ? [] : found.toSorted((a, b) => a.length - b.length);
};

/** Whether a plain value fits; enough to propose it, the judge is zod. */
export const isAllowed = (value: unknown, node: JsonSchema): boolean => {
  if (node.anyOf !== undefined) return node.anyOf.some((each) => isAllowed(value, each));
  if (node.enum !== undefined) return node.enum.includes(value);
  if (typeof value === 'boolean') return node.type === 'boolean';
  if (typeof value === 'number') {
    if (node.type !== 'number' && !(node.type === 'integer' && Number.isInteger(value))) return false;
    return value >= (node.minimum ?? -Infinity) && value <= (node.maximum ?? Infinity);
  }
  if (typeof value === 'string') {
    if (node.type !== 'string' || value.length < (node.minLength ?? 0)) return false;
    return node.pattern !== undefined && new RegExp(node.pattern, 'u').test(value);
  }
  if (!Array.isArray(value)) return false;
  const { items } = node;
  if (node.type !== 'array' || items === undefined) return false;
  return value.every(
    (item) =>
      isAllowed(item, items) ||
      (typeof item === 'string' && items.type === 'string' && items.pattern === undefined && items.enum === undefined),
  );
};

/** JSON Schema writes a whole number without bounds with those of exact integers. */
const isBound = (bound: number | undefined): bound is number =>
  bound !== undefined && Math.abs(bound) < Number.MAX_SAFE_INTEGER;

const numbers = (node: JsonSchema, lang: Lang): string => {
  const kind = say(lang, node.type === 'integer' ? 'cli.expected.int' : 'cli.expected.number');
  const low = node.minimum ?? node.exclusiveMinimum;
  const high = node.maximum ?? node.exclusiveMaximum;
  if (isBound(low) && isBound(high)) return say(lang, 'cli.expected.between', { kind, low, high });
  if (isBound(low)) return say(lang, 'cli.expected.atLeast', { kind, low });
  return isBound(high) ? say(lang, 'cli.expected.atMost', { kind, high }) : kind;
};

/** More values than these are not read out: `prepass checks` lists them. */
const MOST_VALUES = 16;

const shape = (node: JsonSchema, lang: Lang): string => {
  if (node.enum !== undefined) {
    if (node.enum.length > MOST_VALUES) return say(lang, 'cli.expected.check', { count: node.enum.length });
    return node.enum.map(String).join(', ');
  }
  if (node.const !== undefined) return String(node.const);
  if (node.anyOf !== undefined) {
    return [...new Set(node.anyOf.map((each) => shape(each, lang)))].join(say(lang, 'cli.expected.or'));
  }
  if (node.type === 'integer' || node.type === 'number') return numbers(node, lang);
  if (node.type === 'boolean') return say(lang, 'cli.expected.boolean');
  if (node.type === 'array') {
    const key = node.uniqueItems === true ? 'cli.expected.set' : 'cli.expected.list';
    return say(lang, key, { items: shape(node.items ?? node.prefixItems?.[0] ?? {}, lang) });
  }
  if (node.type === 'object') {
    const names = namesOf(node);
    return names.length > MOST_VALUES
      ? say(lang, 'cli.expected.object')
      : say(lang, 'cli.expected.names', { names: names.join(', ') });
  }
  return say(lang, node.minLength === undefined ? 'cli.expected.string' : 'cli.expected.someString');
};

/** What a setting is for, in the reader's language. */
export const aboutOf = (node: JsonSchema, path: readonly PropertyKey[], lang: Lang): string => {
  if (lang === 'en') return node.description ?? '';
  const flag = path.length === 1 ? [...SETTINGS, LANG_SETTING].find(({ key }) => key === path[0]) : undefined;
  return node.zh ?? (flag === undefined ? (node.description ?? '') : say(lang, flag.about));
};

/** What would have been right, with its range, unit and meaning. */
export const expectation = (node: JsonSchema, path: readonly PropertyKey[], lang: Lang): string => {
  const about = aboutOf(node, path, lang) || (node.items === undefined ? '' : aboutOf(node.items, [], lang));
  return about === '' ? shape(node, lang) : say(lang, 'cli.expected.about', { shape: shape(node, lang), about });
};
