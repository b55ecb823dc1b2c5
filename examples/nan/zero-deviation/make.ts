/** Gray pictures of 6 x 6, two classes; row 77 is blank, every pixel alike: `npx tsx examples/nan/zero-deviation/make.ts FOLDER`. */
import { resolve } from 'node:path';
import { type Dataset, writeDataset } from '../dataset.ts';
import { createRandom } from '../random.ts';

const ROWS = 240;
const SIDE = 6;
export const BLANK_ROW = 77;

export const make = (): Dataset => {
  const random = createRandom(14);
  const labels = Float64Array.from({ length: ROWS }, (_, row) => row % 2);
  // Of class 1 the lower half is brighter.
  const inputs = Array.from(labels, (label) =>
    Float32Array.from({ length: SIDE * SIDE }, (_, at) => 0.5 + 0.1 * random.normal() + (at < 18 ? 0 : 0.1 * label)),
  );
  inputs[BLANK_ROW]!.fill(0.5);
  return { shape: [SIDE, SIDE], inputs, labels };
};

if (process.argv[1] !== undefined && resolve(process.argv[1]) === import.meta.filename) {
  writeDataset(process.argv[2] ?? 'data', make());
}
