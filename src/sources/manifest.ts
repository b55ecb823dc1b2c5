import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Config } from '../model/config.ts';
import { UserError } from '../model/errors.ts';
import type { ManifestFacts } from '../model/listing.ts';
import { keyFromBytes } from '../model/path-key.ts';
import type { ResourceRef } from '../model/sample.ts';
import { StorageError } from '../storage/errors.ts';
import { type OpenFile, openLocal } from '../storage/local.ts';
import { type Place, type Roots, realKey } from '../storage/roots.ts';
import { walk } from '../storage/walk.ts';
import { chooseColumns } from './columns.ts';
import { type CsvHead, readHead } from './csv.ts';
import type { Reason } from './detect.ts';
import { nameOf } from './file-kinds.ts';
import { chooseBase } from './manifest-base.ts';
import type { PathRules } from './manifest-paths.ts';
import { folderOf } from './survey.ts';

/** Names under which a manifest is looked for in the root, in the order in which they are tried. */
const NAMES = [
  'manifest.csv',
  'labels.csv',
  'annotations.csv',
  'metadata.csv',
  'index.csv',
  'data.csv',
  'train.csv',
  'manifest.tsv',
  'labels.tsv',
  'metadata.tsv',
] as const;
const MANIFEST_FILE = /\.(?:csv|tsv|txt)$/i;

export interface Manifest {
  readonly file: OpenFile;
  readonly facts: ManifestFacts;
  readonly reason: Reason;
  readonly rules: PathRules;
}

type Options = Pick<
  Config,
  | 'dataset'
  | 'layout'
  | 'manifest'
  | 'pathColumn'
  | 'labelColumn'
  | 'splitColumn'
  | 'checksumColumn'
  | 'sizeColumn'
  | 'targets'
>;

const open = (roots: Roots, ref: ResourceRef, name: string): OpenFile => {
  try {
    return openLocal(roots, ref);
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    if (error.cause === 'ENOENT') throw new UserError('sources.manifest-missing', { file: name });
    throw new UserError('sources.manifest-unreadable', { file: name, cause: error.cause });
  }
};

/** The root as it resolves, and as the user wrote it: manifests hold both. */
const rootSpellings = (roots: Roots, dataset: string, isFile: boolean): readonly ResourceRef[] => {
  const written = keyFromBytes(Buffer.from(resolve(dataset, isFile ? '..' : '.')));
  return written === roots.root ? [written] : [roots.root, written];
};

interface Opening {
  readonly place: Place;
  readonly options: Options;
}

/** Reads the head and settles columns and paths. Undefined where no column can be the paths. */
const settle = (
  file: OpenFile,
  ref: ResourceRef,
  { place, options }: Opening,
): Omit<Manifest, 'reason'> | undefined => {
  const name = nameOf(ref);
  const head: CsvHead = readHead(file, name);
  const columns = chooseColumns(head, name, options);
  if (columns === undefined) return undefined;
  const roots = rootSpellings(place.roots, options.dataset, place.file !== undefined);
  const { encoding, delimiter, newline, header } = head;
  const facts: ManifestFacts = { ref, encoding, delimiter, newline, header, columns };
  const rules = { roots, follow: place.roots.follow };
  const base = chooseBase(head, columns.path, place.roots, rules, folderOf(ref));
  return { file, facts, rules: { ...rules, base } };
};

const headerOf = (file: OpenFile, name: string): string => readHead(file, name).header.join(', ');

const required = (file: OpenFile, ref: ResourceRef, opening: Opening): Omit<Manifest, 'reason'> => {
  const settled = settle(file, ref, opening);
  if (settled !== undefined) return settled;
  throw new UserError('sources.no-path-column', { file: nameOf(ref), columns: headerOf(file, nameOf(ref)) });
};

/** A manifest that the user named may lie anywhere. Inside the root its ref is root-relative. */
const openNamed = (path: string, opening: Opening): Manifest => {
  const { dataset } = opening.options;
  const inDataset = resolve(dataset, path);
  const absolute = existsSync(inDataset) && !existsSync(path) ? inDataset : resolve(path);
  const file = open({ root: '/', follow: [] }, keyFromBytes(Buffer.from(absolute)), path);
  const resolved = realKey(absolute);
  const { root } = opening.place.roots;
  const ref = resolved.startsWith(`${root}/`) ? resolved.slice(root.length + 1) : resolved;
  const settled = required(file, ref, opening);
  return { ...settled, reason: { key: 'sources.reason-manifest-option', data: { file: path, ...say(settled) } } };
};

const say = ({ facts, rules }: Omit<Manifest, 'reason'>) => ({ path: facts.columns.path, base: rules.base || '.' });

const namesInRoot = (roots: Roots): readonly string[] => {
  const found = new Map<string, string>();
  for (const entry of walk(roots, { enter: () => false })) {
    const name = entry.key.toLowerCase();
    if (entry.kind === 'file' && (NAMES as readonly string[]).includes(name)) found.set(name, entry.key);
  }
  return NAMES.flatMap((name) => found.get(name) ?? []);
};

/** Tried by name: one that cannot be read as a list of files is no manifest, unless the user said that there is one. */
const tryFound = (ref: ResourceRef, opening: Opening): Omit<Manifest, 'reason'> | UserError => {
  let file: OpenFile | undefined;
  try {
    file = open(opening.place.roots, ref, ref);
    return required(file, ref, opening);
  } catch (error) {
    file?.close();
    if (error instanceof UserError) return error;
    throw error;
  }
};

const findByName = (opening: Opening): Manifest | undefined => {
  const names = namesInRoot(opening.place.roots);
  const problems: UserError[] = [];
  for (const ref of names) {
    const found = tryFound(ref, opening);
    if (found instanceof UserError) {
      // It lists files, but its first line too: passing over it would lose the labels in silence.
      if (found.key === 'sources.manifest-no-header') throw found;
      problems.push(found);
      continue;
    }
    const others = names.filter((name) => name !== ref).join(', ');
    const key = others === '' ? 'sources.reason-manifest-found' : 'sources.reason-manifest-among';
    return { ...found, reason: { key, data: { file: ref, others, ...say(found) } } };
  }
  const { options } = opening;
  const asksForOne =
    options.layout === 'manifest' ||
    options.pathColumn !== undefined ||
    options.labelColumn !== undefined ||
    options.splitColumn !== undefined ||
    options.checksumColumn !== undefined ||
    options.sizeColumn !== undefined ||
    options.targets.length > 0;
  if (!asksForOne) return undefined;
  throw problems[0] ?? new UserError('sources.no-manifest', { path: options.dataset, names: NAMES.join(', ') });
};

/** The dataset's manifest; undefined when it has none and none was asked for. Throws UserError. */
export const openManifest = (place: Place, options: Options): Manifest | undefined => {
  const opening: Opening = { place, options };
  if (options.manifest !== undefined) return openNamed(options.manifest, opening);
  if (place.file !== undefined) {
    if (!MANIFEST_FILE.test(nameOf(place.file)) && options.layout !== 'manifest') return undefined;
    const file = open(place.roots, place.file, options.dataset);
    const settled = required(file, place.file, opening);
    return { ...settled, reason: { key: 'sources.reason-manifest-file', data: { file: place.file, ...say(settled) } } };
  }
  if (options.layout !== undefined && options.layout !== 'manifest') return undefined;
  return findByName(opening);
};
