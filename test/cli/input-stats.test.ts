import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { picture } from '../../fixtures/make/small-dataset.ts';
import { emptyFolder, prepass } from './spawn.ts';

const GOLDEN = join(import.meta.dirname, '../golden/inputs');

interface Inputs {
  readonly n: number;
  readonly asked: number;
  readonly fittedOn: string;
  readonly rgb: { readonly mean: readonly number[] };
}
const inputsOf = (cwd: string, out: string): Inputs | undefined =>
  (JSON.parse(readFileSync(join(cwd, out, 'targets/normalizer.json'), 'utf8')) as { inputs?: Inputs }).inputs;

/** 60 pictures of different levels in a manifest, three of them not clean, ten for validation. */
const dataset = (): string => {
  const cwd = emptyFolder();
  mkdirSync(join(cwd, 'ds'));
  const rows = ['path,split,age'];
  for (let at = 0; at < 60; at += 1) {
    writeFileSync(join(cwd, `ds/${at}.png`), at % 20 === 7 ? '' : picture(at));
    rows.push(`${at}.png,${at < 50 ? 'train' : 'val'},${at}`);
  }
  writeFileSync(join(cwd, 'ds/labels.csv'), `${rows.join('\n')}\n`);
  return cwd;
};
const run = (cwd: string, out: string, ...options: readonly string[]) =>
  prepass(['run', 'ds', '--out', out, '--quiet', '--exit-zero', ...options], { cwd });

describe('statistics of the inputs', () => {
  it('come with a target, are made of clean training pictures alone, and equal whatever the workers', () => {
    const cwd = dataset();
    expect(run(cwd, 'one', '--target', 'age', '-j', '1').status).toBe(0);
    expect(run(cwd, 'two', '--target', 'age', '-j', '3').status).toBe(0);
    expect(inputsOf(cwd, 'one')).toMatchObject({ n: 47, asked: 2000, fittedOn: 'train' });
    for (const file of ['targets/normalizer.json', 'targets/inputs.jsonl']) {
      expect(readFileSync(join(cwd, 'two', file)).equals(readFileSync(join(cwd, 'one', file))), file).toBe(true);
    }
    const [, ...keys] = readFileSync(join(cwd, 'one/targets/inputs.jsonl'), 'utf8').trimEnd().split('\n');
    const named = keys.map((line) => (JSON.parse(line) as { key: string }).key);
    expect(named).not.toContain('7.png');
    expect(named).not.toContain('55.png');
  });

  it('are drawn by the name of a sample: others that come or go change little of which', () => {
    const cwd = dataset();
    run(cwd, 'small', '--input-stats', '10');
    run(cwd, 'large', '--input-stats', '20');
    const keys = (out: string) => {
      const [, ...lines] = readFileSync(join(cwd, out, 'targets/inputs.jsonl'), 'utf8')
        .trimEnd()
        .split('\n');
      return lines.map((line) => (JSON.parse(line) as { key: string }).key);
    };
    expect(keys('small')).toHaveLength(10);
    expect(keys('large')).toEqual(expect.arrayContaining(keys('small')));
    expect(inputsOf(cwd, 'small')).toMatchObject({ n: 10, asked: 10 });
  });

  it('are not made unasked, nor where off is said; a wrong number is refused', () => {
    const cwd = dataset();
    run(cwd, 'plain');
    expect(existsSync(join(cwd, 'plain/targets'))).toBe(false);
    run(cwd, 'off', '--target', 'age', '--input-stats', 'off');
    expect(inputsOf(cwd, 'off')).toBeUndefined();
    expect(existsSync(join(cwd, 'off/targets/inputs.jsonl'))).toBe(false);
    expect(run(cwd, 'wrong', '--input-stats', 'all')).toMatchObject({ status: 2 });
  });

  it('stay when targets are fitted anew, and the verbs read the file', () => {
    const cwd = dataset();
    run(cwd, 'scan', '--target', 'age');
    const before = inputsOf(cwd, 'scan');
    const fit = prepass(['targets', 'fit', 'scan', '--target', 'age:robust'], { cwd });
    expect([fit.status, fit.stderr]).toEqual([0, '']);
    expect(inputsOf(cwd, 'scan')).toEqual(before);
    const normalizer = 'scan/targets/normalizer.json';
    const { status, stdout } = prepass(['targets', 'transform', 'ds/labels.csv', normalizer], { cwd });
    expect(status).toBe(0);
    expect(stdout).toContain('age_normalized');
  });

  it('need no manifest', () => {
    const cwd = emptyFolder();
    mkdirSync(join(cwd, 'ds'));
    for (const name of readdirSync(GOLDEN))
      if (name.endsWith('.png')) cpSync(join(GOLDEN, name), join(cwd, 'ds', name));
    run(cwd, 'scan', '--input-stats', '100');
    const { png } = JSON.parse(readFileSync(join(GOLDEN, 'numpy.json'), 'utf8')) as { png: { mean: number[] } };
    const { rgb, n, fittedOn } = inputsOf(cwd, 'scan')!;
    expect({ n, fittedOn }).toEqual({ n: 7, fittedOn: 'all' });
    for (const [at, mean] of rgb.mean.entries()) expect(Math.abs(mean - png.mean[at]!)).toBeLessThan(1e-9);
  });
});
