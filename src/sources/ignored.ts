import { UserError } from '../model/errors.ts';
import type { KeyGlobs } from '../model/key-globs.ts';
import type { Sink } from './listing-files.ts';
import type { Notes } from './notes.ts';

/** Globs that leave nothing are a slip of the hand; to pass over everything nobody needs a run. Throws UserError. */
export const refuseAllIgnored = (dataset: string, samples: number, sink: Pick<Sink, 'counts'>): void => {
  const { ignoredFiles = 0 } = sink.counts();
  if (samples === 0 && ignoredFiles > 0) {
    throw new UserError('sources.all-ignored', { path: dataset, files: ignoredFiles });
  }
};

/** A glob that means no file is told of: it was written for one that is gone, or with a slip of the hand. */
export const noteUnmatched = (notes: Notes, globs: KeyGlobs): void => {
  for (const glob of globs.unmatched()) notes.add({ kind: 'ignore-unmatched', ref: glob });
};
