import { readFileSync } from 'node:fs';
import { readLines } from '../catalog/read-lines.ts';
import { openTables, SAMPLES_IN_ORDER, type SampleRow } from '../catalog/read-tables.ts';
import { plainCsvLine } from '../export/csv-text.ts';
import type { Config, ConfigInput } from '../model/config.ts';
import { UserError } from '../model/errors.ts';
import type { Plan } from '../model/plan.ts';
import type { Sample } from '../model/sample.ts';
import type { TargetFit } from '../model/summary.ts';
import { targetColumns, withComponents } from '../model/target-columns.ts';
import type { Verdict } from '../model/verdict.ts';
import { createTargetFitting, fitOf } from '../pipeline/processes/fit-clean.ts';
import { createRowMapper, type Direction } from '../targets/cells.ts';
import { readNormalizer } from '../targets/normalizer.ts';
import { parseConfig } from './config.ts';
import { normalizerOf, sealInputs } from './inputs.ts';
import { finishedRun, loadPlan, refusePartial } from './load.ts';
import { targetRows } from './target-rows.ts';

/** Fits of single groups beside the one of all. */
type GroupSettings = Pick<ConfigInput, 'targetBy' | 'targetByLeast'>;

/** A finished run keeps the cells of the columns that were targets or groups when it was listed, and the labels. */
const refuseUnread = ({ facts }: Plan, targets: Config['targets'], by: string | undefined): void => {
  for (const { name } of targetColumns(targets)) {
    if (facts.targets.includes(name)) continue;
    throw new UserError('targets.unknown-target', { name, known: facts.targets.join(', ') });
  }
  const read = [facts.manifest, ...(facts.furtherManifests ?? [])].flatMap((manifest) => [
    manifest?.columns.group,
    manifest?.columns.label,
  ]);
  if (by !== undefined && !read.includes(by)) throw new UserError('targets.unread-group', { column: by });
};

/**
 * Fits targets on the clean samples of a finished run, as `run --target` would have, and writes `targets/normalizer.json` there, and
 * `targets/fit-state.jsonl` for a later merge. `targetMissing` is of the run: it decided what is clean. Throws UserError for a target or
 * a group that is no column of the dataset, for a fit that is refused, and for a partial run.
 */
export const targetsFit = async (
  folder: string,
  specs: NonNullable<ConfigInput['targets']>,
  grouping: GroupSettings = {},
): Promise<readonly TargetFit[]> => {
  const place = finishedRun(folder);
  refusePartial(place);
  const plan = loadPlan(place);
  const { targets, targetBy, targetByLeast } = parseConfig({
    targets: withComponents(specs, plan.facts.components),
    ...grouping,
    dataset: plan.config.dataset,
  });
  refuseUnread(plan, targets, targetBy);
  const config: Config = { ...plan.config, targets, targetByLeast, targetBy };
  const fitting = createTargetFitting({ ...plan, config }, place);
  const tables = await openTables(place);
  try {
    const listing = readLines(place.listedSamples);
    for await (const row of tables.rows<SampleRow>(SAMPLES_IN_ORDER)) {
      const sample = JSON.parse(listing.next().value as string) as Sample;
      fitting.add({ sample, verdict: row.verdict as Verdict, size: row });
    }
  } finally {
    tables.close();
  }
  const inputs = normalizerOf(place)?.inputs;
  const fitted = fitting.finish().map(fitOf);
  if (inputs !== undefined) sealInputs(place, inputs);
  return fitted;
};

const readText = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UserError('targets.unreadable', { file: path, errno: (error as NodeJS.ErrnoException).code ?? 'error' });
  }
};

async function* convert(path: string, normalizerPath: string, direction: Direction): AsyncGenerator<string> {
  const normalizer = readNormalizer(readText(normalizerPath), normalizerPath);
  let mapper: ReturnType<typeof createRowMapper> | undefined;
  for await (const { cells, line } of targetRows(path, normalizer)) {
    if (mapper === undefined) {
      mapper = createRowMapper(normalizer, cells, direction, path);
      yield plainCsvLine(mapper.header);
    } else {
      yield plainCsvLine(mapper.map(cells, line));
    }
  }
}

/**
 * The rows of a CSV, or of a `.npy` array of targets, as CSV with NAME_normalized beside each target NAME. Throws UserError at the row it
 * cannot convert.
 */
export const targetsTransform = (csvPath: string, normalizerPath: string): AsyncIterable<string> =>
  convert(csvPath, normalizerPath, 'transform');

/** The way back: NAME_denormalized beside each NAME_normalized, for what a model predicts. */
export const targetsInverse = (csvPath: string, normalizerPath: string): AsyncIterable<string> =>
  convert(csvPath, normalizerPath, 'inverse');
