import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { makeFolderDataset } from '../pipeline/small-dataset.ts';
import { emptyFolder, MAIN, prepass } from './spawn.ts';

const WAIT = 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 40)';

const lasting = (out: string): Record<string, string> =>
  Object.fromEntries(
    ['samples.parquet', 'findings.parquet', 'members.parquet', 'rejected.csv', 'moves.jsonl', 'clean/train.txt'].map(
      (name) => [name, readFileSync(join(out, name), 'base64')],
    ),
  );

/** Command lines with this path in them; none where there is no /proc. */
const processesNaming = (path: string): readonly string[] =>
  (existsSync('/proc/self/cmdline') ? readdirSync('/proc') : []).flatMap((id) => {
    try {
      const words = /^\d+$/.test(id) ? readFileSync(`/proc/${id}/cmdline`, 'utf8') : '';
      return words.includes(path) ? [words] : [];
    } catch {
      // It ended meanwhile.
      return [];
    }
  });

describe('a quick look', () => {
  let cwd: string;
  let slow: string;
  beforeAll(async () => {
    cwd = emptyFolder();
    await makeFolderDataset(join(cwd, 'pets'), 120);
    truncateSync(join(cwd, 'pets/cat/0000.jpg'), 900);
    slow = join(dirname(cwd), 'slow.mjs');
    writeFileSync(slow, `export const before = () => { ${WAIT}; };`);
  });

  it('is stamped in its first lines, in both languages, with what was left out beside the counts', () => {
    const run = prepass(['pets', '--limit', '20', '--out', 'look'], { cwd });
    expect(run.status).toBe(1);
    const lines = run.stdout.split('\n');
    expect(lines[1]).toBe('PARTIAL: the first 20 of 120 samples were examined, 100 were not (--limit)');
    expect(lines[3]).toBe('1 of the 20 samples examined must not be trained on');
    expect(lines[4]).toContain('= 19 ok + 0 suspect + 1 bad + 0 over-limit + 0 unexamined · 100 not looked at');
    expect(lines.length).toBeLessThanOrEqual(25);
    expect(run.stdout).toContain('Examine everything        prepass run pets\n');
    const chinese = prepass(['report', 'look', '--lang', 'zh'], { cwd }).stdout.split('\n');
    expect(chinese[1]).toBe('部分检查：120 个样本中检查了前 20 个，100 个未查看（--limit）');
    expect(chinese[4]).toContain('100 个未查看');
    expect(readFileSync(join(cwd, 'look/report/index.html'), 'utf8')).toContain('<title>部分检查');
  });

  it('says so to programs, and warns who exports a table of it', () => {
    const { stdout } = prepass(['run', 'pets', '--sample', '10%', '--seed', '7', '--json', '--out', 'json'], { cwd });
    expect(JSON.parse(stdout)).toMatchObject({
      samples: 12,
      facts: { samples: 120 },
      partial: { reason: 'sample', examined: 12, of: 120, asked: { by: 'sample', samples: 12, seed: 7 } },
    });
    const table = prepass(['export', 'json', 'samples'], { cwd });
    expect(table.stderr).toBe('PARTIAL: this table holds 12 of 120 samples; 108 were not examined.\n');
    expect(table.stdout.trimEnd().split('\n')).toHaveLength(13);
    expect(prepass(['export', 'json', 'samples', '--lang', 'zh'], { cwd }).stderr).toContain('其余 108 个未查看');
  });

  it('has no clean list and moves nothing', () => {
    prepass(['pets', '--limit', '20', '--out', 'still'], { cwd });
    for (const name of ['clean', 'moves.jsonl', 'targets']) expect(existsSync(join(cwd, 'still', name))).toBe(false);
    for (const words of [['quarantine', 'plan'], ['quarantine', 'apply'], ['export']]) {
      const refused = prepass([...words, 'still', ...(words[0] === 'export' ? ['clean'] : [])], { cwd });
      expect(refused.status).toBe(2);
      expect(refused.stderr).toContain('is PARTIAL: 20 of 120 samples were examined');
      expect(refused.stderr).toContain('run it again without --sample and --limit');
    }
    const before = readdirSync(cwd);
    const both = prepass(['pets', '--quarantine', '--sample', '5', '--out', 'never'], { cwd });
    expect(both).toMatchObject({ status: 2, stdout: '' });
    expect(both.stderr).toContain('--quarantine cannot be combined with --sample');
    expect(readdirSync(cwd)).toEqual(before);
  });

  it.each([
    [
      ['--sample', '0%'],
      '--sample = "0%"; expected: a whole number, at least 1 or a text (examine only so many samples, or such a share, drawn by split and class: 1000, 1%, 0.5%)',
    ],
    [['--sample', '1.5'], '--sample = 1.5'],
    [['--limit', '0'], '--limit = 0; expected: a whole number, at least 1'],
    [
      ['--max-time', '10d'],
      '--max-time = "10d"; expected: a number from 0.001 to 2000000 or a text (stop examining so long after the start: 90s, 10m, 2h, or seconds)',
    ],
  ])('refuses %s and says what is allowed', (words, complaint) => {
    const refused = prepass(['pets', ...words], { cwd });
    expect(refused.status).toBe(2);
    expect(refused.stderr).toContain(complaint);
  });

  it('ends with 3 when its time was up, and is finished by the command it prints', () => {
    const env = { PREPASS_TEST_CODEC: slow };
    const cut = prepass(['pets', '--max-time', '3s', '--out', 'timed', '-j', '1'], { cwd, env });
    expect(cut.status).toBe(3);
    expect(cut.stdout).toMatch(/^PARTIAL: \d+ of 120 samples were examined, \d+ were not \(--max-time\)$/m);
    expect(cut.stderr).toContain('To go on: prepass pets --max-time 3s --out timed -j 1 --resume');
    expect(cut.stdout).toContain('prepass pets --max-time 3s --out timed -j 1 --resume\n');
    expect(prepass(['quarantine', 'apply', 'timed'], { cwd }).stderr).toContain('--resume');
    const rest = prepass(['pets', '--out', 'timed', '--resume'], { cwd });
    expect(rest.status).toBe(1);
    expect(rest.stdout).not.toContain('PARTIAL');
    prepass(['pets', '--out', 'whole'], { cwd });
    expect(lasting(join(cwd, 'timed'))).toEqual(lasting(join(cwd, 'whole')));
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('is what %s leaves, and can be gone on with', async (signal, expected) => {
    const out = `stopped-${expected}`;
    mkdirSync(cwd, { recursive: true });
    const child = spawn(process.execPath, [MAIN, 'pets', '--out', out, '-j', '2', '--json'], {
      cwd,
      env: { ...process.env, PREPASS_TEST_CODEC: slow },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    // A sealed slice: from here on there is something to read.
    const seals = join(cwd, out, 'seals.jsonl');
    const watching = setInterval(() => {
      if (!existsSync(seals)) return;
      clearInterval(watching);
      child.kill(signal);
    }, 20);
    const code = await new Promise((done) => child.on('close', done));
    expect(code).toBe(expected);
    expect(stderr).toContain(`To go on: prepass pets --out ${out} -j 2 --json --resume`);
    const summary = JSON.parse(stdout);
    expect(summary).toMatchObject({ partial: { reason: 'interrupted', of: 120 }, exit: { code: expected } });
    expect(summary.samples).toBeGreaterThan(0);
    expect(summary.samples).toBeLessThan(120);
    expect(prepass(['report', out], { cwd }).stdout).toContain('were not (interrupted)');
    expect(prepass(['pets', '--out', out, '--resume'], { cwd }).status).toBe(1);
    if (!existsSync(join(cwd, 'whole'))) prepass(['pets', '--out', 'whole'], { cwd });
    expect(lasting(join(cwd, out))).toEqual(lasting(join(cwd, 'whole')));
  });

  it('ends at once at the second Ctrl-C, and leaves no decoder behind that hangs', async () => {
    const codec = join(dirname(cwd), 'stuck.mjs');
    const begun = join(dirname(cwd), 'begun');
    const mark = `writeFileSync(${JSON.stringify(begun)}, '')`;
    const hang = WAIT.replace('40', '600000');
    writeFileSync(codec, `import { writeFileSync } from 'node:fs'; export const before = () => { ${mark}; ${hang}; };`);
    const child = spawn(process.execPath, [MAIN, 'pets', '--out', 'stuck', '-j', '1'], {
      cwd,
      env: { ...process.env, PREPASS_TEST_CODEC: codec },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let stderr = '';
    let asked = 0;
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
      if (asked === 1 && stderr.includes('Once more')) asked = child.kill('SIGINT') ? 2 : 1;
    });
    const watching = setInterval(() => {
      if (asked === 0 && existsSync(begun)) asked = child.kill('SIGINT') ? 1 : 0;
    }, 20);
    const code = await new Promise((done) => child.on('close', done));
    clearInterval(watching);
    expect({ code, asked }).toEqual({ code: 130, asked: 2 });
    expect(existsSync(join(cwd, 'stuck/run.json'))).toBe(false);
    await vi.waitFor(() => expect(processesNaming(join(cwd, 'stuck'))).toEqual([]), 5000);
  });
});
