import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../../dist/index.js';
import { float32Bytes, npyFile } from '../../scripts/make/npy.ts';
import { scratchFolders } from './scratch-folders.ts';

const folder = scratchFolders();

const ROWS = 700;
const SIDE = 4;
const SIZE = SIDE * SIDE;

/** Rows of 4 x 4 around 0, but for those that are stated: their first value. */
const rowsFile = (stated: Readonly<Record<number, number>>, { rows = ROWS, fortran = false } = {}): Buffer => {
  const valueAt = (row: number, place: number): number =>
    (place === 0 ? stated[row] : undefined) ?? ((row * 7 + place) % 32) / 32 + 0.1;
  const values = Array.from({ length: rows * SIZE }, (_, at) =>
    fortran
      ? valueAt(at % rows, (Math.floor(at / rows) % SIDE) * SIDE + Math.floor(at / rows / SIDE))
      : valueAt(Math.floor(at / SIZE), at % SIZE),
  );
  const file = npyFile('<f4', `(${rows}, ${SIDE}, ${SIDE})`, float32Bytes(values));
  return fortran ? Buffer.from(file.toString('latin1').replace("order': False,", "order': True ,"), 'latin1') : file;
};

interface Said {
  readonly check: string;
  readonly code: string;
  readonly key: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

const runOver = async (files: Readonly<Record<string, Uint8Array>>, config: object = {}) => {
  const data = folder();
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(data, name), bytes);
  const out = join(folder(), 'run');
  const { probe, counts } = await run({ dataset: data, out, layout: 'npy', jobs: 1, probe: true, ...config });
  const lines = readFileSync(join(out, 'findings.jsonl'), 'utf8').split('\n').filter(Boolean);
  const said = lines.map((line) => JSON.parse(line) as Said).filter(({ check }) => check.startsWith('probe/'));
  return { out, probe, counts, said };
};

describe('a file that holds many samples', () => {
  it('has each of its rows probed, and names those that no training would survive', async () => {
    const { probe, said } = await runOver({
      'a.npy': rowsFile({ 3: Number.NaN, 500: Number.POSITIVE_INFINITY, 600: 70_000 }),
      'b.npy': rowsFile({}),
    });
    expect(said.map(({ key, check, code, data: { rows } }) => [key, check, code, rows])).toEqual([
      ['a.npy', 'probe/nonfinite', 'input-rows', [3, 500]],
      ['a.npy', 'probe/overflow-fp16', 'input-rows', [600]],
    ]);
    expect(said[0]?.data).toMatchObject({ rowCount: 2, samples: ROWS, value: 'nan', index: 0, more: '' });
    expect(probe).toMatchObject({ probed: 2, rows: 2 * ROWS, nonfinite: 1 });
    expect(probe).not.toHaveProperty('unprobed');
    expect(probe?.layers[0]).toMatchObject({ name: 'input', largest: 70_000, key: 'a.npy' });
  });

  it('tells rows apart that different steps of the preprocessing fail at', async () => {
    const { said } = await runOver(
      { 'a.npy': rowsFile({ 7: 0, 9: -1, 30: 3e38 }) },
      { preprocess: { preset: 'none', scale: 10, function: 'log' } },
    );
    expect(said.map(({ code, data: { step, rows, cause } }) => [code, step, rows, cause]).sort()).toEqual([
      ['step-rows', 'function', [7, 9], 'log 0'],
      ['step-rows', 'scale', [30], expect.anything()],
    ]);
  });

  it('has a step blamed once that most of its rows fail at', async () => {
    const zeros = Object.fromEntries(Array.from({ length: 400 }, (_, row) => [row, 0]));
    const { said, counts } = await runOver({ 'a.npy': rowsFile(zeros) }, { preprocess: { function: 'log' } });
    expect(said).toMatchObject([
      { code: 'faulty-step', key: null, data: { count: 400, probed: ROWS, example: 'a.npy#0' } },
    ]);
    expect(counts.bad).toBe(0);
  });

  it('is probed in Fortran order, too, and a vector as one sample', async () => {
    const { said, probe } = await runOver({
      'a.npy': rowsFile({ 12: Number.NaN }, { rows: 40, fortran: true }),
      'v.npy': npyFile('<f4', '(5,)', float32Bytes([1, 2, Number.NaN, 4, 5])),
    });
    expect(said.map(({ key, code, data: { rows, index } }) => [key, code, rows, index])).toEqual([
      ['a.npy', 'input-rows', [12], 0],
      ['v.npy', 'input', undefined, 2],
    ]);
    expect(probe).toMatchObject({ probed: 2, rows: 40 });
  });

  it('leaves the same record whatever the batch and the workers', async () => {
    const files = { 'a.npy': rowsFile({ 3: Number.NaN }), 'b.npy': rowsFile({ 5: 1e5 }) };
    const records: string[] = [];
    for (const more of [{ batchSize: 1 }, { batchSize: 64, jobs: 2 }]) {
      const { out } = await runOver(files, more);
      // Of files made twice the identities differ.
      const lines = readFileSync(join(out, 'segments/0000000.jsonl'), 'utf8');
      records.push(lines.replaceAll(/"identity":\{[^}]*\}/g, ''));
    }
    expect(records[1]).toBe(records[0]);
  });
});
