import { describe, expect, it } from 'vitest';
import { npyOf } from '../decode/npy-bytes.ts';
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
