import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type RunFolder, runFolder } from '../catalog/run-folder.ts';
import type { Lang } from '../messages/fill.ts';
import { UserError } from '../model/errors.ts';
import type { Plan } from '../model/plan.ts';
import type { ReportData, RunSummary } from '../model/summary.ts';
import type { Conclusion } from '../pipeline/conclusion.ts';
import { drawPage } from './finish.ts';
import { latestRun } from './out-folder.ts';

const FORMAT = 1;

/** The folder of a finished run; default: the latest of the working directory. Throws UserError where there is none. */
export const finishedRun = (folder: string | undefined): RunFolder => {
  const out = folder === undefined ? latestRun(undefined, process.cwd()) : resolve(folder);
  if (out === undefined || !existsSync(runFolder(out).run)) {
    throw new UserError('pipeline.no-run', { path: out ?? '.prepass' });
  }
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

export const loadReport = (folder: string): ReportData => {
  const place = finishedRun(folder);
  known(read<RunSummary>(place.run), place.root);
  return read<ReportData>(place.reportData);
};

/** Draws the HTML page again, in either language, from the run alone. Answers its path. */
export const writeReport = (folder: string, lang: Lang): string =>
  drawPage(finishedRun(folder), loadReport(folder), lang);
