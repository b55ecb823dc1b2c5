import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openLocal } from '../../src/storage/local.ts';
import { openParquet } from '../../src/storage/parquet.ts';
import { jpegOf } from '../pipeline/small-dataset.ts';
import { parquetOf, picturesOf } from '../storage/parquet-bytes.ts';
import { emptyFolder, prepass } from './spawn.ts';

/** Four pictures, of which d.jpg is cut, and whatever else. */
const pictures = async (files: Readonly<Record<string, string | Uint8Array>>): Promise<string> => {
  const cwd = emptyFolder();
  mkdirSync(join(cwd, 'data'));
  for (const [at, name] of ['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg'].entries()) {
    const bytes = await jpegOf(at);
    writeFileSync(join(cwd, 'data', name), name === 'd.jpg' ? bytes.subarray(0, bytes.length >> 1) : bytes);
  }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, 'data', name), text);
  return cwd;
};

const clean = (cwd: string) => ({
  names: readdirSync(join(cwd, 'scan/clean')).sort(),
  read: (name: string) => readFileSync(join(cwd, 'scan/clean', name), 'utf8'),
});

describe('prepass run with a manifest', () => {
  it('reads JSON Lines, and writes them back without bad rows and with normalized targets', async () => {
    const line = (name: string, age: string) => `{"file_name": "${name}", "label": 0, "age": ${age}}\n`;
    const cwd = await pictures({
      'metadata.jsonl': `${line('a.jpg', '1.0')}${line('d.jpg', '2.0')}${line('b.jpg', '3.0')}${line('c.jpg', 'NaN')}{"file_na`,
    });
    const { status, stdout } = prepass(['data', '--out', 'scan', '--target', 'age:minmax', '--paths', 'rel'], { cwd });
    expect(status).toBe(1);
    expect(stdout).toContain('manifest metadata.jsonl found; paths in column “file_name”');
    expect(stdout).toContain('the line is no JSON object, or not a whole one');
    const { names, read } = clean(cwd);
    expect(names).toEqual(['metadata.jsonl', 'train.txt']);
    expect(read('metadata.jsonl')).toBe(
      '{"file_name": "a.jpg", "label": 0, "age": 1.0, "age_normalized": 0}\n' +
        '{"file_name": "b.jpg", "label": 0, "age": 3.0, "age_normalized": 1}\n',
    );
  });

  it('reads lists of splits with class numbers, and finds a picture that is in two of them', async () => {
    const cwd = await pictures({ 'train.txt': 'a.jpg 0\nd.jpg 1\nb.jpg 1\n', 'val.txt': 'c.jpg 0\nb.jpg 1\n' });
    const { status, stdout } = prepass(['data', '--out', 'scan', '--paths', 'rel'], { cwd });
    expect(status).toBe(1);
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      'train.txt, val.txt: a path, counted from ., and a class number on every line',
    );
    expect(stdout).toContain('dataset/split-leakage');
    const { names, read } = clean(cwd);
    expect(names).toEqual(['train.list.txt', 'train.txt', 'val.list.txt', 'val.txt']);
    expect(read('train.list.txt')).toBe('a.jpg 0\nb.jpg 1\n');
  });

  it('takes several manifests with the names of their splits', async () => {
    const cwd = await pictures({ 'one.tsv': 'path\tlabel\na.jpg\tcat\n', 'two.csv': 'path,label\nc.jpg,dog\n' });
    const { status, stdout } = prepass(
      ['data', '--manifest', 'train=one.tsv', '--manifest', 'val=two.csv', '--out', 'scan', '--lang', 'zh'],
      { cwd },
    );
    expect(stdout.replace(/\s+/g, '')).toContain('清单train=one.tsv,val=two.csv分别作为划分train,val');
    expect([status, clean(cwd).names]).toEqual([0, ['classes.txt', 'one.tsv', 'train.txt', 'two.csv', 'val.txt']]);
    const twice = prepass(['data', '--manifest', 'one.tsv', '--manifest', 'v=one.tsv'], { cwd });
    expect([twice.status, twice.stderr]).toEqual([2, expect.stringContaining('is given twice')]);
  });

  it('examines pictures inside Parquet rows, and moves nothing', async () => {
    const good = await Promise.all([1, 2, 3].map(jpegOf));
    const bytes = await picturesOf([good[0]!, good[1]!.subarray(0, 700), null, good[2]!]);
    const cwd = await pictures({ 'train.parquet': bytes });
    const run = prepass(['data', '--out', 'scan', '--paths', 'rel', '--quarantine', '--max-move', 'unlimited'], {
      cwd,
    });
    expect([run.status, run.stderr]).toEqual([1, expect.any(String)]);
    expect(run.stdout).toContain('pictures inside the rows, in column “image”');
    expect(run.stdout).toContain('4 samples = 2 ok + 0 suspect + 2 bad + 0 over-limit + 0 unexamined');
    const { read } = clean(cwd);
    expect(read('train.rows.csv')).toBe('row\n0\n3\n');
    expect(read('train.txt')).toBe('train.parquet#0\ntrain.parquet#3\n');
    expect(readFileSync(join(cwd, 'scan/rejected.csv'), 'utf8')).toContain('train.parquet#1,bad,image/truncated');
    expect(readdirSync(join(cwd, 'scan/evidence')).filter((name) => name.endsWith('.jpg'))).toHaveLength(1);
    expect(readFileSync(join(cwd, 'data/train.parquet')).equals(bytes)).toBe(true);
  });

  it('writes a Parquet manifest back as Parquet', async () => {
    const rows = `('a.jpg', 1.5), ('d.jpg', 2.5), ('b.jpg', 3.5)`;
    const cwd = await pictures({ 'data.parquet': await parquetOf(`SELECT * FROM (VALUES ${rows}) t(path, age)`) });
    const { status } = prepass(['data', '--out', 'scan', '--target', 'age:minmax'], { cwd });
    const copy = await openParquet(openLocal({ root: '/', follow: [] }, join(cwd, 'scan/clean/data.parquet')));
    expect([status, await copy.readGroup(0, ['path', 'age_normalized'])]).toEqual([
      1,
      [
        ['a.jpg', 0],
        ['b.jpg', 1],
      ],
    ]);
  });

  it('takes a quoted pattern for the dataset', async () => {
    const cwd = await pictures({});
    const { status, stdout } = prepass(['data/[abc].jpg', '--out', 'scan', '--paths', 'rel'], { cwd });
    expect([status, clean(cwd).read('train.txt')]).toEqual([0, 'a.jpg\nb.jpg\nc.jpg\n']);
    expect(stdout).toContain('files that match [abc].jpg');
    const none = prepass(['data/*.png'], { cwd });
    expect([none.status, none.stderr]).toEqual([
      2,
      expect.stringContaining('None of the 4 files in data matches *.png'),
    ]);
  });
});
