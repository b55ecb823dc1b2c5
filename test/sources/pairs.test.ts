import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ConfigInput } from '../../src/model/config.ts';
import { npyOf } from '../decode/npy-bytes.ts';
import { plant, scratchFolder } from '../storage/scratch-folder.ts';
import { zipOf } from '../storage/zip-bytes.ts';
import { errorOf, list } from './list.ts';

const samples = (rows: number, columns = 2) =>
  npyOf('<f4', `(${rows}, ${columns})`, new Uint8Array(new Float32Array(rows * columns).buffer));
const integers = (...labels: number[]) =>
  npyOf('<i8', `(${labels.length},)`, new Uint8Array(BigInt64Array.from(labels.map(BigInt)).buffer));
const pairOf = (y: Uint8Array, rows = 2) => plant(scratchFolder(), { 'X.npy': samples(rows), 'y.npy': y });
const labelsOf = async (y: Uint8Array, rows?: number) =>
  (await list(pairOf(y, rows))).samples.map(({ annotations }) => annotations.label);

describe('an array of samples with an array of labels', () => {
  it('is a sample a row, that shares its file and has the label of its index', async () => {
    const folder = plant(scratchFolder(), { 'X.npy': samples(2), 'y.npy': integers(3, -9), 'ids.npy': '' });
    const { facts, samples: rows, others } = await list(folder);
    expect(facts).toMatchObject({
      layout: 'pair',
      reason: { key: 'sources.reason-pair', data: { names: 'X.npy + y.npy' } },
      labels: { kind: 'integers' },
      splits: {},
    });
    expect(rows[1]).toMatchObject({
      key: 'X.npy#1',
      parts: [{ role: 'array', resource: 'X.npy', row: 1, ownership: 'shared' }],
      annotations: { label: '-9', origin: { file: 'y.npy', record: 2 } },
    });
    expect(others).toEqual(['ids.npy']);
  });

  it.each([
    ['bytes', '|u1', Buffer.from([7, 255]), ['7', '255']],
    ['big-endian integers', '>i2', Buffer.from([0, 7, 255, 255]), ['7', '-1']],
    [
      'integers beyond 2^53',
      '<u8',
      Buffer.from('ffffffffffffffff0100000000000000', 'hex'),
      ['18446744073709551615', '1'],
    ],
    ['truth values', '|b1', Buffer.from([1, 0]), ['1', '0']],
    ['whole floats', '<f4', Buffer.from(Float32Array.of(3, Number.NaN).buffer), ['3', 'NaN']],
    ['text in UTF-32', '<U2', Buffer.from('4b6d00000000000063000000d8000000', 'hex'), ['测', 'cØ']],
    ['text in another encoding', '|S1', Buffer.from([0xe9, 0xe8]), ['é', 'è']],
    ['half floats', '<f2', Buffer.from([0x00, 0x40, 0xff, 0xfb]), ['2', '-65504']],
    ['text in bytes', '|S3', Buffer.from('cat\0\0\0', 'latin1'), ['cat', '']],
  ])('reads labels that are %s', async (_, descr, data, cells) => {
    expect(await labelsOf(npyOf(descr, '(2,)', data))).toEqual(cells);
  });

  it('takes a column of one for a label a row', async () => {
    expect(await labelsOf(npyOf('|u1', '(2, 1)', Buffer.from([4, 5])))).toEqual(['4', '5']);
  });

  it('takes numbers with a fraction for a target to learn', async () => {
    const { facts, samples: rows } = await list(
      pairOf(npyOf('<f8', '(2,)', new Uint8Array(Float64Array.of(0.5, 2).buffer))),
    );
    expect(facts).toMatchObject({ targets: ['y'], labels: { kind: 'none' } });
    expect(rows[0]?.annotations).toMatchObject({ targets: { y: '0.5' } });
    expect(rows[0]?.annotations).not.toHaveProperty('label');
  });

  it.each([
    [
      'names',
      {
        'x_train.npy': samples(2),
        'y_train.npy': integers(0, 1),
        'test_data.npy': samples(1),
        'test_labels.npy': integers(1),
      },
    ],
    [
      'folders',
      {
        'train/images.npy': samples(2),
        'train/targets.npy': integers(0, 1),
        'test/X.npy': samples(1),
        'test/y.npy': integers(1),
      },
    ],
  ])('finds splits by their %s', async (_, files) => {
    const { facts } = await list(plant(scratchFolder(), files));
    expect(facts).toMatchObject({ layout: 'pair', splits: { test: 1, train: 2 } });
  });

  it('is found in a .npz, as Keras has its datasets', async () => {
    const entries = { x_train: samples(2), y_train: integers(0, 1), x_test: samples(1), y_test: integers(0) };
    const archive = zipOf(Object.entries(entries).map(([name, bytes]) => ({ name: `${name}.npy`, bytes })));
    const folder = plant(scratchFolder(), { 'mnist.npz': archive, 'notes.txt': '' });
    for (const dataset of [folder, join(folder, 'mnist.npz')]) {
      const { facts, keys, samples: rows } = await list(dataset);
      expect(facts).toMatchObject({ layout: 'pair', splits: { test: 1, train: 2 } });
      expect(keys).toEqual(['mnist.npz#x_train.npy#0', 'mnist.npz#x_train.npy#1', 'mnist.npz#x_test.npy#0']);
      expect(rows[2]?.parts[0]).toMatchObject({ resource: 'mnist.npz', member: 'x_test.npy', row: 0 });
    }
  });

  it('takes train.npz and test.npz for splits, and many archives for a sample each', async () => {
    const archive = zipOf([
      { name: 'x.npy', bytes: samples(2) },
      { name: 'y.npy', bytes: integers(0, 1) },
    ]);
    const splits = await list(plant(scratchFolder(), { 'train.npz': archive, 'test.npz': archive }));
    expect(splits.facts).toMatchObject({ layout: 'pair', splits: { test: 2, train: 2 } });
    const many = await list(plant(scratchFolder(), { '1.npz': archive, '2.npz': archive }));
    expect(many.facts).toMatchObject({ layout: 'npy', reason: { key: 'sources.reason-npy' } });
    expect(many.keys).toEqual(['1.npz#x.npy', '1.npz#y.npy', '2.npz#x.npy', '2.npz#y.npy']);
  });

  it('has a label that is an array of its own where each row of the labels is one', async () => {
    const masks = npyOf('|u1', '(2, 3, 3)', Buffer.alloc(18));
    const { facts, samples: rows } = await list(pairOf(masks));
    expect(facts.labels.kind).toBe('none');
    expect(rows[1]).toMatchObject({
      key: 'X.npy#1',
      parts: [
        { role: 'array', resource: 'X.npy', row: 1 },
        { name: 'label', role: 'label', resource: 'y.npy', row: 1, ownership: 'shared' },
      ],
      annotations: { origin: { file: 'y.npy', record: 2 } },
    });
    expect(rows[1]?.annotations).not.toHaveProperty('label');
  });

  it('takes Caffe’s (N, 1, 1, 1) for a label a row', async () => {
    expect(await labelsOf(npyOf('|u1', '(2, 1, 1, 1)', Buffer.from([4, 5])))).toEqual(['4', '5']);
  });

  it.each([
    ['an array of masks', npyOf('|u1', '(3, 3, 3)', Buffer.alloc(27))],
    ['labels', integers(1, 2, 3)],
  ])('refuses %s of another length in one archive too', async (_, y) => {
    const archive = zipOf([
      { name: 'x.npy', bytes: samples(2) },
      { name: 'y.npy', bytes: y },
    ]);
    const error = await errorOf(() => list(plant(scratchFolder(), { 'a.npz': archive })));
    expect(error).toMatchObject({ key: 'sources.pair-lengths', data: { rows: 2, labels: 3 } });
  });

  it('holds classes where a few numbers of y have a fraction, and a measurement where many do', async () => {
    const floats = (...values: number[]) =>
      npyOf('<f8', `(${values.length},)`, new Uint8Array(Float64Array.from(values).buffer));
    const classes = Array.from({ length: 100 }, (__, at) => (at === 7 ? 3.5 : at % 3));
    const halves = Array.from({ length: 100 }, (__, at) => (at % 6) / 2);
    expect((await list(pairOf(floats(...classes), 100))).facts).toMatchObject({
      labels: { kind: 'integers' },
      targets: [],
    });
    expect((await list(pairOf(floats(...halves), 100))).facts).toMatchObject({
      labels: { kind: 'none' },
      targets: ['y'],
    });
  });

  describe('asked for as a target', () => {
    const floats = (shape: string, ...values: number[]) =>
      npyOf('<f8', shape, new Uint8Array(Float64Array.from(values).buffer));
    const asked: Partial<ConfigInput> = { layout: 'pair', targets: [{ name: 'y' }] };

    it('has a target for each number of a row, in names whose order is theirs', async () => {
      const row = Array.from({ length: 11 }, (_, at) => at / 2);
      const { facts, samples: rows } = await list(
        pairOf(floats('(2, 11)', ...row, ...row.slice(1), Number.NaN)),
        asked,
      );
      const names = ['y_00', 'y_01', 'y_02', 'y_03', 'y_04', 'y_05', 'y_06', 'y_07', 'y_08', 'y_09', 'y_10'];
      expect(facts).toMatchObject({ targets: names, components: { y: names }, labels: { kind: 'none' } });
      expect(rows[1]?.annotations).toMatchObject({ targets: { y_00: '0.5', y_09: '5', y_10: 'NaN' } });
      // Not a label of its own beside them: what is wrong with it is told once.
      expect(rows[1]?.parts.map(({ role }) => role)).toEqual(['array']);
    });

    it('takes whole numbers for targets too, and of one a row makes one target of its name', async () => {
      const both = npyOf('|u1', '(2, 2, 1)', Buffer.from([1, 2, 3, 4]));
      expect((await list(pairOf(both), asked)).samples[1]?.annotations.targets).toEqual({ y_0: '3', y_1: '4' });
      const { facts, samples: rows } = await list(pairOf(integers(5, 6)), asked);
      expect(facts).toMatchObject({ targets: ['y'], labels: { kind: 'none' } });
      expect(facts).not.toHaveProperty('components');
      expect(rows[1]?.annotations).toMatchObject({ targets: { y: '6' } });
    });

    it('is a target in a .npz too, in every split', async () => {
      const entries = {
        x_train: samples(2),
        y_train: floats('(2, 2)', 0, 1, 2, 3),
        x_test: samples(1),
        y_test: floats('(1, 2)', 4, 5),
      };
      const archive = zipOf(Object.entries(entries).map(([name, bytes]) => ({ name: `${name}.npy`, bytes })));
      const { facts, samples: rows } = await list(plant(scratchFolder(), { 'a.npz': archive }), asked);
      expect(facts.targets).toEqual(['y_0', 'y_1']);
      expect(rows.map(({ annotations }) => annotations.targets?.y_1)).toEqual(['1', '3', '5']);
    });

    it.each([
      ['masks', floats('(2, 2, 2)', 0, 0, 0, 0, 0, 0, 0, 0), { shape: '2, 2, 2' }],
      ['more numbers than a target may have', npyOf('|u1', '(2, 4097)', Buffer.alloc(8194)), { shape: '2, 4097' }],
    ])('is refused where it holds %s', async (_, y, data) => {
      expect(await errorOf(() => list(pairOf(y), asked))).toMatchObject({ key: 'sources.target-no-vector', data });
    });

    it('is refused where splits differ in how many numbers a row has', async () => {
      const files = {
        'x_train.npy': samples(2),
        'y_train.npy': floats('(2, 2)', 0, 1, 2, 3),
        'x_test.npy': samples(1),
        'y_test.npy': floats('(1, 1)', 4),
      };
      expect(await errorOf(() => list(plant(scratchFolder(), files), asked))).toEqual({
        key: 'sources.target-widths',
        data: { file: 'y_train.npy', than: 'y_test.npy', count: 2, others: 1 },
      });
    });
  });

  it('refuses lengths that differ, and says both', async () => {
    const error = await errorOf(() => list(pairOf(integers(1, 2, 3))));
    expect(error).toEqual({ key: 'sources.pair-lengths', data: { x: 'X.npy', y: 'y.npy', rows: 2, labels: 3 } });
  });

  it.each([
    ['one-hot labels in Fortran order', 'label-order', samples(2), npyOf('|u1', '(2, 2)', Buffer.alloc(4), 'True')],
    ['several texts a row', 'labels', samples(2), npyOf('|S1', '(2, 2)', Buffer.alloc(4))],
    ['complex labels', 'labels', samples(2), npyOf('<c8', '(2,)', Buffer.alloc(16))],
    ['Fortran order', 'order', npyOf('|u1', '(2, 2)', Buffer.alloc(4), 'True'), integers(0, 1)],
    ['samples of text', 'samples', npyOf('|S1', '(2,)', Buffer.alloc(2)), integers(0, 1)],
    ['bytes behind the samples', 'damaged', Buffer.concat([samples(2), Buffer.alloc(1)]), integers(0, 1)],
    ['labels that are cut', 'damaged', samples(2), integers(0, 1).subarray(0, -1)],
    ['no array', 'damaged', Buffer.from('<html>'), integers(0, 1)],
  ])('leaves %s to be examined as files, says why, and refuses them where pairs are stated', async (_, why, x, y) => {
    const folder = plant(scratchFolder(), { 'X.npy': x, 'y.npy': y });
    const { facts, keys } = await list(folder);
    expect(facts).toMatchObject({ layout: 'npy', reason: { key: `sources.pair-${why}` } });
    expect(keys).toEqual(['X.npy', 'y.npy']);
    expect((await errorOf(() => list(folder, { layout: 'pair' })))?.key).toBe(`sources.pair-${why}`);
  });

  it('leaves archives whose checksum fails to be examined as files: of which row it is, nothing tells', async () => {
    const archive = zipOf([
      { name: 'X.npy', bytes: samples(2), crc: 1 },
      { name: 'y.npy', bytes: integers(0, 1) },
    ]);
    const { facts } = await list(plant(scratchFolder(), { 'a.npz': archive }));
    expect(facts).toMatchObject({ layout: 'npy', reason: { key: 'sources.pair-damaged' }, samples: 2 });
  });

  it('is none while samples lack their labels', async () => {
    const alone = plant(scratchFolder(), { 'X.npy': samples(2), 'Z.npy': samples(2) });
    expect((await list(alone)).facts).toMatchObject({ layout: 'npy', reason: { key: 'sources.reason-npy' } });
    expect((await errorOf(() => list(alone, { layout: 'pair' })))?.key).toBe('sources.no-pair');
    const half = plant(scratchFolder(), {
      'x_train.npy': samples(1),
      'y_train.npy': integers(1),
      'x_test.npy': samples(1),
    });
    expect((await list(half)).facts).toMatchObject({
      layout: 'npy',
      reason: { key: 'sources.pair-lone', data: { x: 'x_test.npy' } },
    });
  });

  it('is files again where that is stated', async () => {
    expect((await list(pairOf(integers(0, 1)), { layout: 'npy' })).keys).toEqual(['X.npy', 'y.npy']);
  });

  it('passes over rows that are ignored', async () => {
    const { keys, out, facts } = await list(pairOf(integers(0, 1)), { ignore: ['X.npy#0'] });
    expect(keys).toEqual(['X.npy#1']);
    expect(facts).toMatchObject({ ignoredFiles: 1, notes: [] });
    expect(readFileSync(join(out, 'listing/ignored-files.txt'), 'utf8')).toBe('X.npy#0\n');
  });
});

describe('rows of arrays without labels', () => {
  const stated = { layout: 'rows' } as const;

  it('are samples where that is asked for, whatever stands beside the array', async () => {
    const folder = plant(scratchFolder(), { 'X.npy': samples(2), 'y.npy': integers(0, 1, 2), 'ids.npy': samples(9) });
    const { facts, samples: rows, others } = await list(folder, stated);
    expect(facts).toMatchObject({ layout: 'rows', samples: 2, labels: { kind: 'none' }, targets: [] });
    expect(rows[1]).toMatchObject({
      key: 'X.npy#1',
      parts: [{ role: 'array', resource: 'X.npy', row: 1, ownership: 'shared' }],
      annotations: { origin: { file: 'X.npy', record: 2 } },
    });
    expect(others).toEqual(['ids.npy', 'y.npy']);
  });

  it('are those of an array of any name where none is named as samples', async () => {
    const folder = plant(scratchFolder(), { 'measured.npy': samples(2), 'labels.npy': integers(0) });
    expect((await list(folder, stated)).keys).toEqual(['measured.npy#0', 'measured.npy#1']);
    expect((await list(join(folder, 'measured.npy'), stated)).keys).toEqual(['measured.npy#0', 'measured.npy#1']);
  });

  it.each([
    ['Fortran order', 'rows-unreadable', { 'X.npy': npyOf('|u1', '(2, 2)', Buffer.alloc(4), 'True') }],
    ['no rows', 'rows-unreadable', { 'X.npy': samples(0) }],
    ['text', 'rows-unreadable', { 'X.npy': npyOf('|S1', '(2,)', Buffer.alloc(2)) }],
    ['a page', 'rows-unreadable', { 'X.npy': Buffer.from('<html>') }],
    ['labels alone', 'no-rows', { 'y.npy': integers(0) }],
  ])('are refused of %s', async (_, why, files) => {
    const error = await errorOf(() => list(plant(scratchFolder(), files), stated));
    expect(error?.key).toBe(`sources.${why}`);
  });
});
