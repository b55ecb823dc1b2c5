import { describe, expect, it } from 'vitest';
import { plant, scratchFolder } from '../storage/scratch-folder.ts';
import { errorOf, list } from './list.ts';

const MD5 = '5d41402abc4b2a76b9719d911017c592';
const withManifest = (text: string) => plant(scratchFolder(), { 'a.jpg': '', 'b.jpg': '', 'manifest.csv': text });
const columnsOf = async (text: string, config = {}) => (await list(withManifest(text), config)).facts.manifest?.columns;

describe('columns of checksums and sizes', () => {
  it('are taken by name where all of the first cells have the form', async () => {
    expect(await columnsOf(`path,md5,size\na.jpg,${MD5},5\nb.jpg,,7\n`)).toMatchObject({
      checksum: { name: 'md5', how: 'found' },
      size: { name: 'size', how: 'found' },
    });
  });

  it('are not taken where a cell is something else', async () => {
    for (const cells of [`${MD5},XL`, 'ff8040c0,1.5', `${MD5.slice(1)}g,-3`]) {
      const columns = await columnsOf(`path,hash,size\na.jpg,${cells}\n`);
      expect(columns).not.toHaveProperty('size');
      if (!cells.startsWith(MD5)) expect(columns).not.toHaveProperty('checksum');
    }
  });

  it('are not looked for among labels and targets', async () => {
    const columns = await columnsOf('path,label,size\na.jpg,1,5\nb.jpg,0,7\n', { targets: [{ name: 'size' }] });
    expect(columns).not.toHaveProperty('size');
  });

  it('are believed when an option names them, and have to be there', async () => {
    const text = `path,sum,length\na.jpg,"""${MD5}-2""",5\n`;
    const folder = withManifest(text);
    const { samples } = await list(folder, { checksumColumn: 'sum', sizeColumn: 'length' });
    expect(samples[0]?.annotations.expected).toEqual([
      { how: 'stated', file: 'manifest.csv', line: 2, digests: [{ algorithm: 'multipart', value: `${MD5}-2` }] },
      { how: 'stated', file: 'manifest.csv', line: 2, size: 5 },
    ]);
    expect(await errorOf(() => list(folder, { checksumColumn: 'md5' }))).toMatchObject({
      key: 'sources.unknown-column',
      data: { option: '--checksum-column' },
    });
  });

  it('say of each row what its cells say, of a row with a cell too many nothing', async () => {
    const { samples } = await list(withManifest(`path,etag,bytes\na.jpg,${MD5},5\nb.jpg,${MD5},7,9\n`));
    expect(samples.map(({ annotations }) => annotations.expected?.map(({ size, digests }) => size ?? digests))).toEqual(
      [[[{ algorithm: 'etag', value: MD5 }], 5], undefined],
    );
  });
});
