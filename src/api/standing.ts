import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readDecisions, standingDecisions } from '../catalog/decision-store.ts';
import type { StandingDecision } from '../model/decision.ts';
import { UserError } from '../model/errors.ts';
import { homeOf } from './out-folder.ts';

/** The file of decisions in `.prepass`. */
export const STORE = 'decisions.jsonl';

/** Where the decisions of a dataset are kept, and whether the file may hold those of others. */
export const storeOf = (
  stated: string | undefined,
  dataset: string,
  cwd: string,
): { readonly path: string; readonly isShared: boolean } =>
  stated === undefined
    ? { path: join(homeOf(dataset, cwd), STORE), isShared: true }
    : { path: resolve(cwd, stated), isShared: false };

/** What holds for a dataset when a run starts. Throws UserError for a stated file that is not there, or one that is damaged. */
export const decisionsFor = (
  stated: string | undefined,
  dataset: string,
  cwd: string,
): ((root: string) => readonly StandingDecision[]) => {
  const { path, isShared } = storeOf(stated, dataset, cwd);
  if (!isShared && statSync(path, { throwIfNoEntry: false })?.isFile() !== true) {
    throw new UserError('decide.no-store', { path });
  }
  const all = readDecisions(path);
  return (root) => standingDecisions(all, isShared ? root : undefined);
};
