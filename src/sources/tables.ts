import type { Config } from '../model/config.ts';
import { UserError } from '../model/errors.ts';
import type { ListingFacts, ManifestFacts } from '../model/listing.ts';
import { StorageError } from '../storage/errors.ts';
import type { OpenFile } from '../storage/local.ts';
import type { Place, Roots } from '../storage/roots.ts';
import { walk } from '../storage/walk.ts';
import { folderRoleOf, isSilent, nameOf } from './file-kinds.ts';
import {
  closing,
  type ManifestSettings,
  type Opened,
  type Opening,
  open,
  openNamedFiles,
  optionsFor,
  readOpened,
} from './manifest.ts';
import { type Candidate, candidatesInRoot, TABLE_FILE } from './manifest-names.ts';
import { chooseTableColumns, type TableColumns } from './table-columns.ts';

/** A file whose rows are samples by themselves: their features are its columns of numbers. */
export interface Table {
  readonly file: OpenFile;
  /** Where its labels are read from: the file itself, or what was written down of it. */
  readonly rows: OpenFile;
  readonly facts: ManifestFacts;
}

/** A dataset's tables: one, or one for each split. */
export interface Tables {
  readonly tables: readonly Table[];
  readonly reason: ListingFacts['reason'];
}

type Settings = ManifestSettings & Pick<Config, 'features'>;

/** Names that a reason shows. */
const SHOWN = 4;

const shown = (names: readonly string[]): string => {
  if (names.length === 0) return '–';
  return names.length > SHOWN ? `${names.slice(0, SHOWN).join(', ')}, …` : names.join(', ');
};

/** Those that every table has: a test table often lacks what is to be learned. */
const sharedFeatures = (
  opened: readonly Opened[],
  columns: readonly TableColumns[],
  options: Settings,
): readonly string[] => {
  const [first] = columns;
  const isEverywhere = (name: string): boolean =>
    opened.every(({ head }, at) => head.header.includes(name) && !columns[at]!.texts.includes(name));
  if (first === undefined) return [];
  const lacking = options.features.length > 0 ? first.features.find((name) => !isEverywhere(name)) : undefined;
  if (lacking !== undefined) {
    const { ref, head } = opened.find((each) => !each.head.header.includes(lacking)) ?? opened[0]!;
    const columnsThere = head.header.join(', ');
    const data = { file: nameOf(ref), option: '--features', column: lacking, columns: columnsThere };
    throw new UserError('sources.unknown-column', data);
  }
  return first.features.filter(isEverywhere);
};

const factsOf = (
  { head, file, ref, split }: Opened,
  { texts: _, ...columns }: TableColumns,
  features: readonly string[],
): ManifestFacts => {
  const { form, encoding, delimiter, newline, header } = head;
  const { size, mtimeNs, ctimeNs } = file.identity;
  return {
    ref,
    form,
    encoding,
    delimiter,
    newline,
    header,
    columns: { ...columns, features },
    identity: { size, mtimeNs, ctimeNs },
    ...(split !== undefined && { split }),
  };
};

/** Understood as far as the first rows tell. Throws UserError where there is nothing to train on. */
const settle = (opened: readonly Opened[], options: Settings): Tables & { readonly strange: readonly string[] } => {
  const empty = opened.find(({ head }) => head.rows.length === 0);
  if (empty !== undefined) throw new UserError('sources.manifest-no-rows', { file: nameOf(empty.ref) });
  const chosen = opened.map((each) =>
    chooseTableColumns(each.head, nameOf(each.ref), optionsFor(each, opened, options)),
  );
  const features = sharedFeatures(opened, chosen, options);
  const names = opened.map(({ ref }) => ref).join(', ');
  const [first] = opened;
  if (first === undefined || features.length === 0) {
    throw new UserError('sources.table-no-features', { file: names, columns: first?.head.header.join(', ') ?? '' });
  }
  const tables = opened.map((each, at) => ({
    file: each.file,
    rows: each.file,
    facts: factsOf(each, chosen[at]!, features),
  }));
  const strange = opened.flatMap(({ head }, at) => [
    ...chosen[at]!.texts,
    ...(head.kinds?.others ?? []),
    ...(head.pictures ?? []).map(({ name }) => name),
  ]);
  const { columns } = tables[0]!.facts;
  const used = new Set([...features, columns.label, columns.split, ...columns.targets]);
  const unused = [...first.head.header, ...(first.head.kinds?.others ?? [])].filter((name) => !used.has(name));
  const data = {
    file: names,
    features: features.length,
    names: shown(features),
    label: shown([columns.label, ...columns.targets].filter((name) => name !== undefined)),
    unused: shown([...new Set(unused)]),
  };
  return { tables, strange, reason: { key: 'sources.reason-table', data } };
};

const openAll = async (
  candidates: readonly Candidate[],
  roots: Roots,
  opening: Opening,
): Promise<readonly Opened[]> => {
  const opened: Opened[] = [];
  await closing(opened, async () => {
    for (const candidate of candidates) {
      const file = open(roots, candidate.ref, candidate.ref);
      opened.push(await readOpened(file, candidate, opening));
      if (opened.at(-1)!.head.form === 'list') {
        throw new UserError('sources.table-no-features', { file: candidate.ref, columns: 'path' });
      }
    }
  });
  return opened;
};

/** Groups of files that together may be the dataset's tables, the likeliest first: by their names, else the only one. */
const tablesInRoot = (roots: Roots): readonly (readonly Candidate[])[] => {
  const named = candidatesInRoot(roots).filter((group) => group.every(({ ref }) => TABLE_FILE.test(ref)));
  if (named.length > 0) return named;
  const files: Candidate[] = [];
  for (const entry of walk(roots, { enter: () => false })) {
    if (entry.kind === 'file' && TABLE_FILE.test(nameOf(entry.key))) files.push({ ref: entry.key });
    if (files.length > 1) return [];
  }
  return files.length === 1 ? [files] : [];
};

/** The tables of a dataset that is said to be one. Throws UserError where it is none. */
export const openTables = async (place: Place, options: Settings): Promise<Tables> => {
  const opening: Opening = { place, options };
  if (options.manifest !== undefined) {
    const opened = await openNamedFiles([options.manifest].flat(), opening);
    return closing(opened, () => settle(opened, options));
  }
  const groups = place.file === undefined ? tablesInRoot(place.roots) : [[{ ref: place.file }]];
  let problem: UserError | undefined;
  for (const group of groups) {
    try {
      const opened = await openAll(group, place.roots, opening);
      return await closing(opened, () => settle(opened, options));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problem ??= error;
    }
  }
  throw problem ?? new UserError('sources.no-table', { path: options.dataset });
};

/** Films and sounds: rows beside them are about them. */
const RECORDING = /\.(?:avi|mp4|m4v|mkv|mov|webm|mpe?g|wmv|wav|mp3|flac|ogg|m4a|aac)$/i;

/** Whether a folder holds pictures, arrays or recordings: what the rows of a table in it may be about. */
export const holdsSamples = (roots: Roots, enter: (folder: string) => boolean): boolean => {
  for (const entry of walk(roots, { enter })) {
    if (entry.kind !== 'file' || isSilent(entry.key)) continue;
    if (folderRoleOf(entry.key) !== undefined || RECORDING.test(entry.key)) return true;
  }
  return false;
};

/**
 * The tables of a dataset of which nobody said what it is: files without a column of paths whose columns are numbers, but for labels,
 * splits and ids, and no picture or array beside them, to which their rows might belong. Undefined: it is none.
 */
export const seekTables = async (
  place: Place,
  options: Settings,
  enter: (folder: string) => boolean,
): Promise<Tables | undefined> => {
  if (options.layout !== undefined || options.manifest !== undefined || options.pathColumn !== undefined)
    return undefined;
  const opening: Opening = { place, options };
  const isFile = place.file !== undefined;
  // Texts hold much that is a table to the eye alone.
  if (isFile && !TABLE_FILE.test(nameOf(place.file))) return undefined;
  if (!isFile && holdsSamples(place.roots, enter)) return undefined;
  const groups = isFile ? [[{ ref: place.file }]] : tablesInRoot(place.roots);
  for (const group of groups) {
    try {
      const opened = await openAll(group, place.roots, opening);
      const { strange, ...tables } = await closing(opened, () => settle(opened, options));
      if (strange.length === 0) return tables;
      for (const { file } of opened) file.close();
    } catch (error) {
      // Its rows would be lost in silence, one of each table.
      if (error instanceof UserError && error.key === 'sources.table-no-header') throw error;
      if (!(error instanceof UserError) && !(error instanceof StorageError)) throw error;
    }
  }
  return undefined;
};
