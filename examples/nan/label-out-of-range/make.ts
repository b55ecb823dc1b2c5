/** Three classes; row 37 says 3, the number of classes, and row 150 says 5000: `npx tsx examples/nan/label-out-of-range/make.ts FOLDER`. */
import { resolve } from 'node:path';
import { type Dataset, writeDataset } from '../dataset.ts';
import { createRandom } from '../random.ts';

const ROWS = 240;
export const CLASSES = 3;
export const WRONG_LABELS: Readonly<Record<number, number>> = { 37: CLASSES, 150: 5_000 };

export const make = (): Dataset => {
  const random = createRandom(15);
  const classes = Array.from({ length: ROWS }, (_, row) => row % CLASSES);
  const inputs = classes.map((each) =>
    Float32Array.from({ length: 4 }, (_, at) => random.normal() + (at === each ? 2 : 0)),
  );
  return { shape: [4], inputs, labels: Float64Array.from(classes, (each, row) => WRONG_LABELS[row] ?? each) };
};

if (process.argv[1] !== undefined && resolve(process.argv[1]) === import.meta.filename) {
  writeDataset(process.argv[2] ?? 'data', make());
}
