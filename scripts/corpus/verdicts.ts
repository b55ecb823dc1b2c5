import { copyFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { sampleId } from '../../src/model/ids.ts';
import type { Bar } from './bars.ts';
import { CORPORA, filesBelow, workFolder } from './places.ts';
import { checksOf, findings, type Run, run } from './prepass.ts';

const FORMATS = ['jpeg', 'png', 'gif', 'webp', 'tiff'];
const LEAST_CORRUPT_FOUND = 28;
const MOST_OK_BAD = 1;
const MOST_WARNED = 5;

interface Labelled {
  readonly path: string;
  readonly expected: 'ok' | 'corrupt' | 'odd';
  readonly why: string;
  readonly format: string;
}

/** Copies files into one folder, their paths as names. */
const flatten = (folder: string, from: string, paths: readonly string[]): void => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const path of paths) copyFileSync(join(from, path), join(folder, path.replaceAll('/', '__')));
};

const labelled = (): readonly Labelled[] =>
  (parse(readFileSync(join(CORPORA, 'images/labels.csv')), { columns: true }) as Labelled[]).filter(({ format }) =>
    FORMATS.includes(format),
  );

const corruptBar = (one: Run, labels: ReadonlyMap<string, Labelled>): Bar => {
  const corrupt = one.samples.filter(({ key }) => labels.get(key)?.expected === 'corrupt');
  const missed = corrupt.filter(({ verdict }) => verdict !== 'bad' && verdict !== 'over-limit');
  return {
    name: 'corrupt images are bad or over-limit',
    measured: `${corrupt.length - missed.length} of ${corrupt.length}`,
    owed: `${LEAST_CORRUPT_FOUND} of 29`,
    holds: corrupt.length === 29 && corrupt.length - missed.length >= LEAST_CORRUPT_FOUND,
    cases: missed.map(({ key, verdict, checks }) => `${key}: ${verdict} [${checks}]; ${labels.get(key)!.why}`),
  };
};

const okBars = (one: Run, labels: ReadonlyMap<string, Labelled>): readonly Bar[] =>
  FORMATS.map((format) => {
    const good = one.samples.filter(({ key }) => {
      const label = labels.get(key);
      return label?.expected === 'ok' && label.format === format;
    });
    const bad = good.filter(({ verdict }) => verdict === 'bad');
    return {
      name: `ok ${format} images are not bad`,
      measured: `${bad.length} of ${good.length} bad`,
      owed: `${MOST_OK_BAD} in all formats together`,
      holds: bad.length <= MOST_OK_BAD,
      cases: bad.map(({ key, checks }) => `${key}: bad [${checks}]`),
    };
  });

/** Files of a good flat folder with a warning or worse of their own, `image/blank` aside, or a verdict other than ok. */
const quietBar = async (name: string, one: Run, files: number, mostBad: number): Promise<Bar> => {
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
    owed: `at most ${MOST_WARNED} and ${mostBad}, of ${files}`,
    holds: one.samples.length === files && warned.length <= MOST_WARNED && bad.length <= mostBad,
    cases: warned.map(({ key, verdict, checks }) => `${key}: ${verdict} [${checks}]`),
  };
};

export interface Measured {
  readonly bars: readonly Bar[];
  readonly runs: readonly Run[];
  /** Absolute paths that the corpora call ok. */
  readonly knownGood: ReadonlySet<string>;
}

/** What is bad is called bad, what is good is left in peace: the labelled images, then good folders by themselves. */
export const measureVerdicts = async (): Promise<Measured> => {
  const all = labelled().filter(({ expected }) => expected !== 'odd');
  const names = new Map(all.map((label) => [label.path.replaceAll('/', '__'), label]));
  const good = all.filter(({ expected }) => expected === 'ok').map(({ path }) => path);
  const bccd = join(CORPORA, 'datasets/bccd/JPEGImages');
  const folders = { all: workFolder('labelled'), good: workFolder('ok'), bccd: workFolder('bccd') };
  flatten(
    folders.all,
    join(CORPORA, 'images'),
    all.map(({ path }) => path),
  );
  flatten(folders.good, join(CORPORA, 'images'), good);
  flatten(folders.bccd, bccd, filesBelow(bccd));

  const everything = await run(folders.all, workFolder('runs', 'labelled'));
  const quiet = await run(folders.good, workFolder('runs', 'ok'));
  const cells = await run(folders.bccd, workFolder('runs', 'bccd'));
  const okBar = okBars(everything, names);
  const badInAll = okBar.flatMap(({ cases }) => cases).length;
  return {
    bars: [
      corruptBar(everything, names),
      ...okBar.map((bar) => ({ ...bar, holds: badInAll <= MOST_OK_BAD })),
      await quietBar('the ok images', quiet, good.length, MOST_OK_BAD),
      await quietBar("BCCD's images", cells, 364, 0),
    ],
    runs: [everything, quiet, cells],
    knownGood: new Set(
      good.flatMap((path) => [folders.all, folders.good].map((folder) => join(folder, path.replaceAll('/', '__')))),
    ),
  };
};
