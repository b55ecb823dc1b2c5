import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { splitGlob } from '../../src/sources/glob.ts';
import { plant, scratchFolder } from '../storage/scratch-folder.ts';
import { errorOf, list } from './list.ts';

const FILES = {
  'cat/a.jpg': '',
  'cat/b.png': '',
  'dog/deep/c.jpg': '',
  'dog/.hidden/d.jpg': '',
  'x.dat': '',
  'y.npy': '',
  '50%.jpg': '',
  'labels.csv': 'path,label\ncat/a.jpg,1\n',
};

describe('a pattern of paths', () => {
  it('takes the files that match, flat, whatever folders and manifests there are', async () => {
    const folder = plant(scratchFolder(), FILES);
    const { facts, keys, samples, others } = await list(folder, { manifest: '**/*.jpg' });
    expect(keys).toEqual(['50%25.jpg', 'cat/a.jpg', 'dog/deep/c.jpg']);
    expect([facts.layout, facts.reason, facts.labels.kind]).toEqual([
      'flat',
      { key: 'sources.reason-glob', data: { pattern: '**/*.jpg' } },
      'none',
    ]);
    expect(samples[1]!.annotations).toEqual({});
    expect(others).toContain('cat/b.png');
    expect(others).toContain('labels.csv');
  });

  it('does not cross folders with one star, and may be written with the dataset before it', async () => {
    const folder = plant(scratchFolder(), FILES);
    const keysOf = async (manifest: string) => (await list(folder, { manifest })).keys;
    expect(await keysOf('*/*.{jpg,png}')).toEqual(['cat/a.jpg', 'cat/b.png']);
    expect(await keysOf('./cat/*.jpg')).toEqual(['cat/a.jpg']);
    expect(await keysOf(`${folder}/cat/*`)).toEqual(['cat/a.jpg', 'cat/b.png']);
    expect(await keysOf('50%*')).toEqual(['50%25.jpg']);
  });

  it('takes files of any extension for images, and arrays for what they are', async () => {
    const { samples } = await list(plant(scratchFolder(), FILES), { manifest: '[xy].*' });
    expect(samples.map(({ key, parts: [part] }) => [key, part?.role, part?.holdsSamples])).toEqual([
      ['x.dat', 'image', undefined],
      ['y.npy', 'array', true],
    ]);
  });

  it('matches nothing outside the dataset, and says when it matches nothing at all', async () => {
    const folder = plant(scratchFolder(), { 'in/a.jpg': '', 'out/b.jpg': '' });
    const error = await errorOf(() => list(join(folder, 'in'), { manifest: '../out/*.jpg' }));
    expect(error).toEqual({
      key: 'sources.glob-no-match',
      data: { path: join(folder, 'in'), pattern: '../out/*.jpg', files: 1 },
    });
  });

  it('is no pattern where a file has that very name', async () => {
    const folder = plant(scratchFolder(), { 'a.jpg': '', '[m].csv': 'path\na.jpg\n' });
    expect((await list(folder, { manifest: '[m].csv' })).facts.layout).toBe('manifest');
  });
});

describe('splitGlob', () => {
  it('cuts a dataset before its first mark, and leaves everything else', () => {
    expect(splitGlob({ dataset: 'data/x/**/*.jpg' })).toEqual({ dataset: 'data/x', manifest: '**/*.jpg' });
    expect(splitGlob({ dataset: '*.jpg' })).toEqual({ dataset: '.', manifest: '*.jpg' });
    expect(splitGlob({ dataset: '/*.jpg' })).toEqual({ dataset: '/', manifest: '*.jpg' });
    expect(splitGlob({ dataset: 'data' })).toEqual({ dataset: 'data' });
    expect(splitGlob({ dataset: 'a*', manifest: 'm.csv' })).toEqual({ dataset: 'a*', manifest: 'm.csv' });
    const odd = join(plant(scratchFolder(), { 'a[1]/': '' }), 'a[1]');
    expect(splitGlob({ dataset: odd })).toEqual({ dataset: odd });
  });
});
