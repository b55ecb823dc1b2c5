import { createReadStream, readFileSync } from 'node:fs';
import { parse } from 'csv-parse';
import { readLines } from '../catalog/read-lines.ts';
import { openTables, SAMPLES_IN_ORDER, type SampleRow } from '../catalog/read-tables.ts';
import { plainCsvLine } from '../export/csv-text.ts';
import type { Config, ConfigInput } from '../model/config.ts';
import { UserError } from '../model/errors.ts';
import type { Sample } from '../model/sample.ts';
import type { TargetFit } from '../model/summary.ts';
import type { Verdict } from '../model/verdict.ts';
import { createTargetFitting, fitOf } from '../pipeline/processes/fit-clean.ts';
import { createRowMapper, type Direction } from '../targets/cells.ts';
import { readNormalizer } from '../targets/normalizer.ts';
import { normalizerOf, sealInputs } from './inputs.ts';
import { finishedRun, loadPlan, refusePartial } from './load.ts';

/**
 * Fits targets on the clean samples of a finished run, as `run --target` would have, and writes `targets/normalizer.json` there.
 * Throws UserError for a target that is no column of the dataset, and for a partial run.
 */
export const targetsFit = async (
  folder: string,
  specs: NonNullable<ConfigInput['targets']>,
): Promise<readonly TargetFit[]> => {
  const place = finishedRun(folder);
  refusePartial(place);
  const plan = loadPlan(place);
  for (const { name } of specs) {
    if (!plan.facts.targets.includes(name)) {
      throw new UserError('targets.unknown-target', { name, known: plan.facts.targets.join(', ') });
    }
  }
  const targets: Config['targets'] = specs.map(({ name, method = 'standard' }) => ({ name, method }));
  const fitting = createTargetFitting({ ...plan, config: { ...plan.config, targets } }, place.normalizer);
  const tables = await openTables(place);
  try {
    const listing = readLines(place.listedSamples);
    for await (const { verdict } of tables.rows<SampleRow>(SAMPLES_IN_ORDER)) {
      fitting.add({ sample: JSON.parse(listing.next().value as string) as Sample, verdict: verdict as Verdict });
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

async function* convert(csvPath: string, normalizerPath: string, direction: Direction): AsyncGenerator<string> {
  const normalizer = readNormalizer(readText(normalizerPath), normalizerPath);
  const input = createReadStream(csvPath);
  const parser = parse({ bom: true, info: true, relax_column_count: true, skip_empty_lines: true });
  input.on('error', (error) => parser.destroy(error));
  let mapper: ReturnType<typeof createRowMapper> | undefined;
  try {
    for await (const { record, info } of input.pipe(parser) as AsyncIterable<{
      record: string[];
      info: { lines: number };
    }>) {
      if (mapper === undefined) {
        mapper = createRowMapper(normalizer, record, direction, csvPath);
        yield plainCsvLine(mapper.header);
      } else {
        yield plainCsvLine(mapper.map(record, info.lines));
      }
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (error instanceof UserError || code === undefined) throw error;
    throw new UserError('targets.unreadable', { file: csvPath, errno: code.startsWith('CSV_') ? message : code });
  }
}

/** A CSV's rows with NAME_normalized beside each target NAME. Throws UserError at the row it cannot convert. */
export const targetsTransform = (csvPath: string, normalizerPath: string): AsyncIterable<string> =>
  convert(csvPath, normalizerPath, 'transform');

/** The way back: NAME_denormalized beside each NAME_normalized, for what a model predicts. */
export const targetsInverse = (csvPath: string, normalizerPath: string): AsyncIterable<string> =>
  convert(csvPath, normalizerPath, 'inverse');
