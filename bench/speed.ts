import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Bar } from '../scripts/corpus/bars.ts';
import { filesBelow, ROOT, workFolder } from '../scripts/corpus/places.ts';
import { makePhotos } from '../scripts/make/folders.ts';
import { completeRun } from './watched-run.ts';

const LEAST_RATIO = 0.8;
const MOST_SECONDS_FOR_100 = 3;
const PROCESSES = 2;

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};

/** Pillow's `load()` of every picture below, in as many processes as the pass is given. */
export const pillowSeconds = async (folder: string): Promise<number> => {
  const script = join(ROOT, 'bench/pillow_load.py');
  const { stdout } = await promisify(execFile)('/usr/bin/python3', [script, folder, String(PROCESSES)]);
  return (JSON.parse(stdout) as { seconds: number }).seconds;
};

export const photos = async (count: number): Promise<string> => {
  const folder = join(workFolder(), `photos-${count}`);
  await makePhotos(count, folder);
  return folder;
};

/** So that the first round does not read from the disk what the others find in memory. */
export const warmUp = (folder: string): void => {
  for (const name of filesBelow(folder)) readFileSync(join(folder, name));
};

/** The whole command against Pillow's bare `load()`, round by round, so that a slow minute of the machine hits both. */
export const measureSpeed = async (files: number, rounds: number): Promise<Bar> => {
  const folder = await photos(files);
  warmUp(folder);
  const ours: number[] = [];
  const theirs: number[] = [];
  const cases: string[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const { seconds } = await completeRun(folder, workFolder('runs', 'speed'), ['-j', String(PROCESSES)]);
    const pillow = await pillowSeconds(folder);
    ours.push(files / seconds);
    theirs.push(files / pillow);
    cases.push(
      `round ${round}: prepass ${(files / seconds).toFixed(0)} images/s, Pillow load() ${(files / pillow).toFixed(0)}`,
    );
    console.log(cases.at(-1));
  }
  const ratio = median(ours) / median(theirs);
  return {
    name: `speed over ${files} JPEGs of about 110 kB, ${PROCESSES} processes, medians of ${rounds} rounds`,
    measured: `${median(ours).toFixed(0)} images/s, ${ratio.toFixed(2)} of Pillow's ${median(theirs).toFixed(0)}`,
    owed: `${LEAST_RATIO} of Pillow`,
    holds: ratio >= LEAST_RATIO,
    cases,
  };
};

export const measureHundred = async (rounds: number): Promise<Bar> => {
  const folder = await photos(100);
  warmUp(folder);
  const seconds: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    seconds.push((await completeRun(folder, workFolder('runs', 'hundred'))).seconds);
  }
  return {
    name: `100 files, start-up included, median of ${rounds}`,
    measured: `${median(seconds).toFixed(2)} s`,
    owed: `under ${MOST_SECONDS_FOR_100} s`,
    holds: median(seconds) < MOST_SECONDS_FOR_100,
    cases: [],
  };
};
