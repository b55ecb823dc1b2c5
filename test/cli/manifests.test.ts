import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { jpegOf } from '../pipeline/small-dataset.ts';
import { emptyFolder, prepass } from './spawn.ts';

/** Four pictures, of which d.jpg is cut, and whatever else. */
const pictures = async (files: Readonly<Record<string, string>>): Promise<string> => {
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
