import type { Folder, FsChange } from '../fs-change/fs-change.ts';

/** The dataset and its quarantine, open: the two ends between which files go. */
export interface Workplace {
  readonly fs: FsChange;
  readonly root: Folder;
  readonly place: Folder;
  /** The folder of slots inside `place`. */
  readonly items: Folder;
}
