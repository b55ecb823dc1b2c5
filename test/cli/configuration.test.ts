import { mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { emptyFolder, prepass } from './spawn.ts';

interface Row {
  readonly name: string;
  readonly value: unknown;
  readonly origin: string;
}

const print = (args: readonly string[], cwd: string, env: Record<string, string> = {}): Map<string, Row> => {
  const { stdout, stderr } = prepass(['run', 'data', ...args, '--print-config', '--json'], { cwd, env });
  if (stdout === '') throw new Error(stderr);
  return new Map((JSON.parse(stdout) as Row[]).map((row) => [row.name, row]));
};

describe('the configuration', () => {
  it('takes a flag before a variable, a variable before a file, a file before the default, and says which', () => {
    const cwd = emptyFolder();
    const file = 'prepass.config.json:1';
    expect(print([], cwd).get('profile')).toEqual({ name: 'profile', value: 'default', origin: 'default' });
    expect(print([], cwd).has('decoder')).toBe(false);
    writeFileSync(join(cwd, 'prepass.config.json'), '\ufeff{"decoder": "opencv", "jobs": 3}');
    expect(print([], cwd).get('decoder')).toMatchObject({ value: 'opencv', origin: file });
    const env = { PREPASS_DECODER: 'dali' };
    expect(print([], cwd, env).get('decoder')).toMatchObject({ value: 'dali', origin: 'PREPASS_DECODER' });
    expect(print(['--decoder', 'tensorflow'], cwd, env).get('decoder')).toMatchObject({
      value: 'tensorflow',
      origin: '--decoder',
    });
    expect(print([], cwd, env).get('jobs')).toMatchObject({ value: 3, origin: file });
  });

  it('reads --config instead of the file in the working directory', () => {
    const cwd = emptyFolder();
    writeFileSync(join(cwd, 'prepass.config.json'), '{"jobs": 3}');
    writeFileSync(join(cwd, 'other.json'), '{"decoder": "opencv"}');
    const rows = print(['--config', 'other.json'], cwd);
    expect(rows.get('decoder')).toMatchObject({ value: 'opencv' });
    expect(rows.get('jobs')?.value).not.toBe(3);
  });

  it('never reads a configuration that lies in the dataset', () => {
    const cwd = emptyFolder();
    mkdirSync(join(cwd, 'data'));
    writeFileSync(join(cwd, 'data', 'prepass.config.json'), '{"quarantine": true, "maxMove": "unlimited"}');
    expect(print([], cwd).get('quarantine')).toMatchObject({ value: false, origin: 'default' });
  });

  it('understands switches, lists, targets and options of checks', () => {
    const cwd = emptyFolder();
    const args = ['--target', 'age', '--target', 'height:robust', '--ignore-label', '-1,255', '--classes', '10'];
    const more = [
      '--opt',
      'image/blank.maxDeviation=2.5',
      '--follow-root',
      '/a',
      '--follow-root',
      '/b',
      '--max-move',
      'unlimited',
    ];
    const rows = print([...args, ...more], cwd, {
      PREPASS_QUARANTINE: 'yes',
      PREPASS_DISABLE: 'image/blank,array/nan',
    });
    const values = Object.fromEntries([...rows.values()].map(({ name, value }) => [name, value]));
    expect(values).toMatchObject({
      targets: [
        { name: 'age', method: 'standard' },
        { name: 'height', method: 'robust' },
      ],
      ignoreLabels: [-1, 255],
      classes: 10,
      'checks.image/blank.maxDeviation': 2.5,
      followRoots: ['/a', '/b'],
      maxMove: 'unlimited',
      quarantine: true,
      disable: ['image/blank', 'array/nan'],
    });
    expect(rows.get('checks.image/blank.maxDeviation')?.origin).toBe('--opt');
  });

  it('loads nothing that may have come with the dataset, says so, and loads it when it is named', () => {
    const cwd = emptyFolder();
    mkdirSync(join(cwd, 'ds/cat'), { recursive: true });
    writeFileSync(join(cwd, 'ds/labels.csv'), 'path\n');
    writeFileSync(join(cwd, 'ds/prepass.config.yaml'), 'jobs: 3\n');
    writeFileSync(join(cwd, 'ds/cat/prepass.config.yaml'), 'jobs: 3\n');
    const show = (folder: string, ...args: readonly string[]) =>
      prepass(['run', ...args, '--print-config'], { cwd: join(cwd, folder) });
    for (const [folder, dataset] of [
      ['ds', '.'],
      ['ds/cat', '..'],
      ['ds', 'labels.csv'],
      ['ds', '../ds'],
    ] as const) {
      const { stdout, stderr } = show(folder, dataset);
      expect(stdout).not.toContain('jobs = 3');
      expect(stderr).toMatch(/Not loaded: prepass\.config\.yaml.*--config prepass\.config\.yaml/);
    }
    const named = show('ds', '.', '--config', 'prepass.config.yaml');
    expect(named.stdout).toContain('jobs = 3  (prepass.config.yaml:1)');
    expect(named.stderr).toBe('');
    expect(show('ds', 'cat').stdout).toContain('jobs = 3');
  });

  it('refuses two files in one place, naming both', () => {
    const cwd = emptyFolder();
    writeFileSync(join(cwd, 'prepass.config.yaml'), '');
    writeFileSync(join(cwd, 'prepass.config.json'), '{}');
    const { status, stderr } = prepass(['run', 'ds'], { cwd });
    expect(status).toBe(2);
    expect(stderr).toContain('prepass.config.yaml, prepass.config.json');
  });

  it('takes an empty file, and one of comments alone, for no settings', () => {
    const cwd = emptyFolder();
    for (const text of ['', '\ufeff', '# nothing yet\n', '---\n']) {
      writeFileSync(join(cwd, 'prepass.config.yaml'), text);
      expect(print([], cwd).get('profile')).toMatchObject({ value: 'default', origin: 'default' });
    }
  });

  it('answers a wrong file with exit 2, one JSON document where asked, and no run folder', () => {
    const cwd = emptyFolder();
    mkdirSync(join(cwd, 'ds'));
    const wrong = {
      'prepass.config.yaml': ['checks:\n  image/blank:\n    severty: off\n', 'prepass.config.yaml:3:5'],
      'prepass.config.yml': ['jobs: 2\n\tlang: zh\n', 'prepass.config.yml:2:1'],
      'prepass.config.json': [
        '{"overrides": [{"files": ["a"], "checks": {"image/x": {}}}]}',
        'prepass.config.json:1:44',
      ],
    };
    for (const [name, [text = '', place = '']] of Object.entries(wrong)) {
      writeFileSync(join(cwd, name), text);
      const { status, stdout, stderr } = prepass(['run', 'ds', '--json'], { cwd });
      rmSync(join(cwd, name));
      expect({ status, error: JSON.parse(stdout).error.key }).toEqual({ status: 2, error: 'cli.bad-settings' });
      expect(stderr).toContain(place);
      expect(readdirSync(cwd)).toEqual(['ds']);
    }
  });

  it('says what stands in the way of reading a file', () => {
    const cwd = emptyFolder();
    mkdirSync(join(cwd, 'prepass.config.yaml'));
    expect(prepass(['run', 'ds'], { cwd }).stderr).toContain('no regular file');
    rmSync(join(cwd, 'prepass.config.yaml'), { recursive: true });
    symlinkSync('nowhere', join(cwd, 'prepass.config.yaml'));
    expect(prepass(['run', 'ds'], { cwd }).stderr).toContain('cannot be read (ENOENT)');
    expect(prepass(['run', 'ds', '--config', 'none.yaml'], { cwd }).stderr).toContain('none.yaml cannot be read');
  });
});
