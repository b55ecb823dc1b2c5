import { appendFileSync, mkdirSync, readdirSync, readFileSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exportTable, Interrupted, type RunEvent, run } from '../../dist/index.js';
import { scratchFolders } from './scratch-folders.ts';
import { makeFolderDataset } from './small-dataset.ts';

const folder = scratchFolders();

const LASTING = ['samples.parquet', 'findings.parquet', 'members.parquet', 'rejected.csv', 'to-fix.csv'];
/** Everything of a run that must be equal for equal input. */
const lasting = (out: string): Record<string, string> =>
  Object.fromEntries(
    [...LASTING, ...readdirSync(join(out, 'clean')).map((name) => `clean/${name}`)].map((name) => [
      name,
      readFileSync(join(out, name), 'base64'),
    ]),
  );

const verdicts = async (out: string): Promise<Record<string, string>> => {
  const found: Record<string, string> = {};
  for await (const line of exportTable(out, 'samples', 'jsonl')) {
    const { key, verdict } = JSON.parse(line) as { key: string; verdict: string };
    found[key] = verdict;
  }
  return found;
};

/** A codec that does to its process what a broken decoder would, for files that carry a mark after their end. */
const brokenCodec = (place: string): string => {
  const path = join(place, 'codec.mjs');
  writeFileSync(
    path,
    `export const before = (bytes) => {
      const tail = Buffer.from(bytes.subarray(-8)).toString('latin1');
      if (tail === 'SEGFAULT') process.kill(process.pid, 'SIGSEGV');
      if (tail === 'HANGHANG') for (;;);
      if (tail === 'HOGGGGGG') { const hog = []; for (;;) hog.push(Buffer.alloc(64 << 20, 1)); }
    };`,
  );
  return path;
};

describe('a run', () => {
  it('gives byte-equal results for any number of workers', async () => {
    const data = folder();
    const keys = await makeFolderDataset(data, 50);
    truncateSync(join(data, keys[3]!), 900);
    appendFileSync(join(data, keys[9]!), 'tail');
    writeFileSync(join(data, keys[20]!), '');
    const results = [];
    for (const jobs of [1, 2, 3]) {
      const out = join(folder(), 'run');
      const summary = await run({ dataset: data, out, jobs });
      expect(Object.values(summary.counts).reduce((sum, count) => sum + count, 0)).toBe(50);
      results.push(lasting(out));
    }
    expect(results[1]).toEqual(results[0]);
    expect(results[2]).toEqual(results[0]);
    expect(Object.keys(results[0]!)).toContain('clean/train.txt');
  });

  it('resumes after an interruption with the same result, byte for byte, and examines only what was not sealed', async () => {
    const data = folder();
    await makeFolderDataset(data, 80);
    const whole = join(folder(), 'run');
    await run({ dataset: data, out: whole, jobs: 2 });

    const out = join(folder(), 'run');
    const stop = new AbortController();
    const onEvent = (event: RunEvent) => {
      if (event.kind === 'stage' && event.stage === 'examining') stop.abort();
    };
    await expect(run({ dataset: data, out, jobs: 1 }, { onEvent, signal: stop.signal })).rejects.toThrow(Interrupted);
    await run({ dataset: data, out, resume: true, jobs: 2 });
    expect(lasting(out)).toEqual(lasting(whole));
  });

  it('discards a segment that is not what was sealed', async () => {
    const data = folder();
    await makeFolderDataset(data, 40);
    const out = join(folder(), 'run');
    await run({ dataset: data, out, jobs: 1 });
    const before = lasting(out);
    const segment = join(out, 'segments', '0000001.jsonl');
    truncateSync(segment, 100);
    unlinkSync(join(out, 'run.json'));
    await run({ dataset: data, out, resume: true, jobs: 1 });
    expect(lasting(out)).toEqual(before);
    expect(readFileSync(segment, 'utf8').length).toBeGreaterThan(100);
  });

  it('names the samples on which a decoder crashes, hangs or takes all memory, and examines all others', async () => {
    const data = folder();
    const keys = await makeFolderDataset(data, 40);
    const culprits = { crash: keys.filter((_, at) => at % 13 === 5), hang: [keys[7]!], hog: [keys[30]!] };
    for (const key of culprits.crash) appendFileSync(join(data, key), 'SEGFAULT');
    for (const key of culprits.hang) appendFileSync(join(data, key), 'HANGHANG');
    for (const key of culprits.hog) appendFileSync(join(data, key), 'HOGGGGGG');
    process.env.PREPASS_TEST_CODEC = brokenCodec(folder());
    const out = join(folder(), 'run');
    const summary = await run({ dataset: data, out, jobs: 2, timeoutMs: 2_000 });

    const all = [...culprits.crash, ...culprits.hang, ...culprits.hog];
    expect(summary.culprits.map(({ key }) => key).sort()).toEqual([...all].sort());
    expect(summary.culprits.find(({ key }) => key === culprits.crash[0])!.fault).toMatchObject({
      kind: 'crash',
      cause: 'SIGSEGV',
    });
    expect(summary.culprits.find(({ key }) => key === culprits.hang[0])!.fault.kind).toBe('timeout');
    expect(summary.counts).toMatchObject({ unexamined: all.length, ok: 40 - all.length, bad: 0 });
    expect(summary.exit.code).toBe(3);
    const found = await verdicts(out);
    for (const key of keys) expect([key, found[key]]).toEqual([key, all.includes(key) ? 'unexamined' : 'ok']);
  });

  it('writes nothing inside the dataset and refuses a run folder there', async () => {
    const data = folder();
    await makeFolderDataset(data, 4);
    const before = readdirSync(data, { recursive: true });
    await run({ dataset: data, out: join(folder(), 'run') });
    expect(readdirSync(data, { recursive: true })).toEqual(before);
    await expect(run({ dataset: data, out: join(data, 'run') })).rejects.toMatchObject({
      key: 'pipeline.out-in-dataset',
    });
  });

  it('refuses to mix two runs in one folder, and to resume under other settings', async () => {
    const data = folder();
    mkdirSync(join(data, 'x'));
    await makeFolderDataset(data, 4);
    const out = join(folder(), 'run');
    await run({ dataset: data, out });
    await expect(run({ dataset: data, out })).rejects.toMatchObject({ key: 'pipeline.out-taken' });
    await expect(run({ dataset: data, out, resume: true, classes: 2 })).rejects.toMatchObject({
      key: 'pipeline.resume-differs',
    });
  });
});
