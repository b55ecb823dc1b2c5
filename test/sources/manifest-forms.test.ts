import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { plant, scratchFolder } from '../storage/scratch-folder.ts';
import { errorOf, list } from './list.ts';

const IMAGES = { 'a.jpg': '', 'b.jpg': '', 'sub/c.jpg': '' };
const planted = (files: Readonly<Record<string, string | Uint8Array>>) =>
  plant(scratchFolder(), { ...IMAGES, ...files });

const problemsOf = (samples: Awaited<ReturnType<typeof list>>['samples']) =>
  samples.flatMap(({ key, annotations }) =>
    (annotations.problems ?? []).map(({ kind, detail }) => [key, kind, detail]),
  );
const labelsOf = (samples: Awaited<ReturnType<typeof list>>['samples']) =>
  samples.map(({ annotations }) => annotations.label);

describe('a TSV manifest', () => {
  it('is split at tabs by its name, though commas in its texts would agree as well', async () => {
    const { facts, keys } = await list(planted({ 'labels.tsv': 'path\tcaption, long\na.jpg\tone, two\n' }));
    expect([facts.manifest?.delimiter, keys]).toEqual(['\t', ['a.jpg']]);
  });
});

describe('a JSON Lines manifest', () => {
  it('has its keys as columns, in whatever order each line has them', async () => {
    const folder = planted({
      'metadata.jsonl':
        '{"file_name": "a.jpg", "label": 1, "age": 1.5}\n\n{"age": NaN, "label": 2, "file_name": "sub/c.jpg"}\n',
    });
    const { facts, samples } = await list(folder);
    expect(facts.manifest).toEqual({
      ref: 'metadata.jsonl',
      form: 'json-lines',
      encoding: 'utf-8',
      delimiter: '',
      newline: '\n',
      header: ['file_name', 'label', 'age'],
      columns: { path: 'file_name', label: 'label', targets: ['age'] },
    });
    expect(facts.labels.kind).toBe('integers');
    expect(samples[1]).toMatchObject({
      key: 'sub/c.jpg',
      annotations: { origin: { file: 'metadata.jsonl', line: 3, record: 2 }, label: '2', targets: { age: 'NaN' } },
    });
  });

  it('keeps every digit of a label, nested values as written, and what is keyed __proto__', async () => {
    const folder = planted({
      'labels.jsonl':
        '{"path":"a.jpg","label":9007199254740993,"__proto__":1.5}\n{"path":"b.jpg","label":[3],"__proto__":null}\n',
    });
    const { samples, facts } = await list(folder);
    expect(labelsOf(samples)).toEqual(['9007199254740993', '[3]']);
    expect(facts.targets).toEqual(['__proto__']);
    expect(Object.entries(samples[0]!.annotations.targets!)).toEqual([['__proto__', '1.5']]);
  });

  it('lists every line once, whatever is wrong with it', async () => {
    const folder = planted({
      'labels.jsonl': [
        '{"path": "a.jpg", "label": 0}',
        '{"path": "a.jpg", "label": 0}',
        'no object',
        '{"path": "b.jpg", "label": 1, "label": 2}',
        '{"path": "../x.jpg"}',
        '{"path": 17}',
        '{"path": null}',
        '{"path": "nul\\u0000.jpg"}',
        `{"path": "b.jpg", "note": "${'x'.repeat(1_100_000)}"}`,
        '{"path": "sub/c.jpg", "lab',
      ].join('\r\n'),
    });
    const { keys, samples } = await list(folder);
    expect(keys).toEqual([
      'a.jpg',
      'a.jpg#row2',
      '#row3',
      'b.jpg',
      '../x.jpg',
      '17',
      '#row7',
      '#row8',
      '#row9',
      '#row10',
    ]);
    expect(problemsOf(samples)).toEqual([
      ['a.jpg#row2', 'duplicate-row', { record: 1 }],
      ['#row3', 'malformed', {}],
      ['b.jpg', 'repeated-key', { cell: 'label' }],
      ['../x.jpg', 'outside-root', { path: '../x.jpg' }],
      ['#row7', 'missing-path', { cell: '' }],
      ['#row8', 'missing-path', { cell: 'nul\0.jpg', nul: 1 }],
      ['#row9', 'oversized-field', { limitBytes: 1 << 20 }],
      ['#row9', 'missing-path', { cell: '' }],
      ['#row10', 'malformed', {}],
    ]);
    expect(labelsOf(samples)[3]).toBe('2');
  });

  it('is known by its first line under other names, and refused under its own without one', async () => {
    const text = '\ufeff{"path": "a.jpg"}\n';
    expect((await list(join(planted({ 'x.txt': text }), 'x.txt'))).facts.manifest).toMatchObject({
      form: 'json-lines',
      encoding: 'utf-8-bom',
    });
    const wrong = planted({ 'x.jsonl': 'path\na.jpg\n' });
    expect((await errorOf(() => list(join(wrong, 'x.jsonl'))))?.key).toBe('sources.no-json-lines');
    expect((await errorOf(() => list(join(planted({ 'x.jsonl': '' }), 'x.jsonl'))))?.key).toBe(
      'sources.manifest-empty',
    );
    const pathless = join(planted({ 'x.jsonl': '{"a": "b"}\n' }), 'x.jsonl');
    expect(await errorOf(() => list(pathless))).toEqual({
      key: 'sources.no-path-column',
      data: { file: 'x.jsonl', columns: 'a' },
    });
  });

  it('finds names that are not UTF-8 as Python writes them, and as they are', async () => {
    const escaped = await list(planted({ 'labels.jsonl': '{"path": "caf\\udce9.jpg"}\n' }));
    expect(escaped.keys).toEqual(['caf%E9.jpg']);
    const raw = await list(planted({ 'labels.jsonl': Buffer.from('{"path": "caf\xe9.jpg"}\n', 'latin1') }));
    expect(raw.keys).toEqual(['caf%E9.jpg']);
  });
});

describe('a list of paths', () => {
  it('has one path a line, without a header, and is found by its name', async () => {
    const { facts, keys, others } = await list(planted({ 'train.txt': './a.jpg\n\n  \nsub/c.jpg' }));
    expect(facts.manifest).toMatchObject({ form: 'list', header: ['path'], columns: { path: 'path', targets: [] } });
    expect(facts.reason).toEqual({ key: 'sources.reason-list', data: { file: 'train.txt', base: '.' } });
    expect([keys, facts.labels.kind, others]).toEqual([['a.jpg', 'sub/c.jpg'], 'none', ['b.jpg']]);
  });

  it('has class numbers where every line ends in one', async () => {
    const { facts, samples, keys } = await list(
      planted({ 'train.txt': 'a.jpg 0\nsub/c.jpg\t-1 \nmy cat 7.jpg  12\n' }),
    );
    expect(facts.reason.key).toBe('sources.reason-list-labels');
    expect([keys, labelsOf(samples)]).toEqual([
      ['a.jpg', 'sub/c.jpg', 'my cat 7.jpg'],
      ['0', '-1', '12'],
    ]);
  });

  it('takes no number for a class where one line has none, says so, and takes it when told to', async () => {
    const folder = planted({ 'train.txt': 'a.jpg 0\nb.jpg\nsub/c.jpg 2\n' });
    const { facts, keys } = await list(folder);
    expect(keys).toEqual(['a.jpg 0', 'b.jpg', 'sub/c.jpg 2']);
    expect(facts.reason).toEqual({
      key: 'sources.reason-list-unlabeled',
      data: { file: 'train.txt', base: '.', line: 2, labeled: 2 },
    });
    const told = await list(folder, { labelColumn: 'label' });
    expect([told.keys, labelsOf(told.samples)]).toEqual([
      ['a.jpg', 'b.jpg', 'sub/c.jpg'],
      ['0', '', '2'],
    ]);
  });

  it('keeps names with quotes, commas, blanks at their ends and a # before them', async () => {
    const { keys } = await list(planted({ 'train.txt': '"q".jpg\nx,y.jpg\n#1.jpg\na.jpg \n' }));
    expect(keys).toEqual(['"q".jpg', 'x,y.jpg', '#1.jpg', 'a.jpg']);
  });

  it('lists every line once, whatever is wrong with it', async () => {
    const { samples } = await list(planted({ 'train.txt': 'a.jpg\na.jpg\n../x.jpg\nb\0.jpg\ngone.jpg\n' }));
    expect(problemsOf(samples)).toEqual([
      ['a.jpg#row2', 'duplicate-row', { record: 1 }],
      ['../x.jpg', 'outside-root', { path: '../x.jpg' }],
      ['b', 'ragged', { cells: 2, expected: 1 }],
    ]);
    expect(samples).toHaveLength(5);
  });

  it('counts paths from the folder above where they name the dataset itself, as Darknet does', async () => {
    const folder = plant(scratchFolder(), { 'data/obj/1.jpg': '', 'data/train.txt': 'data/obj/1.jpg\n' });
    expect((await list(join(folder, 'data'))).keys).toEqual(['obj/1.jpg']);
  });

  it('is not made of notes that happen to be called train.txt', async () => {
    expect((await list(planted({ 'train.txt': 'accuracy 0.9\nseen a.jpg\n' }))).facts.layout).toBe('flat');
  });
});

describe('several manifests', () => {
  it('are the splits when they are named so, the training one first', async () => {
    const folder = planted({
      'val.csv': 'path,label,split\nb.jpg,dog,x\n',
      'train.csv': 'path,label\na.jpg,cat\n',
      'test.csv': 'file\nsub/c.jpg\n',
      'labels.txt': 'cat',
    });
    const { facts, samples } = await list(folder);
    expect(samples.map(({ key, split, annotations }) => [key, split, annotations.label, annotations.origin])).toEqual([
      ['a.jpg', 'train', 'cat', { file: 'train.csv', line: 2, record: 1 }],
      ['sub/c.jpg', 'test', undefined, { file: 'test.csv', line: 2, record: 1 }],
      ['b.jpg', 'val', 'dog', { file: 'val.csv', line: 2, record: 1 }],
    ]);
    expect(facts.reason).toEqual({
      key: 'sources.reason-manifests',
      data: { file: 'train.csv, test.csv, val.csv', others: '', path: 'path', base: '.', splits: 'train, test, val' },
    });
    expect(facts.splits).toEqual({ test: 1, train: 1, val: 1 });
    expect(facts.furtherManifests?.map(({ ref }) => ref)).toEqual(['test.csv', 'val.csv']);
  });

  it('may list one file each, and are told of it only within one', async () => {
    const folder = planted({ 'train.txt': 'a.jpg\nb.jpg\n', 'val.txt': 'a.jpg\na.jpg\n' });
    const { keys, samples } = await list(folder);
    expect(keys).toEqual(['a.jpg', 'b.jpg', 'a.jpg#row3', 'a.jpg#row4']);
    expect(problemsOf(samples)).toEqual([['a.jpg#row4', 'duplicate-row', { record: 1 }]]);
    expect(samples.map(({ parts }) => parts[0]!.ownership)).toEqual(['shared', 'exclusive', 'shared', 'shared']);
  });

  it('are taken with and without the names of their splits', async () => {
    const folder = planted({
      'lists/one.csv': 'path,age\na.jpg,1.5\n',
      'two.jsonl': '{"path": "b.jpg"}\n',
      'x=y.csv': 'path\nb.jpg\n',
    });
    const splitsOf = async (manifest: string[], config = {}) =>
      (await list(folder, { manifest, ...config })).facts.splits;
    expect(await splitsOf(['train=lists/one.csv', 'val=two.jsonl'])).toEqual({ train: 1, val: 1 });
    expect(await splitsOf(['lists/one.csv', 'two.jsonl'])).toEqual({ one: 1, two: 1 });
    expect(await splitsOf(['x=y.csv'])).toEqual({});
    // A column that one of them has is known; one that none has is a mistake.
    expect(await splitsOf(['train=lists/one.csv', 'val=two.jsonl'], { targets: [{ name: 'age' }] })).toMatchObject({});
    const error = await errorOf(() => splitsOf(['lists/one.csv', 'two.jsonl'], { targets: [{ name: 'size' }] }));
    expect(error?.key).toBe('sources.unknown-column');
    expect((await errorOf(() => splitsOf(['two.jsonl', 'val=./two.jsonl'])))?.key).toBe('sources.manifest-twice');
    expect((await errorOf(() => splitsOf(['two.jsonl', 'val=none.csv'])))?.key).toBe('sources.manifest-missing');
  });

  it('leave a single train.csv a manifest like any other', async () => {
    const { facts } = await list(planted({ 'train.csv': 'path\na.jpg\n' }));
    expect([facts.reason.key, facts.splits]).toEqual(['sources.reason-manifest-found', {}]);
  });
});
