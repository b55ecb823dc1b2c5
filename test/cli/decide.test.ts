import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { petsFolder, photograph } from './photographs.ts';
import { prepass } from './spawn.ts';

describe('prepass decide', () => {
  let cwd: string;
  const run = (...args: readonly string[]) => prepass(args, { cwd });
  const decide = (decisions: readonly unknown[], ...args: readonly string[]) => {
    writeFileSync(join(cwd, 'd.json'), JSON.stringify({ version: 1, decisions }));
    return run('decide', 'd.json', ...args);
  };
  const clean = (out: string) =>
    readFileSync(join(cwd, out, 'clean/train.txt'), 'utf8')
      .trim()
      .split('\n')
      .map((path) => path.split('/pets/')[1] ?? path);
  const summaryOf = (out: string) => JSON.parse(readFileSync(join(cwd, out, 'run.json'), 'utf8'));
  const findings = (out: string) =>
    run('export', out, 'findings', '--format', 'jsonl')
      .stdout.trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  beforeEach(async () => {
    cwd = await petsFolder(24, [0, 1]);
    copyFileSync(join(cwd, 'pets/cat/2.jpg'), join(cwd, 'pets/cat/twin.jpg'));
    expect(run('pets', '--out', 'first').status).toBe(1);
  });

  it('keeps what a person keeps: it is clean, does not move and does not count', () => {
    const cut = findings('first').find(({ key }) => key === 'cat/0.jpg');
    const decided = decide(
      [
        { target: { finding: cut.id }, decision: 'keep', reason: 'still readable', author: 'Li' },
        { target: { sample: 'dog/1.jpg' }, decision: 'keep' },
      ],
      '--run',
      'first',
    );
    expect({ status: decided.status, stderr: decided.stderr }).toEqual({ status: 0, stderr: '' });
    expect(run('pets', '--out', 'second').status).toBe(0);
    expect(summaryOf('second')).toMatchObject({
      counts: { ok: 25, bad: 0 },
      movePlan: { samples: 0 },
      decisions: { honored: 2, stale: 0 },
    });
    expect(clean('second')).toContain('cat/0.jpg');
    expect(findings('second')).toContainEqual(
      expect.objectContaining({
        check: 'decision',
        code: 'keep',
        data: { author: 'Li', reason: 'still readable', about: 'image/truncated' },
      }),
    );
    expect(run('gate', 'second', '--baseline', 'first', '--fail-on', 'warning').status).toBe(0);
  });

  it('judges an edited file anew, and says that the decision is stale', async () => {
    decide([{ target: { sample: 'cat/0.jpg' }, decision: 'keep' }], '--run', 'first');
    writeFileSync(join(cwd, 'pets/cat/0.jpg'), (await photograph(77)).subarray(0, 500));
    const { stdout } = run('pets', '--out', 'second');
    expect(stdout).toContain('Decisions honored: 0; stale: 1, first cat/0.jpg (its content changed)');
    expect(summaryOf('second').counts.bad).toBe(2);
  });

  it('moves what a person wants moved though nothing was found, under the same limits', () => {
    decide([{ target: { sample: 'dog/5.jpg' }, decision: 'quarantine', reason: 'wrong breed' }], '--run', 'first');
    const refused = run('pets', '--out', 'second', '--quarantine', '--max-move', '2');
    expect(refused.status).toBe(5);
    expect(existsSync(join(cwd, 'pets/dog/5.jpg'))).toBe(true);
    expect(readFileSync(join(cwd, 'second/rejected.csv'), 'utf8')).toContain('wrong breed');
    expect(run('pets', '--out', 'third', '--quarantine').status).toBe(0);
    expect(existsSync(join(cwd, 'pets/dog/5.jpg'))).toBe(false);
    expect(run('gate', 'third').status).toBe(0);
  });

  it('leaves out what is set aside for later: not clean, not moved, not counted', () => {
    const set = ['cat/0.jpg', 'dog/1.jpg', 'dog/7.jpg'].map((sample) => ({ target: { sample }, decision: 'later' }));
    decide(set, '--run', 'first');
    expect(run('pets', '--out', 'second', '--quarantine').status).toBe(0);
    expect(existsSync(join(cwd, 'pets/cat/0.jpg'))).toBe(true);
    expect(summaryOf('second')).toMatchObject({ counts: { bad: 3 }, movePlan: { samples: 0 } });
    expect(clean('second')).not.toContain('dog/7.jpg');
    expect(run('gate', 'second', '--max-bad', '0').status).toBe(0);
  });

  it('decides on all members of a group, lets the last word stand, and takes it back', () => {
    const group = findings('first').find(({ check }) => check === 'dataset/exact-duplicate');
    const target = { group: group.id };
    decide([{ target, decision: 'later' }], '--run', 'first');
    run('pets', '--out', 'second');
    expect(clean('second').filter((key) => key.includes('twin') || key === 'cat/2.jpg')).toEqual([]);
    decide([{ target, decision: 'note', reason: 'twins on purpose' }], '--run', 'first');
    run('pets', '--out', 'third');
    expect(clean('third')).toContain('cat/twin.jpg');
    expect(run('decide', '--list', '--run', 'third').stdout).toMatch(/^note {2}group .*twins on purpose\n$/);
    decide([{ target, decision: 'undo' }], '--run', 'first');
    expect(run('decide', '--list', '--run', 'third').stdout).toBe('Nothing is decided.\n');
    run('pets', '--out', 'fourth');
    expect(summaryOf('fourth').decisions).toBeUndefined();
  });

  it('changes nothing but what it says by a note', () => {
    decide([{ target: { sample: 'cat/0.jpg' }, decision: 'note', reason: '看过' }], '--run', 'first');
    expect(run('pets', '--out', 'second').status).toBe(1);
    expect(summaryOf('second').counts).toEqual(summaryOf('first').counts);
    const without = findings('second').filter(({ check }) => check !== 'decision');
    expect(without).toEqual(findings('first'));
    expect(run('report', 'second', '--lang', 'zh').stdout).toContain('的备注：看过');
  });

  it('takes all of a file or nothing, and names what it cannot take', () => {
    const bad = decide(
      [
        { target: { sample: 'cat/2.jpg' }, decision: 'keep' },
        { target: { sample: 'nobody.jpg' }, decision: 'keep' },
        { target: { finding: '0'.repeat(32) }, decision: 'note' },
        { target: { sample: 'cat/4.jpg', sha256: '0'.repeat(64) }, decision: 'keep' },
        { target: { sample: 'cat/6.jpg' }, decision: 'undo' },
      ],
      '--run',
      'first',
    );
    expect({ status: bad.status, stdout: bad.stdout }).toEqual({ status: 2, stdout: '' });
    for (const named of ['decisions[1]', 'nobody.jpg', 'decisions[2]', 'decisions[3]', 'decisions[4]']) {
      expect(bad.stderr).toContain(named);
    }
    expect(bad.stderr).not.toContain('decisions[0]');
    expect(existsSync(join(cwd, '.prepass/decisions.jsonl'))).toBe(false);
    writeFileSync(
      join(cwd, 'd.json'),
      '{"version": 1, "decisions": [{"target": {}, "decision": "keep"}], "__proto__": {}}',
    );
    expect(run('decide', 'd.json', '--run', 'first').status).toBe(2);
    expect(run('decide', '--run', 'first').stderr).toContain('--list');
  });

  it('keeps decisions in a stated file, for every machine, and never inside the dataset', () => {
    const entry = { target: { sample: 'cat/0.jpg' }, decision: 'later' };
    expect(decide([entry], '--run', 'first', '--decisions', 'pets/team.jsonl').stderr).toContain('inside the dataset');
    expect(decide([entry], '--run', 'first', '--decisions', 'team.jsonl').status).toBe(0);
    mkdirSync(join(cwd, 'elsewhere'));
    const there = prepass(['run', '../pets', '--decisions', '../team.jsonl', '--json'], {
      cwd: join(cwd, 'elsewhere'),
    });
    expect(JSON.parse(there.stdout).decisions).toMatchObject({ honored: 1 });
    expect(run('pets', '--out', 'second', '--decisions', 'none.jsonl').stderr).toContain(
      'There is no file of decisions',
    );
  });
});
