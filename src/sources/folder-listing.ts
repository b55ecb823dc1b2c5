import type { Config } from '../model/config.ts';
import { UserError } from '../model/errors.ts';
import type { ListingFacts } from '../model/listing.ts';
import type { Place as DatasetPlace, Roots } from '../storage/roots.ts';
import { readDeclaredClasses } from './declared-classes.ts';
import { detectShape, refuseEmpty, type Shape } from './detect.ts';
import { roleOf } from './file-kinds.ts';
import { flat } from './flat.ts';
import { createClassCounter, type Draft, type Place, type Placement } from './folder-samples.ts';
import { imageFolder, strayClassFolders } from './imagefolder.ts';
import type { Sink } from './listing-files.ts';
import { npy } from './npy.ts';
import { folderOf, isInJunk, type Survey, surveyFolders } from './survey.ts';

const PLACES: Readonly<Record<Shape['layout'], (splits: ReadonlySet<string>) => Place>> = {
  imagefolder: imageFolder,
  flat,
  npy,
};

const isBelow = (folders: ReadonlySet<string>, key: string): boolean => {
  if (folders.size === 0) return false;
  for (let folder = folderOf(key); folder !== ''; folder = folderOf(folder)) if (folders.has(folder)) return true;
  return false;
};

const draftOf = (key: string, placement: Placement, survey: Survey): Draft => {
  const { role, split, label, holdsSamples } = placement;
  const problem = survey.twins.problemOf(key);
  // A file below a linked folder has another name elsewhere: it is not this sample's alone.
  const ownership = isBelow(survey.linkedFolders, key) ? 'shared' : 'exclusive';
  return {
    key,
    ...(split !== undefined && { split }),
    parts: [{ name: role, role, resource: key, ownership, ...(holdsSamples === true && { holdsSamples }) }],
    annotations: { ...(label !== undefined && { label }), ...(problem !== undefined && { problems: [problem] }) },
  };
};

interface FolderOptions {
  readonly config: Config;
  readonly scratch: string;
  readonly runNames?: number;
  readonly enter: (folder: string) => boolean;
}

/** Lists a dataset made of folders: one walk, then the names in byte order. */
export const listFolders = async (
  roots: Roots,
  { config, scratch, runNames, enter }: FolderOptions,
  sink: Sink,
): Promise<ListingFacts> => {
  if (config.targets.length > 0) {
    throw new UserError('sources.no-manifest-for-targets', { target: config.targets[0]!.name });
  }
  const declared = readDeclaredClasses(config.classes);
  const survey = await surveyFolders(roots, {
    scratch,
    enter,
    sink,
    ...(runNames !== undefined && { runNames }),
  });
  refuseEmpty(survey, config.dataset, survey.images + survey.arrays);
  const { layout, splits, reason } = detectShape(survey, config.layout);
  const place = PLACES[layout](splits);
  const classes = createClassCounter();
  let lastFolder: string | undefined;
  let isJunk = false;
  for (const key of survey.files.sorted()) {
    const folder = folderOf(key);
    if (folder !== lastFolder) {
      lastFolder = folder;
      isJunk = isInJunk(folder);
    }
    const placement = isJunk ? undefined : place(key);
    if (placement === undefined) sink.other(key);
    else {
      classes.add(placement);
      sink.sample(layout, draftOf(key, placement, survey));
    }
    await sink.breathe();
  }
  refuseEmpty(survey, config.dataset, sink.counts().samples);
  if (layout === 'imagefolder') for (const note of strayClassFolders(survey, splits)) survey.notes.add(note);
  const folders = classes.folders();
  const names = [...new Set(folders.map(({ name }) => name))].sort((a, b) =>
    Buffer.compare(Buffer.from(a), Buffer.from(b)),
  );
  return {
    layout,
    reason,
    ...sink.counts(),
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

/** A single .npy file given as the dataset. Throws UserError for a file that is no dataset. */
export const listArrayFile = (place: DatasetPlace, config: Config, sink: Sink): ListingFacts => {
  const key = place.file ?? '';
  if (roleOf(key) !== 'array') throw new UserError('sources.not-a-dataset', { path: config.dataset });
  sink.sample('npy', {
    key,
    parts: [{ name: 'array', role: 'array', resource: key, ownership: 'exclusive', holdsSamples: true }],
    annotations: {},
  });
  return {
    layout: 'npy',
    reason: { key: 'sources.reason-npy-file', data: { file: key } },
    ...sink.counts(),
    labels: { kind: 'none', classes: [], ignored: config.ignoreLabels },
    classFolders: [],
    targets: [],
    notes: [],
    noteCounts: {},
  };
};
