import { existsSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  applyPlannedQuarantine,
  type ConfigInput,
  exportTable,
  loadRun,
  planQuarantine,
  type RunEvent,
  type RunSummary,
  run,
  targetsFit,
} from '../../dist/index.js';
import { scratchFolders } from './scratch-folders.ts';
import { jpegOf, makeFolderDataset } from './small-dataset.ts';

const folder = scratchFolders();

const TABLES = ['samples.parquet', 'findings.parquet', 'members.parquet'];
const WHOLE_ONLY = ['clean', 'rejected.csv', 'to-fix.csv', 'moves.jsonl', 'targets'];
const read = (out: string, names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, readFileSync(join(out, name), 'base64')]));
const lasting = (out: string): Record<string, string> =>
  read(out, [
    ...TABLES,
    'rejected.csv',
    'to-fix.csv',
    ...readdirSync(join(out, 'clean')).map((name) => `clean/${name}`),
  ]);

const rowsOf = async (out: string): Promise<readonly { key: string; path: string; label: string }[]> => {
  const rows = [];
  for await (const line of exportTable(out, 'samples', 'jsonl')) rows.push(JSON.parse(line));
  return rows;
};

/** A codec that takes its time over every file. */
const slowCodec = (ms: number): string => {
  const path = join(folder(), 'codec.mjs');
  const wait = `Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ${ms})`;
  writeFileSync(path, `export const before = () => { ${wait}; };`);
  return path;
};

const expectPartial = (summary: RunSummary, out: string): void => {
  const sum = Object.values(summary.counts).reduce((total, count) => total + count, 0);
  expect(sum).toBe(summary.samples);
  expect(summary.partial).toMatchObject({ examined: summary.samples, of: summary.facts.samples });
  expect(summary.movePlan).toEqual({ samples: 0, files: 0 });
  for (const { ran, skipped, crashed } of Object.values(summary.tallies)) {
    expect(ran + skipped + crashed).toBe(summary.samples);
  }
  for (const name of WHOLE_ONLY) expect([name, existsSync(join(out, name))]).toEqual([name, false]);
  expect(loadRun(out).partial).toEqual(summary.partial);
  const page = readFileSync(join(out, 'report', 'index.html'), 'utf8');
  expect(page).toContain('<title>PARTIAL');
  expect(page).toContain('class="partial"');
};

describe('a run of a sample', () => {
  it('is stratified, the same for any number of workers, and says what a full run says of each', async () => {
    const data = folder();
    const keys = await makeFolderDataset(data, 60);
    truncateSync(join(data, keys[3]!), 900);
    truncateSync(join(data, keys[40]!), 900);
    const whole = join(folder(), 'run');
    await run({ dataset: data, out: whole, jobs: 2 });
    const found = new Map((await rowsOf(whole)).map((row) => [row.key, row]));
    const results = [];
    for (const jobs of [1, 2]) {
      const out = join(folder(), 'run');
      const summary = await run({ dataset: data, out, jobs, sample: 20, seed: 5 });
      expectPartial(summary, out);
      expect(summary.partial).toMatchObject({
        reason: 'sample',
        examined: 20,
        of: 60,
        asked: { samples: 20, seed: 5 },
      });
      const rows = await rowsOf(out);
      expect(rows.filter(({ label }) => label === 'cat')).toHaveLength(10);
      for (const row of rows) expect(row).toEqual(found.get(row.key));
      results.push(read(out, TABLES));
    }
    expect(results[1]).toEqual(results[0]);
  });

  it('is a whole run when it leaves nothing out', async () => {
    const data = folder();
    await makeFolderDataset(data, 6);
    const whole = join(folder(), 'run');
    await run({ dataset: data, out: whole });
    for (const asked of [{ sample: '100%' }, { limit: 6 }, { maxTime: '1h' }]) {
      const out = join(folder(), 'run');
      const summary = await run({ dataset: data, out, ...asked });
      expect(summary.partial).toBeUndefined();
      expect(lasting(out)).toEqual(lasting(whole));
    }
  });

  it('exits 0 or 1 for the part alone', async () => {
    const data = folder();
    const keys = await makeFolderDataset(data, 20);
    truncateSync(join(data, keys[12]!), 900);
    const clean = await run({ dataset: data, out: join(folder(), 'run'), limit: 10 });
    expect(clean.exit).toEqual({ code: 0, reasons: [] });
    const flawed = await run({ dataset: data, out: join(folder(), 'run'), limit: 13 });
    expect(flawed.exit).toEqual({ code: 1, reasons: ['findings'] });
    expect((await rowsOf(flawed.out)).map(({ key }) => key)).toEqual(keys.slice(0, 13));
  });
});

describe('what is concluded from a part', () => {
  it('tells of labels what the whole listing tells, and of files only what was seen', async () => {
    const data = folder();
    const picture = await jpegOf(1);
    // Labels 0..9 but for 4; two copies in two classes; a −1 at the end.
    const rows = ['path,label'];
    for (let at = 0; at < 40; at += 1) {
      writeFileSync(join(data, `${at}.jpg`), at < 2 ? picture : await jpegOf(at + 2));
      rows.push(`${at}.jpg,${[0, 1, 2, 3, 5, 6, 7, 8, 9][at % 9]}`);
    }
    rows[40] = '39.jpg,-1';
    writeFileSync(join(data, 'labels.csv'), `${rows.join('\n')}\n`);
    const checksOf = ({ groups }: RunSummary, prefix: string) =>
      groups.filter(({ check }) => check.startsWith(prefix)).map(({ check, code, samples }) => [check, code, samples]);

    const whole = await run({ dataset: join(data, 'labels.csv'), out: join(folder(), 'run') });
    const part = await run({ dataset: join(data, 'labels.csv'), out: join(folder(), 'run'), limit: 2 });
    // The class 4 has no sample; that 3 and 5 to 9 have none among the two is nothing to say.
    const unused = (summary: RunSummary) => summary.groups.find(({ check }) => check === 'label/unused-class')?.example;
    expect(unused(whole)?.data).toMatchObject({ count: 1, classes: ['4'] });
    expect(unused(part)).toEqual(unused(whole));
    // The −1 is in the listing; the sample that has it was not examined, so no sample is counted.
    expect(checksOf(whole, 'label/negative')).toEqual([['label/negative', 'negative-inferred', 1]]);
    expect(checksOf(part, 'label/negative')).toEqual([['label/negative', 'negative-inferred', 0]]);
    expect(checksOf(whole, 'dataset/')).toContainEqual(['dataset/label-conflict', 'conflict', 2]);
    expect(checksOf(part, 'dataset/')).toEqual([['dataset/exact-duplicate', 'duplicates', 2]]);
    expect(part.partial?.notConcluded).toContain('dataset/label-conflict');
  });
});

describe('a run with --max-time', () => {
  it('reports what it reached with exit 3, spread over the dataset, and is finished by a resumption', async () => {
    const data = folder();
    await makeFolderDataset(data, 200);
    const whole = join(folder(), 'run');
    await run({ dataset: data, out: whole });
    process.env.PREPASS_TEST_CODEC = slowCodec(100);
    const out = join(folder(), 'run');
    const cut = await run({ dataset: data, out, jobs: 2, maxTime: 5 });
    expectPartial(cut, out);
    expect(cut.partial!.reason).toBe('max-time');
    expect(cut.samples).toBeGreaterThan(0);
    expect(cut.samples).toBeLessThan(150);
    expect(cut.exit).toEqual({ code: 3, reasons: ['incomplete'] });
    expect(new Set((await rowsOf(out)).map(({ label }) => label))).toEqual(new Set(['cat', 'dog']));

    delete process.env.PREPASS_TEST_CODEC;
    const finished = await run({ dataset: data, out, resume: true, jobs: 1 });
    expect(finished.partial).toBeUndefined();
    expect(lasting(out)).toEqual(lasting(whole));
  });

  it('ends with nothing examined rather than not at all', async () => {
    const data = folder();
    await makeFolderDataset(data, 4);
    const out = join(folder(), 'run');
    const summary = await run({ dataset: data, out, maxTime: 0.001 });
    expectPartial(summary, out);
    expect(summary).toMatchObject({ samples: 0, exit: { code: 3 } });
    await run({ dataset: data, out, resume: true });
    expect(loadRun(out)).toMatchObject({ samples: 4, exit: { code: 0 } });
  });

  it('does not wait for a decoder that hangs, and blames no sample for it', async () => {
    const data = folder();
    await makeFolderDataset(data, 40);
    process.env.PREPASS_TEST_CODEC = slowCodec(600_000);
    const out = join(folder(), 'run');
    const since = performance.now();
    const summary = await run({ dataset: data, out, jobs: 2, maxTime: 1 });
    // A second, five of grace, and what starting and ending take on a busy machine; the sample itself takes ten minutes.
    expect(performance.now() - since).toBeLessThan(60_000);
    expect(summary).toMatchObject({ samples: 0, culprits: [], exit: { code: 3 } });
  });
});

describe('a run that was interrupted', () => {
  it('answers with what was examined, and goes on to the same result as a run of the same sample that was not', async () => {
    const data = folder();
    await makeFolderDataset(data, 120);
    const asked: ConfigInput = { dataset: data, sample: '75%' };
    const whole = join(folder(), 'run');
    await run({ ...asked, out: whole });
    process.env.PREPASS_TEST_CODEC = slowCodec(30);
    const out = join(folder(), 'run');
    const stop = new AbortController();
    const onEvent = (event: RunEvent) => {
      if (event.kind === 'progress' && event.total > 0 && event.done >= 10) stop.abort('SIGTERM');
    };
    const cut = await run({ ...asked, out, jobs: 2 }, { onEvent, signal: stop.signal });
    expectPartial(cut, out);
    expect(cut.partial).toMatchObject({ reason: 'interrupted', of: 120, asked: { by: 'sample', samples: 90 } });
    expect(cut.samples).toBeGreaterThanOrEqual(10);
    expect(cut.samples).toBeLessThan(90);
    expect(cut.exit).toEqual({ code: 143, reasons: ['terminated', 'incomplete'] });

    delete process.env.PREPASS_TEST_CODEC;
    const finished = await run({ ...asked, out, resume: true });
    expect(finished.partial).toMatchObject({ reason: 'sample', examined: 90 });
    expect(read(out, TABLES)).toEqual(read(whole, TABLES));
  });
});

describe('a partial run refuses', () => {
  it('to be asked for together with a quarantine, before anything is read or written', async () => {
    const out = join(folder(), 'run');
    for (const asked of [{ sample: 3 }, { limit: 3 }, { maxTime: '1m' }]) {
      await expect(run({ dataset: '/nowhere', out, quarantine: true, ...asked })).rejects.toMatchObject({
        key: 'pipeline.part-moves-nothing',
      });
    }
    await expect(run({ dataset: '/nowhere', out, sample: 3, limit: 3 })).rejects.toMatchObject({
      key: 'pipeline.sample-or-limit',
    });
    expect(existsSync(out)).toBe(false);
  });

  it('moves, clean lists and normalizers, also those of a run that was whole before', async () => {
    const data = folder();
    mkdirSync(data, { recursive: true });
    const keys = await makeFolderDataset(data, 40);
    truncateSync(join(data, keys[1]!), 900);
    const out = join(folder(), 'run');
    await run({ dataset: data, out });
    expect(planQuarantine(out).samples).toBe(1);
    truncateSync(join(out, 'segments', '0000001.jsonl'), 10);
    const cut = await run({ dataset: data, out, resume: true, maxTime: 0.001 });
    expectPartial(cut, out);
    expect(cut.samples).toBe(24);
    expect(() => planQuarantine(out)).toThrow(expect.objectContaining({ key: 'pipeline.partial-run.resume' }));
    await expect(applyPlannedQuarantine(out)).rejects.toMatchObject({ key: 'pipeline.partial-run.resume' });
    await expect(targetsFit(out, [])).rejects.toMatchObject({ key: 'pipeline.partial-run.resume' });
    await expect(exportTable(out, 'clean', 'csv').next()).rejects.toMatchObject({ key: 'pipeline.partial-run.resume' });
  });
});
