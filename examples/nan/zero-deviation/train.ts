/**
 * Each picture less its own mean, by its own deviation, then cross-entropy:
 *
 *   npx tsx examples/nan/zero-deviation/train.ts FOLDER [--rows RUN/clean/X.rows.csv]
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { cleanRows, type Dataset, keepRows, readDataset } from '../dataset.ts';
import { print, train } from '../loop.ts';
import { crossEntropy } from '../softmax.ts';

const CLASSES = 2;

/** The file is finite; a blank picture becomes 0 / 0 here. */
const standardized = (picture: Float32Array): Float32Array => {
  const mean = picture.reduce((sum, value) => sum + value, 0) / picture.length;
  const variance = picture.reduce((sum, value) => sum + (value - mean) ** 2, 0) / picture.length;
  return picture.map((value) => (value - mean) / Math.sqrt(variance));
};

export const trainPictures = (dataset: Dataset): readonly number[] =>
  train(
    { ...dataset, inputs: dataset.inputs.map(standardized) },
    { outputs: CLASSES, loss: crossEntropy(CLASSES), batch: 16, rate: 0.05, epochs: 5 },
  );

if (process.argv[1] !== undefined && resolve(process.argv[1]) === import.meta.filename) {
  const { positionals, values } = parseArgs({ allowPositionals: true, options: { rows: { type: 'string' } } });
  const dataset = readDataset(positionals[0] ?? 'data');
  print(trainPictures(values.rows === undefined ? dataset : keepRows(dataset, cleanRows(values.rows))));
}
