import { existsSync, readFileSync } from 'node:fs';
import { readLines } from '../catalog/read-lines.ts';
import type { RunFolder } from '../catalog/run-folder.ts';
import { sealFile } from '../catalog/sealed-file.ts';
import type { ColorSums, InputPicture } from '../model/inputs.ts';
import type { Plan } from '../model/plan.ts';
import type { Pool } from '../pipeline/pool.ts';
import { trainingSplit } from '../pipeline/processes/fit-clean.ts';
import { runBatches } from '../pipeline/run-batches.ts';
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

/**
 * Has workers decode the chosen pictures in full color, and seals `inputs` in normalizer.json, and in targets/inputs.jsonl what each
 * picture gave. Does nothing where none was chosen.
 */
export const measureInputs = async (pool: Pool, folder: RunFolder, plan: Plan): Promise<void> => {
  if (!existsSync(folder.inputPictures)) return;
  const pictures = [...readLines(folder.inputPictures)].map((line) => JSON.parse(line) as InputPicture);
  const found = new Map<number, ColorSums | null>();
  const jobOf = (batch: readonly InputPicture[]) => ({ kind: 'colors' as const, pictures: batch });
  await runBatches(pool, pictures, BATCH, jobOf, (outcome, batch) => {
    if (outcome.kind !== 'colors') return;
    for (const [at, { ordinal }] of batch.entries()) found.set(ordinal, outcome.sums[at] ?? null);
  });
  const measured = pictures.map(({ ordinal }) => found.get(ordinal) ?? null);
  const lines = pictures.map(({ key, sha256 }, at) => `${JSON.stringify({ key, sha256, ...measured[at] })}\n`);
  sealFile(folder.inputSums, lines.join(''));
  const fittedOn = trainingSplit(plan) ?? 'all';
  const inputs = inputStatistics(measured, { asked: inputCount(plan.config), fittedOn });
  if (inputs !== undefined) sealInputs(folder, inputs);
};
