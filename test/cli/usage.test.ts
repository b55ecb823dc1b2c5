import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { MAIN, prepass } from './spawn.ts';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
const VERBS = ['run', 'inspect', 'quarantine', 'restore', 'report', 'export', 'targets', 'checks', 'init'];

describe('the command line', () => {
  it('says its version', () => {
    expect(prepass(['--version'])).toMatchObject({ status: 0, stdout: `${version}\n`, stderr: '' });
  });

  it('teaches: verbs, examples and exit codes, in both languages', () => {
    const english = prepass(['--help']);
    expect(english.status).toBe(0);
    for (const verb of VERBS) expect(english.stdout).toMatch(new RegExp(`^ {2}${verb}\\b`, 'm'));
    expect(english.stdout).toMatch(/Examples:[\s\S]*Exit codes:\n {4}0 {2}complete/);
    const chinese = prepass(['--help'], { env: { LANG: 'zh_CN.UTF-8' } });
    expect(chinese.stdout).toMatch(/示例：[\s\S]*退出码：\n {4}0 {2}检查完成/);
    expect(chinese.stdout).not.toMatch(/Options:|Usage:|Examples:/);
  });

  it.each([
    ...VERBS,
    'quarantine plan',
    'quarantine apply',
    'quarantine list',
    'quarantine recover',
    'targets fit',
    'targets transform',
    'targets inverse',
    'targets merge',
  ])('helps with %s within 100 columns, loading no codec', (verb) => {
    const { status, stdout } = prepass([...verb.split(' '), '--help']);
    expect(status).toBe(0);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });

  it('takes the language from --lang, else PREPASS_LANG, else LC_ALL, else LANG', () => {
    const zh = /没有选项/;
    const ask = (args: string[], env: Record<string, string>) => prepass([...args, '--bogus'], { env }).stderr;
    expect(ask([], { LANG: 'zh_TW.UTF-8' })).toMatch(zh);
    expect(ask([], { LANG: 'zh_TW.UTF-8', LC_ALL: 'C' })).not.toMatch(zh);
    expect(ask([], { LC_ALL: 'zh', PREPASS_LANG: 'en' })).not.toMatch(zh);
    expect(ask(['--lang', 'zh'], { LANG: 'de_DE' })).toMatch(zh);
    expect(ask(['--lang=en'], { LANG: 'zh_CN' })).not.toMatch(zh);
  });

  it.each([
    [['--bogus', 'x'], 'There is no option --bogus.'],
    [['run', 'x', '--quarantin'], 'Meant: --quarantine'],
    [['run'], 'The argument <dataset> is missing.'],
    [['run', 'a', 'b'], 'more arguments'],
    [['run', 'a', '--out'], 'needs a value'],
    [['chekcs'], "'chekcs' is neither a verb nor a dataset"],
    [['quarantine', 'plna'], 'Meant: plan?'],
    [['restore', 'q'], 'either --all, or names'],
    [['restore', 'q', 'a.jpg', '--all'], 'either --all, or names'],
    [['export', 'nonsense'], "no table 'nonsense'"],
    [['export', 'samples', '--format', 'xml'], "no format 'xml'"],
    [['targets', 'fit'], 'No run was finished in this folder yet'],
    [['run', '.', '--config', 'nowhere.json'], 'nowhere.json cannot be read (ENOENT)'],
    [['run', '.', '--opt', 'x=1'], '--opt takes check.option=value'],
    [['run', '.', '--jobs', '0'], '--jobs = 0; expected: a whole number from 1 to 1024'],
    [['run', '.', '--jobs', 'many'], '--jobs = "many"; expected: a whole number'],
    [['run', '.', '--layout', 'voc'], 'expected: imagefolder, flat, manifest, npy'],
    [
      ['run', '.', '--target', 'age:cubic'],
      'expected: standard, minmax, maxabs, robust, log1p, yeo-johnson, quantile-normal, quantile-uniform',
    ],
    [['run', '.', '--max-move', 'all'], '--max-move = "all"'],
  ] as const)('refuses %j with exit 2, saying what to do, and prints nothing on stdout', (args, text) => {
    const { status, stdout, stderr } = prepass(args);
    expect(stderr).toContain(text);
    expect(stderr).not.toMatch(/\n {4}at /);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  });

  it('names every wrong setting at once', () => {
    const { stderr } = prepass(['run', '.', '--jobs', '0', '--layout', 'voc']);
    expect(stderr).toContain('--jobs');
    expect(stderr).toContain('--layout');
  });

  it('shows help, on stderr with exit 2, where no verb is given', () => {
    for (const args of [[], ['quarantine'], ['targets']]) {
      const { status, stdout, stderr } = prepass(args);
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
      expect(stderr).toContain('Usage:');
    }
  });

  it('answers errors with one JSON document where JSON was asked for', () => {
    const { status, stdout } = prepass(['run', '.', '--json', '--jobs', '0']);
    expect(status).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ error: { key: 'cli.bad-settings' } });
    expect(JSON.parse(prepass(['export', 'samples', '--json']).stdout)).toMatchObject({
      error: { key: 'cli.json-needs-output' },
    });
  });

  it('shows no control character of what it was given', () => {
    const { stderr } = prepass(['run', '.', '--layout', '\u001b[31mred\u202e']);
    expect(stderr.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  it('is silent where its reader went away', () => {
    const command = `"${process.execPath}" "${MAIN}" run --help | head -c 1; exit \${PIPESTATUS[0]}`;
    expect(spawnSync('bash', ['-c', command], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
  });
});
