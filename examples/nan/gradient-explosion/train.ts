/**
 * Least squares on targets as they are, or normalized by what prepass fitted:
 *
 *   npx tsx examples/nan/gradient-explosion/train.ts FOLDER [--normalizer RUN/targets/normalizer.json]
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Dataset, readDataset } from '../dataset.ts';
import { type BatchLoss, print, train } from '../loop.ts';

/** Half of the mean squared error. An answer of 0 against a target of 10,000 has a slope of 10,000. */
const squares: BatchLoss = (answers, targets, gradient) => {
  let loss = 0;
  for (const [sample, target] of targets.entries()) {
    const far = Math.fround(answers[sample]! - Math.fround(target));
    loss = Math.fround(loss + Math.fround(0.5 * Math.fround(far * far)));
    gradient[sample] = far / targets.length;
  }
  return loss / targets.length;
};

interface Normalizer {
  readonly targets: readonly {
    readonly name: string;
    readonly params: { readonly mean: number; readonly scale: number };
  }[];
}

/** Targets less their mean, by their deviation, both from the file that goes along with the model. */
export const normalized = (dataset: Dataset, normalizer: string): Dataset => {
  const { targets } = JSON.parse(readFileSync(normalizer, 'utf8')) as Normalizer;
  const { mean, scale } = targets.find(({ name }) => name === 'y')!.params;
  return { ...dataset, labels: dataset.labels.map((target) => (target - mean) / scale) };
};

export const trainPrices = (dataset: Dataset): readonly number[] =>
  train(dataset, { outputs: 1, loss: squares, batch: 16, rate: 0.05, epochs: 5 });

if (process.argv[1] !== undefined && resolve(process.argv[1]) === import.meta.filename) {
  const { positionals, values } = parseArgs({ allowPositionals: true, options: { normalizer: { type: 'string' } } });
  const dataset = readDataset(positionals[0] ?? 'data');
  print(trainPrices(values.normalizer === undefined ? dataset : normalized(dataset, values.normalizer)));
}
