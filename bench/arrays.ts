import { execFileSync } from 'node:child_process';
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import type { Bar } from '../scripts/corpus/bars.ts';
import { ROOT, WORK, workFolder } from '../scripts/corpus/places.ts';
import { once } from '../scripts/make/folders.ts';
import { npyFile } from '../scripts/make/npy.ts';
import { median, warmUp } from './speed.ts';

const BYTES = 2 ** 30;
/** Of the types beside float32, whose figures are no bars. */
const SOME_BYTES = 2 ** 28;
const SMALL_BYTES = 2 ** 25;
const BLOCK_BYTES = 2 ** 20;
const DTYPES = ['<f2', '<f8', '<c8', '>f4', '|u1', '<i4', '<i8'] as const;
type Mode = 'read' | 'find' | 'statistics' | 'hashed' | 'load' | 'chunks';

/** Built like the command, so that no translator runs beside it. */
const PASS = 'array-pass.mjs';

/** The core that everything runs on. */
const CORE = '0';

/** Numbers whose exponents are of the middle, so that none is odd in any type: the same block again and again. */
const block = (itemBytes: number): Uint8Array => {
  const bytes = new Uint8Array(BLOCK_BYTES);
  let state = 2024;
  for (let at = 0; at < bytes.length; at += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[at] = state >>> 24;
    // The highest byte of either byte order: below the exponents of infinity, above those of subnormal numbers.
    if (at % itemBytes === 0 || at % itemBytes === itemBytes - 1) bytes[at] = 0x38 + (state >>> 30);
  }
  return bytes;
};

const ITEM_BYTES: Readonly<Record<string, number>> = { f2: 2, f4: 4, f8: 8, c8: 4, u1: 1, i4: 4, i8: 8 };

const writeArray = (path: string, descr: string, bytes: number): void => {
  const kind = descr.slice(1);
  const elementBytes = Number(kind.slice(1));
  const descriptor = openSync(path, 'w');
  writeSync(descriptor, npyFile(descr, `(${bytes / elementBytes},)`, new Uint8Array(0)));
  const part = block(ITEM_BYTES[kind]!);
  for (let at = 0; at < bytes; at += part.length) writeSync(descriptor, part);
  closeSync(descriptor);
};

const pathOf = (folder: string, descr: string): string =>
  join(folder, `${descr.replace('<', 'little-').replace('>', 'big-').replace('|', '')}.npy`);

const writeArrays = (folder: string): void => {
  for (const descr of ['<f4', ...DTYPES]) {
    writeArray(pathOf(folder, descr), descr, descr === '<f4' ? BYTES : SOME_BYTES);
    writeArray(`${pathOf(folder, descr)}.small.npy`, descr, SMALL_BYTES);
  }
};

/** Processor's seconds of one pass in a process of its own, on one core: its neighbors do not stretch them as they do the clock's. */
const seconds = (mode: Mode, path: string): number => {
  const isNumpy = mode === 'load' || mode === 'chunks';
  const program = isNumpy
    ? ['/usr/bin/python3', join(ROOT, 'bench/array_numpy.py')]
    : [process.execPath, join(WORK, PASS)];
  return Number(execFileSync('taskset', ['-c', CORE, ...program, mode, path], { encoding: 'utf8', cwd: ROOT }));
};

const gibibytesPerSecond = (bytes: number, times: readonly number[]): string =>
  `${(bytes / 2 ** 30 / median(times)).toFixed(2)} GiB/s`;

/** One 1 GiB array of float32 in the page cache, on one core, all ways in turn in every round. */
const measureBars = (path: string, rounds: number): readonly Bar[] => {
  const modes = ['read', 'find', 'load', 'chunks', 'statistics', 'hashed'] as const;
  const times = Object.fromEntries(modes.map((mode) => [mode, [] as number[]])) as Record<
    (typeof modes)[number],
    number[]
  >;
  for (let round = 1; round <= rounds; round += 1) {
    for (const mode of modes) times[mode].push(seconds(mode, path));
    console.log(`round ${round}: ${modes.map((mode) => `${mode} ${times[mode].at(-1)!.toFixed(3)} s`).join(', ')}`);
  }
  const ours = gibibytesPerSecond(BYTES, times.find);
  const bar = (name: string, other: (typeof modes)[number], owed: number): Bar => {
    const ratio = median(times[other]) / median(times.find);
    return {
      name: `1 GiB of float32, looked through for what is not finite, against ${name}, medians of ${rounds} rounds`,
      measured: `${ratio.toFixed(2)} x (${ours} against ${gibibytesPerSecond(BYTES, times[other])})`,
      owed: `${owed} x`,
      holds: ratio >= owed,
      cases: [],
    };
  };
  console.log(
    `with statistics ${gibibytesPerSecond(BYTES, times.statistics)}, with sha256 ${gibibytesPerSecond(BYTES, times.hashed)}`,
  );
  return [
    bar('numpy.isfinite(numpy.load(f)).all()', 'load', 4),
    bar('numpy in chunks of 1 MiB', 'chunks', 1.1),
    bar('reading the file alone', 'read', 0.7),
  ];
};

const showTypes = (folder: string, rounds: number): void => {
  for (const descr of DTYPES) {
    const path = pathOf(folder, descr);
    const find: number[] = [];
    const statistics: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      find.push(seconds('find', path));
      statistics.push(seconds('statistics', path));
    }
    const [fast, slow] = [find, statistics].map((times) => gibibytesPerSecond(SOME_BYTES, times));
    console.log(`${descr}: ${fast}, with statistics ${slow}`);
  }
};

/** Needs taskset and python3-numpy. */
export const measureArrays = async (rounds: number): Promise<readonly Bar[]> => {
  const folder = join(workFolder(), 'arrays');
  await once(folder, { bytes: BYTES, block: 1 }, () => writeArrays(folder));
  warmUp(folder);
  buildSync({
    entryPoints: [join(ROOT, 'bench/array-pass.ts')],
    outfile: join(WORK, PASS),
    bundle: true,
    platform: 'node',
    format: 'esm',
  });
  const bars = measureBars(pathOf(folder, '<f4'), rounds);
  showTypes(folder, rounds);
  return bars;
};
