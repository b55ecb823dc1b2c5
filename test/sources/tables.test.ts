import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parquetOf } from '../storage/parquet-bytes.ts';
import { plant, scratchFolder } from '../storage/scratch-folder.ts';
import { errorOf, list } from './list.ts';

type Files = Readonly<Record<string, string | Uint8Array>>;
const planted = (files: Files): string => plant(scratchFolder(), files);
const csv = (header: string, ...rows: readonly string[]): string => `${[header, ...rows].join('\n')}\n`;
const WINE = csv('acid,sugar,label', '7.4,1.9,0', '7.8,2.6,1', '6.1,1.2,0');
const columnsOf = async (table: string, config: Parameters<typeof list>[1] = {}) =>
  (await list(planted({ 'train.csv': table }), config)).facts.manifest?.columns;
const layoutOf = async (files: Files) => {
  const folder = planted(files);
  const error = await errorOf(async () => list(folder));
  return error?.key ?? (await list(folder)).facts.layout;
};

describe('a table', () => {
  it('is a sample a row, which shares its file and is named by its number from 0', async () => {
    const { facts, samples, others } = await list(planted({ 'train.csv': WINE, 'notes.md': '' }));
    expect(facts).toMatchObject({
      layout: 'table',
      reason: { key: 'sources.reason-table', data: { file: 'train.csv', features: 2, names: 'acid, sugar' } },
      labels: { kind: 'integers' },
      manifest: { columns: { label: 'label', features: ['acid', 'sugar'], targets: [] } },
    });
    expect(samples[1]).toMatchObject({
      key: 'train.csv#1',
      parts: [{ role: 'array', resource: 'train.csv', row: 1, range: [27, 36], ownership: 'shared' }],
      annotations: { label: '1', origin: { file: 'train.csv', line: 3, record: 2 } },
    });
    expect(others).toEqual(['notes.md']);
  });

  it('says where each record stands, behind a mark, in UTF-16, between blank lines and inside of quotes', async () => {
    const text = '\ufeffa,b\r\n\r\n1,"2"\r\n"3\r\n",4\r\n';
    for (const bytes of [Buffer.from(text), Buffer.from(text, 'utf16le')]) {
      const { samples } = await list(planted({ 'train.csv': bytes }));
      const encoding = bytes[0] === 0xff ? 'utf16le' : 'utf8';
      const records = samples.map(({ parts }) => bytes.subarray(...parts[0]!.range!).toString(encoding));
      expect(records).toEqual(['1,"2"', '"3\r\n",4']);
    }
  });

  it('is Parquet and JSON Lines too', async () => {
    const values = '(0.5::DOUBLE, 3, true, NULL::DATE), (NULL, 4, false, NULL)';
    const parquet = await parquetOf(`SELECT * FROM (VALUES ${values}) t(a, label, flag, day)`);
    // Days are no numbers: who has some must say that the rest is a table.
    expect(await layoutOf({ 'train.parquet': parquet })).toBe('sources.no-samples');
    const read = await list(planted({ 'train.parquet': parquet }), { layout: 'table' });
    expect(read.facts.manifest?.columns.features).toEqual(['a', 'flag']);
    expect(read.samples[1]).toMatchObject({ parts: [{ row: 1 }], annotations: { label: '4' } });
    expect(read.samples[1]?.parts[0]).not.toHaveProperty('range');
    const lines = '{"a": 1.5, "label": "x"}\n{"a": 2, "label": "y"}\n{"a": 2, "label": "y"}\n';
    const { facts, samples } = await list(planted({ 'train.jsonl': lines }));
    expect([facts.layout, samples[2]?.parts[0]?.range]).toEqual(['table', [48, 70]]);
  });

  it('leaves a row with cells too many out of what is examined, and its cells out of labels', async () => {
    const { facts, samples } = await list(planted({ 'train.csv': csv('a,label', '1.5,cat', '2,5,cat', '3,dog') }));
    expect(samples[1]).toMatchObject({ parts: [], annotations: { problems: [{ kind: 'ragged' }] } });
    expect(samples[1]?.annotations).not.toHaveProperty('label');
    expect(facts.labels).toMatchObject({ kind: 'names', classes: ['cat', 'dog'] });
  });

  it('is one of several, as splits, with the columns that all have', async () => {
    const test = csv('sugar,acid', '1,2');
    const { facts, keys } = await list(planted({ 'train.csv': WINE, 'test.csv': test }));
    expect(facts).toMatchObject({
      splits: { test: 1, train: 3 },
      manifest: { columns: { features: ['acid', 'sugar'] } },
    });
    expect(facts.furtherManifests).toMatchObject([{ columns: { features: ['acid', 'sugar'] } }]);
    expect(keys.at(-1)).toBe('test.csv#0');
  });

  it('is copied as it was listed, so that a clean one can be made', async () => {
    const { out } = await list(planted({ 'train.csv': WINE }));
    expect(readFileSync(join(out, 'listing/manifest'), 'utf8')).toBe(WINE);
  });

  it('keeps rows out that a glob names', async () => {
    const { keys } = await list(planted({ 'train.csv': WINE }), { ignore: ['train.csv#1'] });
    expect(keys).toEqual(['train.csv#0', 'train.csv#2']);
  });
});

describe('the columns of a table', () => {
  it.each([
    ['a count of rows without a name', csv(',a', '0,1', '1,1'), { features: ['a'] }],
    ['numbers of customers', csv('CustomerId,a', '17,1', '23,1'), { features: ['a'] }],
    ['no id that comes again', csv('user_id,a', '17,1', '17,1'), { features: ['user_id', 'a'] }],
    ['a column of words that come again as the label', csv('a,species', '1,x', '2,x'), { label: 'species' }],
    ['a split', csv('a,split', '1,train', '2,test'), { split: 'split', features: ['a'] }],
    ['a measurement called target', csv('a,target', '1,0.5', '2,1'), { targets: ['target'], features: ['a'] }],
    ['a class called target', csv('a,target', '1,0', '2,1'), { label: 'target', features: ['a'] }],
    ['coordinates', csv('x,y,z', '1,2,3', '2,3.5,4'), { features: ['x', 'y', 'z'], targets: [] }],
    ['y without x as what is to be learned', csv('x1,y', '1,2.5', '2,3'), { features: ['x1'], targets: ['y'] }],
    ['values that are missing', csv('a,b', '1,NA', ',null', 'nan,2'), { features: ['a', 'b'] }],
    ['names that are counted', csv('0,1', '1,2', '3,4'), { features: ['0', '1'] }],
  ])('are known: %s', async (_, table, columns) => {
    expect(await columnsOf(table)).toMatchObject(columns);
  });

  it('are those that --features names, by name or with a *', async () => {
    const table = csv('label,x (cm),x.2,y,note', '0,1,2,3,a', '1,1,2,3,b');
    const named = async (...features: string[]) => (await columnsOf(table, { features }))?.features;
    expect(await named('x (cm)')).toEqual(['x (cm)']);
    expect(await named('x*', 'y')).toEqual(['x (cm)', 'x.2', 'y']);
    expect(await named('*')).toEqual(['x (cm)', 'x.2', 'y']);
  });

  it.each([
    ['names no column', { features: ['z*'] }, 'sources.unknown-column'],
    ['leaves none to train on', { features: ['lab*'] }, 'sources.table-no-features'],
    ['names no label', { layout: 'table', labelColumn: 'z' }, 'sources.unknown-column'],
  ] as const)('are refused where an option %s', async (_, config, key) => {
    const folder = planted({ 'train.csv': WINE });
    expect(
      (await errorOf(() => list(folder, { ...config, features: [...('features' in config ? config.features : [])] })))
        ?.key,
    ).toBe(key);
  });

  it.each([
    ['a first line of numbers', csv('5.1,3.5,0.2,cat', '1,2,3,dog'), 'sources.table-no-header'],
    ['a name that comes twice', csv('a,a', '1,2'), 'sources.table-column-twice'],
    ['words alone', csv('a,b', 'x,y', 'x,y'), 'sources.table-no-features'],
    ['no row', 'a,b\n', 'sources.manifest-no-rows'],
  ])('are refused: %s', async (_, table, key) => {
    const folder = planted({ 'train.csv': table });
    expect((await errorOf(() => list(folder, { layout: 'table' })))?.key).toBe(key);
  });
});

describe('what is no table, unless it is said to be', () => {
  it.each([
    ['a table of boxes beside pictures', { 'labels.csv': csv('id,x,y,label', '1,2,3,0'), '1.jpg': 'x' }, 'flat'],
    ['a table beside arrays', { 'train.csv': WINE, 'x.npy': 'x' }, 'npy'],
    ['a list of pictures with numbers', { 'labels.csv': csv('path,x', 'a.jpg,1.5'), 'a.jpg': 'x' }, 'manifest'],
    ['a list of films', { 'train.csv': csv('id,start,end', '1,2,3'), 'a.mp4': 'x' }, 'sources.no-samples'],
    ['words beside the label', { 'train.csv': csv('name,a,label', 'x,1,0', 'y,2,1') }, 'sources.no-samples'],
    ['several files of any name', { 'a.csv': WINE, 'b.csv': WINE }, 'sources.no-samples'],
  ])('%s', async (_, files, layout) => {
    expect(await layoutOf(files as Files)).toBe(layout);
  });

  it('the only file of any name is one', async () => {
    expect(await layoutOf({ 'wine quality.csv': WINE })).toBe('table');
  });

  it('a file given with --manifest is a list of files, and the refusal tells what to say', async () => {
    const folder = planted({ 'train.csv': WINE });
    expect((await errorOf(() => list(folder, { manifest: 'train.csv' })))?.key).toBe('sources.no-path-column');
    const { facts } = await list(folder, { manifest: 'train.csv', layout: 'table' });
    expect(facts.layout).toBe('table');
  });
});
