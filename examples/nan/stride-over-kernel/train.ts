/**
 * The pooling of a network of Caffe's, one hidden layer, cross-entropy:
 *
 *   npx tsx examples/nan/stride-over-kernel/train.ts FOLDER [--net net.prototxt] [--stride 2] [--rounding down]
 */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Dataset, readDataset } from '../dataset.ts';
import { print, train } from '../loop.ts';
import { crossEntropy } from '../softmax.ts';
import { SIDE } from './make.ts';
import { type Pooling, pool, poolingOf, skippedShare } from './pooling.ts';

const CLASSES = 2;
export const NET = join(import.meta.dirname, 'net.prototxt');

export const trainPooled = (dataset: Dataset, pooling: Pooling): readonly number[] =>
  train(
    { ...dataset, inputs: dataset.inputs.map((picture) => pool(picture, SIDE, pooling)) },
    { outputs: CLASSES, loss: crossEntropy(CLASSES), batch: 16, rate: 0.05, epochs: 5 },
  );

if (process.argv[1] !== undefined && resolve(process.argv[1]) === import.meta.filename) {
  const options = { net: { type: 'string' }, stride: { type: 'string' }, rounding: { type: 'string' } } as const;
  const { positionals, values } = parseArgs({ allowPositionals: true, options });
  const stated = poolingOf(readFileSync(values.net ?? NET, 'utf8'));
  const pooling: Pooling = {
    ...stated,
    stride: Number(values.stride ?? stated.stride),
    rounding: values.rounding === 'down' ? 'down' : 'up',
  };
  console.log(`never looked at: ${Math.round(100 * skippedShare(SIDE, pooling))} % of each picture`);
  print(trainPooled(readDataset(positionals[0] ?? 'data'), pooling));
}
