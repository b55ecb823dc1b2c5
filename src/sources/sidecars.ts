import { keyFromBytes } from '../model/path-key.ts';
import type { Part, ResourceRef } from '../model/sample.ts';
import { extensionOf, nameOf } from './file-kinds.ts';
import { createHashTable } from './hash-table.ts';

/** What is known of a file that some image wants: bits of the number kept for it. */
const SHARED = 1;
const PRESENT = 2;

/**
 * Files that belong to samples by their names. Three passes: `want` for every sample, `see` for every file that is none, then `partsOf`
 * for every sample again. Memory: some 16 bytes for each file wanted.
 */
export interface Sidecars {
  readonly want: (image: ResourceRef) => void;
  /** Whether a file, which is no sample itself, is somebody's. May be asked again. */
  readonly see: (file: ResourceRef) => boolean;
  readonly partsOf: (image: Pick<Part, 'resource' | 'ownership'>) => readonly Part[];
  /** Places at which files of that name would lie, whether they do or not. */
  readonly placesOf: (image: ResourceRef) => readonly ResourceRef[];
  /** Undefined where no pattern was written. `missing`: images times patterns that found nothing, which is no fault. */
  readonly counts: () => { readonly files: number; readonly missing: number } | undefined;
}

/** A path below the root without '.' and '..'; undefined when it leads out of it. */
const inside = (path: string): ResourceRef | undefined => {
  const names: string[] = [];
  for (const name of path.split('/')) {
    if (name === '' || name === '.') continue;
    if (name !== '..') names.push(name);
    else if (names.pop() === undefined) return undefined;
  }
  return names.length === 0 ? undefined : names.join('/');
};

const stemOf = (name: string, extension: string): string =>
  extension === '' ? name : name.slice(0, -extension.length - 1);

const filled = (pattern: string, image: ResourceRef): ResourceRef | undefined => {
  const name = nameOf(image);
  const dir = image.slice(0, Math.max(0, image.length - name.length - 1));
  const values: Readonly<Record<string, string>> = { dir, name, stem: stemOf(name, extensionOf(image)) };
  return inside(pattern.replace(/\{(dir|stem|name)\}/g, (_, blank: string) => values[blank]!));
};

/** @param patterns as in "{dir}/../labels/{stem}.txt", relative to the root. */
export const createSidecars = (patterns: readonly string[]): Sidecars => {
  const written = patterns.map((pattern) => keyFromBytes(Buffer.from(pattern)));
  const known = createHashTable();
  let files = 0;
  let missing = 0;

  const placesOf = (image: ResourceRef): readonly ResourceRef[] => {
    // Outside of the root nothing belongs to anybody here.
    if (written.length === 0 || image.startsWith('/')) return [];
    const places = written.map((pattern) => filled(pattern, image));
    return [...new Set(places)].filter((place): place is string => place !== undefined && place !== image);
  };
  return {
    placesOf,
    want: (image) => {
      for (const place of placesOf(image)) {
        const before = known.add(place, 0);
        if (before !== undefined) known.set(place, before | SHARED);
      }
    },
    see: (file) => {
      const state = written.length === 0 ? undefined : known.get(file);
      if (state === undefined) return false;
      if ((state & PRESENT) === 0) files += 1;
      known.set(file, state | PRESENT);
      return true;
    },
    partsOf: ({ resource, ownership }) => {
      const places = placesOf(resource);
      const present = places.filter((place) => ((known.get(place) ?? 0) & PRESENT) !== 0);
      missing += places.length - present.length;
      return present.map((place) => {
        const isShared = ownership === 'shared' || ((known.get(place) ?? 0) & SHARED) !== 0;
        return { name: 'sidecar', role: 'text', resource: place, ownership: isShared ? 'shared' : 'exclusive' };
      });
    },
    counts: () => (written.length === 0 ? undefined : { files, missing }),
  };
};
