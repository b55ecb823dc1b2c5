import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sources } from '../../src/messages/sources.ts';
import { sampleId } from '../../src/model/ids.ts';
import { readSlice, readSliceIndex } from '../../src/sources/listing.ts';
import { plant, scratchFolder } from '../storage/scratch-folder.ts';
import { errorOf, list } from './list.ts';

describe('ImageFolder', () => {
  it('takes class folders, and counts nested folders to the class', async () => {
    const folder = plant(scratchFolder(), {
      'dog/b.JPG': '',
      'cat/deep/a.png': '',
      'cat/c.jpg': '',
      'cat/notes.txt': '',
    });
    const { facts, samples, keys, others } = await list(folder);
    expect(facts.layout).toBe('imagefolder');
    expect(facts.reason).toEqual({ key: 'sources.reason-classes', data: { classes: 2, names: 'cat, dog' } });
    expect(keys).toEqual(['cat/c.jpg', 'cat/deep/a.png', 'dog/b.JPG']);
    expect(samples.map(({ annotations }) => annotations.label)).toEqual(['cat', 'cat', 'dog']);
    expect(samples[1]).toEqual({
      id: sampleId('imagefolder', 'cat/deep/a.png'),
      key: 'cat/deep/a.png',
      ordinal: 1,
      parts: [{ name: 'image', role: 'image', resource: 'cat/deep/a.png', ownership: 'exclusive' }],
      annotations: { label: 'cat' },
    });
    expect(facts.labels).toEqual({ kind: 'names', classes: ['cat', 'dog'], ignored: [] });
    expect(facts.classFolders).toEqual([
      { name: 'cat', samples: 2 },
      { name: 'dog', samples: 1 },
    ]);
    expect(others).toEqual(['cat/notes.txt']);
  });

  it('takes splits above the classes, and a picture in no class folder for no sample', async () => {
    const folder = plant(scratchFolder(), {
      'train/1/a.jpg': '',
      'train/2/b.jpg': '',
      'val/1/a.jpg': '',
      'val/stray.jpg': '',
      'misc/readme.txt': '',
    });
    const { facts, samples } = await list(folder);
    expect(facts.reason.key).toBe('sources.reason-split-classes');
    expect(facts.splits).toEqual({ train: 2, val: 1 });
    expect(facts.labels.kind).toBe('names');
    expect(facts.classFolders).toEqual([
      { name: '1', split: 'train', samples: 1 },
      { name: '2', split: 'train', samples: 1 },
      { name: '1', split: 'val', samples: 1 },
    ]);
    expect(samples.map(({ key }) => key)).toEqual(['train/1/a.jpg', 'train/2/b.jpg', 'val/1/a.jpg']);
    expect(facts.otherFiles).toBe(2);
  });

  it('does not take a class called "test" for a split', async () => {
    const folder = plant(scratchFolder(), { 'cat/a.jpg': '', 'dog/a.jpg': '', 'test/a.jpg': '' });
    const { facts } = await list(folder);
    expect(facts.splits).toEqual({});
    expect(facts.labels.classes).toEqual(['cat', 'dog', 'test']);
  });

  it('notes junk folders and empty folders that would count as classes', async () => {
    const folder = plant(scratchFolder(), {
      'cat/a.jpg': '',
      'dog/a.jpg': '',
      'eel/only.txt': '',
      'eel/@eaDir/thumb.jpg': '',
      'fox/': '',
      '.ipynb_checkpoints/a-checkpoint.jpg': '',
      '__MACOSX/cat/._a.jpg': '',
      'cat/@eaDir/thumb.jpg': '',
    });
    const { facts, keys, others } = await list(folder);
    expect(keys).toEqual(['cat/a.jpg', 'dog/a.jpg']);
    expect(others).toEqual([
      '.ipynb_checkpoints/a-checkpoint.jpg',
      '__MACOSX/cat/._a.jpg',
      'cat/@eaDir/thumb.jpg',
      'eel/@eaDir/thumb.jpg',
      'eel/only.txt',
    ]);
    expect(facts.notes).toEqual([
      { kind: 'empty-class-folder', ref: 'eel' },
      { kind: 'empty-class-folder', ref: 'fox' },
      { kind: 'junk-folder', ref: '.ipynb_checkpoints' },
      { kind: 'junk-folder', ref: '__MACOSX' },
    ]);
    expect(facts.noteCounts).toEqual({ 'empty-class-folder': 2, 'junk-folder': 2 });
  });

  it('passes over what desktops leave behind in silence, and opens no file by chance', async () => {
    const folder = plant(scratchFolder(), {
      'cat/a.jpg': '',
      '.DS_Store': '',
      'cat/Thumbs.db': '',
      'desktop.ini': '',
      'cat/raw.bin': '',
    });
    const { facts, others } = await list(folder);
    expect(facts.otherFiles).toBe(1);
    expect(others).toEqual(['cat/raw.bin']);
  });

  it('names formats that nothing here decodes, and arrays in class folders', async () => {
    const folder = plant(scratchFolder(), {
      'cat/a.heic': '',
      'cat/b.CR2': '',
      'cat/c.tga': '',
      'dog/d.npy': '',
      'mean.npy': '',
    });
    const { samples, others } = await list(folder);
    expect(samples.map(({ key, parts }) => `${key} ${parts[0]!.role}`)).toEqual([
      'cat/a.heic image',
      'cat/b.CR2 image',
      'cat/c.tga image',
      'dog/d.npy array',
    ]);
    expect(others).toEqual(['mean.npy']);
  });

  it('blames the second of two names that differ in case or composition only', async () => {
    const folder = plant(scratchFolder(), { 'cat/A.jpg': '', 'cat/a.jpg': '', 'cat/b.jpg': '' });
    plant(folder, { 'cat/\u00e9.jpg': '', 'cat/e\u0301.jpg': '' });
    const { samples } = await list(folder);
    const twins = samples.flatMap(({ key, annotations }) =>
      (annotations.problems ?? []).map((problem) => [key, problem]),
    );
    expect(twins).toEqual([
      ['cat/a.jpg', { kind: 'name-twin', detail: { twin: 'cat/A.jpg' } }],
      ['cat/\u00e9.jpg', { kind: 'name-twin', detail: { twin: 'cat/e\u0301.jpg' } }],
    ]);
  });

  it('lists links that may be read, and notes those that may not', async () => {
    const other = plant(scratchFolder(), { 'x.jpg': '', 'class/y.jpg': '' });
    const folder = plant(scratchFolder(), { 'cat/a.jpg': '', 'dog/b.jpg': '' });
    symlinkSync('../cat/a.jpg', join(folder, 'dog/in.jpg'));
    symlinkSync(join(other, 'x.jpg'), join(folder, 'dog/out.jpg'));
    symlinkSync('nowhere', join(folder, 'dog/broken.jpg'));
    symlinkSync(join(other, 'class'), join(folder, 'eel'));
    execFileSync('mkfifo', [join(folder, 'cat/fifo.jpg')]);
    const { facts, keys } = await list(folder);
    expect(keys).toEqual(['cat/a.jpg', 'dog/b.jpg', 'dog/in.jpg']);
    expect(facts.noteCounts).toEqual({ 'link-broken': 1, 'link-outside-root': 2, 'special-file': 1 });
    const followed = await list(folder, { followRoots: [other] });
    expect(followed.keys).toEqual(['cat/a.jpg', 'dog/b.jpg', 'dog/in.jpg', 'dog/out.jpg', 'eel/y.jpg']);
    // Below a linked folder the file has another name too: nothing may move it for this sample's sake.
    expect(followed.samples.at(-1)!.parts[0]!.ownership).toBe('shared');
  });

  it('keeps names that are not UTF-8, and those with a line break', async () => {
    const folder = plant(scratchFolder(), { 'cat/a.jpg': '' });
    mkdirSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xe9])]));
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xe9]), Buffer.from('/x\n.jpg')]), '');
    writeFileSync(`${folder}/cat/100%\n.txt`, '');
    const { facts, keys, others } = await list(folder);
    expect(keys).toEqual(['%E9/x\n.jpg', 'cat/a.jpg']);
    expect(facts.labels.classes).toEqual(['%E9', 'cat']);
    expect(others).toEqual(['cat/100%25%0A.txt']);
  });

  it('takes classes called __proto__ and constructor', async () => {
    const folder = plant(scratchFolder(), { '__proto__/a.jpg': '', 'constructor/a.jpg': '', 'cat/a.jpg': '' });
    const { facts, samples } = await list(folder);
    expect(facts.labels.classes).toEqual(['__proto__', 'cat', 'constructor']);
    expect(samples[0]!.annotations.label).toBe('__proto__');
  });
});

describe('other folder layouts', () => {
  it('takes a folder of images', async () => {
    const { facts, samples } = await list(plant(scratchFolder(), { 'b.jpg': '', 'a.png': '', 'mean.npy': '' }));
    expect(facts.layout).toBe('flat');
    expect(facts.labels.kind).toBe('none');
    expect(samples.map(({ key, annotations }) => [key, annotations])).toEqual([
      ['a.png', {}],
      ['b.jpg', {}],
    ]);
    expect(facts.otherFiles).toBe(1);
  });

  it('takes split folders without classes, and a single folder that is no class', async () => {
    const splits = await list(plant(scratchFolder(), { 'train/b.jpg': '', 'Test/a.jpg': '' }));
    expect([splits.facts.layout, splits.facts.splits]).toEqual(['flat', { Test: 1, train: 1 }]);
    const images = await list(plant(scratchFolder(), { 'images/b.jpg': '', 'labels/b.txt': '' }));
    expect([images.facts.layout, images.facts.reason.key]).toEqual(['flat', 'sources.reason-flat-one-folder']);
    const mostly = await list(plant(scratchFolder(), { 'a.jpg': '', 'b.jpg': '', 'old/c.jpg': '' }));
    expect([mostly.facts.layout, mostly.samples.length]).toEqual(['flat', 3]);
  });

  it('takes arrays by themselves, as a folder and as a file', async () => {
    const folder = plant(scratchFolder(), { 'x.npy': '', 'train/y.npy': '' });
    const { facts, samples } = await list(folder);
    expect(facts.layout).toBe('npy');
    expect(samples.map(({ key, split, parts }) => [key, split, parts[0]!.holdsSamples])).toEqual([
      ['train/y.npy', 'train', true],
      ['x.npy', undefined, true],
    ]);
    const one = await list(join(folder, 'x.npy'));
    expect([one.facts.layout, one.keys, one.root]).toEqual(['npy', ['x.npy'], folder]);
    symlinkSync('train/y.npy', join(folder, 'link.npy'));
    const linked = await list(join(folder, 'link.npy'));
    expect([linked.keys, linked.root]).toEqual([['y.npy'], join(folder, 'train')]);
  });

  it('takes the layout that is stated', async () => {
    const folder = plant(scratchFolder(), {
      'cat/b.jpg': '',
      'dog/a.jpg': '',
      'dog/x.npy': '',
      'labels.csv': 'path,label\ncat/b.jpg,cat\n',
    });
    const flat = await list(folder, { layout: 'flat' });
    expect([flat.facts.reason, flat.keys, flat.samples[0]!.annotations]).toEqual([
      { key: 'sources.reason-stated', data: { layout: 'flat' } },
      ['cat/b.jpg', 'dog/a.jpg'],
      {},
    ]);
    expect((await list(folder, { layout: 'npy' })).keys).toEqual(['dog/x.npy']);
    expect((await list(folder, { layout: 'imagefolder' })).samples).toHaveLength(3);
    expect((await list(folder)).facts.layout).toBe('manifest');
  });
});

describe('the sealed listing', () => {
  it('sorts any number of names by their bytes in runs on disk', async () => {
    const folder = scratchFolder();
    const names = Array.from(
      { length: 20_000 },
      (_, at) => `${['Z', 'a', '猫', '\u{1f600}', '\ue000', '%'][at % 6]}${(at * 7919) % 20_011}.jpg`,
    );
    for (const name of names) writeFileSync(join(folder, name), '');
    const { keys, out } = await list(folder, {}, { runNames: 97 });
    const expected = names
      .map((name) => name.replace('%', '%25'))
      .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    expect(keys).toEqual(expected);
    expect(readdirSync(join(out, 'listing')).sort()).toEqual([
      'facts.json',
      'other-files.txt',
      'samples.jsonl',
      'slices.jsonl',
    ]);
    const whole = await list(folder);
    expect(whole.keys).toEqual(expected);
  });

  it('is cut into slices that are read by one read each', async () => {
    const folder = plant(
      scratchFolder(),
      Object.fromEntries(Array.from({ length: 23 }, (_, at) => [`猫${at}.jpg`, ''])),
    );
    const { out, samples } = await list(folder, {}, { sliceSize: 5 });
    const slices = readSliceIndex(out);
    expect(slices.map(({ slice, first, count }) => [slice, first, count])).toEqual([
      [0, 0, 5],
      [1, 5, 5],
      [2, 10, 5],
      [3, 15, 5],
      [4, 20, 3],
    ]);
    expect(slices.flatMap((slice) => readSlice(out, slice))).toEqual(samples);
    expect(samples.map(({ ordinal }) => ordinal)).toEqual(samples.map((_, at) => at));
  });

  it('is the same for the same dataset, wherever it lies', async () => {
    const files = { 'cat/b.jpg': '', 'dog/a.jpg': '', 'x.txt': '', 'eel/': '' };
    const [one, two] = [await list(plant(scratchFolder(), files)), await list(plant(scratchFolder(), files))];
    expect(one.listingSha256).toBe(two.listingSha256);
    expect(one.facts).toEqual(two.facts);
    expect(JSON.parse(readFileSync(join(one.out, 'listing/facts.json'), 'utf8'))).toEqual(one.facts);
  });

  it('does not list its own run folder inside the dataset', async () => {
    const folder = plant(scratchFolder(), { 'a.jpg': '', 'run/old.jpg': '' });
    const { writeListing } = await import('../../src/sources/listing.ts');
    const { configSchema } = await import('../../src/model/config.ts');
    const { facts } = await writeListing(configSchema.parse({ dataset: folder }), join(folder, 'run'));
    expect(facts.samples).toBe(1);
  });
});

describe('what is no dataset', () => {
  const keyOf = async (dataset: string, config = {}) => (await errorOf(() => list(dataset, config)))?.key;

  it('gets one clear error each, and leaves no half listing behind', async () => {
    const folder = scratchFolder();
    expect(await keyOf(join(folder, 'nope'))).toBe('sources.dataset-missing');
    expect(await keyOf(folder)).toBe('sources.dataset-empty');
    expect(await keyOf(plant(scratchFolder(), { 'a.txt': '' }))).toBe('sources.no-samples');
    expect(await keyOf(plant(scratchFolder(), { 'a.jpg': '' }), { layout: 'npy' })).toBe('sources.no-samples');
    expect(await keyOf(plant(scratchFolder(), { 'a.jpg': '' }), { layout: 'manifest' })).toBe('sources.no-manifest');
    expect(await keyOf(plant(scratchFolder(), { 'a.jpg': '' }), { targets: [{ name: 'age' }] })).toBe(
      'sources.no-manifest',
    );
    expect(await keyOf(join(plant(folder, { 'a.jpg': '' }), 'a.jpg'))).toBe('sources.not-a-dataset');
    const links = scratchFolder();
    symlinkSync(join(folder, 'a.jpg'), join(links, 'a.jpg'));
    expect(await keyOf(links)).toBe('sources.only-links');
    const out = scratchFolder();
    const { writeListing } = await import('../../src/sources/listing.ts');
    const { configSchema } = await import('../../src/model/config.ts');
    await expect(writeListing(configSchema.parse({ dataset: links }), out)).rejects.toThrow();
    expect(existsSync(join(out, 'listing')) ? readdirSync(join(out, 'listing')) : []).toEqual([]);
  });

  it('is refused inside a quarantine, whatever its name', async () => {
    const folder = plant(scratchFolder(), {
      'pets.quarantine/items/ab/c.jpg': '',
      'moved/PREPASS-QUARANTINE': '',
      'moved/items/c.jpg': '',
    });
    for (const place of ['pets.quarantine', 'pets.quarantine/items/ab', 'moved', 'moved/items']) {
      const error = await errorOf(() => list(join(folder, place)));
      expect(error?.key).toBe('sources.inside-quarantine');
      expect(basename(String(error?.data.quarantine))).toBe(place.split('/')[0]);
    }
  });

  it('has words for every error, reason and note', () => {
    const folder = new URL('../../src/', import.meta.url);
    const files = ['sources', 'storage'].flatMap((name) =>
      readdirSync(new URL(`${name}/`, folder), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts'))
        .map((file) => new URL(`${name}/${file}`, folder)),
    );
    const used = files.flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/'(sources\.[\w-]+)'/g)].map((match) => match[1]!),
    );
    expect(used.length).toBeGreaterThan(20);
    expect(used.filter((key) => !(key in sources))).toEqual([]);
  });
});
