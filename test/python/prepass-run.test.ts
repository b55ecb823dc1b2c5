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
  const METHODS: readonly TargetMethod[] = ['standard', 'minmax', 'maxabs', 'robust', 'log1p', 'none'];
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
  /** Values as targets have them: no method refuses these. */
  const modest = Array.from({ length: 1500 }, (_, at) => Math.round(random.normal() * 300) / 10 + (at % 3));
  const MODEST_METHODS: readonly TargetMethod[] = ['yeo-johnson', 'quantile-uniform', 'quantile-normal'];
  const modestFitter = createFitter(MODEST_METHODS.map((method) => ({ name: method, method })));
  for (const method of MODEST_METHODS) for (const value of modest) modestFitter.add(method, value);
  const fitted = [...fitter.targets('train'), ...modestFitter.targets('train')];

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

  it.each(['yeo-johnson', 'quantile-uniform'] as const)('%s: the same of ordinary values', (method) => {
    const target = fitted.find((each) => each.method === method)!;
    const numbers = [...modest, ...Array.from({ length: 300 }, () => random.between(-120, 120))];
    const forth = numbers.map((value) => transform(target, value));
    expect(convert('transform', method, numbers)).toEqual(forth);
    const back = [...forth, ...Array.from({ length: 300 }, () => random.between(-8, 8))];
    expect(convert('inverse', method, back)).toEqual(back.map((value) => inverse(target, value)));
  });

  it("quantile-normal: to 1e-12, by the C library's own logarithm and error function", () => {
    const target = fitted.find((each) => each.method === 'quantile-normal')!;
    const forth = convert('transform', 'quantile-normal', modest);
    for (const [at, value] of modest.entries()) expect(forth[at]).toBeCloseTo(transform(target, value), 11);
    const back = [-9, -5.1, -2.5, 0, 0.001, 3, 5.3];
    const theirs = convert('inverse', 'quantile-normal', back);
    for (const [at, z] of back.entries()) expect(theirs[at]).toBeCloseTo(inverse(target, z), 10);
  });

  it('by group and by size, of vectors and boxes', () => {
    const cwd = emptyFolder();
    const grouped = createFitter(
      [
        { name: 'x', method: 'standard' },
        { name: 'y', method: 'standard' },
      ],
      { by: 'species', least: 2 },
    );
    for (const [group, value] of [
      ['cat', 1],
      ['cat', 3],
      ['dog', 10],
      ['dog', 30],
    ] as const) {
      grouped.add('x', value, '', { group });
      grouped.add('y', value * 100, '', { group });
    }
    const sized = createFitter([
      { name: 'left', method: 'by-width' },
      { name: 'top', method: 'by-height' },
    ]);
    const vectors = [
      { name: 'pose', columns: ['x', 'y'] },
      { name: 'corner', columns: ['left', 'top'] },
    ];
    const normalizer = createNormalizer([...grouped.targets('train'), ...sized.targets('train')], vectors);
    writeFileSync(join(cwd, 'normalizer.json'), writeNormalizer(normalizer));
    const calls = [
      `transform('pose', [3, 300], group='cat')`,
      `inverse('pose', [[1, 1], [0, None]], group='dog')`,
      `transform('x', 11, group='owl')`,
      `transform('corner', [32, 24], size=(64, 48))`,
      `inverse('left', 0.5, size=(64, 48))`,
      `inverse('left', 0.5)`,
      `inverse('pose', [1])`,
    ];
    const code = `import prepass_run
normalizer = prepass_run.Normalizer('normalizer.json')
${calls.map((call) => `try: print(normalizer.${call})\nexcept Exception as error: print(type(error).__name__, error)`).join('\n')}`;
    const { stdout } = spawn(['-c', code], cwd);
    expect(stdout.trim().split('\n')).toEqual([
      '[1.0, 1.0]',
      '[[30.0, 3000.0], [20.0, nan]]',
      '0.0',
      '[0.5, 0.5]',
      '32.0',
      "ValueError left: normalized by the picture's size: give size=(width, height)",
      'ValueError pose: 1 values, but it has the columns x, y',
    ]);
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

  it('weigh the classes of the clean training samples', () => {
    const rows = ['path,label', ...['cat', 'cat', 'cat', 'dog'].map((label, at) => `${at}.png,${label}`)];
    const cwd = examined({ ...pictures('0.png', '1.png', '2.png', '3.png'), 'train.csv': rows.join('\n') });
    expect(ask(cwd, 'run.class_weights()')).toEqual([4 / 6, 2]);
    expect(ask(cwd, `run.class_weights('prior')`)).toEqual([0.75, 0.25]);
    const inverses = ask(cwd, `run.class_weights('inverseSqrt')`) as readonly number[];
    expect(3 * inverses[0]! + inverses[1]!).toBeCloseTo(4, 12);
    expect(inverses[1]! / inverses[0]!).toBeCloseTo(Math.sqrt(3), 12);
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
