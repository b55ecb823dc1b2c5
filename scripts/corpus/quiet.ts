import { sampleId } from '../../src/model/ids.ts';
import type { Bar } from './bars.ts';
import { checksOf, findings, type Run } from './prepass.ts';

const MOST_WARNED = 5;

/** Files of a good flat folder with a warning or worse of their own, `image/blank` aside, or a verdict other than ok. */
export const quietBar = async (name: string, one: Run, files: number): Promise<Bar> => {
  const told = (await findings(one)).filter(({ check }) => check !== 'image/blank');
  const accused = new Set(told.filter(({ severity }) => severity !== 'note').map(({ subject }) => subject.sample));
  // What is said of the dataset leaves the verdicts of its members as they are.
  const accusing = new Set(told.filter(({ verdict }) => verdict !== 'ok').map(({ check }) => check));
  const warned = one.samples.filter(
    (sample) =>
      accused.has(sampleId('flat', sample.key)) ||
      (sample.verdict !== 'ok' && checksOf(sample).some((id) => accusing.has(id))),
  );
  const bad = one.samples.filter(({ verdict }) => verdict === 'bad');
  return {
    name: `quiet on ${name}`,
    measured: `${warned.length} with a warning, ${bad.length} bad, of ${one.samples.length}`,
    owed: `at most ${MOST_WARNED} and 0, of ${files}`,
    holds: one.samples.length === files && warned.length <= MOST_WARNED && bad.length === 0,
    cases: warned.map(({ key, verdict, checks }) => `${key}: ${verdict} [${checks}]`),
  };
};
