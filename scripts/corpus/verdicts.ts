import { join } from 'node:path';
import { sampleId } from '../../src/model/ids.ts';
import { type Bar, percent } from './bars.ts';
import { flatName, flatten, type Labelled, labelledImages } from './labels.ts';
import { CORPORA, filesBelow, workFolder } from './places.ts';
import { type Finding, findings, type Run, run, type SampleLine, watchedRun } from './prepass.ts';
import { quietBar } from './quiet.ts';
import { safetyBars } from './safety.ts';
import { DISAGREEMENTS, MOST_WRONG_LABELS, WRONG_LABELS } from './wrong-labels.ts';

const CORRUPT = 54;
const LEAST_CORRUPT_FOUND = 53;
const OK = 462;
const LEAST_OK_PASSED = 0.98;
/** Formats of which the good files must also be quiet. */
const QUIET_FORMATS = ['jpeg', 'png', 'gif', 'webp', 'tiff'];

/** A labelled image and what prepass says of it. */
interface Judged {
  readonly label: Labelled;
  readonly sample: SampleLine;
  /** Its findings that weigh, as a reader checks them. */
  readonly words: string;
}

const wordsOf = (found: readonly Finding[]): string =>
  found
    .filter(({ severity }) => severity !== 'note')
    .map(({ check, code, data }) => `${check} ${code} ${JSON.stringify(data)}`)
    .join('; ');

const judgedOf = async (one: Run, labels: readonly Labelled[]): Promise<readonly Judged[]> => {
  const found = new Map<string, Finding[]>();
  for (const finding of await findings(one)) {
    const id = finding.subject.sample ?? '';
    found.set(id, [...(found.get(id) ?? []), finding]);
  }
  const samples = new Map(one.samples.map((sample) => [sample.key, sample]));
  return labels.flatMap((label) => {
    const sample = samples.get(flatName(label.path));
    if (sample === undefined) return [];
    return [{ label, sample, words: wordsOf(found.get(sampleId('flat', sample.key)) ?? []) }];
  });
};

const reasonOf = ({ path, why }: Labelled): string => DISAGREEMENTS[path] ?? `label: ${why}`;

const caseOf = ({ label, sample, words }: Judged): string =>
  `${label.path}: ${sample.verdict} [${words}]; ${reasonOf(label)}`;

const corruptBar = (judged: readonly Judged[], wrong: number): Bar => {
  const corrupt = judged.filter(({ label }) => label.expected === 'corrupt');
  const missed = corrupt.filter(({ sample: { verdict } }) => verdict !== 'bad' && verdict !== 'over-limit');
  const found = corrupt.length - missed.length;
  return {
    name: 'corrupt images are bad or over-limit',
    measured: `${found} of ${corrupt.length}`,
    owed: `${LEAST_CORRUPT_FOUND} of ${CORRUPT}${wrong > 0 ? `, less ${wrong} whose label is wrong` : ''}`,
    holds: corrupt.length === CORRUPT - wrong && found >= LEAST_CORRUPT_FOUND - wrong,
    cases: missed.map(caseOf),
  };
};

const okBars = (judged: readonly Judged[], wrong: number): readonly Bar[] => {
  const good = judged.filter(({ label }) => label.expected === 'ok');
  const bad = good.filter(({ sample }) => sample.verdict === 'bad');
  const suspect = good.filter(({ sample }) => sample.verdict === 'suspect');
  const others = good.filter(({ sample: { verdict } }) => verdict === 'unexamined' || verdict === 'over-limit');
  const passed = good.length - bad.length - others.length;
  const complete = good.length === OK - wrong;
  return [
    {
      name: 'ok images are not bad',
      measured: `${bad.length} of ${good.length} bad`,
      owed: `0 of ${OK}`,
      holds: complete && bad.length === 0,
      cases: bad.map(caseOf),
    },
    {
      name: 'ok images are ok or suspect',
      measured: `${passed} of ${good.length} (${percent(passed, good.length)}), ${suspect.length} of them suspect`,
      owed: `${100 * LEAST_OK_PASSED} % of ${OK}`,
      holds: complete && passed >= LEAST_OK_PASSED * good.length,
      cases: [...others, ...suspect].map(caseOf),
    },
  ];
};

const isWrong = ({ path }: Labelled): boolean => WRONG_LABELS[path] !== undefined;

const wrongBar = (labels: readonly Labelled[]): Bar => {
  const wrong = labels.filter(isWrong);
  return {
    name: 'labels shown to be wrong',
    measured: `${wrong.length}`,
    owed: `at most ${MOST_WRONG_LABELS}`,
    holds: wrong.length <= MOST_WRONG_LABELS && wrong.length === Object.keys(WRONG_LABELS).length,
    cases: wrong.map(({ path, expected }) => `${path}: called ${expected}; ${WRONG_LABELS[path]}`),
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
  const images = join(CORPORA, 'images');
  const labels = labelledImages();
  const scored = labels.filter(({ expected }) => expected !== 'odd');
  const odd = labels.filter(({ expected }) => expected === 'odd');
  const good = scored.filter(({ expected }) => expected === 'ok');
  const quiet = good.filter(({ format }) => QUIET_FORMATS.includes(format));
  const bccd = join(CORPORA, 'datasets/bccd/JPEGImages');
  const folders = {
    scored: workFolder('labelled'),
    odd: workFolder('odd'),
    quiet: workFolder('ok'),
    bccd: workFolder('bccd'),
  };
  const pathsOf = (rows: readonly Labelled[]): readonly string[] => rows.map(({ path }) => path);
  flatten(folders.scored, images, pathsOf(scored));
  flatten(folders.odd, images, pathsOf(odd));
  flatten(folders.quiet, images, pathsOf(quiet));
  flatten(folders.bccd, bccd, filesBelow(bccd));

  const ofScored = await watchedRun(folders.scored, workFolder('runs', 'labelled'));
  const ofOdd = await watchedRun(folders.odd, workFolder('runs', 'odd'));
  const ofQuiet = await run(folders.quiet, workFolder('runs', 'ok'));
  const ofBccd = await run(folders.bccd, workFolder('runs', 'bccd'));
  const judged = await judgedOf(
    ofScored,
    scored.filter((label) => !isWrong(label)),
  );
  const wrong = (expected: Labelled['expected']): number =>
    labels.filter((label) => label.expected === expected && isWrong(label)).length;
  return {
    bars: [
      corruptBar(judged, wrong('corrupt')),
      ...okBars(judged, wrong('ok')),
      wrongBar(labels),
      ...safetyBars([ofScored, ofOdd], labels.length),
      await quietBar('the ok images of the common formats', ofQuiet, quiet.length),
      await quietBar("BCCD's images", ofBccd, 364),
    ],
    runs: [ofScored, ofQuiet, ofBccd],
    knownGood: new Set(
      good.flatMap(({ path }) => [folders.scored, folders.quiet].map((folder) => join(folder, flatName(path)))),
    ),
  };
};
