import type { ResourceRef } from '../../model/sample.ts';
import { existsLocal } from '../../storage/local.ts';
import type { Roots } from '../../storage/roots.ts';
import { walk } from '../../storage/walk.ts';
import { isJunkFolder } from '../file-kinds.ts';

/** How keys of a listing become files of the dataset: `prefix` is cut off, `base` is put in front. */
export interface Alignment {
  readonly prefix: string;
  /** '' or a folder of the root with a slash at its end. */
  readonly base: string;
  readonly isStated: boolean;
}

const MOST_DEPTH = 12;
const MOST_FOLDERS = 50;

/** '', 'a/', 'a/b/' of 'a/b/c.jpg'; of an absolute path from '/' on. */
const foldersOf = (key: string): readonly string[] => {
  const prefixes = [''];
  for (let at = key.indexOf('/'); at !== -1 && prefixes.length < MOST_DEPTH; at = key.indexOf('/', at + 1)) {
    prefixes.push(key.slice(0, at + 1));
  }
  return prefixes;
};

const firstFolders = (roots: Roots): readonly string[] => {
  const folders: string[] = [];
  for (const entry of walk(roots, { enter: () => false })) {
    if (entry.kind === 'folder' && !isJunkFolder(entry.key)) folders.push(`${entry.key}/`);
  }
  return folders.sort().slice(0, MOST_FOLDERS);
};

/** The candidate with the most hits, the first of them where several have as many. Undefined: none has any. */
const best = (hits: ReadonlyMap<string, number>): string | undefined => {
  let found: string | undefined;
  for (const [candidate, count] of hits) if (found === undefined || count > hits.get(found)!) found = candidate;
  return found;
};

/** `probes`: some of the listing's keys. Undefined where none of them is a file of the dataset in any way. */
export const align = (probes: readonly ResourceRef[], roots: Roots): Alignment | undefined => {
  const isThere = (ref: ResourceRef) => ref !== '' && !ref.startsWith('/') && existsLocal(roots, ref);
  const tally = (candidates: Iterable<readonly [candidate: string, ref: ResourceRef]>): string | undefined => {
    const hits = new Map<string, number>();
    for (const [candidate, ref] of candidates) {
      if (isThere(ref)) hits.set(candidate, (hits.get(candidate) ?? 0) + 1);
    }
    return best(hits);
  };
  const prefix = tally(
    probes.flatMap((key) => foldersOf(key).map((folder) => [folder, key.slice(folder.length)] as const)),
  );
  if (prefix !== undefined) return { prefix, base: '', isStated: false };
  const folders = firstFolders(roots);
  const base = tally(probes.flatMap((key) => folders.map((folder) => [folder, folder + key] as const)));
  return base === undefined ? undefined : { prefix: '', base, isStated: false };
};

/** The file of the dataset that a key means; undefined where it lies outside of the prefix. */
export const placeKey = (key: ResourceRef, { prefix, base }: Alignment): ResourceRef | undefined => {
  if (!key.startsWith(prefix)) return undefined;
  const rest = key.slice(prefix.length).replace(/^\/+/, '');
  return rest === '' ? undefined : base + rest;
};
