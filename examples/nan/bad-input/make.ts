/** Two classes told by eight measurements; one is NaN in row 41, one infinite in row 120: `npx tsx examples/nan/bad-input/make.ts FOLDER`. */
import { resolve } from 'node:path';
import { type Dataset, writeDataset } from '../dataset.ts';
import { createRandom } from '../random.ts';

const ROWS = 240;
const FEATURES = 8;
export const BAD_ROWS = [41, 120] as const;

export const make = (): Dataset => {
  const random = createRandom(13);
  const labels = Float64Array.from({ length: ROWS }, (_, row) => row % 2);
  const inputs = Array.from(labels, (label) =>
    Float32Array.from({ length: FEATURES }, (_, at) => random.normal() + (at === label ? 1 : 0)),
  );
  inputs[BAD_ROWS[0]]![5] = Number.NaN;
  inputs[BAD_ROWS[1]]![0] = Number.POSITIVE_INFINITY;
  return { shape: [FEATURES], inputs, labels };
};

if (process.argv[1] !== undefined && resolve(process.argv[1]) === import.meta.filename) {
  writeDataset(process.argv[2] ?? 'data', make());
}
