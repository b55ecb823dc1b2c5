import { UserError } from '../model/errors.ts';
import type { Layout, ListingFacts } from '../model/listing.ts';
import { isImageFolderName, isJunkFolder, isSplitName } from './file-kinds.ts';
import type { Survey, TopFolder } from './survey.ts';

export type Reason = ListingFacts['reason'];

/** A layout made of folders, and which folders of the first level are splits. */
export interface Shape {
  readonly layout: Exclude<Layout, 'manifest' | 'pair' | 'rows' | 'table' | 'lmdb'>;
  readonly splits: ReadonlySet<string>;
  readonly reason: Reason;
}

/** Examples named in a reason. */
const SHOWN = 4;

const belowOf = (top: TopFolder): number => [...top.below.values()].reduce((sum, count) => sum + count, 0);
const samplesOf = (top: TopFolder): number => top.direct + belowOf(top);

/**
 * Folders of the first level that are splits. When all that hold samples bear a split's name, all are. When only some do
 * (a class may well be called 'test'), they are only if they hold class folders and most of the samples.
 */
const findSplits = (survey: Survey): ReadonlySet<string> => {
  const tops = [...survey.tops].filter(([name, top]) => !isJunkFolder(name) && samplesOf(top) > 0);
  const named = tops.filter(([name]) => isSplitName(name));
  const count = (list: typeof tops) => list.reduce((sum, [, top]) => sum + samplesOf(top), 0);
  const isSplit =
    named.length === tops.length ||
    (named.every(([, top]) => belowOf(top) > 0) && 2 * count(named) > count(tops) && named.length > 0);
  return new Set(isSplit ? named.map(([name]) => name) : []);
};

const listed = (names: Iterable<string>): string => {
  const sorted = [...names].sort();
  return sorted.length > SHOWN ? `${sorted.slice(0, SHOWN).join(', ')}, …` : sorted.join(', ');
};

/** What the folders look like. `stated` decides the layout; what is a split is still found out. */
export const detectShape = (survey: Survey, stated: Layout | undefined): Shape => {
  const splits = findSplits(survey);
  const tops = [...survey.tops].filter(([name, top]) => !isJunkFolder(name) && samplesOf(top) > 0);
  const classFolders = splits.size > 0 ? tops.filter(([name, top]) => splits.has(name) && belowOf(top) > 0) : tops;
  const inFolders = tops.reduce((sum, [, top]) => sum + samplesOf(top), 0);
  const shape = (layout: Shape['layout'], key: string, data: Reason['data'] = {}): Shape => ({
    layout,
    splits,
    reason:
      stated === undefined
        ? { key: `sources.reason-${key}`, data }
        : { key: 'sources.reason-stated', data: { layout } },
  });
  const splitNames = listed(splits);

  if (stated === 'imagefolder') return shape('imagefolder', '');
  // A pair is made of arrays: which, their names tell.
  if (stated === 'npy' || stated === 'pair' || stated === 'rows') return shape('npy', '');
  if (stated === 'flat') return shape('flat', '');
  if (stated === 'manifest' || stated === 'table' || stated === 'lmdb')
    throw new Error(`a ${stated} is no shape of folders`);
  if (survey.images === 0 && survey.arrays > 0 && classFolders.length === 0) {
    return splits.size > 0
      ? shape('npy', 'npy-splits', { arrays: survey.arrays, splits: splitNames })
      : shape('npy', 'npy', { arrays: survey.arrays });
  }
  if (classFolders.length === 0) {
    return splits.size > 0
      ? shape('flat', 'flat-splits', { splits: splitNames, samples: inFolders })
      : shape('flat', 'flat', { samples: survey.rootSamples });
  }
  if (survey.rootSamples > inFolders) {
    return shape('flat', 'flat-mostly', { samples: survey.rootSamples, folders: inFolders });
  }
  if (splits.size > 0) {
    const classes = new Set(
      classFolders.flatMap(([, top]) => [...top.below].flatMap(([name, n]) => (n > 0 ? name : []))),
    );
    return shape('imagefolder', 'split-classes', { splits: splitNames, classes: classes.size, names: listed(classes) });
  }
  const [only] = classFolders;
  if (classFolders.length === 1 && only !== undefined && isImageFolderName(only[0])) {
    return shape('flat', 'flat-one-folder', { folder: only[0], samples: samplesOf(only[1]) });
  }
  const names = classFolders.map(([name]) => name);
  return shape('imagefolder', 'classes', { classes: names.length, names: listed(names) });
};

/** Nothing to examine: says which kind of nothing. */
export const refuseEmpty = (survey: Survey, dataset: string, samples: number): void => {
  if (samples > 0) return;
  const unreadable = survey.notes.kept().find(({ kind, ref }) => kind === 'unreadable-directory' && ref === '');
  if (unreadable !== undefined) {
    throw new UserError('sources.dataset-unreadable', { path: dataset, cause: unreadable.detail ?? '' });
  }
  const links = survey.notes.count('link-outside-root');
  if (links > 0) throw new UserError('sources.only-links', { path: dataset, links });
  if (survey.fileCount === 0) throw new UserError('sources.dataset-empty', { path: dataset });
  throw new UserError('sources.no-samples', { path: dataset, files: survey.fileCount });
};
