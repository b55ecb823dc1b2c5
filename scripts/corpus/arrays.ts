import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { arraysIn, differenceOf, type NumpyAnswer } from './array-answers.ts';
import type { Bar } from './bars.ts';
import { PYTHON } from './peers/python.ts';
import { ROOT, workFolder } from './places.ts';

const ARRAYS = 10_000;
const SEED = 20_240_229;

const unmeasured = (why: string): Bar => ({
  name: `${ARRAYS} seeded arrays against numpy`,
  measured: why,
  owed: 'no difference',
  holds: false,
  cases: [],
});

/** Counts, first indices, rows and statistics of seeded arrays of all types, orders and shapes, against numpy's. */
export const measureArrays = (): readonly Bar[] => {
  const folder = workFolder('numpy-arrays');
  const [arrays, answers] = [join(folder, 'arrays.bin'), join(folder, 'answers.jsonl')];
  const script = join(ROOT, 'scripts/peers/scan_arrays.py');
  const { status, stderr } = spawnSync(PYTHON, [script, String(ARRAYS), String(SEED), arrays, answers], {
    encoding: 'utf8',
  });
  if (status === 77 || status === null) return [unmeasured('not measured: python3-numpy is not installed')];
  if (status !== 0) return [unmeasured(`not measured: ${stderr.trim().split('\n').at(-1)}`)];
  const told = readFileSync(answers, 'utf8').trimEnd().split('\n');
  const cases: string[] = [];
  let withStatistics = 0;
  let at = 0;
  for (const bytes of arraysIn(readFileSync(arrays))) {
    const answer = JSON.parse(told[at]!) as NumpyAnswer;
    if (answer.statistics !== null) withStatistics += 1;
    const wrong = differenceOf(bytes, answer);
    if (wrong !== undefined) cases.push(`array ${at} (${answer.dtype}, ${answer.elements} elements): ${wrong}`);
    at += 1;
  }
  return [
    {
      name: `${at} seeded arrays, ${withStatistics} with finite numbers, against numpy: counts, indices, rows, statistics`,
      measured: `${cases.length} differ`,
      owed: 'none (mean and variance to 1e-12)',
      holds: cases.length === 0 && at === ARRAYS,
      cases,
    },
  ];
};
