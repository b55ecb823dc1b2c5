import { existsSync, lstatSync, opendirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bar } from '../scripts/corpus/bars.ts';
import { filesBelow, workFolder } from '../scripts/corpus/places.ts';
import { makeSmall } from '../scripts/make/folders.ts';
import { completeRun, type Watched } from './watched-run.ts';

const EDITED = 1_000;
/** Longest second run over so many files, in seconds. */
const OWED = [
  { files: 100_000, seconds: 5 },
  { files: 1_000_000, seconds: 45 },
] as const;
const MOST_CONCLUDE_BYTES = 2 ** 30;
const MOST_COORDINATOR_BYTES = 256 * 2 ** 20;
/** Longer than a tick of the file system's clock, so that no file counts as changed while the first run read it. */
const SETTLE_MS = 200;

const LASTING = ['samples.parquet', 'findings.parquet', 'members.parquet', 'rejected.csv', 'clean/train.txt'];

const differing = (a: string, b: string): readonly string[] =>
  LASTING.filter((name) => !readFileSync(join(a, name)).equals(readFileSync(join(b, name))));

/** What any second look at a dataset must cost at least: its names, and one lstat for each. */
const walk = (folder: string): number => {
  let files = 0;
  const directory = opendirSync(folder, { bufferSize: 1024 });
  for (let entry = directory.readSync(); entry !== null; entry = directory.readSync()) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) files += walk(path);
    else files += lstatSync(path).isFile() ? 1 : 0;
  }
  directory.closeSync();
  return files;
};

const walkSeconds = (folder: string): number => {
  const start = performance.now();
  walk(folder);
  return (performance.now() - start) / 1000;
};

/** As large and as old as before; only the last byte of the comment differs, and the time of the change. */
const editInPlace = (path: string): void => {
  const { mtimeMs } = lstatSync(path);
  const bytes = readFileSync(path);
  const comment = bytes.indexOf(0xfe, 2) + 3;
  // The last digit: files whose numbers are multiples of the step stay apart from each other.
  const last = comment - 2 + bytes.readUInt16BE(comment - 2) - 1;
  bytes[last] = bytes[last] === 0x5a ? 0x59 : 0x5a;
  writeFileSync(path, bytes);
  utimesSync(path, mtimeMs / 1000, mtimeMs / 1000);
};

const opened = (log: string): readonly string[] =>
  existsSync(log) ? [...new Set(readFileSync(log, 'utf8').split('\n').filter(Boolean))].sort() : [];

const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MiB`;
const memoryOf = ({ coordinatorBytes, concludeBytes }: Watched): string =>
  `coordinator ${mebibytes(coordinatorBytes)}, concluding ${mebibytes(concludeBytes)}`;

/**
 * A dataset is examined, examined again as it is, and once more with 1,000 files edited so that only their ctime tells. Which files are
 * opened is logged by the workers themselves.
 */
export const measureAgain = async (files: number): Promise<readonly Bar[]> => {
  const folder = join(workFolder(), `small-${files}`);
  await makeSmall(files, folder);
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  const place = (name: string): string => join(workFolder('runs'), `again-${name}`);
  const log = join(workFolder('runs'), 'again-opened.log');
  const again = (name: string, since: string): Promise<Watched> => {
    rmSync(log, { force: true });
    return completeRun(folder, place(name), ['--since', place(since)], { environment: { PREPASS_OPEN_LOG: log } });
  };

  const first = await completeRun(folder, place('first'), ['--recheck']);
  const bare = walkSeconds(folder);
  const second = await again('second', 'first');
  const openedUnchanged = opened(log);

  const keys = filesBelow(folder);
  const step = Math.max(1, Math.floor(keys.length / EDITED));
  const edited = keys.filter((_, at) => at % step === 0).slice(0, EDITED);
  for (const key of edited) editInPlace(join(folder, key));
  const third = await again('third', 'second');
  const openedEdited = opened(log);
  await completeRun(folder, place('full'), ['--recheck']);

  const isExact = JSON.stringify(openedEdited) === JSON.stringify(edited.toSorted());
  const differs = [...differing(place('first'), place('second')), ...differing(place('third'), place('full'))];
  const owed = OWED.find((each) => files <= each.files) ?? OWED[1];
  return [
    {
      name: `second run over ${files} unchanged files`,
      measured: `${second.seconds.toFixed(1)} s (first run ${first.seconds.toFixed(1)} s, bare walk with lstat ${bare.toFixed(1)} s, one process)`,
      owed: `at most ${owed.seconds} s on 2 cores`,
      holds: second.seconds <= owed.seconds && openedUnchanged.length === 0,
      cases: [`files opened: ${openedUnchanged.length}`, memoryOf(second)],
    },
    {
      name: `${edited.length} of ${files} files edited, as large and as old as before`,
      measured: `${openedEdited.length} files opened, ${isExact ? 'exactly those' : 'NOT those'}, ${third.seconds.toFixed(1)} s`,
      owed: 'those and only those are read',
      holds: isExact,
      cases: [],
    },
    {
      name: 'results of runs that reuse, against full runs',
      measured: differs.length === 0 ? 'byte-equal' : `different: ${differs.join(', ')}`,
      owed: 'byte-equal',
      holds: differs.length === 0,
      cases: [],
    },
    {
      name: `memory of a second run over ${files} files`,
      measured: memoryOf(second),
      owed: `under ${mebibytes(MOST_COORDINATOR_BYTES)} and ${mebibytes(MOST_CONCLUDE_BYTES)}`,
      holds: second.coordinatorBytes < MOST_COORDINATOR_BYTES && second.concludeBytes < MOST_CONCLUDE_BYTES,
      cases: [],
    },
  ];
};
