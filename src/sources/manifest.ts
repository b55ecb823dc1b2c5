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
import { chooseColumns } from './columns.ts';
import type { Reason } from './detect.ts';
import { nameOf } from './file-kinds.ts';
import type { ManifestHead } from './head.ts';
import { chooseBase, probedFiles } from './manifest-base.ts';
import { readManifestHead } from './manifest-head.ts';
import { type Candidate, candidatesInRoot, MANIFEST_FILE, SOUGHT_NAMES, splitOfFile } from './manifest-names.ts';
import type { PathRules } from './manifest-paths.ts';
import { manifestReason } from './manifest-reason.ts';
import { choosePictures } from './pictures.ts';
import { folderOf } from './survey.ts';

export interface Manifest {
  readonly file: OpenFile;
  /** Where its rows are read from: the file itself, or what was written down of it. */
  readonly rows: OpenFile;
  readonly facts: ManifestFacts;
  readonly head: Pick<ManifestHead, 'unlabeled'>;
  readonly rules: PathRules;
  /** Of the column of masks, which may count from another folder. */
  readonly maskRules?: PathRules;
}

/** A dataset's manifests: one, or one for each split. */
export interface Manifests {
  readonly manifests: readonly Manifest[];
  readonly reason: Reason;
}

export type ManifestSettings = Pick<
  Config,
  | 'dataset'
  | 'layout'
  | 'manifest'
  | 'pathColumn'
  | 'labelColumn'
  | 'maskColumn'
  | 'splitColumn'
  | 'checksumColumn'
  | 'sizeColumn'
  | 'targets'
  | 'targetBy'
>;

export const open = (roots: Roots, ref: ResourceRef, name: string): OpenFile => {
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

export interface Opening {
  readonly place: Place;
  readonly options: ManifestSettings;
}

/** A manifest that is open and understood as far as its form goes. */
export interface Opened extends Candidate {
  readonly file: OpenFile;
  readonly head: ManifestHead;
}

/** Closes the file where it cannot be understood. Throws UserError, StorageError. */
export const readOpened = async (file: OpenFile, candidate: Candidate, { options }: Opening): Promise<Opened> => {
  try {
    return { ...candidate, file, head: await readManifestHead(file, nameOf(candidate.ref), options) };
  } catch (error) {
    file.close();
    throw error;
  }
};

/** Of several manifests, one need not have every column that an option names: a test list often lacks the labels. */
export const optionsFor = <Settings extends ManifestSettings>(
  { head }: Opened,
  all: readonly Opened[],
  options: Settings,
): Settings => {
  const isElsewhere = (column: string): boolean =>
    !head.header.includes(column) && all.some((other) => other.head.header.includes(column));
  const { labelColumn, maskColumn, splitColumn, targets, targetBy } = options;
  return {
    ...options,
    labelColumn: labelColumn !== undefined && isElsewhere(labelColumn) ? undefined : labelColumn,
    maskColumn: maskColumn !== undefined && isElsewhere(maskColumn) ? undefined : maskColumn,
    splitColumn: splitColumn !== undefined && isElsewhere(splitColumn) ? undefined : splitColumn,
    targets: targets.filter(({ name, columns = [name] }) => !columns.every(isElsewhere)),
    targetBy: targetBy !== undefined && isElsewhere(targetBy) ? undefined : targetBy,
  };
};

/** Settles columns and paths. Throws UserError, also where no column can be the paths. */
const settle = (opened: Opened, all: readonly Opened[], { place, options }: Opening): Manifest => {
  const { file, head, ref, split } = opened;
  const name = nameOf(ref);
  const own = optionsFor(opened, all, options);
  const pictures = choosePictures(head, own.pathColumn);
  const columns = chooseColumns(head, name, pictures === undefined ? own : { ...own, pathColumn: pictures.column });
  if (columns === undefined) {
    throw new UserError('sources.no-path-column', { file: name, columns: head.header.join(', ') });
  }
  const roots = rootSpellings(place.roots, options.dataset, place.file !== undefined);
  const { form, encoding, delimiter, newline, header } = head;
  const { size, mtimeNs, ctimeNs } = file.identity;
  const facts: ManifestFacts = {
    ref,
    form,
    encoding,
    delimiter,
    newline,
    header,
    columns,
    ...(pictures !== undefined && { pictures }),
    ...(form === 'parquet' && { identity: { size, mtimeNs, ctimeNs } }),
    ...(split !== undefined && { split }),
  };
  const rules = { roots, follow: place.roots.follow };
  const rulesOf = (column: string, taken: ReadonlySet<ResourceRef> = new Set()): PathRules => ({
    ...rules,
    base: chooseBase(head, column, place.roots, { ...rules, taken }, folderOf(ref)),
  });
  const ofPaths = pictures === undefined ? rulesOf(columns.path) : { ...rules, base: '' };
  const pathFiles = probedFiles(head, columns.path, ofPaths);
  return {
    file,
    rows: file,
    facts,
    head,
    rules: ofPaths,
    ...(columns.mask !== undefined && { maskRules: rulesOf(columns.mask, pathFiles) }),
  };
};

const isText = (ref: string): boolean => /\.txt$/i.test(ref);

/** Closes the files where `act` throws. */
export const closing = async <Result>(
  opened: readonly Opened[],
  act: () => Result | Promise<Result>,
): Promise<Result> => {
  try {
    return await act();
  } catch (error) {
    for (const { file } of opened) file.close();
    throw error;
  }
};

/** A manifest that the user named may lie anywhere. Inside the root its ref is root-relative. */
const locateNamed = (
  path: string,
  { place, options }: Opening,
): { readonly absolute: string; readonly ref: string } => {
  const inDataset = resolve(options.dataset, path);
  const absolute = existsSync(inDataset) && !existsSync(path) ? inDataset : resolve(path);
  if (!existsSync(absolute)) throw new UserError('sources.manifest-missing', { file: path });
  const resolved = realKey(absolute);
  const { root } = place.roots;
  return { absolute, ref: resolved.startsWith(`${root}/`) ? resolved.slice(root.length + 1) : resolved };
};

/** 'val=lists/b.csv' -> the split and its file. A file whose own name holds a '=' is meant by it. */
const readNamed = (text: string, { options }: Opening): { readonly path: string; readonly split?: string } => {
  const at = text.indexOf('=');
  const isFile = existsSync(text) || existsSync(resolve(options.dataset, text));
  return at <= 0 || isFile ? { path: text } : { path: text.slice(at + 1), split: text.slice(0, at) };
};

/** The files that --manifest names, and their splits. Throws UserError, StorageError. */
export const openNamedFiles = async (texts: readonly string[], opening: Opening): Promise<readonly Opened[]> => {
  const opened: Opened[] = [];
  await closing(opened, async () => {
    for (const text of texts) {
      const { path, split } = readNamed(text, opening);
      const { absolute, ref } = locateNamed(path, opening);
      if (opened.some((other) => other.ref === ref)) throw new UserError('sources.manifest-twice', { file: path });
      const candidate = { ref, split: split ?? (texts.length > 1 ? splitOfFile(ref) : undefined) };
      const file = open({ root: '/', follow: [] }, keyFromBytes(Buffer.from(absolute)), path);
      opened.push(await readOpened(file, candidate, opening));
    }
  });
  return opened;
};

const openNamed = async (texts: readonly string[], opening: Opening): Promise<Manifests> => {
  const opened = await openNamedFiles(texts, opening);
  const manifests = await closing(opened, () => opened.map((each) => settle(each, opened, opening)));
  return { manifests, reason: manifestReason('option', manifests, { file: texts.join(', ') }) };
};

/** Tried by name: one that cannot be read as a list of files is no manifest, unless the user said that there is one. */
const tryFound = async (
  candidates: readonly Candidate[],
  opening: Opening,
): Promise<{ readonly found: readonly Manifest[]; readonly problems: readonly UserError[] }> => {
  const opened: Opened[] = [];
  const problems: UserError[] = [];
  const attempt = async (act: () => Promise<unknown>): Promise<void> => {
    try {
      await act();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push(error);
    }
  };
  for (const candidate of candidates) {
    await attempt(async () => {
      const file = open(opening.place.roots, candidate.ref, candidate.ref);
      opened.push(await readOpened(file, candidate, opening));
    });
  }
  const found: Manifest[] = [];
  for (const each of opened) {
    // Notes may be called train.txt: only a list is one without being named.
    if (isText(each.ref) && each.head.form === 'delimited') {
      each.file.close();
      continue;
    }
    await attempt(() => closing([each], () => found.push(settle(each, opened, opening))));
  }
  return { found, problems };
};

const findByName = async (opening: Opening): Promise<Manifests | undefined> => {
  const groups = candidatesInRoot(opening.place.roots);
  const names = groups.flat().map(({ ref }) => ref);
  const problems: UserError[] = [];
  for (const group of groups) {
    const { found, problems: own } = await tryFound(group, opening);
    // It lists files, but its first line too: passing over it would lose the labels in silence.
    const headless = own.find(({ key }) => key === 'sources.manifest-no-header');
    if (headless !== undefined) {
      for (const { file } of found) file.close();
      throw headless;
    }
    problems.push(...own);
    if (found.length === 0) continue;
    const used = new Set(found.map(({ facts }) => facts.ref));
    const others = names.filter((name) => !used.has(name)).join(', ');
    const file = [...used].join(', ');
    return { manifests: found, reason: manifestReason(others === '' ? 'found' : 'among', found, { file, others }) };
  }
  const { options } = opening;
  const asksForOne =
    options.layout === 'manifest' ||
    options.pathColumn !== undefined ||
    options.labelColumn !== undefined ||
    options.maskColumn !== undefined ||
    options.splitColumn !== undefined ||
    options.checksumColumn !== undefined ||
    options.sizeColumn !== undefined ||
    options.targets.length > 0;
  if (!asksForOne) return undefined;
  throw problems[0] ?? new UserError('sources.no-manifest', { path: options.dataset, names: SOUGHT_NAMES });
};

/** The dataset's manifests; undefined when it has none and none was asked for. Throws UserError. */
export const openManifests = async (place: Place, options: ManifestSettings): Promise<Manifests | undefined> => {
  const opening: Opening = { place, options };
  if (options.manifest !== undefined) return openNamed([options.manifest].flat(), opening);
  if (place.file !== undefined) {
    if (!MANIFEST_FILE.test(nameOf(place.file)) && options.layout !== 'manifest') return undefined;
    const file = open(place.roots, place.file, options.dataset);
    const opened = await readOpened(file, { ref: place.file }, opening);
    const manifests = [await closing([opened], () => settle(opened, [opened], opening))];
    return { manifests, reason: manifestReason('file', manifests, { file: place.file }) };
  }
  if (options.layout !== undefined && options.layout !== 'manifest') return undefined;
  return findByName(opening);
};
