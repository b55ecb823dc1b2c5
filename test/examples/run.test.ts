import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { checksOf, findings, run } from '../../scripts/corpus/prepass.ts';
import { EXPECTED, exampleRows } from '../../scripts/make/hijacked-rows.ts';
import type { RunSummary } from '../../src/model/summary.ts';

const EXAMPLE = new URL('../../examples/hijacked', import.meta.url).pathname;
const work = mkdtempSync(join(tmpdir(), 'prepass-example-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

const rows = exampleRows();
/** What the dataset as a whole says on top, of any sample. */
const ofTheDataset = (check: string): boolean => check.startsWith('dataset/') || check.startsWith('target/');

describe('prepass run examples/hijacked', () => {
  it('says of every sample what the example was made to show, and nothing of the good ones', async () => {
    const one = await run(EXAMPLE, join(work, 'run'));
    expect(one.exit).toBe(1);
    const found = new Map(one.samples.map((sample) => [sample.key, sample]));
    const said = rows.map(({ path, trouble }) => {
      const sample = found.get(path);
      const owed = trouble === undefined ? [] : EXPECTED[trouble].checks;
      const checks = sample === undefined ? [] : checksOf(sample);
      const shown = checks.filter((check) => owed.includes(check) || !ofTheDataset(check)).sort();
      return [path, trouble, sample?.verdict, shown];
    });
    const owed = rows.map(({ path, trouble }) => {
      const { checks, verdict } = trouble === undefined ? { checks: [], verdict: 'ok' } : EXPECTED[trouble];
      return [path, trouble, verdict, [...checks].sort()];
    });
    expect(said).toEqual(owed);
    const codes = new Set((await findings(one)).map(({ check, severity }) => `${severity} ${check}`));
    expect([...codes].filter((code) => code.startsWith('error')).sort()).toContain('error image/barcode');
  });

  it('moves what is proven bad out of the way, and leaves the annotation errors to be fixed', async () => {
    const copy = join(work, 'dataset');
    cpSync(EXAMPLE, copy, { recursive: true });
    const one = await run(copy, join(work, 'moved'), '--quarantine', '--target', 'price:standard');
    expect(one.exit).toBe(1);
    const owed = rows.filter(
      ({ trouble }) =>
        trouble !== undefined &&
        trouble !== 'missing' &&
        EXPECTED[trouble].verdict === 'bad' &&
        !/^(label|target)/.test(trouble),
    );
    const { quarantine } = JSON.parse(readFileSync(join(one.out, 'run.json'), 'utf8')) as RunSummary;
    expect(quarantine).toMatchObject({ moved: owed.length, failed: [] });
    expect(owed.filter(({ path }) => existsSync(join(copy, path)))).toEqual([]);
    const again = await run(copy, join(work, 'again'), '--target', 'price:standard');
    expect(again.exit).toBe(1);
    const contents = again.samples.filter(
      ({ verdict, checks }) => verdict === 'bad' && !/(label|target|file\/missing)/.test(checks),
    );
    expect(contents).toEqual([]);
  });
});
