import type { ResourceRef } from '../model/sample.ts';
import type { Draft } from './folder-samples.ts';
import { createHashTable } from './hash-table.ts';

/** What downloaders put behind the name of a file that is not finished: aria2, axel, browsers, torrents, network disks, tools of buckets. */
const SUFFIXES = (
  '.aria2 .st .part .partial .crdownload .download .opdownload .filepart .!ut .!qb .bc! .td .xltd .downloading ' +
  '.baiduyun.p.downloading .ossutil.temp .temp'
).split(' ');

/** rclone puts a hash in front of its suffix. */
const RCLONE = /\.[0-9a-f]{8}(?=\.partial$)/;

/** Two passes: `see` every file that is no sample, then `mark` the samples. Memory: 12 bytes for each such file. */
export interface ControlFiles {
  readonly see: (key: ResourceRef) => void;
  readonly mark: (draft: Draft) => Draft;
}

export const createControlFiles = (): ControlFiles => {
  const table = createHashTable();
  let seen = 0;
  return {
    see: (key) => {
      const lower = key.toLowerCase();
      const at = SUFFIXES.findIndex((suffix) => lower.endsWith(suffix));
      if (at < 0) return;
      const target = key.replace(RCLONE, '').slice(0, -SUFFIXES[at]!.length);
      const known = table.add(target, at);
      // The same one, in whatever order the file system answers.
      if (known !== undefined && at < known) table.set(target, at);
      seen += 1;
    },
    mark: (draft) => {
      const resource = seen === 0 ? undefined : draft.parts[0]?.resource;
      const at = resource === undefined ? undefined : table.get(resource);
      if (at === undefined) return draft;
      return { ...draft, annotations: { ...draft.annotations, controlFile: `${resource}${SUFFIXES[at]}` } };
    },
  };
};
