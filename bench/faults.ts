import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Bar } from '../scripts/corpus/bars.ts';
import { ROOT, workFolder } from '../scripts/corpus/places.ts';
import { exported, type SampleLine } from '../scripts/corpus/prepass.ts';
import { type Marked, makeMarked } from '../scripts/make/folders.ts';
import { completeRun, type Settings } from './watched-run.ts';

const GOOD = 1_000;
const CODEC = { PREPASS_TEST_CODEC: join(ROOT, 'bench/fault-codec.mjs') };
const HANG_TIMEOUT_MS = 500;
/** Longer, since one that takes all memory needs a moment for it. */
const MIXED_TIMEOUT_MS = 2_000;
/** A worker that is replaced loads its decoders anew. */
const START_MS = 1_500;
const FEW_DESCRIPTORS = 60;

/** Keys that run.json names as having killed a worker or run out of time. */
const culpritsOf = (out: string): readonly string[] => {
  const { culprits } = JSON.parse(readFileSync(join(out, 'run.json'), 'utf8')) as {
    culprits: readonly { readonly key: string }[];
  };
  return culprits.map(({ key }) => key);
};

const isGood = ({ key }: SampleLine): boolean => basename(key).startsWith('good-');

interface Trial {
  readonly name: string;
  readonly counts: Marked;
  readonly options: readonly string[];
  readonly settings: Settings;
  /** How long the run may take; absent: it is only told. */
  readonly mostSeconds?: number;
}

const MIXED = { good: GOOD, crashes: 50, hangs: 20, hogs: 20 };
/** Every culprit may use up its time limit twice, in company and alone, and each time costs a worker's start. */
const mixedLimitSeconds = (2 * (MIXED.crashes + MIXED.hangs + MIXED.hogs) * (MIXED_TIMEOUT_MS + START_MS)) / 1000;

const TRIALS: readonly Trial[] = [
  {
    name: '50 crashes of the decoder (SIGSEGV)',
    counts: { good: GOOD, crashes: 50, hangs: 0, hogs: 0 },
    options: [],
    settings: { environment: CODEC },
  },
  {
    name: '20 hangs of the decoder',
    counts: { good: GOOD, crashes: 0, hangs: 20, hogs: 0 },
    options: ['--timeout-ms', String(HANG_TIMEOUT_MS)],
    settings: { environment: CODEC },
  },
  {
    name: '50 crashes, 20 hangs and 20 memory hogs at once',
    counts: MIXED,
    options: ['--timeout-ms', String(MIXED_TIMEOUT_MS)],
    settings: { environment: CODEC },
    mostSeconds: mixedLimitSeconds,
  },
  {
    name: `${FEW_DESCRIPTORS} file descriptors`,
    counts: { good: GOOD, crashes: 0, hangs: 0, hogs: 0 },
    options: [],
    settings: { descriptors: FEW_DESCRIPTORS },
  },
];

const barOf = async ({ name, counts, options, settings, mostSeconds }: Trial): Promise<Bar> => {
  const folderName = `marked-${counts.crashes}-${counts.hangs}-${counts.hogs}`;
  const folder = join(workFolder(), folderName);
  const out = workFolder('runs', folderName);
  await makeMarked(counts, folder);
  const { seconds, stderr } = await completeRun(folder, out, options, settings);
  if (!existsSync(join(out, 'run.json'))) {
    return {
      name,
      measured: 'the run did not finish',
      owed: `${GOOD} good files examined`,
      holds: false,
      cases: [stderr],
    };
  }
  const samples = await exported(out);
  const marked = counts.crashes + counts.hangs + counts.hogs;
  const lostGood = samples.filter((sample) => isGood(sample) && sample.verdict !== 'ok');
  const unmarked = samples.filter((sample) => !isGood(sample) && sample.verdict !== 'unexamined');
  const culprits = new Set(culpritsOf(out));
  const unnamed = samples.filter((sample) => !isGood(sample) && !culprits.has(sample.key));
  const accused = samples.filter((sample) => isGood(sample) && culprits.has(sample.key));
  const wrong = [...lostGood, ...unmarked, ...unnamed, ...accused];
  return {
    name,
    measured: `${GOOD - lostGood.length} of ${GOOD} good files ok, ${marked - unnamed.length} of ${marked} culprits named, ${accused.length} others named, ${seconds.toFixed(1)} s`,
    owed: `${GOOD}, ${marked}, 0${mostSeconds === undefined ? '' : `, ${mostSeconds.toFixed(0)} s`}`,
    holds:
      samples.length === GOOD + marked && wrong.length === 0 && seconds <= (mostSeconds ?? Number.POSITIVE_INFINITY),
    cases: wrong.map(({ key, verdict, checks }) => `${key}: ${verdict} [${checks}]`),
  };
};

/** What a broken decoder or a full file table does to a run: it costs the sample that caused it, and no other. */
export const measureFaults = async (): Promise<readonly Bar[]> => {
  const bars: Bar[] = [];
  for (const trial of TRIALS) bars.push(await barOf(trial));
  return bars;
};
