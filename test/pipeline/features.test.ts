import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ConfigInput, type RunEvent, run } from '../../dist/index.js';
import { float32Bytes, npyFile } from '../../scripts/make/npy.ts';
import type { FeatureLine } from '../../src/model/feature-line.ts';
import { scratch } from './small-dataset.ts';

const { path: place, dispose } = scratch();
afterAll(dispose);

/** Times of files are only told apart by a tick of the kernel's clock. */
const SETTLED_MS = 40;
const FEATURES = 3;

/** One constant feature, one that overflows float16, one of noise around a million; what is not finite among them. */
const valuesOf = (rows: number, seed: number): number[] =>
  Array.from({ length: rows * FEATURES }, (_, at) => {
    const row = Math.floor(at / FEATURES);
    if (row === 5 && at % FEATURES === 2) return Number.NaN;
    return [7, row * 1_000, 1e6 + ((row * 7919 + seed) % 1009) / 1009][at % FEATURES]!;
  });

const writePair = (data: string, name: string, rows: number, seed: number): void => {
  const values = float32Bytes(valuesOf(rows, seed));
  writeFileSync(join(data, `X_${name}.npy`), npyFile('<f4', `(${rows}, ${FEATURES})`, values));
  const labels = Buffer.from(Array.from({ length: rows }, (_, row) => row % 2));
  writeFileSync(join(data, `y_${name}.npy`), npyFile('|u1', `(${rows},)`, labels));
};

/** Two parts, neither of which ends where a slice does. */
const data = join(place, 'data');

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, SETTLED_MS));

const examined = async (name: string, config: Partial<ConfigInput> = {}, onEvent?: (event: RunEvent) => void) => {
  const out = join(place, name);
  const summary = await run({ dataset: data, out, jobs: 1, ...config }, onEvent && { onEvent });
  const text = readFileSync(join(out, 'features.jsonl'), 'utf8');
  const lines = text.split('\n').slice(0, -1);
  return { out, summary, text, lines: lines.map((line) => JSON.parse(line) as FeatureLine) };
};

type Outcome = Awaited<ReturnType<typeof examined>>;
const unprepared = ({ lines }: Outcome) => lines.map((line) => ({ ...line, prepared: null }));

let first: Outcome;
/** The run's folder as it was when all was examined, and nothing concluded. */
const unconcluded = join(place, 'unconcluded');
beforeAll(async () => {
  mkdirSync(data, { recursive: true });
  writePair(data, 'test', 75, 1);
  writePair(data, 'train', 150, 2);
  await settled();
  first = await examined('first', {}, (event) => {
    if (event.kind !== 'stage' || event.stage !== 'concluding') return;
    cpSync(join(place, 'first'), unconcluded, { recursive: true });
  });
});

describe('features that are summed while rows are examined', () => {
  it('are those of all rows, bad ones among them', () => {
    expect(first.lines).toMatchObject([
      { part: 'X_test.npy', feature: 0, n: 75, nonfinite: 0, min: 7, max: 7, variance: 0 },
      { part: 'X_test.npy', feature: 1, n: 75, min: 0, max: 74_000, mean: 37_000 },
      { part: 'X_test.npy', feature: 2, n: 74, nonfinite: 1 },
      { part: 'X_train.npy', feature: 0, n: 150 },
      { part: 'X_train.npy', feature: 1, n: 150, max: 149_000, mean: 74_500 },
      { part: 'X_train.npy', feature: 2, n: 149, nonfinite: 1 },
    ]);
    const { groups } = first.summary;
    expect(groups.filter(({ check }) => check === 'array/constant-feature')).toMatchObject([{ code: 'constant' }]);
  });

  it('leave nothing but their lines behind', () => {
    expect(existsSync(join(unconcluded, 'features'))).toBe(true);
    expect(existsSync(join(first.out, 'features'))).toBe(false);
  });

  it('are the same for any number of workers; of the largest it is said what preprocessing leaves', async () => {
    const scaled = await examined('scaled', { jobs: 3, preprocess: { scale: 10 } });
    expect(unprepared(scaled)).toEqual(first.lines);
    const prepared = scaled.lines.map((line) => Math.round((line.prepared ?? 0) / 10_000));
    expect(prepared).toEqual([0, 74, 1000, 0, 149, 1000]);
    expect(scaled.summary.groups.some(({ check }) => check === 'array/overflow-feature')).toBe(true);
  });

  it('are the same where they are summed before, since they are standardized', async () => {
    const listed = await examined('listed', { preprocess: { standardize: 'features' } });
    expect(unprepared(listed)).toEqual(first.lines);
  });

  it('are the same where a run was stopped, and sums of it were lost', async () => {
    const seals = readFileSync(join(unconcluded, 'seals.jsonl'), 'utf8').split('\n');
    writeFileSync(join(unconcluded, 'seals.jsonl'), `${seals.slice(0, 9).join('\n')}\n`);
    const sums = readdirSync(join(unconcluded, 'features')).sort();
    rmSync(join(unconcluded, 'features', sums[0]!));
    writeFileSync(join(unconcluded, 'features', sums[8]!), 'torn');
    const resumed = await examined('unconcluded', { resume: true });
    expect(resumed.text).toBe(first.text);
  });
});

describe('features that an earlier run knows', () => {
  it('are taken over where nothing changed: no row is read', async () => {
    const second = await examined('second', { since: first.out });
    expect(second.summary).toMatchObject({ bytesRead: 0, reusedFrom: { samples: 225 } });
    expect(second.text).toBe(first.text);
  });

  it('are summed again where a part changed, or other rows are ignored, whether records are taken over or not', async () => {
    writePair(data, 'train', 150, 3);
    await settled();
    const ignore = ['X_test.npy#7*', 'X_test.npy#5'];
    const changed = await examined('changed', { since: first.out, ignore });
    expect(changed.summary.reusedFrom?.samples).toBe(68);
    expect(changed.lines).toMatchObject([{ n: 68 }, { n: 68, max: 69_000 }, { nonfinite: 0 }, { n: 150 }, {}, {}]);
    expect(changed.text).toBe((await examined('full', { recheck: true, ignore })).text);
  });
});
