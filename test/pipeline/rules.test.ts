import { createHash } from 'node:crypto';
import { appendFileSync, copyFileSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exportTable, type RunSummary, run } from '../../dist/index.js';
import { scratchFolders } from './scratch-folders.ts';
import { makeFolderDataset } from './small-dataset.ts';

const folder = scratchFolders();

const CUT = 'cat/0000.jpg';
const TAILED = 'dog/0001.jpg';

/** Twelve pictures in two classes: one cut (an error, bad), one with a tail behind its end (a warning). */
const flawed = async (): Promise<string> => {
  const data = folder();
  await makeFolderDataset(data, 12);
  truncateSync(join(data, CUT), 900);
  appendFileSync(join(data, TAILED), 'tail of other bytes');
  return data;
};

const sha256 = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

interface Judged {
  readonly summary: RunSummary;
  readonly out: string;
  readonly verdicts: Readonly<Record<string, string>>;
  readonly findings: readonly {
    readonly check: string;
    readonly severity: string;
    readonly verdict: string;
    readonly key: string | null;
    readonly members: number;
    readonly data: Readonly<Record<string, unknown>>;
  }[];
  readonly clean: readonly string[];
}

type Written = Omit<Parameters<typeof run>[0], 'dataset'>;

const judge = async (dataset: string, written: Written = {}): Promise<Judged> => {
  const out = join(folder(), 'run');
  const summary = await run({ dataset, out, jobs: 1, paths: 'rel', ...written });
  const rows = async (table: 'samples' | 'findings'): Promise<Record<string, never>[]> => {
    const lines: Record<string, never>[] = [];
    for await (const line of exportTable(out, table, 'jsonl')) lines.push(JSON.parse(line));
    return lines;
  };
  return {
    summary,
    out,
    verdicts: Object.fromEntries((await rows('samples')).map(({ key, verdict }) => [key, verdict])),
    findings: (await rows('findings')) as unknown as Judged['findings'],
    clean: readFileSync(join(out, 'clean/train.txt'), 'utf8').split('\n').filter(Boolean),
  };
};

const of = ({ findings }: Judged, check: string) => findings.filter((finding) => finding.check === check);

describe('the severity of a check', () => {
  it('made milder makes the sample milder: a cut picture is suspect and may be trained on', async () => {
    const judged = await judge(await flawed(), { checks: { 'image/truncated': { severity: 'warning' } } });
    expect(of(judged, 'image/truncated')).toMatchObject([{ severity: 'warning', verdict: 'suspect', key: CUT }]);
    expect(judged.verdicts[CUT]).toBe('suspect');
    expect(judged.clean).toContain(CUT);
    expect(judged.summary).toMatchObject({
      exit: { code: 0 },
      movePlan: { samples: 0 },
      rules: { changed: 1, off: 0 },
    });
  });

  it.each(['note', 'off'] as const)(
    'called %s does not make a file clean of which nothing could be read',
    async (severity) => {
      const data = await flawed();
      truncateSync(join(data, CUT), 0);
      const judged = await judge(data, { checks: { 'file/empty': { severity }, 'image/truncated': { severity } } });
      expect(judged.verdicts[CUT]).toBe('unexamined');
      expect(judged.clean).not.toContain(CUT);
      expect(judged.summary.exit.code).toBe(3);
    },
  );

  it('made graver changes the exit code, and never the sample', async () => {
    const data = await flawed();
    const strict = await judge(data, { profile: 'strict', ignore: [CUT] });
    const named = await judge(data, { checks: { 'image/trailing-data': { severity: 'error' } }, ignore: [CUT] });
    for (const { verdicts, summary } of [strict, named]) {
      expect([verdicts[TAILED], summary.exit.code]).toEqual(['suspect', 1]);
    }
  });
});

describe('an override', () => {
  it('holds for the samples that its globs mean, and leaves the measures of all', async () => {
    const judged = await judge(await flawed(), {
      overrides: [{ files: ['dog/**'], checks: { 'image/trailing-data': { severity: 'off' } } }],
    });
    expect(of(judged, 'image/trailing-data')).toEqual([]);
    expect(of(judged, 'image/truncated')).toHaveLength(1);
    expect(judged.summary.rules).toMatchObject({ off: 1, changed: 0 });
  });

  it('turns a check on for some that is off for the rest', async () => {
    const data = await flawed();
    appendFileSync(join(data, 'cat/0002.jpg'), 'tail of other bytes');
    const judged = await judge(data, {
      checks: { 'image/trailing-data': { severity: 'off' } },
      overrides: [{ files: ['dog/**'], checks: { 'image/trailing-data': { severity: 'error' } } }],
    });
    expect(of(judged, 'image/trailing-data')).toMatchObject([{ key: TAILED, severity: 'error' }]);
  });

  it('takes members out of a group, which then weighs as the gravest that are left, and is gone without any', async () => {
    const data = await flawed();
    for (const name of ['a', 'b']) copyFileSync(join(data, 'cat/0002.jpg'), join(data, `cat/${name}.jpg`));
    const check = 'dataset/exact-duplicate';
    const off = (...files: string[]) => ({ files, checks: { [check]: { severity: 'off' as const } } });
    const left = await judge(data, { overrides: [off('cat/0002.jpg')] });
    expect(of(left, check)).toMatchObject([{ members: 2, severity: 'note', key: null, data: { files: 3 } }]);
    expect(of(await judge(data, { overrides: [off('cat/**')] }), check)).toEqual([]);

    const mixed = await judge(data, {
      overrides: [{ files: ['cat/a.jpg'], checks: { [check]: { severity: 'error' } } }],
    });
    expect(of(mixed, check)).toMatchObject([{ members: 3, severity: 'error', verdict: 'ok' }]);
    expect(mixed.verdicts).toEqual(left.verdicts);
  });

  it('gives the sample half of a check other options for some samples', async () => {
    const data = folder();
    await makeFolderDataset(data, 4);
    writeFileSync(join(data, 'm.csv'), 'path,age\ncat/0000.jpg,\ndog/0001.jpg,\ncat/0002.jpg,3\ndog/0003.jpg,4\n');
    const judged = await judge(join(data, 'm.csv'), {
      targets: [{ name: 'age' }],
      overrides: [{ files: ['dog/**'], checks: { 'target/not-finite': { missing: 'mask' } } }],
    });
    expect(judged.verdicts).toMatchObject({ 'cat/0000.jpg': 'bad', 'dog/0001.jpg': 'ok' });
  });

  it.each([
    ['image/blank', { maxDeviation: 3 }, 'pipeline.dataset-override'],
    ['target/not-finite', { missing: 'never' }, 'pipeline.bad-option'],
    ['image/blurred', { severity: 'off' }, 'pipeline.unknown-check'],
  ] as const)('of %s to %o is refused before anything is examined', async (check, settings, key) => {
    const overrides = [{ files: ['**'], checks: { [check]: settings } }];
    await expect(run({ dataset: await flawed(), out: join(folder(), 'run'), overrides })).rejects.toMatchObject({
      key,
    });
  });
});

describe('an accepted content', () => {
  it('is clean, and its finding says who accepted it and why', async () => {
    const data = await flawed();
    const accept = [
      { sha256: sha256(join(data, CUT)), reason: 'the lower half is known', author: 'Ada' },
      { sha256: '0'.repeat(64), reason: 'long gone', author: 'Bob' },
      { sha256: sha256(join(data, TAILED)), reason: 'for a week', author: 'Eve', expires: '2020-01-01' },
    ];
    const judged = await judge(data, { accept });
    expect(of(judged, 'image/truncated')).toMatchObject([
      { severity: 'note', verdict: 'ok', data: { accepted: { reason: 'the lower half is known', author: 'Ada' } } },
    ]);
    expect(judged.verdicts[CUT]).toBe('ok');
    expect(judged.clean).toContain(CUT);
    expect(judged.summary.rules).toMatchObject({ accepted: 1, changed: 0 });
    expect(judged.summary.rules!.acceptances.map(({ stale }) => stale)).toEqual([undefined, 'unmatched', 'expired']);
    expect(of(judged, 'acceptance')).toMatchObject([
      { code: 'expired', severity: 'note', verdict: 'ok', data: { reason: 'for a week', author: 'Eve' } },
      { code: 'unmatched', severity: 'note', verdict: 'ok', data: { sha256: '0'.repeat(64), reason: 'long gone' } },
    ]);
    expect(judged.summary.exit.code).toBe(0);
    expect(readFileSync(join(judged.out, 'report/index.html'), 'utf8')).toContain('the lower half is known');
  });

  it('counts again as soon as a byte of it is another', async () => {
    const data = await flawed();
    const accept = [{ sha256: sha256(join(data, CUT)), reason: 'known', author: 'Ada' }];
    truncateSync(join(data, CUT), 899);
    expect((await judge(data, { accept })).verdicts[CUT]).toBe('bad');
  });

  it('is never clean when it was not examined', async () => {
    const data = await flawed();
    const accept = [{ sha256: sha256(join(data, TAILED)), reason: 'known', author: 'Ada' }];
    const judged = await judge(data, { accept, limits: { maxPixels: 10 } });
    expect(judged.verdicts[TAILED]).toBe('over-limit');
    expect(judged.clean).toEqual([]);
  });
});

describe('ignored files', () => {
  it('are no samples, are named apart, and leave no class behind', async () => {
    const data = await flawed();
    mkdirSync(join(data, 'raw/deep'), { recursive: true });
    copyFileSync(join(data, TAILED), join(data, 'raw/deep/x.jpg'));
    writeFileSync(join(data, 'notes.txt'), 'n');
    const judged = await judge(data, { ignore: ['raw/', 'cat/0000.jpg', 'never/**'] });
    expect(judged.summary.samples).toBe(11);
    expect(judged.summary.facts).toMatchObject({ ignoredFiles: 2, otherFiles: 1 });
    expect(judged.summary.facts.labels.classes).toEqual(['cat', 'dog']);
    expect(readFileSync(join(judged.out, 'listing/ignored-files.txt'), 'utf8')).toBe('cat/0000.jpg\nraw/deep/x.jpg\n');
    expect(judged.summary.facts.notes).toEqual([{ kind: 'ignore-unmatched', ref: 'never/**' }]);
    expect(of(judged, 'dataset/junk-folder')).toEqual([]);
  });

  it('named by a manifest are rows that are left out', async () => {
    const data = await flawed();
    const rows = ['cat/0000.jpg,1', 'dog/0001.jpg,2', 'cat/0002.jpg,1', 'dog/0003.jpg,2'];
    writeFileSync(join(data, 'm.csv'), `path,label\n${rows.join('\n')}\n`);
    const judged = await judge(join(data, 'm.csv'), { ignore: ['**/000[02].jpg'] });
    expect(Object.keys(judged.verdicts)).toEqual(['dog/0001.jpg', 'dog/0003.jpg']);
    expect(judged.summary.facts).toMatchObject({ ignoredFiles: 2, otherFiles: 4 });
    expect(readFileSync(join(judged.out, 'clean/m.csv'), 'utf8')).toBe('path,label\ndog/0001.jpg,2\ndog/0003.jpg,2\n');
  });

  it('that are all files are refused', async () => {
    const data = await flawed();
    const refused = { key: 'sources.all-ignored', data: { files: 12 } };
    await expect(run({ dataset: data, out: join(folder(), 'run'), ignore: ['**'] })).rejects.toMatchObject(refused);
    writeFileSync(join(data, 'm.csv'), 'path\ncat/0000.jpg\n');
    await expect(
      run({ dataset: join(data, 'm.csv'), out: join(folder(), 'run'), ignore: ['cat/**'] }),
    ).rejects.toMatchObject({ key: 'sources.all-ignored' });
  });
});

describe('pinned classes', () => {
  it('number the labels in their order, and a class folder that is none of them is wrong', async () => {
    const data = await flawed();
    mkdirSync(join(data, 'wulf'));
    copyFileSync(join(data, 'cat/0002.jpg'), join(data, 'wulf/x.jpg'));
    const wrong = await judge(data, { classes: ['dog', 'wolf', 'cat'] });
    expect(of(wrong, 'label/out-of-range')).toMatchObject([{ members: 1, data: { value: 'wulf' } }]);
    expect(wrong.verdicts['wulf/x.jpg']).toBe('bad');
    expect(readFileSync(join(wrong.out, 'clean/classes.txt'), 'utf8')).toBe('dog\nwolf\ncat\n');
  });

  it('hold for the names in a manifest too', async () => {
    const data = await flawed();
    writeFileSync(join(data, 'm.csv'), 'path,label\ndog/0001.jpg,dog\ncat/0002.jpg,cat\ndog/0003.jpg,dgo\n');
    const judged = await judge(join(data, 'm.csv'), { classes: ['dog', 'cat'] });
    expect(readFileSync(join(judged.out, 'clean/classes.txt'), 'utf8')).toBe('dog\ncat\n');
    expect(of(judged, 'label/out-of-range')).toMatchObject([{ members: 1, data: { value: 'dgo' } }]);
  });

  it('are refused when a name stands twice among them', async () => {
    const dataset = await flawed();
    const out = join(folder(), 'run');
    await expect(run({ dataset, out, classes: ['cat', 'dog', 'cat'] })).rejects.toMatchObject({
      key: 'pipeline.bad-setting',
      data: { setting: 'classes' },
    });
    const file = join(folder(), 'classes.txt');
    writeFileSync(file, 'cat\ndog\ncat\n');
    await expect(run({ dataset, out, classes: file })).rejects.toMatchObject({
      key: 'sources.class-twice',
      data: { file, name: 'cat' },
    });
  });
});

describe('a run under rules', () => {
  it('gives byte-equal tables for any number of workers', async () => {
    const data = await flawed();
    const written: Written = {
      profile: 'strict',
      accept: [{ sha256: sha256(join(data, CUT)), reason: 'known', author: 'Ada' }],
      overrides: [{ files: ['dog/**'], checks: { 'image/trailing-data': { severity: 'note' } } }],
    };
    const tables = async (jobs: number) => {
      const { out } = await judge(data, { ...written, jobs });
      return ['samples', 'findings', 'members'].map((name) => readFileSync(join(out, `${name}.parquet`), 'base64'));
    };
    expect(await tables(2)).toEqual(await tables(1));
  });
});
