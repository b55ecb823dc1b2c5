import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { BAD_ROWS, make as makeBadInput } from '../../examples/nan/bad-input/make.ts';
import { trainMeasured } from '../../examples/nan/bad-input/train.ts';
import { make as makeClasses } from '../../examples/nan/class-absent/make.ts';
import { BATCH, trainClasses } from '../../examples/nan/class-absent/train.ts';
import { cleanRows, type Dataset, keepRows, readDataset, writeDataset } from '../../examples/nan/dataset.ts';
import { make as makePrices } from '../../examples/nan/gradient-explosion/make.ts';
import { normalized, trainPrices } from '../../examples/nan/gradient-explosion/train.ts';
import { make as makeLabels, CLASSES as OF_LABELS, WRONG_LABELS } from '../../examples/nan/label-out-of-range/make.ts';
import { trainLabeled } from '../../examples/nan/label-out-of-range/train.ts';
import { make as makePooled, SIDE } from '../../examples/nan/stride-over-kernel/make.ts';
import { poolingOf, skippedShare } from '../../examples/nan/stride-over-kernel/pooling.ts';
import { NET, trainPooled } from '../../examples/nan/stride-over-kernel/train.ts';
import { BLANK_ROW, make as makeBlank } from '../../examples/nan/zero-deviation/make.ts';
import { trainPictures } from '../../examples/nan/zero-deviation/train.ts';
import { type ConfigInput, run } from '../../src/index.ts';

const EXAMPLES = new URL('../../examples/nan', import.meta.url).pathname;
const work = mkdtempSync(join(tmpdir(), 'prepass-nan-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

interface Said {
  readonly check: string;
  readonly code: string;
  readonly key: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The dataset on disk as its generator writes it, and what a run with the probe says of it. */
const examine = async (cause: string, made: Dataset, config: Partial<ConfigInput> = {}) => {
  const folder = join(work, cause);
  writeDataset(folder, made);
  const out = join(mkdtempSync(join(work, 'run-')), 'scan');
  await run({ dataset: folder, out, jobs: 1, probe: true, ...config });
  const lines = readFileSync(join(out, 'findings.jsonl'), 'utf8').trimEnd().split('\n');
  const said = lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Said);
  const dataset = readDataset(folder);
  return {
    dataset,
    out,
    of: (check: string) => said.filter((finding) => finding.check === check),
    clean: () => keepRows(dataset, cleanRows(join(out, 'clean', 'X.rows.csv'))),
  };
};

const expectNaN = (losses: readonly number[]): void => expect(losses.at(-1)).toBeNaN();
const expectLearning = (losses: readonly number[]): void => {
  expect(losses.every(Number.isFinite), String(losses)).toBe(true);
  expect(losses.at(-1)).toBeLessThan(losses[0]!);
};
const rowKey = (row: number | string): string => `X.npy#${row}`;

describe('a training loop turns NaN, prepass names the cause, and once the remedy is carried out the loop learns', () => {
  it('gradient explosion: targets around 10,000, normalized', async () => {
    const { dataset, of } = await examine('gradient-explosion', makePrices());
    expectNaN(trainPrices(dataset));
    expect(of('probe/initial-loss')).toMatchObject([{ code: 'too-large', data: { loss: 'l2', count: 240 } }]);
    const remedied = await examine('gradient-explosion', makePrices(), { layout: 'pair', targets: [{ name: 'y' }] });
    expect(remedied.of('probe/initial-loss')).toEqual([]);
    expectLearning(trainPrices(normalized(dataset, join(remedied.out, 'targets', 'normalizer.json'))));
  });

  it('a class missing from batches: the batch that the finding names, or a loss that skips it', async () => {
    const { dataset, of } = await examine('class-absent', makeClasses(), { batchSize: BATCH });
    expectNaN(trainClasses(dataset, BATCH, 'divide'));
    const [said] = of('probe/batch-class-absent');
    expect(said).toMatchObject({ code: 'absent', data: { class: '2', count: 12, of: 240, batch: BATCH } });
    expectLearning(trainClasses(dataset, said!.data.least as number, 'divide'));
    expectLearning(trainClasses(dataset, BATCH, 'skip'));
  });

  it('bad input: rows with NaN and infinity, left out', async () => {
    const { dataset, of, clean } = await examine('bad-input', makeBadInput());
    expectNaN(trainMeasured(dataset));
    const said = of('probe/nonfinite').map(({ code, key, data: { value } }) => [code, key, value]);
    expect(said).toEqual([
      ['input', rowKey(BAD_ROWS[0]), 'nan'],
      ['input', rowKey(BAD_ROWS[1]), '+inf'],
    ]);
    expectLearning(trainMeasured(clean()));
  });

  it('bad input that only preparing makes: a blank picture divided by its deviation, left out', async () => {
    const { dataset, of, clean } = await examine('zero-deviation', makeBlank(), {
      preprocess: { standardize: 'sample' },
    });
    expect(dataset.inputs.every((picture) => picture.every(Number.isFinite))).toBe(true);
    expectNaN(trainPictures(dataset));
    expect(of('probe/preprocess-nonfinite')).toMatchObject([
      { key: rowKey(BLANK_ROW), data: { step: 'standardize', cause: 'std 0' } },
    ]);
    expectLearning(trainPictures(clean()));
  });

  it('labels out of range: rows left out', async () => {
    const { dataset, of, clean } = await examine('label-out-of-range', makeLabels(), { classes: OF_LABELS });
    expectNaN(trainLabeled(dataset));
    expect(of('probe/nonfinite').map(({ code, key }) => [code, key])).toEqual(
      Object.keys(WRONG_LABELS).map((row) => ['label', rowKey(row)]),
    );
    expectLearning(trainLabeled(clean()));
  });

  it('a stride over its kernel: corrected in the network', async () => {
    const { dataset, of } = await examine('stride-over-kernel', makePooled(), { probeModel: NET });
    const pooling = poolingOf(readFileSync(NET, 'utf8'));
    expectNaN(trainPooled(dataset, pooling));
    expectNaN(trainPooled(dataset, { ...pooling, kind: 'AVE' }));
    expect(of('probe/model-graph')).toMatchObject([
      { code: 'stride-over-kernel', data: { node: 'pool1', kernel: [2, 2], stride: [3, 3] } },
    ]);
    expectLearning(trainPooled(dataset, { ...pooling, stride: pooling.kernel }));
  });
});

describe('where honest arithmetic makes no NaN', () => {
  it('a stride over its kernel that rounds down learns, and never looks at more than half of each picture', () => {
    const pooling = { ...poolingOf(readFileSync(NET, 'utf8')), rounding: 'down' } as const;
    expectLearning(trainPooled(makePooled(), pooling));
    expect(skippedShare(SIDE, pooling)).toBeCloseTo(1 - 36 / 81, 12);
    expect(skippedShare(SIDE, { ...pooling, stride: 1 })).toBe(0);
  });

  it('a label of C spoils its neighbor in the batch: the loss stays finite, but is not that of the right label', () => {
    const dataset = makeLabels();
    const labels = Float64Array.from(dataset.labels, (label, row) => (row === 150 ? 0 : label));
    const losses = trainLabeled({ ...dataset, labels });
    const right = trainLabeled({ ...dataset, labels: labels.map((label, row) => (row === 37 ? 1 : label)) });
    expect(losses.every(Number.isFinite)).toBe(true);
    expect(losses).not.toEqual(right);
  });
});

describe('the examples', () => {
  it('have a generator and a loop for each cause, and their page names each', () => {
    const causes = readdirSync(EXAMPLES, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    const page = readFileSync(join(EXAMPLES, 'README.md'), 'utf8');
    for (const { name } of causes) {
      for (const file of ['make.ts', 'train.ts']) expect(existsSync(join(EXAMPLES, name, file)), name).toBe(true);
      expect(page).toContain(`${name}/`);
    }
  });
});
