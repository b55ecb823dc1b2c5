/** Three classes, the third of them rare: 12 of 240 samples: `npx tsx examples/nan/class-absent/make.ts FOLDER`. */
import { resolve } from 'node:path';
import { type Dataset, writeDataset } from '../dataset.ts';
import { createRandom } from '../random.ts';

const ROWS = 240;
const RARE_EVERY = 20;
export const CLASSES = 3;

export const make = (): Dataset => {
  const random = createRandom(12);
  const labels = Float64Array.from({ length: ROWS }, (_, row) => (row % RARE_EVERY === 0 ? 2 : row % 2));
  const inputs = Array.from(labels, (label) =>
    Float32Array.from({ length: 4 }, (_, at) => random.normal() + (at === label ? 2 : 0)),
  );
  return { shape: [4], inputs, labels };
};

if (process.argv[1] !== undefined && resolve(process.argv[1]) === import.meta.filename) {
  writeDataset(process.argv[2] ?? 'data', make());
}
