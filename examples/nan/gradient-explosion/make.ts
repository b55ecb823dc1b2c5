/** Prices around 10,000, told by four measurements of ordinary size: `npx tsx examples/nan/gradient-explosion/make.ts FOLDER`. */
import { resolve } from 'node:path';
import { type Dataset, writeDataset } from '../dataset.ts';
import { createRandom } from '../random.ts';

const ROWS = 240;
const FEATURES = 4;

export const make = (): Dataset => {
  const random = createRandom(11);
  const inputs = Array.from({ length: ROWS }, () => Float32Array.from({ length: FEATURES }, () => random.normal()));
  const labels = Float64Array.from(
    inputs,
    ([a = 0, b = 0, c = 0]) => 10_000.5 + 1_500 * a - 800 * b + 400 * c + 50 * random.normal(),
  );
  return { shape: [FEATURES], inputs, labels };
};

if (process.argv[1] !== undefined && resolve(process.argv[1]) === import.meta.filename) {
  writeDataset(process.argv[2] ?? 'data', make());
}
