/**
 * Cross-entropy that indexes its probabilities by the label without a look at it, as Caffe's release builds do
 * (softmax_loss_layer.cpp: prob_data[i * dim + label_value]):
 *
 *   npx tsx examples/nan/label-out-of-range/train.ts FOLDER [--rows RUN/clean/X.rows.csv]
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { cleanRows, type Dataset, keepRows, readDataset } from '../dataset.ts';
import { print, train } from '../loop.ts';
import { crossEntropy } from '../softmax.ts';
import { CLASSES } from './make.ts';

export const trainLabeled = (dataset: Dataset): readonly number[] =>
  train(dataset, { outputs: CLASSES, loss: crossEntropy(CLASSES), batch: 16, rate: 0.05, epochs: 5 });

if (process.argv[1] !== undefined && resolve(process.argv[1]) === import.meta.filename) {
  const { positionals, values } = parseArgs({ allowPositionals: true, options: { rows: { type: 'string' } } });
  const dataset = readDataset(positionals[0] ?? 'data');
  print(trainLabeled(values.rows === undefined ? dataset : keepRows(dataset, cleanRows(values.rows))));
}
