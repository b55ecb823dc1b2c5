import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { load } from './config-file/judge.ts';
import { emptyFolder, prepass } from './spawn.ts';

const HIJACKED = resolve(import.meta.dirname, '../../examples/hijacked');
const FILE = 'prepass.config.yaml';

/** A folder to work in, beside a dataset with a manifest of its own in a further folder. */
const project = (): string => {
  const cwd = emptyFolder();
  for (const name of [
    'ds/cat/1.jpg',
    'ds/cat/1.xml',
    'ds/dog/2.jpg',
    'ds/dog/2.xml',
    'ds/dog/2.jpg.txt',
    'ds/n/3.png',
  ]) {
    mkdirSync(join(cwd, name, '..'), { recursive: true });
    writeFileSync(join(cwd, name), name);
  }
  mkdirSync(join(cwd, 'rows'));
  writeFileSync(
    join(cwd, 'rows/labels.csv'),
    'file,class,age,split\n../ds/cat/1.jpg,cat,3,train\n../ds/dog/2.jpg,dog,4,val\n',
  );
  return cwd;
};

const init = (cwd: string, ...args: readonly string[]) => prepass(['init', ...args], { cwd });

/** Every line that is a setting, commented or not. */
const uncommented = (text: string): string =>
  text
    .split('\n')
    .filter((line) => !line.startsWith('##') && !line.startsWith('# yaml-language-server'))
    .map((line) => line.replace(/^# /, ''))
    .join('\n');

const rows = (cwd: string, out: string, table: string) =>
  prepass(['export', out, table, '--format', 'jsonl'], { cwd }).stdout;

describe('prepass init', () => {
  it('writes what it saw of class folders: layout, classes in order, formats, sidecars', () => {
    const cwd = project();
    const { status, stdout } = init(cwd, 'ds');
    expect({ status, stdout }).toEqual({ status: 0, stdout: `Written: ${FILE}\n` });
    const text = readFileSync(join(cwd, FILE), 'utf8');
    expect(text).toMatch(/^# yaml-language-server: \$schema=.*docs\/prepass\.schema\.json$/m);
    expect(text).toContain('\nlayout: imagefolder\nclasses: ["cat","dog","n"]\n');
    expect(text).toContain('3 samples: .jpg 2, .png 1');
    expect(text).toContain('# sidecars: ["{dir}/{stem}.xml","{dir}/{name}.txt"]');
    const { input } = load(FILE, text);
    expect(input).toEqual({ layout: 'imagefolder', classes: ['cat', 'dog', 'n'], dataset: 'photos', lang: 'en' });
    expect(readdirSync(join(cwd, 'ds')).sort()).toEqual(['cat', 'dog', 'n']);
  });

  it('writes what it saw of a manifest: its columns, and what may be targets', () => {
    const cwd = project();
    const { stdout } = init(cwd, 'rows/labels.csv', '--print');
    expect(existsSync(join(cwd, FILE))).toBe(false);
    expect(load(FILE, stdout).input).toMatchObject({
      layout: 'manifest',
      pathColumn: 'file',
      labelColumn: 'class',
      splitColumn: 'split',
      classes: ['cat', 'dog'],
    });
    expect(stdout).toContain('# targets: [{"name":"age","method":"standard"}]');
    expect(stdout).toContain('Splits: train 1, val 1');
  });

  it('writes a file whose every commented setting is right as it stands', () => {
    const cwd = project();
    for (const language of [
      ['--lang', 'en'],
      ['--lang', 'zh'],
    ]) {
      for (const dataset of [[], ['ds'], ['rows/labels.csv']]) {
        const { stdout } = init(cwd, ...dataset, ...language, '--print');
        const { input } = load(FILE, uncommented(stdout));
        expect(input).toMatchObject({ timeoutMs: 60_000, limits: { maxSide: 65_535 } });
        expect(input.checks).toMatchObject({ 'image/blank': { maxDeviation: 1.5 } });
      }
    }
    expect(load(FILE, init(cwd, '--print').stdout).input).toEqual({ lang: 'en', dataset: 'photos' });
  });

  it('explains in Chinese, with no English sentence left over', () => {
    const { stdout } = init(project(), 'ds', '--lang', 'zh', '--print');
    const english = stdout.split('\n').filter((line) => line.startsWith('##') && !/\p{Script=Han}/u.test(line));
    expect(english).toEqual([]);
  });

  it('gives the same run as no file at all', () => {
    const cwd = emptyFolder();
    expect(init(cwd, join(HIJACKED, 'images')).status).toBe(0);
    const pinned = readFileSync(join(cwd, FILE), 'utf8');
    expect(pinned).toContain('classes: ["beach"');
    const images = (out: string, ...more: readonly string[]) =>
      prepass(['run', join(HIJACKED, 'images'), '--out', out, '--quiet', ...more], { cwd }).status;
    writeFileSync(join(cwd, 'empty.yaml'), '');
    const bare = [
      images('none', '--config', 'empty.yaml'),
      rows(cwd, 'none', 'samples'),
      rows(cwd, 'none', 'findings'),
    ];
    const withFile = [images('with'), rows(cwd, 'with', 'samples'), rows(cwd, 'with', 'findings')];
    expect(withFile).toEqual(bare);
  });

  it('never replaces a file unasked, and makes no second one', () => {
    const cwd = project();
    writeFileSync(join(cwd, FILE), 'jobs: 2\n');
    expect(init(cwd, 'ds')).toMatchObject({ status: 2, stdout: '' });
    expect(init(cwd, 'ds').stderr).toContain('--force');
    expect(readFileSync(join(cwd, FILE), 'utf8')).toBe('jobs: 2\n');
    expect(init(cwd, 'ds', '--format', 'json').stderr).toContain(`${FILE} exists already`);
    expect(init(cwd, 'ds', '--force').status).toBe(0);
    expect(readFileSync(join(cwd, FILE), 'utf8')).toContain('layout: imagefolder');
    expect(readdirSync(cwd).sort()).toEqual(['ds', FILE, 'rows']);
  });

  it('writes nothing inside the dataset', () => {
    const cwd = project();
    for (const [folder, dataset] of [
      ['ds', '.'],
      ['ds/cat', '..'],
      ['rows', 'labels.csv'],
    ] as const) {
      const { status, stderr } = init(join(cwd, folder), dataset);
      expect({ status, said: stderr.includes('inside the dataset') }).toEqual({ status: 2, said: true });
      expect(existsSync(join(cwd, folder, FILE))).toBe(false);
    }
  });

  it('writes JSON that names its schema and pins the same', () => {
    const cwd = project();
    expect(init(cwd, 'ds', '--format', 'json').status).toBe(0);
    const text = readFileSync(join(cwd, 'prepass.config.json'), 'utf8');
    expect(JSON.parse(text)).toMatchObject({ layout: 'imagefolder', classes: ['cat', 'dog', 'n'] });
    expect(load('prepass.config.json', text).input).not.toHaveProperty('$schema');
    expect(init(cwd, 'ds', '--format', 'toml')).toMatchObject({ status: 2, stdout: '' });
  });
});
