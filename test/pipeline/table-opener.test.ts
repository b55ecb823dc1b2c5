import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createTableOpener } from '../../src/pipeline/processes/table-opener.ts';
import { openRoots } from '../../src/storage/local.ts';
import { list } from '../sources/list.ts';
import { parquetOf } from '../storage/parquet-bytes.ts';
import { plant, scratchFolder } from '../storage/scratch-folder.ts';

const open = async (name: string, content: string | Uint8Array, config: Parameters<typeof list>[1] = {}) => {
  const folder = plant(scratchFolder(), { [name]: content });
  const { facts, samples } = await list(folder, { layout: 'table', ...config });
  const opener = createTableOpener(openRoots(Buffer.from(folder), []), facts);
  const row = async (at: number) => {
    const { row: found } = await opener.open(samples[at]!.parts[0]!);
    return [[...found.values], found.cells.missing, found.cells.text];
  };
  return { folder, opener, samples, row };
};
const numbers = Array.from({ length: 2_000 }, (_, at) => at / 4);

describe('rows of a table', () => {
  it('are read where they stand, in order, out of order and again', async () => {
    const { row } = await open('a.csv', `x,note,y\n${numbers.map((n) => `${n},"a ""b""\n",-${n}\n`).join('')}`);
    for (const at of [0, 1, 2, 1999, 1000, 1000, 3]) expect(await row(at)).toEqual([[at / 4, -at / 4], [], []]);
  });

  it('are read far behind each other without what is between', async () => {
    const wide = 'w'.repeat(3_000);
    const { row } = await open('a.csv', `x,note\n${numbers.map((n) => `${n},${wide}\n`).join('')}`);
    for (const at of [0, 1900, 2]) expect(await row(at)).toEqual([[at / 4], [], []]);
  });

  it('are read in UTF-16, with ; between cells', async () => {
    const { row } = await open('a.csv', Buffer.from('\ufeffx;größe\r\n1,5;\r\n2;3\r\n', 'utf16le'), {
      features: ['x', 'größe'],
    });
    expect(await row(0)).toEqual([[NaN, NaN], [1], [{ at: 0, raw: '1,5' }]]);
    expect(await row(1)).toEqual([[2, 3], [], []]);
  });

  it('of JSON Lines are objects, whose keys may come in any order and be absent', async () => {
    const { row } = await open('a.jsonl', '{"x": 1, "y": 2.5}\n\n{"y": NaN, "z": {}, "x": null}\n{"x": 1e999}\n');
    expect(await row(0)).toEqual([[1, 2.5], [], []]);
    expect(await row(1)).toEqual([[NaN, NaN], [0], []]);
    expect(await row(2)).toEqual([[Infinity, NaN], [1], []]);
  });

  it('of Parquet are read over row groups, null being missing and NaN a number', async () => {
    const query = `SELECT i::DOUBLE / 4 AS x, CASE WHEN i % 3 = 0 THEN NULL ELSE i END AS y, i = 5 AS flag,
      CASE WHEN i = 7 THEN 'nan'::FLOAT ELSE 0.5::FLOAT END AS f FROM range(5000) t(i)`;
    const { row } = await open('a.parquet', await parquetOf(query, ', ROW_GROUP_SIZE 2048'));
    expect(await row(5)).toEqual([[1.25, 5, 1, 0.5], [], []]);
    expect(await row(4998)).toEqual([[1249.5, NaN, 0, 0.5], [1], []]);
    expect(await row(7)).toEqual([[1.75, 7, 0, NaN], [], []]);
  });

  it('are not those of another file that has the name since', async () => {
    const { folder, row, opener, samples } = await open('a.csv', 'x,y\n1,2\n3,4\n');
    writeFileSync(join(folder, 'a.csv'), 'x,y\n5,6\n7,8\n');
    expect(() => opener.open(samples[0]!.parts[0]!)).toThrow('another table now');
    await expect(row(1)).rejects.toMatchObject({ cause: 'CHANGED' });
  });

  it('stand where the listing says, or are none', async () => {
    const { opener } = await open('a.csv', 'x,y\n1,2\n3,4\n');
    for (const range of [
      [6, 9],
      [4, 6],
      [100, 103],
    ] as const) {
      expect(() => opener.open({ resource: 'a.csv', row: 0, range })).toThrow('no row from byte');
    }
  });
});
