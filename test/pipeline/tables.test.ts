import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../../dist/index.js';
import { configSchema } from '../../src/model/config.ts';
import { reuseKeysOf } from '../../src/pipeline/reuse-keys.ts';
import { list } from '../sources/list.ts';
import { parquetOf } from '../storage/parquet-bytes.ts';
import { scratchFolders } from './scratch-folders.ts';

const folder = scratchFolders();

/** Twelve sound rows around what is odd; Windows line ends, a quoted name and a quoted number, as they come. */
const SOUND = Array.from({ length: 12 }, (_, at) => `${at}.5,"${at}",${at % 2}\r\n`).join('');
const ODD = ['nan,1,0', '1,-inf,1', '1e39,1,0', ',1,1', '3 m,1,0', '1,1,7,7', '1,1,9', '2.5,"2",1'];
const TABLE = `"width, m",height,label\r\n${SOUND}${ODD.map((row) => `${row}\r\n`).join('')}`;

const examine = async (name: string, content: string | Uint8Array, config: Partial<Parameters<typeof run>[0]> = {}) => {
  const data = folder();
  const out = join(folder(), 'run');
  mkdirSync(data, { recursive: true });
  writeFileSync(join(data, name), content);
  const summary = await run({ dataset: data, out, classes: 2, paths: 'rel', ...config });
  const read = (path: string): string => readFileSync(join(out, path), 'utf8');
  const rejected = read('rejected.jsonl')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as { key: string; verdict: string; checks: string[]; reason: string });
  return { data, out, summary, read, rejected };
};

describe('a run over a table', () => {
  it('names each bad row with its check and column, and copies the others byte by byte', async () => {
    const { summary, read, rejected } = await examine('train.csv', TABLE, { jobs: 2 });
    expect(summary.counts).toEqual({ ok: 13, suspect: 2, bad: 5, 'over-limit': 0, unexamined: 0 });
    expect(rejected.map(({ key, checks }) => [key, ...checks])).toEqual([
      ['train.csv#12', 'array/nan'],
      ['train.csv#13', 'array/inf'],
      ['train.csv#16', 'array/not-a-number'],
      ['train.csv#17', 'file/manifest-row'],
      ['train.csv#18', 'label/out-of-range'],
    ]);
    expect(rejected[0]?.reason).toBe('1 of 2 values are NaN; columns: width, m');
    const rows = [SOUND, '1e39,1,0\r\n', ',1,1\r\n', '2.5,"2",1\r\n'];
    expect(read('clean/train.csv')).toBe(`"width, m",height,label\r\n${rows.join('')}`);
    const told = summary.groups.map(({ check, samples }) => `${check} ${samples}`);
    expect(told).toEqual(expect.arrayContaining(['array/overflow-float32 1', 'array/missing-value 1']));
  });

  it('leaves out what is in doubt where that is asked, and says the same for any number of workers', async () => {
    const runs = [];
    for (const jobs of [1, 3]) {
      const { read } = await examine('train.csv', TABLE, { jobs, dropSuspect: true });
      runs.push([read('clean/train.csv'), read('rejected.jsonl'), read('to-fix.csv'), read('clean/train.txt')]);
    }
    expect(runs[1]).toEqual(runs[0]);
    expect(runs[0]?.[0]).toBe(`"width, m",height,label\r\n${SOUND}2.5,"2",1\r\n`);
  });

  it('does the same for Parquet', async () => {
    const query = `SELECT CASE WHEN i = 3 THEN 'nan'::DOUBLE WHEN i = 4 THEN 1e39 WHEN i = 5 THEN NULL ELSE i END AS a,
      (i % 2)::INT AS label FROM range(8) t(i)`;
    const { summary, rejected, out } = await examine('train.parquet', await parquetOf(query));
    expect(summary.counts).toMatchObject({ ok: 5, suspect: 2, bad: 1 });
    expect(rejected.map(({ key, checks }) => [key, ...checks])).toEqual([['train.parquet#3', 'array/nan']]);
    expect(readFileSync(join(out, 'clean/train.parquet')).subarray(0, 4).toString()).toBe('PAR1');
  });

  it('takes no record over that was made of other columns', async () => {
    const data = folder();
    mkdirSync(data, { recursive: true });
    writeFileSync(join(data, 'train.csv'), TABLE);
    const keysOf = async (...features: string[]) => {
      const { facts } = await list(data, { features });
      const config = configSchema.parse({ dataset: data });
      return reuseKeysOf({ config, facts, checks: [], options: {}, isOn: () => true }).bytes;
    };
    expect(await keysOf('height')).not.toBe(await keysOf('height', 'width*'));
    expect(await keysOf('height')).toBe(await keysOf('height'));
  });

  it('normalizes a target behind the last column', async () => {
    const { read } = await examine('train.csv', 'a,price\n1,0.5\n2,1.5\n3,\n', {
      targets: [{ name: 'price', method: 'minmax' }],
    });
    expect(read('clean/train.csv')).toBe('a,price,price_normalized\n1,0.5,0\n2,1.5,1\n');
  });
});
