import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { exportArrays, run, targetsFit, targetsInverse, targetsTransform } from '../../src/index.ts';
import type { RunSummary } from '../../src/model/summary.ts';
import { emptyFolder } from '../cli/spawn.ts';
import { npyOf } from '../decode/npy-bytes.ts';

const data = emptyFolder();
const out = join(data, '../out');
const ROWS = 12;
const y = Array.from({ length: ROWS }, (_, row) => [row, 100 * row]);
y[3]![1] = Number.NaN;

const floats = (values: readonly number[]) => new Uint8Array(Float64Array.from(values).buffer);
const linesOf = async (lines: AsyncIterable<string>): Promise<readonly string[]> => {
  let text = '';
  for await (const line of lines) text += line;
  return text.trimEnd().split('\n');
};

describe('an array of targets, several numbers a row', () => {
  let summary: RunSummary;
  const normalizer = join(out, 'targets/normalizer.json');
  beforeAll(async () => {
    writeFileSync(join(data, 'X.npy'), npyOf('<f8', `(${ROWS}, 2)`, floats(y.flatMap((_, at) => [at, -at]))));
    writeFileSync(join(data, 'y.npy'), npyOf('<f8', `(${ROWS}, 2)`, floats(y.flat())));
    summary = await run({
      dataset: data,
      out,
      jobs: 1,
      layout: 'pair',
      targets: [{ name: 'y', method: 'minmax' }],
    });
  });

  it('is fitted number by number, on the rows that are sound, with what a prediction of 0 costs', () => {
    expect(summary.targets.map(({ name, method, n, params }) => [name, method, n, params.max])).toEqual([
      ['y_0', 'minmax', 11, 11],
      ['y_1', 'minmax', 11, 1100],
    ]);
    expect(summary.targets[1]?.losses?.before.float16.l2.overflows).toBe(8);
    expect(summary.targets[1]?.losses?.after.float16.l2.overflows).toBe(0);
    const { vectors } = JSON.parse(readFileSync(normalizer, 'utf8')) as { vectors: unknown };
    expect(vectors).toEqual([{ name: 'y', columns: ['y_0', 'y_1'] }]);
  });

  it('has the row with NaN named once, and left out', () => {
    const errors = summary.groups.filter(({ severity }) => severity === 'error');
    expect(errors.map(({ check, code, samples }) => [check, code, samples])).toEqual([
      ['target/not-finite', 'nonfinite', 1],
    ]);
    const lines = readFileSync(join(out, 'clean/X.rows.csv'), 'utf8').trimEnd().split('\n');
    expect(lines).toHaveLength(ROWS);
    expect(lines[0]).toBe('row,y_0,y_1,y_0_normalized,y_1_normalized');
    expect(lines[4]).toBe(`4,4,400,${4 / 11},${400 / 1100}`);
  });

  it('is converted there and back as the clean copy of the array', async () => {
    await exportArrays(out);
    const forth = await linesOf(targetsTransform(join(out, 'clean/y.npy'), normalizer));
    expect(forth[0]).toBe('y_0,y_0_normalized,y_1,y_1_normalized');
    expect(forth.slice(1)).toHaveLength(ROWS - 1);
    const predicted = join(data, '../predicted.npy');
    writeFileSync(predicted, npyOf('<f4', '(1, 2)', new Uint8Array(Float32Array.of(0.5, 1).buffer)));
    expect(await linesOf(targetsInverse(predicted, normalizer))).toEqual([
      'y_0,y_0_denormalized,y_1,y_1_denormalized',
      '0.5,5.5,1,1100',
    ]);
  });

  it('is refused in the conversion with the row that has no number, and by the numbers of a row', async () => {
    await expect(linesOf(targetsTransform(join(data, 'y.npy'), normalizer))).rejects.toMatchObject({
      key: 'targets.cell-not-finite',
      data: { line: 5, column: 'y_1' },
    });
    const other = join(data, '../other.npy');
    writeFileSync(other, npyOf('<f8', '(1, 3)', floats([1, 2, 3])));
    const refused = linesOf(targetsInverse(other, normalizer));
    await expect(refused).rejects.toMatchObject({ key: 'targets.array-width', data: { count: 3, known: 'y (2)' } });
    writeFileSync(other, npyOf('<f8', '(1, 2)', floats([1, 2]), 'True'));
    await expect(linesOf(targetsInverse(other, normalizer))).rejects.toMatchObject({ key: 'targets.array-form' });
  });

  it('is fitted anew as a whole', async () => {
    const fits = await targetsFit(out, [{ name: 'y', method: 'standard' }]);
    expect(fits.map(({ name, method, n }) => [name, method, n])).toEqual([
      ['y_0', 'standard', 11],
      ['y_1', 'standard', 11],
    ]);
  });
});
