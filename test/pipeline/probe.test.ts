import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exportTable, inspectFile, run } from '../../dist/index.js';
import { float32Bytes, npyFile } from '../../scripts/make/npy.ts';
import type { ProbeOutcome } from '../../src/model/probe.ts';
import { scratchFolders } from './scratch-folders.ts';
import { makeFolderDataset } from './small-dataset.ts';

const folder = scratchFolders();

const ROWS = 60;
const FEATURES = 8;

/** Rows that look like features; row 5 holds NaN, row 6 a value beyond float16; row 9 has a label that no class has. */
const makePairs = (): string => {
  const data = folder();
  const values = Array.from({ length: ROWS * FEATURES }, (_, at) => ((at * 37) % 64) / 32 - 1);
  values[5 * FEATURES] = Number.NaN;
  values[6 * FEATURES + 2] = 70_000;
  writeFileSync(join(data, 'X.npy'), npyFile('<f4', `(${ROWS}, ${FEATURES})`, float32Bytes(values)));
  const labels = Buffer.alloc(ROWS * 4);
  for (let at = 0; at < ROWS; at += 1) labels.writeInt32LE(at === 9 ? 7 : at % 3, at * 4);
  writeFileSync(join(data, 'y.npy'), npyFile('<i4', `(${ROWS},)`, labels));
  return data;
};

const findingsOf = async (out: string): Promise<readonly string[]> => {
  const lines: string[] = [];
  for await (const line of exportTable(out, 'findings', 'jsonl')) {
    const { check, code, key } = JSON.parse(line) as { check: string; code: string; key: string };
    if (check.startsWith('probe/')) lines.push(`${key} ${check} ${code}`);
  }
  return lines.sort();
};

describe('a run with the probe', () => {
  it('names the rows that would make training NaN, and none of the others', async () => {
    const out = join(folder(), 'run');
    const summary = await run({ dataset: makePairs(), out, jobs: 1, probe: true, classes: 3 });
    expect(await findingsOf(out)).toEqual([
      'X.npy#5 probe/nonfinite input',
      'X.npy#6 probe/overflow-fp16 input',
      'X.npy#9 probe/nonfinite label',
    ]);
    expect(summary.probe).toMatchObject({ network: 'built-in', probed: ROWS, nonfinite: 2 });
    expect(summary.probe?.losses).toMatchObject([{ name: 'softmax', count: ROWS - 2 }]);
    expect(summary.probe?.layers[0]).toMatchObject({ name: 'input', largest: 70_000, key: 'X.npy#6' });
  });

  it('says the same for any batch size and any number of workers', async () => {
    const data = makePairs();
    const records: string[] = [];
    for (const [batchSize, jobs] of [
      [1, 1],
      [7, 2],
      [64, 3],
    ] as const) {
      const out = join(folder(), 'run');
      await run({ dataset: data, out, jobs, batchSize, probe: true, classes: 3 });
      const segments = [0, 1, 2, 3].map((at) => readFileSync(join(out, 'segments', `000000${at}.jsonl`), 'utf8'));
      records.push(segments.join(''));
    }
    expect(records[1]).toBe(records[0]);
    expect(records[2]).toBe(records[0]);
  });

  it('passes pictures, and adds nothing to a run without it', async () => {
    const data = folder();
    await makeFolderDataset(data, 6);
    const without = await run({ dataset: data, out: join(folder(), 'run'), jobs: 1 });
    expect(without.probe).toBeUndefined();
    expect(Object.keys(without.tallies).filter((id) => id.startsWith('probe/'))).toEqual([]);
    const probed = await run({ dataset: data, out: join(folder(), 'run'), jobs: 1, probe: true });
    expect(probed.probe).toMatchObject({ probed: 6, nonfinite: 0 });
    // Two classes: a fresh network knows nothing.
    expect(probed.probe?.losses[0]?.median).toBeCloseTo(Math.log(2), 1);
  });

  it('reads again what was read without it, or with another preprocessing', async () => {
    const work = folder();
    const data = join(work, 'data');
    mkdirSync(data);
    await makeFolderDataset(data, 4);
    const once = async (name: string, more: object) =>
      (await run({ dataset: data, out: join(work, name), jobs: 1, ...more })).reusedFrom?.samples ?? 0;
    // Records are only taken over from files that are older than the run before.
    await new Promise((resolve) => setTimeout(resolve, 50));
    await once('a', {});
    expect(await once('b', { since: join(work, 'a'), probe: true })).toBe(0);
    expect(await once('c', { since: join(work, 'b'), probe: true })).toBe(4);
    expect(await once('d', { since: join(work, 'b'), probe: true, preprocess: 'caffe' })).toBe(0);
  });

  it('shows one file layer by layer', async () => {
    const data = folder();
    const values = Array.from({ length: 48 }, (_, at) => (at === 7 ? 70_000 : at / 48));
    writeFileSync(join(data, 'one.npy'), npyFile('<f4', '(3, 4, 4)', float32Bytes(values)));
    const { facets } = await inspectFile(join(data, 'one.npy'), { probe: true });
    const probe = facets.probe as ProbeOutcome;
    expect(probe.layers.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['input', 'conv1', 'relu1', 'conv2', 'logits']),
    );
    expect(probe.overflow.float16).toMatchObject({ name: 'input', index: 7 });
  });
});
