import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportTable, run } from '../../src/index.ts';

const EXAMPLE = new URL('../../examples/hijacked', import.meta.url).pathname;
const GOLDEN = new URL('./hijacked', import.meta.url).pathname;
const UPDATE = process.env.PREPASS_UPDATE_GOLDEN === '1';
const work = mkdtempSync(join(tmpdir(), 'prepass-golden-'));
const out = join(work, 'run');
afterAll(() => rmSync(work, { recursive: true, force: true }));

const whole = async (lines: AsyncIterable<string>): Promise<string> => {
  let text = '';
  for await (const line of lines) text += line;
  return text;
};

/** Where the dataset lies is the machine's, not the run's. */
const withoutPath = (csv: string): string => csv.replaceAll(/,"?[^",\n]*\/examples\/hijacked\/[^",\r\n]*"?,/g, ',,');

const cleanFiles = (folder: string): readonly string[] => (existsSync(folder) ? readdirSync(folder).sort() : []);

describe('a whole run over the shipped example', () => {
  const made = new Map<string, string>();
  beforeAll(async () => {
    await run({ dataset: EXAMPLE, out, jobs: 2, paths: 'rel', targets: [{ name: 'price' }] });
    made.set('samples.csv', withoutPath(await whole(exportTable(out, 'samples', 'csv'))));
    made.set('findings.jsonl', await whole(exportTable(out, 'findings', 'jsonl')));
    for (const name of ['rejected.csv', 'to-fix.csv', 'targets/normalizer.json']) {
      made.set(name, readFileSync(join(out, name), 'utf8'));
    }
    for (const name of cleanFiles(join(out, 'clean'))) {
      made.set(`clean/${name}`, readFileSync(join(out, 'clean', name), 'utf8'));
    }
    if (!UPDATE) return;
    rmSync(GOLDEN, { recursive: true, force: true });
    for (const [name, text] of made) {
      mkdirSync(join(GOLDEN, name, '..'), { recursive: true });
      writeFileSync(join(GOLDEN, name), text);
    }
  });

  it('names nothing of this machine', () => {
    for (const [name, text] of made) expect(text.includes(EXAMPLE) || text.includes(work), name).toBe(false);
  });

  it('writes the same clean lists and no other', () => {
    expect(cleanFiles(join(out, 'clean'))).toEqual(cleanFiles(join(GOLDEN, 'clean')));
  });

  // Rewritten, after a look at every difference, with PREPASS_UPDATE_GOLDEN=1.
  it.each([
    'samples.csv',
    'findings.jsonl',
    'rejected.csv',
    'to-fix.csv',
    'targets/normalizer.json',
    'clean/manifest.csv',
    'clean/train.txt',
    'clean/val.txt',
  ])('gives %s byte for byte', (name) => {
    expect(made.get(name)).toBe(readFileSync(join(GOLDEN, name), 'utf8'));
  });
});
