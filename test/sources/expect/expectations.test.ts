import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { plant, scratchFolder } from '../../storage/scratch-folder.ts';
import { errorOf, list } from '../list.ts';

const MD5 = '5d41402abc4b2a76b9719d911017c592';
const FILES = { 'train/cat/a.jpg': '', 'train/cat/b.jpg': '', 'train/dog/c.jpg': '', 'notes.txt': '' };
const sums = (...names: readonly string[]): string => {
  const folder = plant(scratchFolder(), { SUMS: names.map((name) => `${MD5}  ${name}\n`).join('') });
  return join(folder, 'SUMS');
};
const listWith = (expected: readonly string[], config = {}) =>
  list(plant(scratchFolder(), FILES), { expect: [...expected], ...config });
const linesOf = ({ samples }: Awaited<ReturnType<typeof list>>) =>
  samples.map(({ annotations }) => annotations.expected?.map(({ line }) => line) ?? annotations.unlisted);

describe('listings of the bucket', () => {
  it('are told to each sample, with the line', async () => {
    const listed = await listWith([sums('train/dog/c.jpg', 'train/cat/a.jpg')]);
    expect(linesOf(listed)).toEqual([[2], true, [1]]);
    expect(listed.facts.expect).toMatchObject([{ format: 'checksums', entries: 2, matched: 2, prefix: '', base: '' }]);
  });

  it('cut the beginning of keys that most files are found with', async () => {
    const keys = ['x/y/train/cat/a.jpg', 'x/y/train/cat/b.jpg', 'x/notes.txt', 'other/z.jpg'];
    const listed = await listWith([sums(...keys)]);
    expect(linesOf(listed)).toEqual([[1], [2], true]);
    expect(listed.facts.expect).toMatchObject([{ prefix: 'x/y/', matched: 2, notDownloaded: 0, isStated: false }]);
  });

  it('put a folder of the dataset in front where that is what fits', async () => {
    const listed = await listWith([sums('cat/a.jpg', 'dog/c.jpg')]);
    expect(linesOf(listed)).toEqual([[1], true, [2]]);
    expect(listed.facts.expect).toMatchObject([{ prefix: '', base: 'train/' }]);
  });

  it('name images that never arrived, and neither other files nor such that are there', async () => {
    const listed = await listWith([
      sums('train/cat/a.jpg', 'train/cat/new line.jpg', 'notes.txt', 'gone.txt', 'x.jpg'),
    ]);
    expect(listed.facts.expect).toMatchObject([{ notDownloaded: 2, examples: ['train/cat/new line.jpg', 'x.jpg'] }]);
    expect(readFileSync(join(listed.out, 'listing/not-downloaded.txt'), 'utf8')).toBe(
      'train/cat/new line.jpg\nx.jpg\n',
    );
  });

  it('take the later of two lines for one key', async () => {
    const listed = await listWith([sums('train/cat/a.jpg', 'train/cat/a.jpg')]);
    expect(linesOf(listed)[0]).toEqual([2]);
    expect(listed.facts.expect).toMatchObject([{ entries: 2, matched: 1, notDownloaded: 0 }]);
  });

  it('may be several, each with its own beginning of keys', async () => {
    const listed = await listWith([sums('train/cat/a.jpg'), sums('v2/train/cat/a.jpg', 'v2/train/cat/b.jpg')]);
    expect(linesOf(listed)).toEqual([[1, 1], [2], true]);
  });

  it('that fit nowhere are refused, unless the beginning was stated', async () => {
    const listing = sums('q/a.jpg');
    expect(await errorOf(() => listWith([listing]))).toMatchObject({
      key: 'sources.expect-no-match',
      data: { entries: 1, example: 'q/a.jpg' },
    });
    const listed = await listWith([listing], { expectPrefix: 'q/' });
    expect(listed.facts.expect).toMatchObject([{ prefix: 'q/', isStated: true, matched: 0, notDownloaded: 1 }]);
  });

  it('that name nothing are refused', async () => {
    expect(await errorOf(() => listWith([sums('-')]))).toMatchObject({ key: 'sources.expect-empty' });
  });

  it('leave the samples of a dataset without one as they were', async () => {
    const { samples, facts } = await listWith([]);
    expect(JSON.stringify([samples, facts])).not.toMatch(/expected|unlisted|"expect"/);
  });
});
