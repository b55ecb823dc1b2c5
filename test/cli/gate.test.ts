import { copyFileSync, readdirSync, readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { petsFolder } from './photographs.ts';
import { prepass } from './spawn.ts';

describe('prepass gate and prepass diff', () => {
  let cwd: string;
  const run = (...args: readonly string[]) => prepass(args, { cwd });
  beforeAll(async () => {
    cwd = await petsFolder(24, [0]);
    expect(run('pets').status).toBe(1);
    truncateSync(join(cwd, 'pets/dog/3.jpg'), 400);
    copyFileSync(join(cwd, 'pets/cat/2.jpg'), join(cwd, 'pets/cat/0.jpg'));
    expect(run('pets', '--out', 'second').status).toBe(1);
  });

  it('judges a finished run again, by folder, id or latest, and writes nothing', () => {
    const [id] = readdirSync(join(cwd, '.prepass/runs'));
    const before = readFileSync(join(cwd, '.prepass/runs', id!, 'run.json'), 'utf8');
    expect(run('gate').status).toBe(1);
    expect(run('gate', id!, '--fail-on', 'never').status).toBe(0);
    expect(run('gate', 'latest', '--max-bad', '1').status).toBe(0);
    expect(run('gate', 'second', '--exit-zero').status).toBe(0);
    expect(readFileSync(join(cwd, '.prepass/runs', id!, 'run.json'), 'utf8')).toBe(before);
  });

  it('says which rule failed, with numbers and what to do', () => {
    const share = run('gate', 'second', '--max-bad', '4%');
    expect(share.status).toBe(1);
    expect(share.stdout).toContain('FAIL  --max-bad 4%: 1 of 24 samples are bad, allowed 0');
    expect(share.stdout).toContain('prepass export second rejected');
    const error = run('gate', 'second', '--lang', 'zh');
    expect(error.stdout).toContain('未通过  --fail-on error：计入 1 个问题');
    expect(error.stdout).toContain('prepass checks image/truncated');
  });

  it('lets only what is new against a baseline count', () => {
    const itself = run('gate', 'second', '--baseline', 'second', '--fail-on', 'note');
    expect({ status: itself.status, stderr: itself.stderr }).toEqual({ status: 0, stderr: '' });
    const { status, stdout } = run('gate', 'second', '--baseline', 'latest', '--json');
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      format: 1,
      rules: [{ rule: 'complete' }, { rule: 'fail-on', found: 1, codes: [{ check: 'image/truncated', findings: 1 }] }],
      exit: { code: 1, reasons: ['findings'] },
    });
  });

  it.each([
    [['gate', 'nowhere'], 'There is no finished run'],
    [['gate', '../../etc'], 'There is no finished run'],
    [['gate', 'second', '--max-bad', '0.1'], "not '0.1'"],
    [['gate', 'second', '--max-warnings', 'many'], '--max-warnings'],
    [['gate', 'second', '--fail-on', 'bad'], '--fail-on'],
    [['diff', 'second'], 'The argument <after> is missing'],
    [['diff', 'second', 'latest', '--format', 'html'], 'terminal, json, markdown'],
  ])('refuses %j with exit code 2', (args, said) => {
    const { status, stdout, stderr } = run(...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(said);
  });

  it('tells two runs apart in three formats', () => {
    const text = run('diff', 'latest', 'second');
    expect(text.status).toBe(0);
    expect(text.stdout).toContain('dog/3.jpg: ok became bad');
    expect(run('diff', 'latest', 'second', '--lang', 'zh').stdout).toContain('判定有变化的样本');
    const json = JSON.parse(run('diff', 'latest', 'second', '--json').stdout);
    expect(json.new.map(({ key }: { key: string }) => key)).toContain('dog/3.jpg');
    expect(json.fixed).toMatchObject([{ key: 'cat/0.jpg', reason: 'found' }]);
    const markdown = run('diff', 'latest', 'second', '--format', 'markdown').stdout;
    expect(markdown).toMatch(/^### prepass: /);
    expect(run('diff', 'latest', 'second', '--format', 'markdown').stdout).toBe(markdown);
    expect(run('diff', 'second', 'second').stdout).toContain('Both runs found the same.');
  });
});
