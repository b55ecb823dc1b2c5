import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../../dist/index.js';
import { scratchFolders } from './scratch-folders.ts';

const folder = scratchFolders();

const ROWS = 120;

interface Row {
  readonly price: number | string;
  readonly group?: string;
}

const priceAt = (at: number): number => 10_000 + ((at * 37) % 61) * 10;

/** Rows of two features around 0, a target and a group. */
const makeTable = (rowAt: (at: number) => Row): string => {
  const data = folder();
  const rows = Array.from({ length: ROWS }, (_, at) => {
    const { price, group = 'a' } = rowAt(at);
    return `${((at * 7) % 13) / 13},${((at * 5) % 11) / 11},${group},${price}`;
  });
  writeFileSync(join(data, 'train.csv'), `x,z,group,price\n${rows.join('\n')}\n`);
  return data;
};

interface Said {
  readonly check: string;
  readonly code: string;
  readonly key: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

const runOver = async (dataset: string, config: object) => {
  const out = join(folder(), 'run');
  const { probe } = await run({ dataset, out, jobs: 1, probe: true, features: ['x', 'z'], ...config });
  const said = readFileSync(join(out, 'findings.jsonl'), 'utf8').split('\n').filter(Boolean);
  const findings = said.map((line) => JSON.parse(line) as Said).filter(({ check }) => check.startsWith('probe/'));
  return { out, probe, findings, named: findings.map(({ key, check, code }) => `${key} ${check} ${code}`).sort() };
};

describe('targets that the run normalizes', () => {
  const makePlain = (): string => makeTable((at) => ({ price: priceAt(at) }));

  it('are met as given without a method: a loss of squares of 10,000', async () => {
    const { findings } = await runOver(makePlain(), { targets: [{ name: 'price', method: 'none' }] });
    expect(findings).toMatchObject([{ check: 'probe/initial-loss', code: 'too-large', data: { loss: 'l2' } }]);
  });

  it.each(['standard', 'quantile-uniform'])('are met normalized by %s: no loss is too large', async (method) => {
    const { probe, findings } = await runOver(makePlain(), { targets: [{ name: 'price', method }] });
    expect(findings).toEqual([]);
    expect(probe?.losses).toMatchObject([{ name: 'l2', count: ROWS }]);
    expect(probe!.losses[0]!.mean).toBeLessThan(1.1);
  });

  it('are met by the fit of their group', async () => {
    const dataset = makeTable((at) => ({ price: at % 2 === 0 ? priceAt(at) : -priceAt(at), group: `g${at % 2}` }));
    const config = { targets: [{ name: 'price', method: 'standard' }], targetBy: 'group' };
    const { probe } = await runOver(dataset, config);
    // Over both groups each would be one deviation from 0: within each the least is far less.
    expect(probe!.losses[0]!.min).toBeLessThan(0.01);
    expect(probe!.losses[0]!.mean).toBeLessThan(1.1);
  });

  it('still name the samples whose target is no number that training can meet, and none of the others', async () => {
    const poison: Readonly<Record<number, string>> = { 7: '1e30', 40: 'nan', 41: 'inf' };
    const dataset = makeTable((at) => ({ price: poison[at] ?? priceAt(at) }));
    const { findings } = await runOver(dataset, { targets: [{ name: 'price' }] });
    expect(findings.map(({ key, code, data }) => [key, code, data.cause])).toEqual([
      ['train.csv#7', 'label', expect.stringMatching(/^target 1e\+30 \(normalized .*\) against output /)],
      ['train.csv#40', 'label', 'target NaN'],
      ['train.csv#41', 'label', 'target Infinity'],
    ]);
  });

  it('name the sample whose target has no logarithm', async () => {
    const dataset = makeTable((at) => ({ price: at === 9 ? -3 : priceAt(at) }));
    const { findings } = await runOver(dataset, { targets: [{ name: 'price', method: 'log1p' }] });
    expect(findings.find(({ code }) => code === 'label')?.data.cause).toBe('target -3 (normalized NaN)');
  });

  it('are met the same by any number of workers and in batches of any size', async () => {
    const dataset = makePlain();
    const records: string[] = [];
    for (const [batchSize, jobs] of [
      [1, 1],
      [50, 3],
    ] as const) {
      const { out } = await runOver(dataset, { targets: [{ name: 'price', method: 'robust' }], batchSize, jobs });
      records.push([0, 1, 2].map((at) => readFileSync(join(out, 'segments', `000000${at}.jsonl`), 'utf8')).join(''));
    }
    expect(records[1]).toBe(records[0]);
  });
});
