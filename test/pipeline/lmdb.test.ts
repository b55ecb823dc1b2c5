import { cpSync, existsSync, mkdirSync, readFileSync, utimesSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exportArrays, run } from '../../dist/index.js';
import { lmdbRecords } from '../../src/storage/lmdb.ts';
import { sourceOf } from '../decode/npy-bytes.ts';
import { scratchFolders } from './scratch-folders.ts';

const folder = scratchFolders();
const golden = new URL('../golden/lmdb/odd.mdb', import.meta.url).pathname;

const recordsOf = (bytes: Buffer) =>
  [...lmdbRecords(sourceOf(bytes))].map(({ key, start, end }) => [
    Buffer.from(key).toString(),
    bytes.toString('latin1', start, end),
  ]);

const examine = async (config: Partial<Parameters<typeof run>[0]> = {}) => {
  const data = folder();
  const out = join(folder(), 'run');
  mkdirSync(data, { recursive: true });
  cpSync(golden, join(data, 'data.mdb'));
  const summary = await run({ dataset: data, out, paths: 'rel', ...config });
  const read = (path: string): string => readFileSync(join(out, path), 'utf8');
  const rejected = read('rejected.jsonl')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as { key: string; verdict: string; checks: string[]; reason: string });
  return { data, out, summary, read, rejected };
};

describe('a run over an LMDB of Caffe', () => {
  it('names each bad record with its check, and the keys of the others', async () => {
    const { summary, read, rejected } = await examine({ jobs: 2, classes: 3 });
    expect(rejected.map(({ key, checks }) => [key, ...checks])).toEqual([
      ['data.mdb#01-short', 'array/malformed'],
      ['data.mdb#03-nan', 'array/nan'],
      ['data.mdb#04-inf', 'array/inf'],
      ['data.mdb#05-none', 'array/malformed'],
      ['data.mdb#06-no-shape', 'array/malformed'],
      ['data.mdb#08-cut.png', 'image/truncated'],
      ['data.mdb#10-label', 'label/out-of-range'],
    ]);
    const kept = ['00-sound', '02-long', '07-sound.png', '09-negative'];
    expect(read('clean/train.txt')).toBe(kept.map((key) => `data.mdb#${key}\n`).join(''));
    expect(summary.counts).toMatchObject({ unexamined: 0, 'over-limit': 0 });
  });

  it('says the same for any number of workers, and moves nothing', async () => {
    const runs = [];
    for (const jobs of [1, 3]) {
      const { data, read, summary } = await examine({ jobs, quarantine: true });
      expect(readFileSync(join(data, 'data.mdb')).equals(readFileSync(golden))).toBe(true);
      expect(summary.movePlan.files).toBe(0);
      runs.push([read('rejected.jsonl'), read('clean/train.txt'), read('to-fix.csv')]);
    }
    expect(runs[1]).toEqual(runs[0]);
  });

  it('is copied without the bad records, byte by byte, with the keys and numbers of those that stay', async () => {
    const { data, out } = await examine({ jobs: 1, classes: 3 });
    const copied = await exportArrays(out);
    // Named as the folder that trainers open.
    const own = basename(data);
    const names = [`${own}.indices.npy`, `${own}.keys.txt`, `${own}/data.mdb`];
    expect(copied).toEqual(names.map((name) => ({ path: join(out, 'clean', name), of: 'data.mdb', rows: 4 })));
    const [indices, keys, database] = copied.map(({ path }) => readFileSync(path));
    expect([...new BigInt64Array(new Uint8Array(indices!).slice(-32).buffer)]).toEqual([0n, 2n, 7n, 9n]);
    expect(keys?.toString()).toBe('00-sound\n02-long\n07-sound.png\n09-negative\n');
    const all = recordsOf(readFileSync(golden));
    expect(recordsOf(database!)).toEqual([0, 2, 7, 9].map((at) => all[at]));

    await expect(exportArrays(out, data)).rejects.toMatchObject({ key: 'pipeline.arrays-over' });
    expect(readFileSync(join(data, 'data.mdb')).equals(readFileSync(golden))).toBe(true);
    utimesSync(join(data, 'data.mdb'), 1, 1);
    await expect(exportArrays(out, join(out, 'other'))).rejects.toMatchObject({ key: 'pipeline.array-changed' });
    expect(existsSync(join(out, 'other'))).toBe(false);
  });

  it('does not read values above the limit', async () => {
    const { rejected } = await examine({ limits: { maxFileBytes: 1000 } });
    expect(rejected.filter(({ verdict }) => verdict === 'over-limit').map(({ key }) => key)).toEqual([
      'data.mdb#00-sound',
      'data.mdb#01-short',
      'data.mdb#02-long',
    ]);
  });
});
