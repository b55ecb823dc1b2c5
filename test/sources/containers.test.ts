import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { npyOf } from '../decode/npy-bytes.ts';
import { float32, safetensorsOf } from '../storage/safetensors-bytes.ts';
import { plant, scratchFolder } from '../storage/scratch-folder.ts';
import { zipOf } from '../storage/zip-bytes.ts';
import { errorOf, list } from './list.ts';

const bytes = npyOf('|u1', '(2,)', Buffer.from([1, 2]));
const archive = zipOf(['x.npy', '../../y.npy', 'README.txt', 'folder/'].map((name) => ({ name, bytes })));

describe('a .npz in a dataset', () => {
  it('is a sample an array, and none of them owns the file', async () => {
    const { facts, samples, keys, others } = await list(plant(scratchFolder(), { 'train/a.npz': archive }));
    expect(facts).toMatchObject({ layout: 'npy', splits: { train: 2 }, otherFiles: 1 });
    expect(keys).toEqual(['train/a.npz#x.npy', 'train/a.npz#../../y.npy']);
    expect(others).toEqual(['train/a.npz#README.txt']);
    expect(samples[1]?.parts).toEqual([
      {
        name: 'array',
        role: 'array',
        resource: 'train/a.npz',
        member: '../../y.npy',
        ownership: 'shared',
        holdsSamples: true,
      },
    ]);
  });

  it('may be the whole dataset', async () => {
    expect((await list(`${plant(scratchFolder(), { 'a.npz': archive })}/a.npz`)).keys).toHaveLength(2);
  });

  it('counts in its class folder', async () => {
    const { facts } = await list(plant(scratchFolder(), { 'cat/a.npz': archive, 'dog/b.jpg': '' }));
    expect(facts.classFolders).toMatchObject([
      { name: 'cat', samples: 2 },
      { name: 'dog', samples: 1 },
    ]);
  });

  it('is one sample of its own when its directory is cut, so that it can be moved', async () => {
    const { samples } = await list(plant(scratchFolder(), { 'a.npz': archive.subarray(0, 90), 'b.npy': '' }));
    expect(samples[0]).toMatchObject({ key: 'a.npz', parts: [{ resource: 'a.npz', ownership: 'exclusive' }] });
    expect(samples[0]?.parts[0]).not.toHaveProperty('member');
  });

  it('leaves out the arrays that are ignored, and refuses to leave out all', async () => {
    const folder = plant(scratchFolder(), { 'a.npz': archive });
    const { keys, facts } = await list(folder, { ignore: ['**/*.npz#x.npy'] });
    expect(keys).toEqual(['a.npz#../../y.npy']);
    expect(facts).toMatchObject({ ignoredFiles: 1, notes: [] });
    const error = await errorOf(() => list(`${folder}/a.npz`, { ignore: ['a.npz#x.npy', 'a.npz#../../y.npy'] }));
    expect(error?.key).toBe('sources.all-ignored');
  });
});

describe('a .safetensors in a dataset', () => {
  const weights = safetensorsOf({ 'layer.0': float32([2, 2], [1, 2, 3, 4]), 'layer.1': float32([2], [1, 2]) });

  it('is a sample a tensor, and none of them owns the file', async () => {
    const { facts, samples, keys } = await list(plant(scratchFolder(), { 'model.safetensors': weights }));
    expect(facts).toMatchObject({ layout: 'npy', otherFiles: 0 });
    expect(keys).toEqual(['model.safetensors#layer.0', 'model.safetensors#layer.1']);
    expect(samples[0]?.parts).toMatchObject([{ member: 'layer.0', ownership: 'shared', holdsSamples: true }]);
  });

  it('is one sample of its own where it is cut, so that it can be moved', async () => {
    const { samples } = await list(plant(scratchFolder(), { 'a.safetensors': weights.subarray(0, -1) }));
    expect(samples).toMatchObject([{ key: 'a.safetensors', parts: [{ ownership: 'exclusive' }] }]);
  });

  it('may hold samples and labels, joined by index', async () => {
    const pair = safetensorsOf({ x_train: float32([3, 2], [1, 2, 3, 4, 5, 6]), y_train: float32([3], [0, 1, 2]) });
    const { facts, samples } = await list(`${plant(scratchFolder(), { 'a.safetensors': pair })}/a.safetensors`);
    expect(facts.layout).toBe('pair');
    expect(
      samples.map(({ key, split, annotations }) => [key, split, annotations.targets ?? annotations.label]),
    ).toEqual([
      ['a.safetensors#x_train#0', 'train', '0'],
      ['a.safetensors#x_train#1', 'train', '1'],
      ['a.safetensors#x_train#2', 'train', '2'],
    ]);
  });
});

describe('an HDF5 file in a dataset', () => {
  const golden = (name: string): Buffer => readFileSync(`test/golden/containers/${name}`);
  const train = golden('train.h5');

  it('is a sample a dataset, named by its path, with what is no array told of', async () => {
    const { keys, others } = await list(plant(scratchFolder(), { 'a.h5': golden('odd.h5') }));
    expect(keys).toContain('a.h5#good');
    expect(others).toContain('a.h5#outside');
  });

  it('may hold samples and labels under the names that Caffe gives them', async () => {
    const { facts, samples } = await list(plant(scratchFolder(), { 'train.h5': train }));
    expect(facts.layout).toBe('pair');
    expect(samples).toHaveLength(12);
    expect(samples[4]).toMatchObject({
      key: 'train.h5#data#4',
      split: 'train',
      parts: [{ resource: 'train.h5', member: 'data', row: 4 }],
      annotations: { label: '1' },
    });
  });

  it('is one of many, which are not joined unless a list says so', async () => {
    const files = { 'a.h5': train, 'b.hdf5': train };
    expect((await list(plant(scratchFolder(), files))).facts.layout).toBe('npy');
    const listed = { ...files, 'files.txt': 'src/data/a.h5\n\nb.hdf5\n', 'notes.txt': 'a.h5 is a file\n' };
    const { facts, keys, others } = await list(plant(scratchFolder(), listed));
    expect(facts.layout).toBe('pair');
    expect(keys).toHaveLength(24);
    expect(keys[12]).toBe('b.hdf5#data#0');
    expect(others).toEqual(['files.txt', 'notes.txt']);
  });
});

describe('a list of HDF5 files given as the dataset', () => {
  const train = readFileSync('test/golden/containers/train.h5');
  const planted = (text: string) =>
    `${plant(scratchFolder(), { 'sub/b.h5': train, 'a.h5': train, 'c.h5': train, 'list.txt': text })}/list.txt`;

  it('names its pairs in its order, from wherever Caffe runs, each once', async () => {
    const { facts, keys } = await list(planted('/some/where/sub/b.h5\r\n./examples/a.h5\na.h5'));
    expect(facts.layout).toBe('pair');
    expect([keys[0], keys[12], keys.length]).toEqual(['sub/b.h5#data#0', 'a.h5#data#0', 24]);
  });

  it('is read array by array where one of its files is no pair, so that none is left out', async () => {
    const folder = plant(scratchFolder(), {
      'a.h5': train,
      'odd.h5': readFileSync('test/golden/containers/odd.h5'),
      'list.txt': 'a.h5\nodd.h5',
    });
    const { facts, keys } = await list(`${folder}/list.txt`);
    expect(facts).toMatchObject({ layout: 'npy', reason: { key: 'sources.pair-lone', data: { x: 'odd.h5' } } });
    expect(keys).toEqual(expect.arrayContaining(['a.h5#data', 'a.h5#label', 'odd.h5#good']));
  });

  it('is refused where a file is not there, with its line', async () => {
    expect(await errorOf(() => list(planted('a.h5\nmissing.h5\n')))).toEqual({
      key: 'sources.hdf5-list-missing',
      data: { file: 'list.txt', line: 2, path: 'missing.h5' },
    });
  });

  it('is a manifest where a line is anything else', async () => {
    const { facts } = await list(planted('a.h5\nx.png\ny.png\nz.png\nu.png\nv.png\n'.split('\n').slice(1).join('\n')));
    expect(facts.layout).toBe('manifest');
  });
});
