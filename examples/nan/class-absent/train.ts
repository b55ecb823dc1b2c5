/**
 * Cross-entropy averaged over the samples of each class, so that rare classes count as much as others:
 *
 *   npx tsx examples/nan/class-absent/train.ts FOLDER [--batch SAMPLES] [--skip-absent]
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Dataset, readDataset } from '../dataset.ts';
import { type BatchLoss, print, train } from '../loop.ts';
import { SMALLEST, softmax } from '../softmax.ts';
import { CLASSES } from './make.ts';

/** What is done with a class of which the batch holds no sample. */
export type Absent = 'divide' | 'skip';

/**
 * sum(mask * loss) / sum(mask) for every class, as a loss without loops is written: of a class that is not there that is 0 / 0, and the
 * slope of every sample is its mask over that count, 0 / 0 too. NaN reaches all parameters in one step.
 */
const byClass =
  (absent: Absent): BatchLoss =>
  (answers, labels, gradient) => {
    const shares = softmax(answers, CLASSES);
    const losses = labels.map((label, sample) => -Math.log(Math.max(shares[sample * CLASSES + label]!, SMALLEST)));
    const slopes = new Float32Array(labels.length);
    let loss = 0;
    for (let each = 0; each < CLASSES; each += 1) {
      const mask = labels.map((label) => (label === each ? 1 : 0));
      const count = mask.reduce<number>((sum, one) => sum + one, 0);
      if (absent === 'skip' && count === 0) continue;
      const lost = mask.reduce<number>((sum, one, sample) => sum + one * losses[sample]!, 0);
      loss += lost / count / CLASSES;
      for (const [sample, one] of mask.entries()) slopes[sample]! += one / count / CLASSES;
    }
    for (const [sample, label] of labels.entries()) {
      for (let out = 0; out < CLASSES; out += 1) {
        const place = sample * CLASSES + out;
        gradient[place] = slopes[sample]! * (shares[place]! - (out === label ? 1 : 0));
      }
    }
    return loss;
  };

export const BATCH = 16;

export const trainClasses = (dataset: Dataset, batch: number, absent: Absent): readonly number[] =>
  train(dataset, { outputs: CLASSES, loss: byClass(absent), batch, rate: 0.05, epochs: 5 });

if (process.argv[1] !== undefined && resolve(process.argv[1]) === import.meta.filename) {
  const options = { batch: { type: 'string' }, 'skip-absent': { type: 'boolean' } } as const;
  const { positionals, values } = parseArgs({ allowPositionals: true, options });
  const absent = values['skip-absent'] === true ? 'skip' : 'divide';
  print(trainClasses(readDataset(positionals[0] ?? 'data'), Number(values.batch ?? BATCH), absent));
}
