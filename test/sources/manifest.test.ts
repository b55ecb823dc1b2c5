import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { keyFromBytes } from '../../src/model/path-key.ts';
import { plant, scratchFolder } from '../storage/scratch-folder.ts';
import { errorOf, list } from './list.ts';

const IMAGES = { 'a.jpg': '', 'b.jpg': '', 'sub/c.jpg': '' };
const withManifest = (text: string | Uint8Array, name = 'labels.csv', files: Record<string, string> = IMAGES) =>
  plant(scratchFolder(), { ...files, [name]: text });

const problemsOf = (samples: Awaited<ReturnType<typeof list>>['samples']) =>
  samples.flatMap(({ key, annotations }) =>
    (annotations.problems ?? []).map(({ kind, detail }) => [key, kind, detail]),
  );

describe('a manifest', () => {
  it('wins over class folders, with path, label, split and measured columns', async () => {
    const folder = withManifest(
      'path,label,split,age,count\na.jpg,cat,train,1.5,3\nsub/c.jpg,dog,val,nan,4\n',
      'labels.csv',
      {
        ...IMAGES,
        'x/y.jpg': '',
      },
    );
    const { facts, samples, others } = await list(folder);
    expect(facts.reason).toEqual({
      key: 'sources.reason-manifest-found',
      data: { file: 'labels.csv', others: '', path: 'path', base: '.' },
    });
    expect(facts.manifest).toEqual({
      ref: 'labels.csv',
      form: 'delimited',
      encoding: 'utf-8',
      delimiter: ',',
      newline: '\n',
      header: ['path', 'label', 'split', 'age', 'count'],
      columns: { path: 'path', label: 'label', split: 'split', targets: ['age'] },
    });
    expect(facts.labels).toMatchObject({ kind: 'names', classes: ['cat', 'dog'] });
    expect(facts.splits).toEqual({ train: 1, val: 1 });
    expect(samples[1]).toMatchObject({
      key: 'sub/c.jpg',
      split: 'val',
      parts: [{ name: 'image', role: 'image', resource: 'sub/c.jpg', ownership: 'exclusive' }],
      annotations: { origin: { file: 'labels.csv', line: 3, record: 2 }, label: 'dog', targets: { age: 'nan' } },
    });
    expect(others).toEqual(['b.jpg', 'x/y.jpg']);
  });

  it('keeps the order of its rows, and lists files that are not there', async () => {
    const { keys } = await list(withManifest('file,label\nsub/c.jpg,1\ngone.jpg,2\na.jpg,0\n'));
    expect(keys).toEqual(['sub/c.jpg', 'gone.jpg', 'a.jpg']);
  });

  it('holds integers when one cell is a number, names when none is', async () => {
    const kindOf = async (...labels: string[]) =>
      (await list(withManifest(`path,label\n${labels.map((label, at) => `${at}.jpg,${label}\n`).join('')}`))).facts
        .labels;
    expect(await kindOf('cat', 'nan', '')).toMatchObject({ kind: 'names', classes: ['cat', 'nan'] });
    expect(await kindOf('cat', '3.0')).toMatchObject({ kind: 'integers', classes: [] });
    expect(await kindOf('b', 'a', '\u{1f600}', '\ue000')).toMatchObject({ classes: ['a', 'b', '\ue000', '\u{1f600}'] });
  });

  it('takes declared classes as a number and as a file of names', async () => {
    const folder = withManifest('path,label\na.jpg,1\n');
    expect((await list(folder, { classes: 10 })).facts.labels).toMatchObject({ declaredClasses: 10 });
    const names = join(plant(scratchFolder(), { 'names.txt': '\ufeffcat\r\ndog\r\n\r\n' }), 'names.txt');
    expect((await list(folder, { classes: names })).facts.labels).toMatchObject({
      declaredClasses: 2,
      declaredNames: ['cat', 'dog'],
    });
    expect((await errorOf(() => list(folder, { classes: '/nope' })))?.key).toBe('sources.classes-unreadable');
  });

  it('lists every row once, whatever is wrong with it', async () => {
    const folder = withManifest(
      [
        'path,label',
        'a.jpg,0',
        'a.jpg,1',
        './sub/../a.jpg,2',
        ',3',
        '../x.jpg,4',
        '/etc/hosts,5',
        'b.jpg,6,7',
        'sub/c.jpg',
        '',
        'a.jpg#row2,8',
        'A.JPG,9',
        'nul\0.jpg,1',
        '.,1',
        '"open.jpg,1',
      ].join('\n'),
    );
    const { samples, keys, facts } = await list(folder);
    expect(facts.samples).toBe(13);
    expect(keys).toEqual(
      [
        'a.jpg',
        'a.jpg#row2',
        'a.jpg#row3',
        '#row4',
        '../x.jpg',
        '/etc/hosts',
        'b.jpg',
        'sub/c.jpg',
        'a.jpg%23row2',
        'A.JPG',
        '#row11',
        '#row12',
        '"open.jpg,1',
      ].map((key, at) => (at === 12 ? '"open.jpg' : key)),
    );
    expect(problemsOf(samples)).toEqual([
      ['a.jpg#row2', 'duplicate-row', { record: 1 }],
      ['a.jpg#row3', 'duplicate-row', { record: 1 }],
      ['#row4', 'missing-path', { cell: '' }],
      ['../x.jpg', 'outside-root', { path: '../x.jpg' }],
      ['/etc/hosts', 'outside-root', { path: '/etc/hosts' }],
      ['b.jpg', 'ragged', { cells: 3, expected: 2 }],
      ['sub/c.jpg', 'ragged', { cells: 1, expected: 2 }],
      ['A.JPG', 'name-twin', { twin: 'a.jpg' }],
      ['#row11', 'missing-path', { cell: 'nul\0.jpg', nul: 1 }],
      ['#row12', 'missing-path', { cell: '.' }],
      ['"open.jpg', 'ragged', { cells: 2, expected: 2, unclosedQuote: 1 }],
    ]);
    expect(new Set(keys).size).toBe(keys.length);
    expect(samples[3]!.parts).toEqual([]);
    // One file, three rows: it is nobody's alone.
    expect(samples.slice(0, 3).map(({ parts }) => parts[0]!.ownership)).toEqual(['shared', 'shared', 'shared']);
    expect(samples[8]!.parts[0]).toMatchObject({ resource: 'a.jpg#row2', ownership: 'exclusive' });
  });

  it('takes absolute paths into the dataset, also as the user writes its folder', async () => {
    const folder = plant(scratchFolder(), { 'real/a.jpg': '', 'real/b.jpg': '' });
    symlinkSync('real', join(folder, 'link'));
    writeFileSync(join(folder, 'real/labels.csv'), `path\n${folder}/real/a.jpg\n${folder}/link/b.jpg\n../real/a.jpg\n`);
    const { keys, samples } = await list(join(folder, 'link'));
    expect(keys).toEqual(['a.jpg', 'b.jpg', 'a.jpg#row3']);
    expect(problemsOf(samples)).toEqual([['a.jpg#row3', 'duplicate-row', { record: 1 }]]);
  });

  it('lets rows lead under a further root', async () => {
    const other = plant(scratchFolder(), { 'x.jpg': '' });
    const folder = withManifest(`path\n${other}/x.jpg\n`);
    expect(problemsOf((await list(folder)).samples)).toHaveLength(1);
    const { samples } = await list(folder, { followRoots: [other] });
    expect(problemsOf(samples)).toEqual([]);
    expect(samples[0]!.parts[0]!.resource).toBe(`${other}/x.jpg`);
  });

  it('reads backslashes as separators when nothing is there as written, and says so', async () => {
    const folder = withManifest('path\nsub\\c.jpg\nodd\\name.jpg\ngone\\x.jpg\n', 'labels.csv', {
      ...IMAGES,
      'odd\\name.jpg': '',
    });
    const { keys, facts } = await list(folder);
    expect(keys).toEqual(['sub/c.jpg', 'odd\\name.jpg', 'gone/x.jpg']);
    expect(facts.notes).toEqual([{ kind: 'encoding', ref: 'labels.csv', detail: 'backslash-paths 2' }]);
  });

  it('is read in any of five encodings, which is said', async () => {
    const text = 'path,label\r\n猫.jpg,猫咪\r\n狗.jpg,小狗\r\n';
    for (const [encoding, bytes] of [
      ['utf-8', Buffer.from(text)],
      ['utf-8-bom', Buffer.from(`\ufeff${text}`)],
      ['utf-16le', iconv.encode(`\ufeff${text}`, 'utf-16le')],
      ['utf-16be', iconv.encode(`\ufeff${text}`, 'utf-16be')],
      ['gb18030', iconv.encode(text, 'gb18030')],
    ] as const) {
      const folder = withManifest(bytes, 'labels.csv', { '猫.jpg': '', '狗.jpg': '' });
      const { facts, keys, samples, out } = await list(folder);
      expect([facts.manifest?.encoding, facts.manifest?.newline]).toEqual([encoding, '\r\n']);
      expect(keys).toEqual(['猫.jpg', '狗.jpg']);
      expect(samples[0]!.annotations.label).toBe('猫咪');
      expect(facts.notes).toEqual(
        encoding === 'utf-8' ? [] : [{ kind: 'encoding', ref: 'labels.csv', detail: encoding }],
      );
      expect(facts.otherFiles).toBe(0);
      expect(Buffer.compare(readFileSync(join(out, 'listing/manifest')), bytes)).toBe(0);
    }
  });

  it('finds files whose names have the bytes of a GB18030 manifest', async () => {
    const name = iconv.encode('训练图像.jpg', 'gb18030');
    const folder = withManifest(iconv.encode('path,label\n训练图像.jpg,猫\n', 'gb18030'));
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), name]), '');
    const { samples } = await list(folder);
    expect(samples[0]!.parts[0]!.resource).toBe(keyFromBytes(name));
  });

  it('keeps path bytes that are in no encoding, and does not take French for Chinese', async () => {
    const name = Buffer.from('déjà vu, été.jpg', 'latin1');
    const folder = withManifest(
      Buffer.concat([Buffer.from('path,label\n"'), name, Buffer.from('",\xe9t\xe9\n', 'latin1')]),
    );
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), name]), '');
    const { facts, samples } = await list(folder);
    expect(facts.manifest?.encoding).toBe('utf-8');
    expect(samples[0]!.parts[0]!.resource).toBe('d%E9j%E0 vu, %E9t%E9.jpg');
    expect(samples[0]!.annotations.label).toBe('été');
    expect(facts.otherFiles).toBe(3);
  });

  it('does not take Latin-1 for Chinese because its accents happen to make pairs', async () => {
    const { facts, samples } = await list(
      withManifest(Buffer.from('path,label\na.jpg,\xe9lan\nb.jpg,f\xeate\n', 'latin1')),
    );
    expect(facts.manifest?.encoding).toBe('utf-8');
    expect(samples.map(({ annotations }) => annotations.label)).toEqual(['élan', 'fête']);
  });

  it('finds its delimiter and its columns', async () => {
    const columnsOf = async (text: string, config = {}) => (await list(withManifest(text), config)).facts.manifest;
    expect((await columnsOf('path;label\na.jpg;0\n'))?.delimiter).toBe(';');
    expect((await columnsOf('path\tlabel\na.jpg\t0,5\n'))?.delimiter).toBe('\t');
    expect((await columnsOf('Image Path,Class Name\na.jpg,cat\n'))?.columns).toEqual({
      path: 'Image Path',
      label: 'Class Name',
      targets: [],
    });
    expect((await columnsOf('id,what,when\n1,a.jpg,2020\n'))?.columns.path).toBe('what');
    expect((await columnsOf('image,filename\n17,a.jpg\n18,b.jpg\n'))?.columns.path).toBe('filename');
    expect((await columnsOf('path,target\na.jpg,1.5\n'))?.columns).toEqual({ path: 'path', targets: ['target'] });
    expect((await columnsOf('path,target\na.jpg,1\n'))?.columns).toEqual({
      path: 'path',
      label: 'target',
      targets: [],
    });
    // Pandas writes whole labels with a missing one as floats: a label column stays one.
    expect((await columnsOf('path,label\na.jpg,1.0\nb.jpg,\n'))?.columns.label).toBe('label');
    expect((await columnsOf('path,label,age\na.jpg,1,30\n', { targets: [{ name: 'age' }] }))?.columns.targets).toEqual([
      'age',
    ]);
  });

  it('names the columns that exist when an option names another', async () => {
    const folder = withManifest('path,label\na.jpg,1\n');
    for (const [option, config] of [
      ['--path-column', { pathColumn: 'x' }],
      ['--label-column', { labelColumn: 'x' }],
      ['--split-column', { splitColumn: 'x' }],
      ['--target', { targets: [{ name: 'x' }] }],
    ] as const) {
      const error = await errorOf(() => list(folder, config as object));
      expect(error).toEqual({
        key: 'sources.unknown-column',
        data: { file: 'labels.csv', option, column: 'x', columns: 'path, label' },
      });
    }
  });

  it('counts paths from the folder in which the files are', async () => {
    const inImages = withManifest('name,label\n1.jpg,0\n2.jpg,1\n', 'labels.csv', {
      'images/1.jpg': '',
      'images/2.jpg': '',
      'other/9.jpg': '',
    });
    const { keys, facts } = await list(inImages);
    expect(keys).toEqual(['images/1.jpg', 'images/2.jpg']);
    expect(facts.reason.data.base).toBe('images');
    const own = plant(scratchFolder(), { 'set/1.jpg': '', 'set/m.csv': 'path\n1.jpg\n' });
    expect((await list(own, { manifest: 'set/m.csv' })).keys).toEqual(['set/1.jpg']);
  });

  it('is taken as the dataset, as an option, and from outside', async () => {
    const folder = withManifest('path\na.jpg\n', 'whatever.csv', { ...IMAGES, 'unrelated/z.jpg': '' });
    const asDataset = await list(join(folder, 'whatever.csv'));
    expect([asDataset.facts.reason.key, asDataset.keys, asDataset.root]).toEqual([
      'sources.reason-manifest-file',
      ['a.jpg'],
      folder,
    ]);
    // Only folders that rows lead to are looked through: the file may lie in a home folder.
    expect(asDataset.others).toEqual(['b.jpg']);
    expect((await list(folder, { manifest: join(folder, 'whatever.csv') })).keys).toEqual(['a.jpg']);
    const outside = join(plant(scratchFolder(), { 'm.csv': 'path\nb.jpg\n' }), 'm.csv');
    const { keys, facts } = await list(folder, { manifest: outside });
    expect([keys, facts.manifest?.ref]).toEqual([['b.jpg'], outside]);
  });

  it('is passed over when it lists no files, and refused without a header', async () => {
    const notes = withManifest('name,r,g,b\ncat,0,0,0\n', 'metadata.csv');
    expect((await list(notes)).facts.layout).toBe('flat');
    expect((await errorOf(() => list(notes, { layout: 'manifest' })))?.key).toBe('sources.no-path-column');
    expect(await errorOf(() => list(withManifest('a.jpg,cat\nb.jpg,dog\n')))).toEqual({
      key: 'sources.manifest-no-header',
      data: { file: 'labels.csv', cell: 'a.jpg' },
    });
    expect((await errorOf(() => list(join(withManifest('path,label\n'), 'labels.csv'))))?.key).toBe(
      'sources.manifest-no-rows',
    );
    expect((await errorOf(() => list(join(withManifest('', 'x.csv'), 'x.csv'))))?.key).toBe('sources.manifest-empty');
    expect((await errorOf(() => list(join(withManifest('a\0b\n'), 'labels.csv'))))?.key).toBe(
      'sources.manifest-binary',
    );
    const wide = `path${',x'.repeat(10_000)}\n`;
    expect((await errorOf(() => list(join(withManifest(wide), 'labels.csv'))))?.key).toBe('sources.too-many-columns');
    expect((await errorOf(() => list(withManifest('path\na.jpg\n'), { manifest: 'nope.csv' })))?.key).toBe(
      'sources.manifest-missing',
    );
  });

  it('tells which of several it took', async () => {
    const folder = withManifest('path\na.jpg\n', 'train.csv');
    plant(folder, { 'manifest.csv': 'path\nb.jpg\n' });
    const { facts, keys } = await list(folder);
    expect([facts.reason.key, facts.reason.data.others, keys]).toEqual([
      'sources.reason-manifest-among',
      'train.csv',
      ['b.jpg'],
    ]);
  });

  it('flags a giant cell on its row', async () => {
    const { samples } = await list(withManifest(`path,label\na.jpg,${'x'.repeat(1_100_000)}\nb.jpg,1\n`));
    expect(problemsOf(samples)).toEqual([['a.jpg', 'oversized-field', { limitBytes: 1 << 20 }]]);
    expect(samples).toHaveLength(2);
  });

  it('takes arrays, columns called __proto__, and names that are not images', async () => {
    const folder = withManifest('path,__proto__\nx.npy,1.5\nraw,2.5\n');
    mkdirSync(join(folder, 'd'));
    const { samples, facts } = await list(folder);
    expect(facts.targets).toEqual(['__proto__']);
    expect(Object.entries(samples[0]!.annotations.targets!)).toEqual([['__proto__', '1.5']]);
    expect(samples.map(({ parts }) => parts[0]!.role)).toEqual(['array', 'image']);
    expect('holdsSamples' in samples[0]!.parts[0]!).toBe(false);
  });
});
