import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bar } from '../scripts/corpus/bars.ts';
import { COMMAND, ROOT, workFolder } from '../scripts/corpus/places.ts';
import { once } from '../scripts/make/folders.ts';
import { npyFile } from '../scripts/make/npy.ts';
import { createRandom } from '../scripts/make/random.ts';
import { FORMATS, type Format, photosAs } from './formats.ts';
import { median, photos, warmUp } from './speed.ts';

const ROWS = 20_000;
const ROW_VALUES = 3 * 32 * 32;
const CLASSES = 10;
const COMPLETE = [0, 1, 3];

/** Processor's seconds of a program and all that it starts: neighbors do not stretch them as they do the clock's. */
const processorSeconds = (words: readonly string[]): Promise<number> =>
  new Promise((resolve, reject) => {
    const report = join(workFolder('runs'), `times-${createHash('sha1').update(words.join('\n')).digest('hex')}`);
    const script = `"$@" >/dev/null 2>&1; status=$?; times >${report}; exit $status`;
    const child = spawn('bash', ['-c', script, 'bash', ...words], { stdio: 'ignore' });
    child.on('error', reject);
    child.on('close', (code) => {
      if (!COMPLETE.includes(code ?? -1)) return reject(new Error(`${words.join(' ')} ended with ${code}`));
      // Second line: user and system of what was started and ended, as 1m2.345s.
      const parts = [
        ...readFileSync(report, 'utf8')
          .split('\n')[1]!
          .matchAll(/(\d+)m([\d.]+)s/g),
      ];
      rmSync(report);
      return resolve(parts.reduce((sum, [, minutes, seconds]) => sum + 60 * Number(minutes) + Number(seconds), 0));
    });
  });

const runSeconds = async (dataset: string, options: readonly string[]): Promise<number> => {
  const out = workFolder('runs', 'probe');
  rmSync(out, { recursive: true, force: true });
  const seconds = await processorSeconds([
    process.execPath,
    COMMAND,
    'run',
    dataset,
    '--out',
    out,
    '-j',
    '1',
    ...options,
  ]);
  if (!existsSync(join(out, 'run.json'))) throw new Error(`${dataset}: the run did not end`);
  return seconds;
};

/** Pillow's `load()` of every picture, in one process. */
const pillowSeconds = (folder: string): Promise<number> =>
  processorSeconds(['/usr/bin/python3', join(ROOT, 'bench/pillow_load.py'), folder, '1']);

const writePairs = (folder: string): void => {
  const random = createRandom(ROWS, ROW_VALUES);
  const values = Float32Array.from({ length: ROWS * ROW_VALUES }, () => random.next());
  const labels = Int32Array.from({ length: ROWS }, (_, at) => at % CLASSES);
  writeFileSync(join(folder, 'X.npy'), npyFile('<f4', `(${ROWS}, 3, 32, 32)`, new Uint8Array(values.buffer)));
  writeFileSync(join(folder, 'y.npy'), npyFile('<i4', `(${ROWS},)`, new Uint8Array(labels.buffer)));
};

const milliseconds = (seconds: number, samples: number): string => `${((1000 * seconds) / samples).toFixed(2)} ms`;

const measurePhotographs = async (format: Format, files: number, rounds: number): Promise<Bar> => {
  const folder = await photosAs(format, files, await photos(files));
  warmUp(folder);
  const extra: number[] = [];
  const decoding: number[] = [];
  const cases: string[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const without = await runSeconds(folder, []);
    const probed = await runSeconds(folder, ['--probe']);
    const pillow = await pillowSeconds(folder);
    extra.push(probed - without);
    decoding.push(pillow);
    cases.push(
      `${format}, round ${round}, of one picture: run ${milliseconds(without, files)}, with --probe ${milliseconds(probed, files)}, Pillow load() ${milliseconds(pillow, files)}`,
    );
    console.log(cases.at(-1));
  }
  const ratio = median(extra) / median(decoding);
  return {
    name: `processor's time that --probe adds, over ${files} photographs as ${format}, medians of ${rounds} rounds`,
    measured: `${milliseconds(median(extra), files)} a picture, ${ratio.toFixed(2)} of Pillow's load()`,
    owed: 'at most 1 of Pillow load()',
    holds: ratio <= 1,
    cases,
  };
};

/** No bar is owed: what a row costs beside its reading, scanning and hashing. */
const showRows = async (rounds: number): Promise<void> => {
  const folder = workFolder('probe-rows');
  await once(folder, { rows: ROWS, values: ROW_VALUES }, () => writePairs(folder));
  for (let round = 1; round <= rounds; round += 1) {
    const without = await runSeconds(folder, ['--classes', `${CLASSES}`]);
    const probed = await runSeconds(folder, ['--classes', `${CLASSES}`, '--probe']);
    console.log(
      `round ${round}, of one row of 3 x 32 x 32 float32: run ${milliseconds(without, ROWS)}, with --probe ${milliseconds(probed, ROWS)}`,
    );
  }
};

/** What the built-in probe costs, with and without it in turn. Needs python3-pil. */
export const measureProbe = async (files: number, rounds: number): Promise<readonly Bar[]> => {
  const bars: Bar[] = [];
  for (const format of FORMATS) bars.push(await measurePhotographs(format, files, rounds));
  await showRows(rounds);
  return bars;
};
