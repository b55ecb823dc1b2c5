import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { emptyFolder, MAIN, prepass } from './spawn.ts';

const HOSTILE_NAME = '<img src=x onerror=alert(1)>\u001b[31m\u202e.jpg';

/** Two classes of ten photographs each, one cut, one empty with a name that nobody should trust. */
const pets = async (): Promise<string> => {
  const cwd = emptyFolder();
  for (let at = 0; at < 20; at += 1) {
    const folder = join(cwd, 'pets', at % 2 === 0 ? 'cat' : 'dog');
    mkdirSync(folder, { recursive: true });
    const data = Buffer.from(Array.from({ length: 64 * 48 * 3 }, (_, i) => (i * (at + 3) + ((i * i) >> 5)) & 255));
    const bytes = await sharp(data, { raw: { width: 64, height: 48, channels: 3 } })
      .jpeg()
      .toBuffer();
    writeFileSync(join(folder, `${at}.jpg`), at === 0 ? bytes.subarray(0, bytes.length >> 1) : bytes);
  }
  writeFileSync(join(cwd, 'pets', 'dog', HOSTILE_NAME), '');
  return cwd;
};

/** A codec that takes its time over every file, and leaves a mark when it begins. */
const slowCodec = (cwd: string, ms: number): string => {
  const path = join(cwd, `slow-${ms}.mjs`);
  const wait = `Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ${ms})`;
  writeFileSync(
    path,
    `import { writeFileSync } from 'node:fs'; export const before = () => { writeFileSync(${JSON.stringify(`${path}.begun`)}, ''); ${wait}; };`,
  );
  return path;
};

/** Ctrl-C once a decoder is at work. */
const interrupted = async (cwd: string, args: readonly string[], codec: string) => {
  const child = spawn(process.execPath, [MAIN, 'run', ...args], {
    cwd,
    env: { ...process.env, PREPASS_TEST_CODEC: codec },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => {
    said.stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    said.stderr += chunk;
  });
  const watching = setInterval(() => {
    if (!existsSync(`${codec}.begun`)) return;
    clearInterval(watching);
    child.kill('SIGINT');
  }, 20);
  const code = await new Promise((done) => child.on('close', done));
  clearInterval(watching);
  return { code, ...said };
};

describe('prepass run', () => {
  let cwd: string;
  beforeAll(async () => {
    cwd = await pets();
  });

  it('examines, summarizes, plans; then moves, lists and puts back', () => {
    const run = prepass(['pets', '--out', 'scan', '--paths', 'rel'], { cwd });
    expect(run.status).toBe(1);
    expect(run.stdout).toContain('2 of 21 samples must not be trained on');
    expect(run.stdout).toContain('21 samples = 19 ok + 0 suspect + 2 bad + 0 over-limit + 0 unexamined');
    expect(run.stdout.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(readFileSync(join(cwd, 'scan/report/index.html'), 'utf8')).not.toContain('<img src=x');

    const plan = prepass(['quarantine', 'plan', 'scan', '--json'], { cwd });
    expect(JSON.parse(plan.stdout)).toMatchObject({ samples: 2, files: 2 });
    expect(prepass(['quarantine', 'plan', 'scan', '--max-move', '1'], { cwd }).status).toBe(5);
    expect(prepass(['quarantine', 'apply', 'scan'], { cwd })).toMatchObject({ status: 0 });
    expect(existsSync(join(cwd, 'pets/cat/0.jpg'))).toBe(false);
    const listed = JSON.parse(prepass(['quarantine', 'list', 'pets.quarantine', '--json'], { cwd }).stdout);
    expect(listed.map(({ key }: { key: string }) => key)).toEqual(['cat/0.jpg', `dog/${HOSTILE_NAME}`]);
    expect(prepass(['restore', 'pets.quarantine', '--all'], { cwd })).toMatchObject({ status: 0 });
    expect(existsSync(join(cwd, 'pets/cat/0.jpg'))).toBe(true);
  });

  it('prints one JSON document with --json, and nothing on stderr with --quiet', () => {
    const { status, stdout, stderr } = prepass(['run', 'pets', '--json', '--quiet'], { cwd });
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ format: 1, samples: 21, exit: { code: 1 } });
    expect(prepass(['report', '--lang', 'zh'], { cwd }).stdout).toContain('21 个样本 = 19 合格');
  });

  it('exports what it promised programs', () => {
    const { stdout } = prepass(['export', 'samples', '--format', 'csv'], { cwd });
    expect(stdout.split(/\r?\n/)[0]).toMatch(/^key,path,split,label,verdict,checks,format,width,height,bytes,sha256/);
    const rows = prepass(['export', 'findings', '--format', 'jsonl'], { cwd }).stdout.trimEnd().split('\n');
    expect(rows.map((row) => JSON.parse(row).check)).toContain('image/truncated');
    const saved = prepass(['export', 'samples', '--output', 'samples.csv', '--json'], { cwd });
    expect(JSON.parse(saved.stdout)).toMatchObject({ table: 'samples' });
    expect(readFileSync(join(cwd, 'samples.csv'), 'utf8')).toBe(stdout);
  });

  it('explains one file, and its exit code tells the verdict', () => {
    const { status, stdout } = prepass(['inspect', 'pets/cat/0.jpg'], { cwd });
    expect(status).toBe(1);
    expect(stdout).toMatch(/^error image\/truncated · /m);
    expect(prepass(['inspect', 'pets/cat/2.jpg'], { cwd })).toMatchObject({ status: 0 });
  });

  it('stops at Ctrl-C with 130, says how to go on, and goes on', async () => {
    const slow = slowCodec(cwd, 300);
    const { code, stderr } = await interrupted(cwd, ['pets', '--out', 'cut', '--recheck'], slow);
    expect(code).toBe(130);
    expect(stderr).toContain('To go on: prepass run pets --out cut --recheck --resume');
    expect(prepass(['run', 'pets', '--out', 'cut', '--recheck', '--resume'], { cwd }).stdout).toContain(
      '21 samples = 19 ok',
    );
  });

  it('says that nothing is missing where Ctrl-C came too late to stop anything', async () => {
    // One sample, under way when the stop comes: it is finished, and then there is nothing left to go on with.
    mkdirSync(join(cwd, 'one', 'cat'), { recursive: true });
    copyFileSync(join(cwd, 'pets', 'cat', '2.jpg'), join(cwd, 'one', 'cat', '2.jpg'));
    const { code, stderr, stdout } = await interrupted(cwd, ['one', '--out', 'late'], slowCodec(cwd, 3000));
    expect(code).toBe(0);
    expect(stderr).toContain('the run is whole');
    expect(stderr).not.toContain('To go on');
    expect(stdout).toContain('Exit code 0');
    expect(stdout).toContain('1 samples = 1 ok');
  });
});
