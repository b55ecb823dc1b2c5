import { existsSync, readFileSync } from 'node:fs';
import { readLines } from '../catalog/read-lines.ts';
import { type RunFolder, runFolder } from '../catalog/run-folder.ts';
import { sealFile } from '../catalog/sealed-file.ts';
import { UserError } from '../model/errors.ts';
import type { ColorSums, InputPicture } from '../model/inputs.ts';
import type { Plan } from '../model/plan.ts';
import type { Pool } from '../pipeline/pool.ts';
import { trainingSplit } from '../pipeline/processes/fit-clean.ts';
import { runBatches } from '../pipeline/run-batches.ts';
import { inputSumsText, type MeasuredPicture, readInputSums } from '../targets/input-sums.ts';
import { type InputStatistics, inputCount, inputStatistics } from '../targets/inputs.ts';
import { createNormalizer, type Normalizer, readNormalizer, writeNormalizer } from '../targets/normalizer.ts';

/** Full-color pictures are large: few at a time, so that workers end together. */
const BATCH = 8;

/** The run's normalizer, undefined without one. Throws UserError. */
export const normalizerOf = ({ normalizer }: RunFolder): Normalizer | undefined =>
  existsSync(normalizer) ? readNormalizer(readFileSync(normalizer, 'utf8'), normalizer) : undefined;

/** Puts the statistics into the run's normalizer, made here where no target was fitted. */
export const sealInputs = (folder: RunFolder, inputs: InputStatistics): void => {
  const normalizer = normalizerOf(folder) ?? createNormalizer([]);
  sealFile(folder.normalizer, writeNormalizer({ ...normalizer, inputs }));
};

/** None of a file that another version wrote. */
const sumsIn = (file: string): readonly MeasuredPicture[] => {
  try {
    return readInputSums({ file, lines: readLines(file) }).pictures;
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
};

/** What the base run's pictures gave, by content: the same bytes under the same decoders give the same sums. */
const knownSums = ({ base }: Plan): readonly (readonly [sha256: string, sums: ColorSums])[] => {
  const path = base === undefined ? undefined : runFolder(base.out).inputSums;
  if (path === undefined || !existsSync(path)) return [];
  return sumsIn(path).flatMap(({ sha256, sums }) => (sums === null ? [] : [[sha256, sums] as const]));
};

/**
 * Has workers decode the chosen pictures in full color, and seals `inputs` in normalizer.json, and in targets/inputs.jsonl what each
 * picture gave. Of contents that a base run measured nothing is read. Does nothing where none was chosen.
 */
export const measureInputs = async (pool: Pool, folder: RunFolder, plan: Plan): Promise<void> => {
  if (!existsSync(folder.inputPictures)) return;
  const pictures = [...readLines(folder.inputPictures)].map((line) => JSON.parse(line) as InputPicture);
  const found = new Map(knownSums(plan));
  const unknown = pictures.filter(({ sha256 }) => !found.has(sha256));
  const jobOf = (batch: readonly InputPicture[]) => ({ kind: 'colors' as const, pictures: batch });
  await runBatches(pool, unknown, BATCH, jobOf, (outcome, batch) => {
    if (outcome.kind !== 'colors') return;
    for (const [at, sums] of outcome.sums.entries()) if (sums !== null) found.set(batch[at]!.sha256, sums);
  });
  const measured = pictures.map(({ rank, key, sha256 }) => ({ rank, key, sha256, sums: found.get(sha256) ?? null }));
  const question = { asked: inputCount(plan.config), fittedOn: trainingSplit(plan) ?? 'all' };
  sealFile(folder.inputSums, inputSumsText(question, measured));
  const inputs = inputStatistics(
    measured.map(({ sums }) => sums),
    question,
  );
  if (inputs !== undefined) sealInputs(folder, inputs);
};
