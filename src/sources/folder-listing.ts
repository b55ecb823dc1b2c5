import type { Config } from '../model/config.ts';
import { UserError } from '../model/errors.ts';
import { keyGlobs } from '../model/key-globs.ts';
import type { ListingFacts } from '../model/listing.ts';
import { readyForAll } from '../storage/arrays.ts';
import type { Place as DatasetPlace, Roots } from '../storage/roots.ts';
import { withArrays } from './containers.ts';
import { readDeclaredClasses } from './declared-classes.ts';
import { detectShape, refuseEmpty, type Shape } from './detect.ts';
import { extensionOf, roleOf } from './file-kinds.ts';
import { flat } from './flat.ts';
import { createClassCounter, type Draft, type Place, type Placement } from './folder-samples.ts';
import { globPlace } from './glob.ts';
import { listedHdf5, readHdf5List } from './hdf5-lists.ts';
import { noteUnmatched, refuseAllIgnored } from './ignored.ts';
import { imageFolder, strayClassFolders } from './imagefolder.ts';
import type { Sink } from './listing-files.ts';
import { createNotes } from './notes.ts';
import { npy } from './npy.ts';
import { listPairs } from './pair-listing.ts';
import { nameOthers, seekPairs } from './pairs.ts';
import { createSidecars, type Sidecars } from './sidecars.ts';
import { folderOf, isInJunk, type Survey, surveyFolders } from './survey.ts';

const PLACES: Readonly<Record<Shape['layout'], (splits: ReadonlySet<string>) => Place>> = {
  imagefolder: imageFolder,
  flat,
  npy,
};

/** Where there are more texts, they are no lists. */
const MOST_LISTS = 100;

const isBelow = (folders: ReadonlySet<string>, key: string): boolean => {
  if (folders.size === 0) return false;
  for (let folder = folderOf(key); folder !== ''; folder = folderOf(folder)) if (folders.has(folder)) return true;
  return false;
};

const draftOf = (key: string, placement: Placement, survey: Survey, sidecars: Sidecars): Draft => {
  const { role, split, label, holdsSamples } = placement;
  const problem = survey.twins.problemOf(key);
  // A file below a linked folder has another name elsewhere: it is not this sample's alone.
  const ownershipOf = (file: string) => (isBelow(survey.linkedFolders, file) ? 'shared' : 'exclusive');
  const ownership = ownershipOf(key);
  const beside = sidecars
    .partsOf({ resource: key, ownership })
    .map((part) => (ownershipOf(part.resource) === 'shared' ? { ...part, ownership: 'shared' as const } : part));
  return {
    key,
    ...(split !== undefined && { split }),
    parts: [{ name: role, role, resource: key, ownership, ...(holdsSamples === true && { holdsSamples }) }, ...beside],
    annotations: { ...(label !== undefined && { label }), ...(problem !== undefined && { problems: [problem] }) },
  };
};

const globShape = (survey: Survey, pattern: string): Shape => ({
  layout: 'flat',
  splits: detectShape(survey, 'flat').splits,
  reason: { key: 'sources.reason-glob', data: { pattern } },
});

/** Arrays that stand where a dataset has them, not in some tool's folder. */
function* arraysOf(survey: Survey): Generator<string> {
  for (const key of survey.files.sorted()) if (roleOf(key) === 'array' && !isInJunk(folderOf(key))) yield key;
}

/** Texts that stand in the root: lists of arrays among them count. */
function* textsOf(survey: Survey): Generator<string> {
  let left = MOST_LISTS;
  for (const key of survey.files.sorted()) {
    if (folderOf(key) !== '' || extensionOf(key) !== 'txt') continue;
    yield key;
    left -= 1;
    if (left === 0) return;
  }
}

interface FolderOptions {
  readonly config: Config;
  /** Only files that match it are samples, whatever folders they are in. */
  readonly glob?: string;
  readonly scratch: string;
  /** Where the labels of a pair of arrays go, by its place. */
  readonly copyOf: (at: number) => string;
  readonly runNames?: number;
  readonly enter: (folder: string) => boolean;
}

/** Every file in byte order, and what it is to the layout. */
function* placed(survey: Survey, place: Place): Generator<readonly [key: string, placement: Placement | undefined]> {
  let lastFolder: string | undefined;
  let isJunk = false;
  for (const key of survey.files.sorted()) {
    const folder = folderOf(key);
    if (folder !== lastFolder) {
      lastFolder = folder;
      isJunk = isInJunk(folder);
    }
    yield [key, isJunk ? undefined : place(key)];
  }
}

/** Sidecars are known only when every sample has said which it wants, and every file was held against that. */
const surveySidecars = async (
  survey: Survey,
  place: Place,
  patterns: readonly string[],
  sink: Sink,
): Promise<Sidecars> => {
  const sidecars = createSidecars(patterns);
  if (patterns.length === 0) return sidecars;
  for (const [key, placement] of placed(survey, place)) {
    if (placement !== undefined) sidecars.want(key);
    await sink.breathe();
  }
  for (const [key, placement] of placed(survey, place)) {
    if (placement === undefined) sidecars.see(key);
    await sink.breathe();
  }
  return sidecars;
};

/** Lists a dataset made of folders: one walk, then the names in byte order. */
export const listFolders = async (
  roots: Roots,
  { config, glob, scratch, copyOf, runNames, enter }: FolderOptions,
  sink: Sink,
): Promise<ListingFacts> => {
  if (config.targets.length > 0 && config.layout !== 'pair') {
    throw new UserError('sources.no-manifest-for-targets', { target: config.targets[0]!.name });
  }
  const declared = readDeclaredClasses(config.classes);
  const ignore = keyGlobs(config.ignore);
  const survey = await surveyFolders(roots, {
    scratch,
    enter,
    isIgnored: ignore.matches,
    sink,
    ...(runNames !== undefined && { runNames }),
  });
  for (const key of survey.ignored.sorted()) sink.ignored(key);
  if (glob === undefined) {
    refuseAllIgnored(config.dataset, survey.images + survey.arrays, sink);
    refuseEmpty(survey, config.dataset, survey.images + survey.arrays);
  }
  const shape = glob === undefined ? detectShape(survey, config.layout) : globShape(survey, glob);
  const { layout, splits } = shape;
  const listed = layout === 'npy' ? listedHdf5(roots, textsOf(survey)) : new Set<string>();
  const seeking = { roots, splits, isIgnored: ignore.matches, listed };
  if (layout === 'npy') await readyForAll(arraysOf(survey));
  const rows = layout === 'npy' ? seekPairs(seeking, config, () => arraysOf(survey)) : undefined;
  if (rows?.pairs !== undefined) {
    nameOthers(seeking, rows.pairs, survey.files.sorted(), sink);
    const options = { config, roots, copyOf, ignore, mark: survey.controls.mark };
    return listPairs(rows.pairs, options, { reason: rows.reason, notes: survey.notes }, sink);
  }
  const reason = rows?.reason ?? shape.reason;
  const place = glob === undefined ? PLACES[layout](splits) : globPlace(glob, splits);
  const classes = createClassCounter();
  const sidecars = await surveySidecars(survey, place, config.sidecars, sink);
  for (const [key, placement] of placed(survey, place)) {
    if (placement !== undefined) {
      const draft = survey.controls.mark(draftOf(key, placement, survey, sidecars));
      for (const each of await withArrays(draft, { roots, isIgnored: ignore.matches, sink })) {
        classes.add(placement);
        sink.sample(layout, each);
      }
    } else if (!sidecars.see(key)) sink.other(key);
    await sink.breathe();
  }
  noteUnmatched(survey.notes, ignore);
  const { samples } = sink.counts();
  if (samples === 0 && glob !== undefined && survey.fileCount > 0) {
    throw new UserError('sources.glob-no-match', { path: config.dataset, pattern: glob, files: survey.fileCount });
  }
  refuseEmpty(survey, config.dataset, samples);
  if (layout === 'imagefolder') for (const note of strayClassFolders(survey, splits)) survey.notes.add(note);
  const folders = classes.folders();
  const names = [...new Set(folders.map(({ name }) => name))].sort((a, b) =>
    Buffer.compare(Buffer.from(a), Buffer.from(b)),
  );
  const beside = sidecars.counts();
  return {
    layout,
    reason,
    ...sink.counts(),
    ...(beside && { sidecars: beside }),
    labels: {
      kind: layout === 'imagefolder' ? 'names' : 'none',
      classes: names,
      ...declared,
      ignored: config.ignoreLabels,
    },
    classFolders: folders,
    targets: [],
    notes: survey.notes.kept(),
    noteCounts: survey.notes.counts(),
  };
};

/** Files of arrays given as the dataset: one by itself, or what a list names as pairs. */
interface GivenArrays {
  readonly keys: readonly string[];
  /** What was given: the file, or the list. */
  readonly file: string;
}

/** Why arrays are not read row by row: all files of a list are pairs, or none is read as one. */
const reasonOf = (rows: ReturnType<typeof seekPairs>, lone: string | undefined): ListingFacts['reason'] | undefined =>
  lone === undefined ? rows.reason : { key: 'sources.pair-lone', data: { x: lone } };

const listGiven = async (
  { roots }: DatasetPlace,
  { keys, file }: GivenArrays,
  { config, copyOf }: Pick<FolderOptions, 'config' | 'copyOf'>,
  sink: Sink,
): Promise<ListingFacts> => {
  const ignore = keyGlobs(config.ignore);
  const seeking = { roots, splits: new Set<string>(), isIgnored: ignore.matches, listed: new Set(keys) };
  await readyForAll(keys);
  const rows = seekPairs(seeking, config, () => keys);
  const lone = rows.pairs && keys.find((key) => !rows.pairs.some(({ samples }) => samples.resource === key));
  if (rows.pairs !== undefined && lone === undefined) {
    nameOthers(seeking, rows.pairs, keys, sink);
    const options = { config, roots, copyOf, ignore, mark: (draft: Draft) => draft };
    return listPairs(rows.pairs, options, { reason: rows.reason, notes: createNotes() }, sink);
  }
  const context = { roots, isIgnored: ignore.matches, sink };
  for (const key of keys) {
    const draft: Draft = {
      key,
      parts: [{ name: 'array', role: 'array', resource: key, ownership: 'exclusive', holdsSamples: true }],
      annotations: {},
    };
    for (const each of await withArrays(draft, context)) sink.sample('npy', each);
  }
  refuseAllIgnored(config.dataset, sink.counts().samples, sink);
  return {
    layout: 'npy',
    reason: reasonOf(rows, lone) ?? { key: 'sources.reason-npy-file', data: { file } },
    ...sink.counts(),
    labels: { kind: 'none', classes: [], ignored: config.ignoreLabels },
    classFolders: [],
    targets: [],
    notes: [],
    noteCounts: {},
  };
};

/** A single file of arrays given as the dataset. Throws UserError for a file that is no dataset. */
export const listArrayFile = async (
  place: DatasetPlace,
  options: Pick<FolderOptions, 'config' | 'copyOf'>,
  sink: Sink,
): Promise<ListingFacts> => {
  const file = place.file ?? '';
  if (roleOf(file) !== 'array') throw new UserError('sources.not-a-dataset', { path: options.config.dataset });
  return listGiven(place, { keys: [file], file }, options, sink);
};

/** A list of HDF5 files given as the dataset; undefined where the file is none. Throws UserError where one of them is not there. */
export const listHdf5List = (
  place: DatasetPlace,
  options: Pick<FolderOptions, 'config' | 'copyOf'>,
  sink: Sink,
): Promise<ListingFacts> | undefined => {
  const { layout, manifest } = options.config;
  if (place.file === undefined || manifest !== undefined || layout === 'manifest') return undefined;
  const keys = readHdf5List(place.roots, place.file);
  return keys && listGiven(place, { keys, file: place.file }, options, sink);
};
