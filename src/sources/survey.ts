import { join } from 'node:path';
import type { ListingNote } from '../model/listing.ts';
import type { ResourceRef } from '../model/sample.ts';
import type { Roots } from '../storage/roots.ts';
import { type Refusal, type WalkEntry, walk } from '../storage/walk.ts';
import { type ControlFiles, createControlFiles } from './control-files.ts';
import { folderRoleOf, isJunkFolder, isSilent, nameOf } from './file-kinds.ts';
import type { Sink } from './listing-files.ts';
import { createNameSorter, type NameSorter } from './name-sorter.ts';
import { createNotes, type Notes } from './notes.ts';
import { createTwins, type Twins } from './twins.ts';

/** Samples in one folder of the first level. */
export interface TopFolder {
  /** Directly in it. */
  direct: number;
  /** In folders of the second level, or below those, by the folder's name. Empty folders are there with 0. */
  readonly below: Map<string, number>;
}

/** What one walk over the dataset tells: enough to detect the layout, with the names kept on disk. */
export interface Survey {
  /** Every file that is not passed over in silence, and that no glob ignores. */
  readonly files: NameSorter;
  readonly ignored: NameSorter;
  readonly fileCount: number;
  /** Files that are images or arrays by their names, outside of junk folders, in the root itself. */
  readonly rootSamples: number;
  readonly images: number;
  readonly arrays: number;
  readonly tops: ReadonlyMap<string, TopFolder>;
  /** Folders whose files have other names too. */
  readonly linkedFolders: ReadonlySet<ResourceRef>;
  readonly notes: Notes;
  readonly twins: Twins;
  readonly controls: ControlFiles;
}

const NOTE_KINDS: Readonly<Record<Refusal, ListingNote['kind']>> = {
  'special-file': 'special-file',
  'link-outside': 'link-outside-root',
  'link-broken': 'link-broken',
  'link-cycle': 'link-cycle',
};

/** The note that an entry deserves when it is no file and no folder. */
export const noteOf = (entry: Extract<WalkEntry, { kind: 'refused' | 'unreadable' }>): ListingNote => ({
  kind: entry.kind === 'unreadable' ? 'unreadable-directory' : NOTE_KINDS[entry.why],
  ref: entry.key,
  ...(entry.cause !== undefined && { detail: entry.cause }),
});

/** Whether a folder, or one it lies in, is some tool's and not the dataset's. */
export const isInJunk = (folder: ResourceRef): boolean => folder !== '' && folder.split('/').some(isJunkFolder);

export const folderOf = (key: ResourceRef): ResourceRef => key.slice(0, Math.max(0, key.lastIndexOf('/')));

interface SurveyOptions {
  /** Folder for what does not fit in memory. */
  readonly scratch: string;
  readonly runNames?: number;
  readonly enter: (folder: ResourceRef) => boolean;
  readonly isIgnored: (key: ResourceRef) => boolean;
  readonly sink: Pick<Sink, 'onProgress' | 'breathe'>;
}

export const surveyFolders = async (
  roots: Roots,
  { scratch, runNames, enter, isIgnored, sink }: SurveyOptions,
): Promise<Survey> => {
  const files = createNameSorter(join(scratch, 'files'), runNames);
  const ignored = createNameSorter(join(scratch, 'ignored'), runNames);
  const notes = createNotes();
  const twins = createTwins();
  const controls = createControlFiles();
  const tops = new Map<string, TopFolder>();
  const linkedFolders = new Set<ResourceRef>();
  const counts = { fileCount: 0, rootSamples: 0, images: 0, arrays: 0 };

  const topOf = (name: string): TopFolder => {
    const known = tops.get(name);
    if (known !== undefined) return known;
    const made: TopFolder = { direct: 0, below: new Map() };
    tops.set(name, made);
    return made;
  };

  const seeFolder = (key: ResourceRef): void => {
    const [top = '', second, deeper] = key.split('/', 3);
    if (deeper !== undefined) return;
    const folder = topOf(top);
    if (second !== undefined && !folder.below.has(second)) folder.below.set(second, 0);
  };

  // A folder's files come one after the other: where they count is looked up once.
  let current: ResourceRef | undefined;
  let addSample: () => void = () => {};
  const counterOf = (folder: ResourceRef): (() => void) | undefined => {
    if (folder === '') {
      return () => {
        counts.rootSamples += 1;
      };
    }
    if (isInJunk(folder)) return undefined;
    const [top = '', second] = folder.split('/', 2);
    const place = topOf(top);
    if (second === undefined) {
      return () => {
        place.direct += 1;
      };
    }
    return () => place.below.set(second, (place.below.get(second) ?? 0) + 1);
  };

  let isCounted = true;
  const seeFile = (key: ResourceRef): void => {
    if (isSilent(key)) return;
    sink.onProgress();
    if (isIgnored(key)) {
      ignored.add(key);
      return;
    }
    files.add(key);
    counts.fileCount += 1;
    const role = folderRoleOf(key);
    if (role === undefined) {
      controls.see(key);
      return;
    }
    const folder = folderOf(key);
    if (folder !== current) {
      const counter = counterOf(folder);
      current = folder;
      isCounted = counter !== undefined;
      if (counter !== undefined) addSample = counter;
    }
    if (!isCounted) return;
    addSample();
    counts[role === 'image' ? 'images' : 'arrays'] += 1;
    twins.see(key);
  };

  for (const entry of walk(roots, { enter })) {
    if (entry.kind === 'file') seeFile(entry.key);
    else if (entry.kind === 'folder') {
      if (!isIgnored(entry.key)) seeFolder(entry.key);
      if (entry.linked) linkedFolders.add(entry.key);
    } else if (!isSilent(nameOf(entry.key)) && !isIgnored(entry.key)) notes.add(noteOf(entry));
    await sink.breathe();
  }
  return { files, ignored, ...counts, tops, linkedFolders, notes, twins, controls };
};
