import { mkdirSync, writeFileSync } from 'node:fs';
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
    const file = join(cwd, 'prepass.config.json');
    expect(print([], cwd).get('decoder')).toEqual({ name: 'decoder', value: 'pillow', origin: 'default' });
    writeFileSync(file, '\ufeff{"decoder": "opencv", "jobs": 3}');
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

  it('names the file of a setting that is wrong or unknown', () => {
    const cwd = emptyFolder();
    const file = join(cwd, 'prepass.config.json');
    const stderrOf = (text: string) => {
      writeFileSync(file, text);
      const { status, stderr } = prepass(['run', '.'], { cwd });
      expect(status).toBe(2);
      return stderr;
    };
    expect(stderrOf('{"timeoutMs": 1}')).toContain(`--timeout-ms = 1 (from ${file}); allowed: at least 50`);
    expect(stderrOf('{"timeout": 1}')).toContain(`no setting timeout (from ${file})`);
    expect(stderrOf('{"limits": {"maxPixel": 1}}')).toContain(`no setting limits.maxPixel (from ${file})`);
    expect(stderrOf('{"limits": {"maxPixels": 0}}')).toContain('limits.maxPixels = 0');
    expect(stderrOf('{"__proto__": {"jobs": 3}}')).toContain('no setting __proto__');
    expect(stderrOf('{"checks": {"image/blank": 3}}')).toContain('checks.image/blank');
    expect(stderrOf('{jobs: 3}')).toContain('is not a JSON object');
    expect(stderrOf('[]')).toContain('is not a JSON object');
  });
});
