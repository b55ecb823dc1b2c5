import type { Bar } from '../scripts/corpus/bars.ts';
import { workFolder } from '../scripts/corpus/places.ts';
import { median, photos, warmUp } from './speed.ts';
import { completeRun } from './watched-run.ts';

const LEAST_RATIO = 0.97;
const PROCESSES = '2';

/** This build against another one, round by round over the same photographs. `command`: the other's `cli/main.js`. */
export const measureAgainst = async (command: string, files: number, rounds: number): Promise<Bar> => {
  const folder = await photos(files);
  warmUp(folder);
  const perSecond = async (settings: { readonly command?: string }): Promise<number> =>
    files / (await completeRun(folder, workFolder('runs', 'against'), ['-j', PROCESSES], settings)).seconds;
  const ours: number[] = [];
  const theirs: number[] = [];
  const cases: string[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    ours.push(await perSecond({}));
    theirs.push(await perSecond({ command }));
    cases.push(
      `round ${round}: this build ${ours.at(-1)!.toFixed(0)} images/s, the other ${theirs.at(-1)!.toFixed(0)}`,
    );
    console.log(cases.at(-1));
  }
  const ratio = median(ours) / median(theirs);
  return {
    name: `${files} JPEGs of about 110 kB against another build, ${PROCESSES} processes, medians of ${rounds} rounds`,
    measured: `${ratio.toFixed(3)} of its speed`,
    owed: `${LEAST_RATIO}`,
    holds: ratio >= LEAST_RATIO,
    cases,
  };
};
