import { join } from 'node:path';
import type { Bar } from '../scripts/corpus/bars.ts';
import { workFolder } from '../scripts/corpus/places.ts';
import { makeSmall } from '../scripts/make/folders.ts';
import { completeRun, type Watched } from './watched-run.ts';

const FEW = 10_000;
const MOST_GROWTH_BYTES = 100 * 2 ** 20;
const MOST_CONCLUDE_BYTES = 2 ** 30;

const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MiB`;

const runOver = async (count: number): Promise<Watched> => {
  const folder = join(workFolder(), `small-${count}`);
  await makeSmall(count, folder);
  return completeRun(folder, workFolder('runs', `small-${count}`));
};

/** Neither the command's own process nor the one that concludes may grow with the dataset beyond what is owed. */
export const measureMemory = async (many: number): Promise<readonly Bar[]> => {
  const few = await runOver(FEW);
  const large = await runOver(many);
  const growth = large.coordinatorBytes - few.coordinatorBytes;
  return [
    {
      name: `the coordinator's growth from ${FEW} to ${many} files`,
      measured: `${mebibytes(growth)} (${mebibytes(few.coordinatorBytes)} to ${mebibytes(large.coordinatorBytes)}), ${large.seconds.toFixed(0)} s`,
      owed: `at most ${mebibytes(MOST_GROWTH_BYTES)}`,
      holds: few.coordinatorBytes > 0 && growth <= MOST_GROWTH_BYTES,
      cases: [],
    },
    {
      name: `the concluding process over ${many} files`,
      measured: mebibytes(large.concludeBytes),
      owed: `under ${mebibytes(MOST_CONCLUDE_BYTES)}`,
      holds: large.concludeBytes > 0 && large.concludeBytes < MOST_CONCLUDE_BYTES,
      cases: [],
    },
  ];
};
