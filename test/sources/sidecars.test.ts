import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { configSchema } from '../../src/model/config.ts';
import { createSidecars } from '../../src/sources/sidecars.ts';
import { plant, scratchFolder } from '../storage/scratch-folder.ts';
import { list } from './list.ts';

/** Each file holds its own name. */
const datasetOf = (...keys: readonly string[]): string =>
  plant(scratchFolder(), Object.fromEntries(keys.map((key) => [key, key])));

const partsOf = (samples: Awaited<ReturnType<typeof list>>['samples']) =>
  Object.fromEntries(
    samples.map(({ key, parts }) => [key, parts.slice(1).map(({ resource, ownership }) => `${ownership} ${resource}`)]),
  );

describe('sidecar patterns', () => {
  it('find the files beside an image, in another folder, and under its whole name', async () => {
    const data = datasetOf('cat/a.jpg', 'cat/a.xml', 'cat/b.jpg', 'cat/b.jpg.json', 'labels/a.txt', 'labels/z.txt');
    const { samples, others, facts } = await list(data, {
      layout: 'imagefolder',
      sidecars: ['{dir}/{stem}.xml', '{dir}/../labels/{stem}.txt', '{dir}/{name}.json'],
    });
    expect(partsOf(samples)).toEqual({
      'cat/a.jpg': ['exclusive cat/a.xml', 'exclusive labels/a.txt'],
      'cat/b.jpg': ['exclusive cat/b.jpg.json'],
    });
    expect(others).toEqual(['labels/z.txt']);
    expect(facts.sidecars).toEqual({ files: 3, missing: 3 });
  });

  it('leave a file that two images name to neither', async () => {
    const data = datasetOf('cat/a.jpg', 'cat/a.png', 'cat/a.xml');
    const { samples, others } = await list(data, { sidecars: ['{dir}/{stem}.xml'] });
    expect(partsOf(samples)).toEqual({ 'cat/a.jpg': ['shared cat/a.xml'], 'cat/a.png': ['shared cat/a.xml'] });
    expect(others).toEqual([]);
  });

  it('never make a sidecar of a sample, of an ignored file, of the image itself, or of a file below a linked folder its own', async () => {
    const data = datasetOf('cat/a.jpg', 'cat/a.png', 'cat/a.xml', 'store/a.jpg.txt');
    symlinkSync('store', join(data, 'linked'));
    const { samples, keys } = await list(data, {
      sidecars: ['{dir}/{stem}.png', '{dir}/{name}', '{dir}/{stem}.xml', 'linked/{name}.txt'],
      ignore: ['**/*.xml', '**/*.webp'],
    });
    expect(keys).toEqual(['cat/a.jpg', 'cat/a.png']);
    expect(partsOf(samples)['cat/a.jpg']).toEqual(['shared linked/a.jpg.txt']);
  });

  it('work for the rows of a manifest, and not for one row of an image that has two', async () => {
    const data = datasetOf('images/a.jpg', 'images/b.jpg', 'labels/a.txt', 'labels/b.txt');
    writeFileSync(join(data, 'm.csv'), 'path\nimages/a.jpg\nimages/b.jpg\nimages/b.jpg\n');
    const { samples, others, facts } = await list(join(data, 'm.csv'), { sidecars: ['{dir}/../labels/{stem}.txt'] });
    expect(Object.values(partsOf(samples))).toEqual([
      ['exclusive labels/a.txt'],
      ['shared labels/b.txt'],
      ['shared labels/b.txt'],
    ]);
    expect([others, facts.sidecars]).toEqual([[], { files: 2, missing: 0 }]);
  });

  it.each(['labels.txt', '{dir}/{label}.txt', '/etc/{stem}', '{dir}\\{stem}.xml'])('are not such as %s', (pattern) => {
    const settings = { dataset: 'data', sidecars: [pattern] };
    expect(configSchema.safeParse(settings).error?.issues).toMatchObject([{ path: ['sidecars', 0] }]);
  });

  it('never lead out of the root, whatever is written', () => {
    const piece = fc.constantFrom('..', '.', '', '{dir}', '{stem}', '{name}', 'x', '{stem}.txt', '...');
    const pattern = fc.array(piece, { minLength: 1, maxLength: 8 }).map((pieces) => `{dir}/${pieces.join('/')}`);
    fc.assert(
      fc.property(
        pattern,
        fc.constantFrom('a.jpg', 'x/a.jpg', 'x/y/.a', 'x/..a/b', '/else/a.jpg'),
        (written, image) => {
          for (const place of createSidecars([written]).placesOf(image)) {
            expect(place.split('/')).not.toContain('..');
            expect(place.startsWith('/')).toBe(false);
            expect(place).not.toBe(image);
          }
        },
      ),
    );
  });
});
