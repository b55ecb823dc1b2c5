import { appendFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scratchFolder } from '../storage/scratch-folder.ts';
import { errorOf, list } from './list.ts';

const golden = (name: string): string => new URL(`../golden/lmdb/${name}`, import.meta.url).pathname;

/** A folder with databases and other files: names to goldens, or to bytes. */
const planted = (files: Readonly<Record<string, string | Uint8Array>>): string => {
  const folder = scratchFolder();
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    if (typeof content === 'string') cpSync(golden(content), path);
    else writeFileSync(path, content);
  }
  return folder;
};

const text = Buffer.from('x');

/** small.mdb with some of its bytes, all of them once in it, written over. */
const patched = (from: string, to: string): Uint8Array => {
  const bytes = readFileSync(golden('small.mdb'));
  const at = bytes.indexOf(Buffer.from(from, 'hex'));
  expect(at).toBeGreaterThan(0);
  bytes.write(to, at, 'hex');
  return bytes;
};

describe('an LMDB of Caffe', () => {
  it('is a folder whose records are samples, with where their values stand', async () => {
    const folder = planted({ 'data.mdb': 'small.mdb', 'lock.mdb': text, 'mean.binaryproto': text });
    const { facts, samples, keys, others } = await list(folder);
    expect(facts).toMatchObject({ layout: 'lmdb', samples: 5, labels: { kind: 'integers' }, otherFiles: 1 });
    expect(others).toEqual(['mean.binaryproto']);
    expect(keys).toEqual([0, 1, 2, 3, 4].map((at) => `data.mdb#0000000${at}_${'abcde'[at]}`));
    expect(samples.map(({ parts }) => parts[0]?.role)).toEqual(['array', 'array', 'array', 'image', 'array']);
    const [start, end] = samples[1]!.parts[0]!.range!;
    expect([end - start, samples[1]!.parts[0]!.ownership]).toEqual([6020, 'shared']);
    expect(facts.databases).toMatchObject([
      { ref: 'data.mdb', identity: { size: readFileSync(golden('small.mdb')).length } },
    ]);
  });

  it('is the file itself, of any name', async () => {
    for (const name of ['data.mdb', 'train.lmdb']) {
      const { facts, keys } = await list(join(planted({ [name]: 'small.mdb' }), name));
      expect([facts.layout, keys[0]]).toEqual(['lmdb', `${name}#00000000_a`]);
    }
  });

  it('is one of several in folders, which name splits', async () => {
    const { facts } = await list(planted({ 'a_val_lmdb/data.mdb': 'small.mdb', 'a_train_lmdb/data.mdb': 'small.mdb' }));
    expect(facts).toMatchObject({ layout: 'lmdb', splits: { train: 5, val: 5 } });
    expect(facts.databases?.map(({ ref }) => ref)).toEqual(['a_train_lmdb/data.mdb', 'a_val_lmdb/data.mdb']);
  });

  it('is none beside pictures, unless it is said to be', async () => {
    const folder = planted({ 'train_lmdb/data.mdb': 'small.mdb', 'cat/1.jpg': text });
    expect((await list(folder)).facts.layout).not.toBe('lmdb');
    expect((await list(folder, { layout: 'lmdb' })).facts.samples).toBe(5);
  });

  it('keeps records out that a glob names', async () => {
    const { keys } = await list(planted({ 'data.mdb': 'small.mdb' }), { ignore: ['data.mdb#*_[a-d]'] });
    expect(keys).toEqual(['data.mdb#00000004_e']);
  });

  it('reads a label that is left out as 0, as Caffe does, but as missing where others say 0', async () => {
    const labelsOf = async (file: string | Uint8Array) =>
      (await list(planted({ 'data.mdb': file }))).samples.map(({ annotations }) => annotations.label);
    expect(await labelsOf('small.mdb')).toEqual(['3', '-1', '1', '2', '0']);
    // The label of the first record, behind its six bytes.
    expect(await labelsOf(patched('0001020304052803', '0001020304052800'))).toEqual(['0', '-1', '1', '2', '']);
  });
});

describe('what cannot be listed', () => {
  const keyOf = async (folder: string, config: Parameters<typeof list>[1] = {}) =>
    (await errorOf(() => list(folder, config)))?.key;
  const small = readFileSync(golden('small.mdb'));

  it('is refused with the page where it is damaged', async () => {
    const cut = planted({ 'data.mdb': small.subarray(0, 4 * 4096) });
    const error = await errorOf(() => list(cut));
    expect(error?.key).toBe('sources.lmdb-damaged');
    expect(error?.data).toMatchObject({ file: 'data.mdb', detail: expect.stringMatching(/page \d/) });
    expect(await keyOf(planted({ 'data.mdb': small.subarray(0, 100) }))).toBe('sources.lmdb-damaged');
  });

  it.each([
    ['no record', { 'data.mdb': 'empty.mdb' }, 'sources.lmdb-empty'],
    ['other values than Datums', { 'data.mdb': 'tree.mdb' }, 'sources.lmdb-no-datum'],
  ])('is refused where it holds %s', async (_, files, key) => {
    expect(await keyOf(planted(files))).toBe(key);
  });

  it('is refused where a layout is stated that is not there, or a target asked for', async () => {
    expect(await keyOf(planted({ 'a.txt': text }), { layout: 'lmdb' })).toBe('sources.no-lmdb');
    const target = { targets: [{ name: 'y', method: 'standard' as const }] };
    expect(await keyOf(planted({ 'data.mdb': 'small.mdb' }), target)).toBe('sources.no-manifest-for-targets');
  });

  it('is refused where it is written to meanwhile', async () => {
    const folder = planted({ 'data.mdb': 'small.mdb' });
    const onSample = () => appendFileSync(join(folder, 'data.mdb'), 'x');
    expect((await errorOf(() => list(folder, {}, { onSample })))?.key).toBe('sources.lmdb-changed');
  });
});
