import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { type ExportContext, type ExportRow, exportClean } from '../../src/export/clean.ts';
import { findingsJsonl, type SampleCsvRow, samplesCsv } from '../../src/export/samples-csv.ts';
import { configSchema } from '../../src/model/config.ts';
import { bytesFromKey } from '../../src/model/path-key.ts';
import type { Sample } from '../../src/model/sample.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import { readSamples, writeListing } from '../../src/sources/listing.ts';
import { plant, scratchFolder } from '../storage/scratch-folder.ts';

type Finding = ExportRow['findings'][number];

const finding = (part: Partial<Finding>): Finding => ({
  id: '0',
  check: 'image/corrupt',
  code: 'damage',
  severity: 'error',
  verdict: 'bad',
  scope: 'content',
  subject: { sample: '0' },
  data: {},
  ...part,
});

interface Judgement {
  readonly verdict: Verdict;
  readonly findings?: readonly Finding[];
}

async function* rowsOf(samples: Iterable<Sample>, judge: (sample: Sample) => Judgement): AsyncGenerator<ExportRow> {
  for (const sample of samples) {
    const { verdict, findings = [] } = judge(sample);
    yield {
      ordinal: sample.ordinal,
      key: sample.key,
      id: sample.id,
      split: sample.split ?? null,
      label: sample.annotations.label ?? null,
      verdict,
      resource: sample.parts[0]?.resource ?? '',
      ...(sample.annotations.origin && { origin: sample.annotations.origin }),
      findings,
    };
  }
}

/** Lists a dataset, judges its samples and exports it. */
const exported = async (
  dataset: string,
  judge: (sample: Sample) => Judgement,
  options: Partial<ExportContext> = {},
  config: object = {},
) => {
  const out = join(scratchFolder(), 'run');
  mkdirSync(out);
  const { facts, root } = await writeListing(configSchema.parse({ dataset, ...config }), out);
  const result = await exportClean(rowsOf(readSamples(out), judge), {
    facts,
    root: bytesFromKey(root),
    out,
    paths: 'rel',
    dropSuspect: false,
    transforms: {},
    reason: ({ check }) => `because of ${check}`,
    ...options,
  });
  const read = (name: string) => readFileSync(join(out, name), 'utf8');
  return { ...result, out, root, facts, read, names: readdirSync(join(out, 'clean')).sort() };
};

const ok = (): Judgement => ({ verdict: 'ok' });

describe('lists of paths', () => {
  it('hold ok and suspect samples, one file per split, and say why the others are not there', async () => {
    const folder = plant(scratchFolder(), {
      'train/cat/a.jpg': '',
      'train/cat/b.jpg': '',
      'train/dog/c.jpg': '',
      'val/cat/d.jpg': '',
      'val/dog/=e.jpg': '',
    });
    const judge = ({ key }: Sample): Judgement => {
      if (key.endsWith('a.jpg'))
        return { verdict: 'suspect', findings: [finding({ verdict: 'suspect', check: 'image/blank' })] };
      if (key.endsWith('b.jpg')) {
        return {
          verdict: 'bad',
          findings: [
            finding({}),
            finding({ check: 'image/blank', verdict: 'suspect' }),
            finding({ check: 'file/empty' }),
          ],
        };
      }
      if (key.endsWith('e.jpg'))
        return { verdict: 'unexamined', findings: [finding({ check: 'file/unreadable', verdict: 'unexamined' })] };
      return { verdict: 'ok' };
    };
    const { names, read, clean, rejected, root } = await exported(folder, judge);
    expect(names).toEqual(['classes.txt', 'train.txt', 'val.txt']);
    expect(read('clean/train.txt')).toBe('train/cat/a.jpg\ntrain/dog/c.jpg\n');
    expect(read('clean/val.txt')).toBe('val/cat/d.jpg\n');
    expect(read('clean/classes.txt')).toBe('cat\ndog\n');
    expect([clean, rejected]).toEqual([3, 2]);
    expect(read('rejected.csv')).toBe(
      'path,verdict,check,reason\n' +
        'train/cat/b.jpg,bad,image/corrupt file/empty,because of image/corrupt; because of file/empty\n' +
        'val/dog/=e.jpg,unexamined,file/unreadable,because of file/unreadable\n',
    );
    const strict = await exported(folder, judge, { dropSuspect: true, paths: 'abs' });
    expect(strict.read('clean/train.txt')).toBe(`${root}/train/dog/c.jpg\n`);
    expect(strict.rejected).toBe(3);
  });

  it('hold everything in train.txt where there are no splits, and bytes as they are', async () => {
    const folder = plant(scratchFolder(), { 'a.jpg': '', 'new\nline.jpg': '', '100%.jpg': '' });
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xff]), Buffer.from('.jpg')]), '');
    const { names, out, unlistable, clean, root } = await exported(folder, ok, { paths: 'abs' });
    expect(names).toEqual(['train.txt']);
    // '%' sorts behind letters' places in keys: '%FF', '100%25', 'a'.
    const expected = Buffer.concat([
      Buffer.from(`${root}/`),
      Buffer.from([0xff]),
      Buffer.from(`.jpg\n${root}/100%.jpg\n${root}/a.jpg\n`),
    ]);
    expect(readFileSync(join(out, 'clean/train.txt')).equals(expected)).toBe(true);
    expect([clean, unlistable]).toEqual([4, 1]);
  });

  it('keep a file for every split, and never one outside of clean/', async () => {
    const rows = ['../evil', 'a/b', 'a_b', 'A_B', 'classes', '.hidden', 'val', ''].map(
      (split, at) => `${at}.jpg,"${split}"`,
    );
    const folder = plant(scratchFolder(), { 'labels.csv': `path,split\n${rows.join('\n')}\n`, '0.jpg': '' });
    const { names, read } = await exported(folder, ({ split }) => ({ verdict: split === 'val' ? 'bad' : 'ok' }));
    expect(names).toEqual(
      [
        'A_B.txt',
        '__evil.txt',
        '_hidden.txt',
        'a_b-2.txt',
        'a_b-3.txt',
        'classes-2.txt',
        'labels.csv',
        'unsplit.txt',
        'val.txt',
      ].sort(),
    );
    expect(read('clean/val.txt')).toBe('');
    expect(read('clean/unsplit.txt')).toBe('7.jpg\n');
  });

  it('do not open a file for each of a thousand "splits"', async () => {
    const rows = Array.from({ length: 1_000 }, (_, at) => `${at}.jpg,${at}`);
    const folder = plant(scratchFolder(), { 'labels.csv': `path,split\n${rows.join('\n')}\n` });
    const { names, read } = await exported(folder, ok);
    expect(names).toEqual(['all.txt', 'labels.csv']);
    expect(read('clean/all.txt').split('\n')).toHaveLength(1_001);
  });

  it('number classes as torchvision does', async () => {
    const folder = plant(scratchFolder(), {
      'Zebra/a.jpg': '',
      'ant/a.jpg': '',
      '10/a.jpg': '',
      '2/a.jpg': '',
      '\ue000/a.jpg': '',
      '\u{1f600}/a.jpg': '',
      'two\nlines/a.jpg': '',
      '猫/a.jpg': '',
    });
    mkdirSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xe9])]));
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xe9]), Buffer.from('/a.jpg')]), '');
    const { read } = await exported(folder, ok);
    expect(read('clean/classes.txt').split('\n')).toEqual([
      '10',
      '2',
      'Zebra',
      'ant',
      'two%0Alines',
      '猫',
      '%E9',
      '\ue000',
      '\u{1f600}',
      '',
    ]);
  });
});

const ENCODINGS = ['utf-8', 'utf-8-bom', 'utf-16le', 'utf-16be', 'gb18030'] as const;
const encode = (text: string, encoding: string): Buffer => {
  const hasMark = encoding !== 'utf-8' && encoding !== 'gb18030';
  return iconv.encode(hasMark ? `\ufeff${text}` : text, encoding.replace('-bom', ''), { addBOM: false });
};
const cell = fc.string({
  unit: fc.constantFrom('"', ',', ';', '\t', '\n', '\r', ' ', 'a', '7', '猫', '训', '练', '图'),
  maxLength: 6,
});

describe('the clean manifest', () => {
  it('is byte for byte the manifest that came in, minus rows', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(cell, fc.boolean()), { minLength: 1, maxLength: 8 }),
        fc.constantFrom(...ENCODINGS),
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.constantFrom(',', ';', '\t'),
        fc.boolean(),
        async (cells, encoding, newline, delimiter, isEndless) => {
          const quote = (text: string) => (/["\r\n,;\t]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
          const header = ['path', 'note', '训练集标签'].join(delimiter) + newline;
          const lines = cells.map(
            ([text], at) =>
              [`${at}.jpg`, quote(text), '猫咪图像'].join(delimiter) +
              (isEndless && at === cells.length - 1 ? '' : newline),
          );
          const folder = plant(scratchFolder(), { 'labels.csv': encode(header + lines.join(''), encoding) });
          const { out, facts } = await exported(folder, ({ ordinal }) => ({
            verdict: cells[ordinal]![1] ? 'ok' : 'bad',
          }));
          expect(facts.manifest).toMatchObject({ encoding, delimiter, newline });
          const expected = encode(header + lines.filter((_, at) => cells[at]![1]).join(''), encoding);
          expect(readFileSync(join(out, 'clean/labels.csv')).equals(expected)).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('keeps quoting, blanks, bytes of no encoding and mixed line ends', async () => {
    const text = Buffer.from('path, label ,"n"\n"a.jpg", 1 ,"x""y"\r\nb.jpg,"2",\xe9\xff\n\nc.jpg,3,z', 'latin1');
    const folder = plant(scratchFolder(), { 'labels.csv': text });
    const { out } = await exported(folder, ({ ordinal }) => ({ verdict: ordinal === 0 ? 'bad' : 'ok' }));
    expect(readFileSync(join(out, 'clean/labels.csv')).toString('latin1')).toBe(
      'path, label ,"n"\nb.jpg,"2",\xe9\xff\nc.jpg,3,z',
    );
  });

  it('adds normalized targets in its own encoding and line ends, and leaves no number where there is none', async () => {
    for (const encoding of ENCODINGS) {
      const text = '路径;age;图像高度\r\na.jpg;"1.5";1e400\r\nb.jpg;;3\r\nc.jpg; 3 ;-0.5';
      const folder = plant(scratchFolder(), { 'labels.csv': encode(text, encoding) });
      const double = (value: number) => value * 2;
      const { out } = await exported(
        folder,
        ok,
        { transforms: { age: double, 图像高度: (value) => (value === 3 ? -0 : value) } },
        { pathColumn: '路径', targets: [{ name: 'age' }, { name: '图像高度' }] },
      );
      const expected =
        '路径;age;图像高度;age_normalized;图像高度_normalized\r\na.jpg;"1.5";1e400;3;\r\nb.jpg;;3;;0\r\nc.jpg; 3 ;-0.5;6;-0.5';
      expect(readFileSync(join(out, 'clean/labels.csv')).equals(encode(expected, encoding))).toBe(true);
    }
  });

  it('puts what it adds into its own column of a short row, and does not take a name twice', async () => {
    const text = 'path,age,age_normalized,"a,b"\nx.jpg,1\ny.jpg,2,3,4.5,6\nz.jpg,3,4,5.5\n';
    const folder = plant(scratchFolder(), { 'labels.csv': text });
    const { read } = await exported(folder, ok, { transforms: { age: (value) => value, 'a,b': (value) => value } });
    expect(read('clean/labels.csv')).toBe(
      'path,age,age_normalized,"a,b",age_normalized_2,"a,b_normalized"\nx.jpg,1,,,1,\ny.jpg,2,3,4.5,6\nz.jpg,3,4,5.5,3,5.5\n',
    );
  });

  it('is written into a run folder that is named from the working directory', async () => {
    const folder = plant(scratchFolder(), { 'labels.csv': 'path\na.jpg\n' });
    const out = relative('.', join(scratchFolder(), 'run'));
    const { facts, root } = await writeListing(configSchema.parse({ dataset: folder }), out);
    const context = {
      facts,
      root: bytesFromKey(root),
      out,
      paths: 'rel',
      dropSuspect: false,
      transforms: {},
      reason: () => '',
    } as const;
    await exportClean(rowsOf(readSamples(out), ok), context);
    expect(readFileSync(join(out, 'clean/labels.csv'), 'utf8')).toBe('path\na.jpg\n');
  });

  it('comes from what was listed, whatever becomes of the manifest', async () => {
    const folder = plant(scratchFolder(), { 'labels.csv': 'path\na.jpg\nb.jpg\n' });
    const { read } = await exported(folder, () => {
      writeFileSync(join(folder, 'labels.csv'), 'gone');
      return { verdict: 'ok' };
    });
    expect(read('clean/labels.csv')).toBe('path\na.jpg\nb.jpg\n');
  });

  it('does not take the name of a list', async () => {
    const folder = plant(scratchFolder(), { 'train.txt': 'path\na.jpg\n' });
    const { names } = await exported(join(folder, 'train.txt'), ok);
    expect(names).toEqual(['train.txt', 'train.txt.csv']);
  });
});

describe('lists for people', () => {
  it('name file, line, column, value and what was expected of every annotation to mend', async () => {
    const folder = plant(scratchFolder(), {
      'labels.csv': 'path,label,age\na.jpg,=cmd(),1.5\nb.jpg,2,nan\nc.jpg,3,2.5\n',
    });
    const { read, toFix, clean } = await exported(folder, ({ ordinal, annotations }) => {
      const at = { file: annotations.origin!.file, line: annotations.origin!.line };
      const own = { scope: 'annotation', data: { value: annotations.label ?? '', expected: 'integer' } } as const;
      if (ordinal === 0) return { verdict: 'bad', findings: [finding({ ...own, check: 'label/not-an-integer', at })] };
      if (ordinal === 1) {
        const data = { value: 'nan', expected: 'finite number' };
        return {
          verdict: 'bad',
          findings: [finding({ scope: 'annotation', check: 'target/not-finite', at: { ...at, field: 'age' }, data })],
        };
      }
      return { verdict: 'ok', findings: [finding({ ...own, verdict: 'ok' })] };
    });
    expect(read('to-fix.csv')).toBe(
      'file,line,column,value,expected,check\n' +
        "labels.csv,2,label,'=cmd(),integer,label/not-an-integer\n" +
        'labels.csv,3,age,nan,finite number,target/not-finite\n',
    );
    expect([toFix, clean]).toEqual([2, 1]);
    // A trainer's manifest is never guarded: its cells are data.
    expect(read('clean/labels.csv')).toBe('path,label,age\nc.jpg,3,2.5\n');
  });

  it('leave nothing half written when the rows break off', async () => {
    const folder = plant(scratchFolder(), { 'labels.csv': 'path\na.jpg\nb.jpg\n' });
    const out = join(scratchFolder(), 'run');
    const { facts, root } = await writeListing(configSchema.parse({ dataset: folder }), out);
    let broke = false;
    const broken = rowsOf(readSamples(out), ({ ordinal }) => {
      broke = ordinal === 1;
      if (broke) throw new Error('broken off');
      return { verdict: 'ok' };
    });
    const context: ExportContext = {
      facts,
      root: bytesFromKey(root),
      out,
      paths: 'abs',
      dropSuspect: false,
      transforms: {},
      reason: () => '',
    };
    await expect(exportClean(broken, context)).rejects.toThrow('broken off');
    expect(broke).toBe(true);
    expect(readdirSync(join(out, 'clean'))).toEqual([]);
    expect(existsSync(join(out, 'rejected.csv'))).toBe(false);
    expect(readdirSync(out).map((name) => basename(name))).toEqual(['clean', 'listing']);
  });
});

const collect = async (texts: AsyncIterable<string>): Promise<string> => {
  let all = '';
  for await (const text of texts) all += text;
  return all;
};

describe('exports for programs', () => {
  it('have the promised columns, and no formulas', async () => {
    async function* rows(): AsyncGenerator<SampleCsvRow> {
      yield {
        key: '-a,b.jpg',
        path: '/d/-a,b.jpg',
        split: null,
        label: '@x"y"',
        verdict: 'ok',
        checks: 'image/blank file/empty',
        format: 'jpeg',
        width: 3,
        height: 2,
        bytes: -1,
        sha256: null,
      };
    }
    expect(await collect(samplesCsv(rows()))).toBe(
      'key,path,split,label,verdict,checks,format,width,height,bytes,sha256\n' +
        `"'-a,b.jpg","/d/-a,b.jpg",,"'@x""y""",ok,image/blank file/empty,jpeg,3,2,-1,\n`,
    );
  });

  it('write one finding a line', async () => {
    async function* findings() {
      yield finding({ data: { text: 'a\nb' } });
      yield finding({});
    }
    const lines = (await collect(findingsJsonl(findings()))).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).data)).toEqual([{ text: 'a\nb' }, {}]);
  });
});
