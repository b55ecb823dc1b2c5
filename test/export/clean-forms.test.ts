import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { type ExportRow, exportClean } from '../../src/export/clean.ts';
import { configSchema } from '../../src/model/config.ts';
import { bytesFromKey } from '../../src/model/path-key.ts';
import { readSamples, writeListing } from '../../src/sources/listing.ts';
import { readJsonObject } from '../../src/storage/json-object.ts';
import { plant, scratchFolder } from '../storage/scratch-folder.ts';

interface Options {
  readonly config?: object;
  readonly transforms?: Readonly<Record<string, (value: number) => number>>;
}

/** Lists a dataset and exports it without the samples whose keys are `bad`. */
const exported = async (dataset: string, bad: readonly string[], { config, transforms = {} }: Options = {}) => {
  const out = join(scratchFolder(), 'run');
  mkdirSync(out);
  const { facts, root } = await writeListing(configSchema.parse({ dataset, ...config }), out);
  const rows = async function* (): AsyncGenerator<ExportRow> {
    for (const { ordinal, key, id, split = null, parts, annotations } of readSamples(out)) {
      yield {
        ordinal,
        key,
        id,
        split,
        label: annotations.label ?? null,
        verdict: bad.includes(key) ? 'bad' : 'ok',
        resource: parts[0]?.resource ?? '',
        ...(annotations.origin && { origin: annotations.origin }),
        findings: [],
      };
    }
  };
  const context = { facts, root: bytesFromKey(root), out, paths: 'rel', dropSuspect: false, transforms } as const;
  await exportClean(rows(), { ...context, reason: () => '' });
  const bytes = (name: string) => readFileSync(join(out, 'clean', name));
  return { bytes, read: (name: string) => bytes(name).toString(), names: readdirSync(join(out, 'clean')).sort() };
};

const same = (value: number): number => value;

describe('a clean JSON Lines manifest', () => {
  it('keeps every line byte for byte and adds normalized targets before the closing brace', async () => {
    const lines = [
      '{"path":"a.jpg", "age" : 1.50,"n":9007199254740993, "deep":{"x":[NaN]}}\r\n',
      '{"path":"bad.jpg","age":2.5}\n',
      ' {"age": null, "path": "caf\xe9}.jpg"} \n',
      '{"path":"z.jpg","age":3.25}',
    ];
    const folder = plant(scratchFolder(), { 'labels.jsonl': Buffer.from(lines.join(''), 'latin1') });
    const { bytes, names } = await exported(folder, ['bad.jpg'], {
      config: { targets: [{ name: 'age' }] },
      transforms: { age: (value) => value * 2 },
    });
    expect(bytes('labels.jsonl').toString('latin1')).toBe(
      '{"path":"a.jpg", "age" : 1.50,"n":9007199254740993, "deep":{"x":[NaN]}, "age_normalized": 3}\r\n' +
        ' {"age": null, "path": "caf\xe9}.jpg", "age_normalized": null} \n' +
        '{"path":"z.jpg","age":3.25, "age_normalized": 6.5}',
    );
    expect(names).toEqual(['labels.jsonl', 'train.txt']);
  });

  it('is in its own encoding, and does not take a key twice', async () => {
    for (const encoding of ['utf-8', 'utf-16le', 'utf-16be', 'gb18030']) {
      const encode = (text: string) =>
        iconv.encode(encoding === 'gb18030' ? text : `\ufeff${text}`, encoding, { addBOM: false });
      const line = '{"path": "训练猫图.jpg", "年龄": 1.5, "年龄_normalized": "训练猫图"';
      const folder = plant(scratchFolder(), { 'labels.jsonl': encode(`${line}}\n`) });
      const { bytes } = await exported(folder, [], {
        config: { targets: [{ name: '年龄' }] },
        transforms: { 年龄: same },
      });
      const expected = encode(`${line}, "年龄_normalized_2": 1.5}\n`);
      expect([encoding, bytes('labels.jsonl').equals(expected)]).toEqual([encoding, true]);
    }
  });

  it('is still one object a line, of the same cells, whatever the texts in it', async () => {
    const text = fc.string({ unit: fc.constantFrom('"', '\\', '}', '{', ' ', '\n', 'a', '猫', '\u2028') });
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 5 }), async (texts) => {
        const lines = texts.map((note, at) => JSON.stringify({ path: `${at}.jpg`, age: at + 0.5, note }));
        const folder = plant(scratchFolder(), { 'labels.jsonl': lines.join('\n') });
        const { read } = await exported(folder, ['0.jpg'], { transforms: { age: same } });
        const kept = read('labels.jsonl')
          .split('\n')
          .filter((line) => line !== '');
        expect(kept.map((line) => [...readJsonObject(line)!.cells])).toEqual(
          texts.slice(1).map((note, at) => [
            ['path', `${at + 1}.jpg`],
            ['age', `${at + 1.5}`],
            ['note', note],
            ['age_normalized', `${at + 1.5}`],
          ]),
        );
      }),
      { numRuns: 40 },
    );
  });
});

describe('a clean list', () => {
  it('keeps its lines with their class numbers, beside the list of bare paths', async () => {
    const folder = plant(scratchFolder(), { 'train.txt': './a.jpg 0\r\nb.jpg  1\n\nc d.jpg\t2' });
    const { read, names } = await exported(folder, ['b.jpg']);
    expect([names, read('train.list.txt'), read('train.txt')]).toEqual([
      ['train.list.txt', 'train.txt'],
      './a.jpg 0\r\nc d.jpg\t2',
      'a.jpg\nc d.jpg\n',
    ]);
  });
});

describe('clean manifests of several', () => {
  it('are one for each, in its own form, minus its own rows', async () => {
    const folder = plant(scratchFolder(), {
      'train.csv': 'path,age\na.jpg,1.5\nb.jpg,2.5\n',
      'more/train.csv': 'file;x\nb.jpg;9\n',
      'val.jsonl': '{"path": "c.jpg", "age": 4.5}\n{"path": "d.jpg"}\n',
    });
    const manifest = ['train=train.csv', 'extra=more/train.csv', 'val=val.jsonl'];
    const { read, names } = await exported(folder, ['a.jpg', 'd.jpg'], {
      config: { manifest },
      transforms: { age: same },
    });
    expect(names).toEqual(['extra.txt', 'train-2.csv', 'train.csv', 'train.txt', 'val.jsonl', 'val.txt']);
    expect(names.map(read)).toEqual([
      'b.jpg\n',
      'file;x\nb.jpg;9\n',
      'path,age,age_normalized\nb.jpg,2.5,2.5\n',
      'b.jpg\n',
      '{"path": "c.jpg", "age": 4.5, "age_normalized": 4.5}\n',
      'c.jpg\n',
    ]);
  });
});
