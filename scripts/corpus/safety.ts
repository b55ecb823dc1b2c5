import type { Bar } from './bars.ts';
import { checksOf, type Run } from './prepass.ts';
import type { Watched } from './watch.ts';

const MOST_BYTES = 2 ** 30;
/** FAULTS.md's time after which a worker is killed. */
const MOST_SECONDS = 60;

/** A decoder that crashed, hung or ran out of memory is named by this check. */
const STOPPED = 'image/decoder-failure';

const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MiB`;

/** Whatever a file is, good, corrupt or odd: it takes no worker down, and neither much memory nor time. */
export const safetyBars = (runs: readonly (Run & { readonly watched: Watched })[], files: number): readonly Bar[] => {
  const samples = runs.flatMap((one) => one.samples);
  const stopped = samples.filter((sample) => sample.verdict === 'unexamined' && checksOf(sample).includes(STOPPED));
  const peak = Math.max(...runs.map(({ watched }) => watched.peakBytes));
  const { key, seconds } = runs
    .map(({ watched }) => watched.slowest)
    .reduce((slowest, one) => (one.seconds > slowest.seconds ? one : slowest));
  return [
    {
      name: 'labelled images that stop a decoder (crash, hang, memory)',
      measured: `${stopped.length} of ${samples.length}`,
      owed: `0 of ${files} files, those apart that no image is named like`,
      holds: samples.length > 0 && stopped.length === 0,
      cases: stopped.map((sample) => `${sample.key}: ${sample.verdict} [${sample.checks}]`),
    },
    {
      name: 'largest process over the labelled images',
      measured: mebibytes(peak),
      owed: `at most ${mebibytes(MOST_BYTES)}`,
      holds: peak > 0 && peak <= MOST_BYTES,
      cases: [],
    },
    {
      name: 'slowest of the labelled images',
      measured: `${seconds.toFixed(2)} s (${key})`,
      owed: `at most ${MOST_SECONDS} s`,
      holds: seconds <= MOST_SECONDS,
      cases: [],
    },
  ];
};
