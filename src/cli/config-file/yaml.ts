import { createRequire } from 'node:module';
import type * as Yaml from 'yaml';
import { type Entry, MOST_LEVELS, type Parsed, type Problem, type Tree } from './tree.ts';

let loaded: typeof Yaml | undefined;

/** Loaded for the first file: most runs have none. */
const yaml = (): typeof Yaml => {
  loaded ??= createRequire(import.meta.url)('yaml') as typeof Yaml;
  return loaded;
};

/** Things that aliases repeat: nine lines of them can stand for a billion. */
const MOST_REPEATED = 100_000;

/** Tags that say what the core schema says without them. Every other one asks for an object that no setting is. */
const PLAIN_TAG = /^tag:yaml\.org,2002:(?:str|int|float|bool|null|map|seq)$/;

/** The parser's complaints that people really meet, in the reader's language; the rest keeps the parser's own words. */
const KNOWN: Readonly<Record<string, Problem['key']>> = {
  TAB_AS_INDENT: 'cli.syntax.tab',
  BAD_INDENT: 'cli.syntax.indent',
  MULTILINE_IMPLICIT_KEY: 'cli.syntax.colon',
  BLOCK_AS_IMPLICIT_KEY: 'cli.syntax.nested-colon',
  BAD_ALIAS: 'cli.syntax.alias',
  BAD_DQ_ESCAPE: 'cli.syntax.text',
  TAG_RESOLVE_FAILED: 'cli.syntax.tag',
};

const problemOf = ({ code, pos: [at], message }: Yaml.YAMLError): Problem => {
  const key = code === 'MISSING_CHAR' && message.includes('map values') ? 'cli.syntax.colon' : KNOWN[code];
  if (key !== undefined) return { at, key };
  return { at, key: 'cli.syntax.yaml', data: { detail: message.replace(/\s+/g, ' ').slice(0, 200) } };
};

interface Growing {
  readonly problems: Problem[];
  readonly anchors: Map<string, Yaml.Node>;
  /** Where the outermost alias stands that is being followed. */
  alias?: number;
  repeated: number;
}

const NOTHING = { kind: 'value', value: null } as const;

const keyOf = (
  pair: Yaml.Pair<unknown, unknown>,
  at: number,
  growing: Growing,
): Pick<Entry, 'key' | 'at'> | undefined => {
  const { key } = pair;
  if (yaml().isScalar(key) && key.value !== null && typeof key.value !== 'object' && key.tag === undefined) {
    // As written: 1e3 and 0x10 are names too.
    return { key: key.source ?? String(key.value), at: key.range?.[0] ?? at };
  }
  growing.problems.push({ at: (key as Yaml.Node | null)?.range?.[0] ?? at, key: 'cli.syntax.key' });
  return undefined;
};

const treeOf = (node: unknown, fallback: number, level: number, growing: Growing): Tree => {
  const at = (node as Yaml.Node | null)?.range?.[0] ?? fallback;
  if (growing.alias !== undefined) growing.repeated += 1;
  const refuse = (key: Problem['key']): Tree => {
    growing.problems.push({ at: growing.alias ?? at, key });
    return { ...NOTHING, at };
  };
  if (growing.repeated > MOST_REPEATED) {
    return growing.repeated === MOST_REPEATED + 1 ? refuse('cli.syntax.aliases') : { ...NOTHING, at };
  }
  if (level > MOST_LEVELS) return refuse('cli.syntax.deep');
  if (yaml().isAlias(node)) {
    const target = growing.anchors.get(node.source);
    if (target === undefined) return refuse('cli.syntax.alias');
    const { alias = at } = growing;
    const isOutermost = growing.alias === undefined;
    growing.alias = alias;
    const repeated = treeOf(target, at, level + 1, growing);
    if (isOutermost) delete growing.alias;
    return repeated;
  }
  if (yaml().isScalar(node) || yaml().isMap(node) || yaml().isSeq(node)) {
    if (node.tag !== undefined && !PLAIN_TAG.test(node.tag)) return refuse('cli.syntax.tag');
    if (node.anchor !== undefined) growing.anchors.set(node.anchor, node);
  }
  if (yaml().isScalar(node)) {
    const { value } = node;
    if (value === null || typeof value === 'object' || typeof value === 'undefined')
      return { ...NOTHING, at: fallback };
    return { kind: 'value', value: value as string | number | boolean, at };
  }
  if (yaml().isSeq(node)) {
    return { kind: 'list', items: node.items.map((item) => treeOf(item, at, level + 1, growing)), at };
  }
  if (!yaml().isMap(node)) return { ...NOTHING, at: fallback };
  const entries = node.items.flatMap((pair): Entry[] => {
    const key = keyOf(pair, at, growing);
    return key === undefined ? [] : [{ ...key, value: treeOf(pair.value, key.at, level + 1, growing) }];
  });
  return { kind: 'map', entries, at };
};

const OPTIONS = {
  version: '1.2',
  schema: 'core',
  merge: false,
  // Asked in the tree: the parser compares each name with each.
  uniqueKeys: false,
  prettyErrors: false,
  logLevel: 'silent',
} as const;

/** Levels that the composer is given; it goes down one by a call, and V8 ends a process that runs out of stack inside a pattern. */
const MOST_TOKEN_LEVELS = 2 * MOST_LEVELS;

/** The first place that is nested too deeply; undefined where none is. */
const tooDeep = (tokens: readonly Yaml.CST.Token[]): number | undefined => {
  let level: { readonly token: Yaml.CST.Token; readonly depth: number }[] = tokens.map((token) => ({
    token,
    depth: 0,
  }));
  while (level.length > 0) {
    const below: typeof level = [];
    for (const { token, depth } of level) {
      if (depth > MOST_TOKEN_LEVELS) return token.offset;
      const inside = 'items' in token ? token.items.flatMap(({ key, value }) => [key, value]) : [];
      if (token.type === 'document') inside.push(token.value);
      for (const each of inside) if (each !== undefined && each !== null) below.push({ token: each, depth: depth + 1 });
    }
    level = below;
  }
  return undefined;
};

/** YAML 1.2, core schema, one document: no tags, no merge keys, aliases bounded. */
export const parseYamlFile = (text: string): Parsed => {
  const tokens = [...new (yaml().Parser)().parse(text)];
  const deep = tooDeep(tokens);
  if (deep !== undefined) return { problems: [{ at: deep, key: 'cli.syntax.deep' }] };
  const [first, second] = [...new (yaml().Composer)(OPTIONS).compose(tokens)];
  if (first === undefined) return { problems: [] };
  const wrong = [...first.errors, ...first.warnings].map(problemOf);
  if (first.directives.yaml.explicit === true && first.directives.yaml.version !== '1.2') {
    wrong.unshift({ at: 0, key: 'cli.syntax.version' });
  }
  if (wrong.length > 0) return { problems: wrong };
  if (second !== undefined) return { problems: [{ at: second.range[0], key: 'cli.syntax.documents' }] };
  const growing: Growing = { problems: [], anchors: new Map(), repeated: 0 };
  const { contents } = first;
  if (contents === null || (yaml().isScalar(contents) && contents.value === null)) return { problems: [] };
  const tree = treeOf(contents, 0, 1, growing);
  return { tree, problems: growing.problems };
};
