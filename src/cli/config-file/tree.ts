import type { MessageKey } from '../../messages/index.ts';

/** What stands in a configuration file, each thing with its offset in the text. */
export type Tree =
  | { readonly kind: 'value'; readonly value: string | number | boolean | null; readonly at: number }
  | { readonly kind: 'list'; readonly items: readonly Tree[]; readonly at: number }
  | { readonly kind: 'map'; readonly entries: readonly Entry[]; readonly at: number };

export interface Entry {
  readonly key: string;
  readonly at: number;
  readonly value: Tree;
}

/** Why a text is no configuration. */
export interface Problem {
  readonly at: number;
  readonly key: MessageKey & `cli.syntax.${string}`;
  readonly data?: Readonly<Record<string, string | number>>;
}

export interface Parsed {
  /** Undefined where the text holds nothing, or no tree could be made of it. */
  readonly tree?: Tree;
  readonly problems: readonly Problem[];
}

/** A configuration is shallow; what is deeper was made to exhaust a stack. */
export const MOST_LEVELS = 32;

export interface Planted {
  readonly values: Readonly<Record<string, unknown>>;
  /** Offsets by path: of the name where a thing has one, and of the thing itself. */
  readonly places: ReadonlyMap<string, { readonly name: number; readonly value: number }>;
  readonly problems: readonly Problem[];
}

export const placeKey = (path: readonly PropertyKey[]): string => JSON.stringify(path.map(String));

/** Plain values of a tree. A name twice is refused, since one of the two would be lost; so is `__proto__`, which is no name. */
export const plant = (tree: Tree): Planted => {
  const places = new Map<string, { name: number; value: number }>();
  const problems: Problem[] = [];
  const plain = (node: Tree, path: readonly PropertyKey[], name: number): unknown => {
    places.set(placeKey(path), { name, value: node.at });
    if (node.kind === 'value') return node.value;
    if (node.kind === 'list') return node.items.map((item, index) => plain(item, [...path, index], item.at));
    const values: Record<string, unknown> = {};
    for (const { key, at, value } of node.entries) {
      if (key === '__proto__') problems.push({ at, key: 'cli.syntax.proto' });
      else if (Object.hasOwn(values, key)) problems.push({ at, key: 'cli.syntax.duplicate', data: { name: key } });
      else values[key] = plain(value, [...path, key], at);
    }
    return values;
  };
  if (tree.kind !== 'map') return { values: {}, places, problems: [{ at: tree.at, key: 'cli.syntax.no-map' }] };
  return { values: plain(tree, [], tree.at) as Record<string, unknown>, places, problems };
};
