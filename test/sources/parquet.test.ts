import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { literal, openDatabase } from '../../src/catalog/database.ts';
import { type ExportRow, exportClean } from '../../src/export/clean.ts';
import { bytesFromKey } from '../../src/model/path-key.ts';
import { parquetOf, picturesOf } from '../storage/parquet-bytes.ts';
import { plant, scratchFolder } from '../storage/scratch-folder.ts';
import { errorOf, list } from './list.ts';

const FILES = { 'a.jpg': '', 'b.jpg': '', 'sub/c.jpg': '' };
const rowsOf = (...rows: string[]) => `SELECT * FROM (VALUES ${rows.join(', ')}) t(path, label, age, n)`;
const ROWS = rowsOf(
  `('a.jpg', 9007199254740993, 1.5::DOUBLE, 1)`,
  `('sub/c.jpg', NULL, 'nan'::DOUBLE, 2)`,
  `('a.jpg', 3, NULL, 3)`,
  `(NULL, 4, 'inf'::DOUBLE, 4)`,
  `('../x.jpg', 5, 2.5, 5)`,
);

const clean = async (listed: Awaited<ReturnType<typeof list>>, bad: readonly string[], targets = true) => {
  const { facts, root, out, samples } = listed;
  const rows = async function* (): AsyncGenerator<ExportRow> {
    for (const { ordinal, key, id, parts, annotations } of samples) {
      const resource = parts[0]?.cell === undefined ? (parts[0]?.resource ?? '') : key;
      const verdict = bad.includes(key) ? 'bad' : 'ok';
      yield {
        ordinal,
        key,
        id,
        split: null,
        label: null,
        verdict,
        resource,
        origin: annotations.origin!,
        findings: [],
      };
    }
  };
  const context = { facts, root: bytesFromKey(root), out, paths: 'rel', dropSuspect: false, reason: () => '' } as const;
  mkdirSync(join(out, 'clean'), { recursive: true });
  await exportClean(rows(), { ...context, transforms: targets ? { age: (value) => value * 2 } : {} });
  return join(out, 'clean');
};

const queried = async (sql: string) => {
  const database = await openDatabase(':memory:');
  const rows = [];
  for await (const row of database.rows(sql)) rows.push(row);
  database.close();
  return rows;
};

describe('a Parquet manifest', () => {
  it('has its columns as cells, with every digit, and every row once', async () => {
    const folder = plant(scratchFolder(), { ...FILES, 'metadata.parquet': await parquetOf(ROWS) });
    const { facts, samples, keys, others } = await list(folder);
    expect(facts.manifest).toMatchObject({
      ref: 'metadata.parquet',
      form: 'parquet',
      header: ['path', 'label', 'age', 'n'],
      columns: { path: 'path', label: 'label', targets: ['age'] },
    });
    expect(facts.reason.key).toBe('sources.reason-manifest-found');
    expect(keys).toEqual(['a.jpg', 'sub/c.jpg', 'a.jpg#row3', '#row4', '../x.jpg']);
    expect(
      samples.map(({ annotations: { label, targets, problems } }) => [label, targets?.age, problems?.[0]?.kind]),
    ).toEqual([
      ['9007199254740993', '1.5', undefined],
      ['', 'NaN', undefined],
      ['3', '', 'duplicate-row'],
      ['4', 'Infinity', 'missing-path'],
      ['5', '2.5', 'outside-root'],
    ]);
    expect(others).toEqual(['b.jpg']);
  });

  it('comes out clean as Parquet: the same values and types in their order, minus rows', async () => {
    const folder = plant(scratchFolder(), { ...FILES, 'x[1]*.parquet': await parquetOf(ROWS) });
    const listed = await list(folder, { manifest: 'x[1]*.parquet' });
    const path = join(await clean(listed, ['sub/c.jpg', '#row4']), 'x[1]*.parquet');
    const copy = join(scratchFolder(), 'copy.parquet');
    writeFileSync(copy, readFileSync(path));
    expect(
      await queried(`SELECT path, label::VARCHAR AS label, age, n, age_normalized AS z FROM ${literal(copy)}`),
    ).toEqual([
      { path: 'a.jpg', label: '9007199254740993', age: 1.5, n: 1, z: 3 },
      { path: 'a.jpg', label: '3', age: null, n: 3, z: null },
      { path: '../x.jpg', label: '5', age: 2.5, n: 5, z: 5 },
    ]);
    expect(await queried(`SELECT column_type AS t FROM (DESCRIBE SELECT * FROM ${literal(copy)})`)).toEqual(
      ['VARCHAR', 'BIGINT', 'DOUBLE', 'INTEGER', 'DOUBLE'].map((t) => ({ t })),
    );
    const again = join(
      await clean(await list(folder, { manifest: 'x[1]*.parquet' }), ['sub/c.jpg', '#row4']),
      'x[1]*.parquet',
    );
    expect(readFileSync(again).equals(readFileSync(path))).toBe(true);
  });

  it('keeps what datasets says of its columns while they are the same', async () => {
    const bytes = await parquetOf(ROWS, `, KV_METADATA {huggingface: '{"info": 1}', other: 'x'}`);
    const folder = plant(scratchFolder(), { ...FILES, 'data.parquet': bytes });
    const notesOf = async (targets: boolean) => {
      const path = join(await clean(await list(folder), [], targets), 'data.parquet');
      return queried(`SELECT decode(key) AS key, decode(value) AS value FROM parquet_kv_metadata(${literal(path)})`);
    };
    expect(await notesOf(false)).toEqual([{ key: 'huggingface', value: '{"info": 1}' }]);
    expect(await notesOf(true)).toEqual([]);
  });

  it('is not made clean from a file that is another one by then', async () => {
    const folder = plant(scratchFolder(), { ...FILES, 'data.parquet': await parquetOf(ROWS) });
    const listed = await list(folder);
    utimesSync(join(folder, 'data.parquet'), 1, 1);
    expect((await errorOf(() => clean(listed, [])))?.key).toBe('sources.manifest-changed');
    expect(readdirSync(join(listed.out, 'clean'))).toEqual([]);
  });

  it('is refused with its reason when it cannot be read', async () => {
    const whole = await parquetOf(ROWS);
    const refusal = async (bytes: Uint8Array) =>
      (await errorOf(() => list(join(plant(scratchFolder(), { 'data.parquet': bytes }), 'data.parquet'))))?.key;
    expect(await refusal(whole.subarray(0, -3))).toBe('sources.manifest-parquet');
    expect(await refusal(Buffer.alloc(0))).toBe('sources.manifest-parquet');
    expect(await refusal(await parquetOf(`SELECT 'a.jpg' AS path, 1 AS file_row_number`))).toBe(
      'sources.manifest-parquet',
    );
    expect(await refusal(await parquetOf(`SELECT 'b' AS x`))).toBe('sources.no-path-column');
    expect(await refusal(await parquetOf(`SELECT 'a.jpg' AS path WHERE false`))).toBe('sources.manifest-no-rows');
  });

  it('takes texts that are not marked as such, as older writers leave them', async () => {
    const bytes = await parquetOf(`SELECT encode('a.jpg') AS path, 1 AS label`);
    expect((await list(plant(scratchFolder(), { ...FILES, 'data.parquet': bytes }))).keys).toEqual(['a.jpg']);
  });
});

describe('pictures inside rows', () => {
  it('are samples, named by file and row, whose bytes are never moved', async () => {
    const bytes = await picturesOf([Buffer.from('ffd8ff', 'hex'), null, Buffer.from('89504e47', 'hex')]);
    const folder = plant(scratchFolder(), { ...FILES, 'train.parquet': bytes });
    const { facts, samples, keys } = await list(folder);
    expect(facts.reason).toEqual({ key: 'sources.reason-pictures', data: { file: 'train.parquet', path: 'image' } });
    expect(keys).toEqual(['train.parquet#0', 'train.parquet#1', 'train.parquet#2']);
    expect(samples[2]).toMatchObject({
      parts: [
        {
          role: 'image',
          resource: 'train.parquet',
          cell: { row: 2, column: 'image', member: 'bytes' },
          ownership: 'shared',
        },
      ],
      annotations: { label: '0', origin: { record: 3 } },
    });
    expect(readFileSync(join(await clean(await list(folder), ['train.parquet#1']), 'train.rows.csv'), 'utf8')).toBe(
      'row\n0\n2\n',
    );
  });

  it('are the split that their file is named by, and found in the column that is stated', async () => {
    const [one, two] = [await picturesOf([Buffer.from('ffd8ff', 'hex')]), await picturesOf([null, null])];
    const { facts, keys } = await list(plant(scratchFolder(), { 'train.parquet': one, 'test.parquet': two }));
    expect([facts.splits, keys]).toEqual([
      { test: 2, train: 1 },
      ['train.parquet#0', 'test.parquet#0', 'test.parquet#1'],
    ]);
    const pieces = await list(
      plant(scratchFolder(), {
        'test-00000-of-00001.parquet': one,
        'train-00001-of-00002-0f3a.parquet': one,
        'train-00000-of-00002-0f3a.parquet': two,
      }),
    );
    expect([pieces.facts.splits, pieces.keys]).toEqual([
      { test: 1, train: 3 },
      [
        'train-00000-of-00002-0f3a.parquet#0',
        'train-00000-of-00002-0f3a.parquet#1',
        'train-00001-of-00002-0f3a.parquet#0',
        'test-00000-of-00001.parquet#0',
      ],
    ]);
    const bytes = await parquetOf(`SELECT 'a.jpg' AS path, from_hex('ff00') AS thumb, from_hex('ff01') AS full`);
    const folder = plant(scratchFolder(), { ...FILES, 'data.parquet': bytes });
    expect((await list(folder)).keys).toEqual(['a.jpg']);
    expect((await list(folder, { pathColumn: 'full' })).samples[0]!.parts[0]!.cell).toEqual({ row: 0, column: 'full' });
  });
});
