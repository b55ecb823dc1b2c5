import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { runFolder } from '../catalog/run-folder.ts';
import type { Config } from '../model/config.ts';
import { UserError } from '../model/errors.ts';
import type { BaseChoice, Plan } from '../model/plan.ts';
import { locate } from '../storage/roots.ts';
import { runsFolder } from './out-folder.ts';

/** Newest runs looked at for one of the same dataset. */
const MOST_LOOKED_AT = 50;

/** An earlier run's plan; undefined where there is none, or none that this version can use. */
const planIn = (out: string): Plan | undefined => {
  const folder = runFolder(out);
  if (!existsSync(folder.idIndex) || !existsSync(folder.plan)) return undefined;
  const plan = JSON.parse(readFileSync(folder.plan, 'utf8')) as Plan;
  // The index of a listing does not find its way in a part of it.
  return plan.format === 1 && plan.reuseKeys !== undefined && plan.part === undefined ? plan : undefined;
};

/** Whole: a run that looked at a part of the dataset would have the rest read again, though an older one knows it. */
const isFinished = (out: string): boolean => {
  const { run } = runFolder(out);
  return existsSync(run) && !('partial' in (JSON.parse(readFileSync(run, 'utf8')) as object));
};

interface Candidate {
  readonly out: string;
  readonly plan: Plan;
}

/** Ids begin with the time, so the newest sorts last. */
const latestOf = (root: string, runs: string): Candidate | undefined => {
  if (!existsSync(runs)) return undefined;
  for (const id of readdirSync(runs).sort().reverse().slice(0, MOST_LOOKED_AT)) {
    const out = join(runs, id);
    const plan = planIn(out);
    if (plan?.root === root && isFinished(out)) return { out, plan };
  }
  return undefined;
};

/** A run named by its folder or its id; it need not be finished: what it sealed is whole. */
const named = (since: string, runs: string, cwd: string): Candidate => {
  for (const out of [resolve(cwd, since), join(runs, since)]) {
    const plan = planIn(out);
    if (plan !== undefined) return { out, plan };
  }
  throw new UserError('reuse.no-since', { since, path: `${resolve(cwd, since)}, ${join(runs, since)}` });
};

/**
 * The folder of the run whose features are taken over where nothing changed: it is asked for before the dataset is listed, and its
 * root known. Undefined: there is none. Throws UserError for a stated run that is not there.
 */
export const earlierRun = (config: Config, cwd: string): string | undefined => {
  if (config.recheck) return undefined;
  const runs = runsFolder(config.dataset, cwd);
  if (config.since !== undefined) return named(config.since, runs, cwd).out;
  return latestOf(locate(config.dataset, config.followRoots).roots.root, runs)?.out;
};

/** The stated run, or the latest finished one of the same root in `.prepass/runs`. Throws UserError for a stated run that is not there. */
export const chooseBase = (
  config: Config,
  { id: own, root, reuseKeys }: Pick<Plan, 'id' | 'root' | 'reuseKeys'>,
  cwd: string,
): BaseChoice => {
  if (config.recheck) return { kind: 'none' };
  const runs = runsFolder(config.dataset, cwd);
  const found = config.since === undefined ? latestOf(root, runs) : named(config.since, runs, cwd);
  if (found === undefined || found.plan.id === own) return { kind: 'none' };
  const { out, plan } = found;
  if (plan.reuseKeys.bytes !== reuseKeys.bytes) return { kind: 'differs', id: plan.id };
  const looks = config.filesFrom === undefined ? 'at-all' : 'at-named';
  return { kind: 'base', base: { id: plan.id, out, startedAt: plan.startedAt, looks } };
};
