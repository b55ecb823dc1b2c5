import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { picture } from '../../fixtures/make/small-dataset.ts';
import { createRandom } from '../../scripts/make/random.ts';
import type { TargetMethod } from '../../src/model/target-columns.ts';
import { createFitter } from '../../src/targets/fit.ts';
import { createNormalizer, writeNormalizer } from '../../src/targets/normalizer.ts';
import { inverse, transform } from '../../src/targets/transform.ts';
import { emptyFolder, prepass } from '../cli/spawn.ts';

const PYTHON = '/usr/bin/python3';
const MODULE = resolve(import.meta.dirname, '../../python/prepass_run.py');

const hasPython = existsSync(PYTHON);
if (!hasPython) console.log(`The Python side is not tested: there is no ${PYTHON}`);

const spawn = (args: readonly string[], cwd: string, input?: string): SpawnSyncReturns<string> =>
  spawnSync(PYTHON, args, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    // No cache beside the module, and a plain C locale: names must come out as they are all the same.
    env: { PYTHONPATH: dirname(MODULE), PYTHONDONTWRITEBYTECODE: '1', LC_ALL: 'C' },
    ...(input !== undefined && { input }),
  });

/** What Python prints as JSON for an expression over `run`, and what it says when it fails. */
const ask = (cwd: string, expression: string, setup = ''): unknown => {
  const code = `import json, os, prepass_run\n${setup}\nrun = prepass_run.Run('scan')\nprint(json.dumps(${expression}))`;
  const { status, stdout, stderr } = spawn(['-c', code], cwd);
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
};

/** A dataset `ds` of these files, small pictures where no text is given, and its finished run `scan`. */
const examined = (files: Readonly<Record<string, string | undefined>>, ...options: readonly string[]): string => {
  const cwd = emptyFolder();
  for (const [at, [name, text]] of Object.entries(files).entries()) {
    mkdirSync(join(cwd, 'ds', dirname(name)), { recursive: true });
    writeFileSync(join(cwd, 'ds', name), text ?? picture(at));
  }
  const { status, stderr } = prepass(['run', 'ds', '--out', 'scan', '--quiet', '--exit-zero', ...options], { cwd });
  expect([status, stderr]).toEqual([0, '']);
  return cwd;
};

const pictures = (...names: readonly string[]) => Object.fromEntries(names.map((name) => [name, undefined]));
const pathsIn = (cwd: string, ...names: readonly string[]) => names.map((name) => join(cwd, 'ds', name));

/** torchvision.datasets.folder.make_dataset, in its own order of things; prints paths relative to the root. */
const IMAGE_FOLDER = `
import os, sys, json
root = sys.argv[1]
extensions = ('.jpg', '.jpeg', '.png', '.ppm', '.bmp', '.pgm', '.tif', '.tiff', '.webp')
found = []
for name in sorted(entry.name for entry in os.scandir(root) if entry.is_dir()):
    for folder, _, names in sorted(os.walk(os.path.join(root, name), followlinks=True)):
        for file in sorted(names):
            if file.lower().endswith(extensions):
                found.append(os.path.relpath(os.path.join(folder, file), root))
print(json.dumps(found))`;
const imageFolder = (cwd: string, folder: string): readonly string[] =>
  JSON.parse(spawn(['-c', IMAGE_FOLDER, folder], cwd).stdout) as readonly string[];

describe.runIf(hasPython)('paths and findings', () => {
  const files = {
    ...pictures('cat/1.png', 'cat/2.png', 'dog/1.png', 'dog/caf\u00e9.png', 'dog/100%.png'),
    'cat/cut.png': 'no picture',
    'dog/empty.png': '',
  };

  it('are those of the run', () => {
    const cwd = examined(files);
    const stay = pathsIn(cwd, 'cat/1.png', 'cat/2.png', 'dog/1.png', 'dog/100%.png', 'dog/caf\u00e9.png');
    expect(ask(cwd, 'run.clean()')).toEqual(stay);
    expect(readFileSync(join(cwd, 'scan/clean/train.txt'), 'utf8')).toBe(`${stay.join('\n')}\n`);
    expect(ask(cwd, 'run.rejected_paths()')).toEqual(pathsIn(cwd, 'cat/cut.png', 'dog/empty.png'));
    expect(ask(cwd, 'run.rejected()')).toMatchObject([
      { ordinal: 2, key: 'cat/cut.png', label: 'cat', checks: ['image/corrupt'] },
      { ordinal: 6, verdict: 'bad', checks: ['file/empty'], reason: 'the file has no bytes' },
    ]);
    expect(ask(cwd, 'run.classes()')).toEqual(['cat', 'dog']);
    const exported = prepass(['export', 'scan', 'findings', '--format', 'jsonl'], { cwd }).stdout.trimEnd().split('\n');
    const found = ask(cwd, 'list(run.findings())') as readonly { readonly text: string }[];
    expect(found.map(({ text: _, ...finding }) => finding)).toEqual(exported.map((line) => JSON.parse(line)));
    expect(found.map(({ text }) => text)).toContain('the file has no bytes');
  });

  it('are told by the command too, one a line, or ended by NUL', () => {
    const cwd = examined(files);
    const told = (...args: readonly string[]) => spawn([MODULE, 'scan', ...args], cwd);
    expect(told('clean').stdout).toBe(readFileSync(join(cwd, 'scan/clean/train.txt'), 'utf8'));
    expect(told('rejected', '-0').stdout.split('\0')).toEqual([...pathsIn(cwd, 'cat/cut.png', 'dog/empty.png'), '']);
    expect(told('indices').stdout).toBe('0\n1\n3\n4\n5\n');
    const findings = told('findings').stdout.trimEnd().split('\n');
    expect(findings.map((line) => (JSON.parse(line) as { check: string }).check)).toContain('file/empty');
    expect(told('clean', '--split', 'test')).toMatchObject({ status: 2, stdout: '' });
  });

  it('keep names with line breaks, and bytes that are not UTF-8', () => {
    const cwd = emptyFolder();
    mkdirSync(join(cwd, 'ds'));
    writeFileSync(join(cwd, 'ds/two\nlines.png'), picture(1));
    const odd = Buffer.concat([Buffer.from(join(cwd, 'ds/')), Buffer.from([0xff, 0xfe]), Buffer.from('.png')]);
    writeFileSync(odd, picture(2));
    expect(prepass(['run', 'ds', '--out', 'scan', '--quiet'], { cwd }).status).toBe(0);
    expect(ask(cwd, '[os.fsencode(path).hex() for path in run.clean()]')).toEqual([
      odd.toString('hex'),
      Buffer.from(join(cwd, 'ds/two\nlines.png')).toString('hex'),
    ]);
    expect(ask(cwd, 'all(os.path.exists(path) for path in run.clean())')).toBe(true);
  });
});

describe.runIf(hasPython)('indices', () => {
  const names = [
    ...[
      'a-b/1.png',
      'a/1.png',
      'a/z.png',
      'a/sub/1.png',
      'a/sub-2/1.png',
      'B/2.PNG',
      'B/10.png',
      'b/1.png',
      '\u00e9/x.png',
    ],
    ...['\ud83d\ude00/x.png', '\uff5e/y.png', 'a/odd.jfif', 'a/.hidden.png', '.cache/left.png', 'b/notes.png.txt'],
  ];
  const damaged = { 'a/broken.png': 'no picture', 'b/0.png': '' };
  const all = { ...pictures(...names), ...damaged };

  it('are the places in a torchvision ImageFolder', () => {
    const cwd = examined(all);
    const listing = imageFolder(cwd, 'ds');
    expect(listing).toHaveLength(15);
    const kept = (ask(cwd, 'run.indices()') as readonly number[]).map((place) => listing[place]!);
    const clean = ask(cwd, 'sorted(run.clean())') as readonly string[];
    // A name that torchvision passes over is in no ImageFolder, clean or not.
    const expected = clean.filter((path) => !path.endsWith('.jfif')).map((path) => path.slice(join(cwd, 'ds/').length));
    expect(kept.toSorted()).toEqual(expected.toSorted());
    expect(kept).not.toContain('b/0.png');
    expect(listing).toContain('b/0.png');
  });

  it("are counted in the split's own folder", () => {
    const split = (name: string) =>
      Object.fromEntries(Object.entries(all).map(([file, text]) => [`${name}/${file}`, text]));
    const cwd = examined({ ...split('train'), ...split('val') });
    const listing = imageFolder(cwd, 'ds/val');
    const kept = (ask(cwd, `run.indices('val')`) as readonly number[]).map((place) => listing[place]!);
    const clean = ask(cwd, `run.clean('val')`) as readonly string[];
    const expected = clean
      .filter((path) => !path.endsWith('.jfif'))
      .map((path) => path.slice(join(cwd, 'ds/val/').length));
    expect(kept.toSorted()).toEqual(expected.toSorted());
    expect(() => ask(cwd, 'run.indices()')).toThrow("made of one split's folder");
    expect(() => ask(cwd, `run.indices('test')`)).toThrow("no split 'test'. There are: train, val");
  });

  it('are refused where torchvision counts what was not listed, and found in its own list then', () => {
    const cwd = emptyFolder();
    for (const name of ['a/1.png', 'a/2.png', 'b/1.png']) {
      mkdirSync(join(cwd, 'ds', dirname(name)), { recursive: true });
      writeFileSync(join(cwd, 'ds', name), name === 'a/2.png' ? '' : picture(1));
    }
    symlinkSync('nowhere.png', join(cwd, 'ds/a/0.png'));
    prepass(['run', 'ds', '--out', 'scan', '--quiet'], { cwd });
    expect(() => ask(cwd, 'run.indices()')).toThrow('run.select(dataset.samples)');
    const samples = `[('ds/a/1.png', 0), ('./ds/a/2.png', 0), (${JSON.stringify(join(cwd, 'ds/b/1.png'))}, 1)]`;
    expect(ask(cwd, `run.select(${samples})`)).toEqual([0, 2]);
    expect(() => ask(cwd, `run.select(['ds/c/9.png'])`)).toThrow('did not see');
  });

  it('are the rows of a manifest, header and blank lines not counted', () => {
    const rows = [
      'path,label,split',
      'a.png,0,train',
      '',
      'b.png,0,val',
      'gone.png,1,train',
      'c.png,1,train',
      'c.png,x,val',
    ];
    const cwd = examined({ ...pictures('a.png', 'b.png', 'c.png'), 'labels.csv': `${rows.join('\n')}\n` });
    expect(ask(cwd, 'run.indices()')).toEqual([0, 1, 3]);
    expect(ask(cwd, `run.indices('train')`)).toEqual([0, 3]);
  });
});

describe.runIf(hasPython)('a run that is none', () => {
  it('is refused with what to do: unfinished, partial, newer, of another version, not there', () => {
    const cwd = examined(pictures('a.png', 'b.png'));
    const summary = JSON.parse(readFileSync(join(cwd, 'scan/run.json'), 'utf8')) as object;
    const refused = (change: (run: string) => void): string => {
      rmSync(join(cwd, 'copy'), { recursive: true, force: true });
      cpSync(join(cwd, 'scan'), join(cwd, 'copy'), { recursive: true });
      change(join(cwd, 'copy'));
      const { status, stdout, stderr } = spawn([MODULE, 'copy', 'clean'], cwd);
      expect([status, stdout, stderr.trimEnd().split('\n').length]).toEqual([2, '', 1]);
      return stderr;
    };
    const rewrite = (run: string, more: object) =>
      writeFileSync(join(run, 'run.json'), JSON.stringify({ ...summary, ...more }));
    expect(refused((run) => rmSync(join(run, 'run.json')))).toContain('is not finished');
    expect(refused((run) => rmSync(join(run, 'plan.json')))).toContain('is no run folder');
    expect(refused((run) => rmSync(join(run, 'rejected.jsonl')))).toContain('has no rejected.jsonl');
    expect(refused((run) => rewrite(run, { format: 2 }))).toContain('newer than this file reads');
    expect(refused((run) => rewrite(run, { partial: { kind: 'limit' } }))).toContain('a part of the dataset only');
    expect(refused((run) => rewrite(run, { samples: 3 }))).toContain('does not fit its run.json');
    expect(() => ask(cwd, 'run.normalizer()')).toThrow('normalized no target');
  });
});

describe.runIf(hasPython)('targets', () => {
  const METHODS: readonly TargetMethod[] = ['standard', 'minmax', 'robust', 'log1p', 'none'];
  const random = createRandom(2026);
  /** Over all magnitudes, near the domain's edge, and where the last bit is hard to keep. */
  const values: readonly number[] = [
    ...[0, 1, -0.5, -1 + 2 ** -53, 0.1 + 0.2, 5e-324, 2 ** -60, 2 ** 53, 1e300],
    ...Array.from({ length: 400 }, () => random.between(-0.999, 1) * 10 ** random.between(-20, 0)),
    ...Array.from({ length: 400 }, () => 10 ** random.between(-12, 15)),
    ...Array.from({ length: 400 }, () => 1e9 + random.normal()),
  ];
  const fitter = createFitter(METHODS.map((method) => ({ name: method, method })));
  for (const method of METHODS) for (const value of values.slice(0, 1000)) fitter.add(method, value);
  const fitted = fitter.finish('train').map(({ target }) => target);

  /** `repr` of doubles is exact on both sides. */
  const convert = (
    direction: 'transform' | 'inverse',
    method: TargetMethod,
    numbers: readonly number[],
  ): readonly number[] => {
    const cwd = emptyFolder();
    writeFileSync(join(cwd, 'normalizer.json'), writeNormalizer(createNormalizer(fitted)));
    const code = `import json, sys, prepass_run
numbers = prepass_run.Normalizer('normalizer.json').${direction}('${method}', json.load(sys.stdin))
json.dump([repr(number) for number in numbers], sys.stdout)`;
    const { stdout, stderr } = spawn(['-c', code], cwd, JSON.stringify(numbers));
    expect(stderr).toBe('');
    return (JSON.parse(stdout) as readonly string[]).map(Number);
  };

  it.each(METHODS)('%s: there and back as prepass itself, to the last bit', (method) => {
    const target = fitted.find((each) => each.method === method)!;
    const forth = values.map((value) => transform(target, value));
    expect(convert('transform', method, values)).toEqual(forth);
    const back =
      method === 'log1p' ? [...forth, ...Array.from({ length: 500 }, () => random.between(-40, 709))] : forth;
    expect(convert('inverse', method, back)).toEqual(back.map((value) => inverse(target, value)));
  });

  it('NaN and None are not known and stay NaN; infinity and what leaves the domain are refused', () => {
    const cwd = emptyFolder();
    writeFileSync(join(cwd, 'normalizer.json'), writeNormalizer(createNormalizer(fitted)));
    const told = (call: string): string => {
      const code = `import math, prepass_run
try: print(prepass_run.Normalizer('normalizer.json').${call})
except Exception as error: print(type(error).__name__, error)`;
      return spawn(['-c', code], cwd).stdout.trim();
    };
    expect(told(`transform('standard', [None, math.nan])`)).toBe('[nan, nan]');
    expect(told(`inverse('log1p', math.nan)`)).toBe('nan');
    expect(told(`transform('standard', math.inf)`)).toMatch(/^ValueError standard: inf cannot/);
    expect(told(`transform('log1p', [0.0, -1.0])`)).toMatch(/^ValueError log1p: -1\.0 cannot/);
    expect(told(`inverse('log1p', 800)`)).toMatch(/^ValueError log1p: 800\.0 cannot/);
    expect(told(`transform('age', 1)`)).toMatch(/^RunError The normalizer has no target 'age'/);
  });

  it("come from the run's normalizer", () => {
    const rows = ['path,age', ...[20, 30, 40, 70].map((age, at) => `${at}.png,${age}`)];
    const cwd = examined(
      { ...pictures('0.png', '1.png', '2.png', '3.png'), 'labels.csv': `${rows.join('\n')}\n` },
      '--target',
      'age',
    );
    const header = readFileSync(join(cwd, 'scan/clean/labels.csv'), 'utf8').trimEnd().split('\n').slice(1);
    const normalized = header.map((row) => Number(row.split(',')[2]));
    expect(ask(cwd, `run.normalizer().transform('age', [20, 30, 40, 70])`)).toEqual(normalized);
    expect(ask(cwd, `run.normalizer().inverse('age', ${JSON.stringify(normalized)})`)).toEqual([
      expect.closeTo(20, 12),
      30,
      40,
      70,
    ]);
  });
});
