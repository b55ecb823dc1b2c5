import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type RunFolder, runFolder } from '../catalog/run-folder.ts';
import type { Lang } from '../messages/fill.ts';
import { UserError } from '../model/errors.ts';
import type { Plan } from '../model/plan.ts';
import type { ReportData, RunSummary } from '../model/summary.ts';
import type { Conclusion } from '../pipeline/conclusion.ts';
import { drawPage } from './finish.ts';
import { latestRun } from './out-folder.ts';

const FORMAT = 1;

const holdsRun = (out: string): boolean => existsSync(runFolder(out).run);

/** A run's id as it stands in `.prepass/runs`, so that no path can be smuggled in as one. */
const ID = /^[0-9a-z-]+$/;

const placeOf = (stated: string | undefined): string | undefined => {
  if (stated === undefined) return latestRun(undefined, process.cwd());
  const folder = resolve(stated);
  if (holdsRun(folder)) return folder;
  if (stated === 'latest') return latestRun(undefined, process.cwd()) ?? folder;
  const named = join(process.cwd(), '.prepass', 'runs', stated);
  return ID.test(stated) && holdsRun(named) ? named : folder;
};

/**
 * The folder of a finished run: a folder, the id of a run of the working directory, or 'latest' (the default).
 * Throws UserError where there is none.
 */
export const finishedRun = (stated: string | undefined): RunFolder => {
  const out = placeOf(stated);
  if (out === undefined) throw new UserError('pipeline.no-run-yet');
  if (!holdsRun(out)) throw new UserError('pipeline.no-run', { path: out });
  return runFolder(out);
};

const read = <T>(path: string): T => JSON.parse(readFileSync(path, 'utf8')) as T;

const known = <T extends { readonly format: number }>(value: T, path: string): T => {
  // An older format is read, a newer one refused: its fields may mean something else.
  if (value.format > FORMAT) throw new UserError('pipeline.newer-run', { path, format: value.format });
  return value;
};

export const loadPlan = (folder: RunFolder): Plan => known(read<Plan>(folder.plan), folder.root);

export const loadConclusion = (folder: RunFolder): Conclusion => read<Conclusion>(folder.conclusion);

export const loadRun = (folder?: string): RunSummary => {
  const place = finishedRun(folder);
  return known(read<RunSummary>(place.run), place.root);
};

/** For what only a whole run can answer: its clean list, normalizer, moves. Throws UserError for a partial one. */
export const refusePartial = (place: RunFolder): void => {
  const { partial } = loadRun(place.root);
  if (partial === undefined) return;
  const { reason, examined, of } = partial;
  const way = reason === 'sample' || reason === 'limit' ? 'whole' : 'resume';
  throw new UserError(`pipeline.partial-run.${way}`, { path: place.root, examined, of });
};

export const loadReport = (folder: string): ReportData => {
  const place = finishedRun(folder);
  known(read<RunSummary>(place.run), place.root);
  return read<ReportData>(place.reportData);
};

/** Draws the HTML page again, in either language, from the run alone. Answers its path. */
export const writeReport = (folder: string, lang: Lang): string =>
  drawPage(finishedRun(folder), loadReport(folder), lang);
