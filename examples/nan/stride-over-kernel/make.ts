/** Pictures of 9 x 9, two classes, nothing wrong with them: `npx tsx examples/nan/stride-over-kernel/make.ts FOLDER`. */
import { resolve } from 'node:path';
import { type Dataset, writeDataset } from '../dataset.ts';
import { createRandom } from '../random.ts';

const ROWS = 240;
export const SIDE = 9;

export const make = (): Dataset => {
  const random = createRandom(16);
  const labels = Float64Array.from({ length: ROWS }, (_, row) => row % 2);
  // Of class 1 the upper rows are brighter.
  const inputs = Array.from(labels, (label) =>
    Float32Array.from({ length: SIDE * SIDE }, (_, at) => random.normal() + (at < 36 ? label : 0)),
  );
  return { shape: [SIDE, SIDE], inputs, labels };
};

if (process.argv[1] !== undefined && resolve(process.argv[1]) === import.meta.filename) {
  writeDataset(process.argv[2] ?? 'data', make());
}
