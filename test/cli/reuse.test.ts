import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeFolderDataset } from '../pipeline/small-dataset.ts';
import { emptyFolder, prepass } from './spawn.ts';

/** Longer than a tick of the file system's clock: what was written before counts as settled. */
const SETTLE_MS = 100;

describe('prepass run, a second time', () => {
  let cwd: string;
  let keys: readonly string[];
  const log = () => join(cwd, 'opened.log');
  /** What the workers opened (twice where a thumbnail was drawn), and how the command ended. */
  const run = (...args: readonly string[]) => {
    rmSync(log(), { force: true });
    const { status, stderr, stdout } = prepass(['run', 'data', ...args], { cwd, env: { PREPASS_OPEN_LOG: log() } });
    const opened = existsSync(log())
      ? [...new Set(readFileSync(log(), 'utf8').split('\n').filter(Boolean))].sort()
      : [];
    return { status, stderr, stdout, opened };
  };

  beforeAll(async () => {
    cwd = emptyFolder();
    mkdirSync(join(cwd, 'data'));
    keys = await makeFolderDataset(join(cwd, 'data'), 8);
    await setTimeout(SETTLE_MS);
    expect(run().opened).toEqual(keys);
  });

  it('reads nothing where nothing changed, says so, and reads everything with --recheck', () => {
    const again = run();
    expect(again).toMatchObject({ status: 0, opened: [] });
    expect(again.stderr).toContain('Unchanged files are not read again: reusing run');
    expect(again.stdout).toContain('8 samples (8 unchanged), 0 B');
    expect(run('--recheck').opened).toEqual(keys);
  });

  it('reads a file edited to the same size whose time was set back, and a new one, and no other', async () => {
    const path = join(cwd, 'data', keys[2]!);
    const { atime, mtime, size } = statSync(path);
    const bytes = readFileSync(path);
    bytes[bytes.length - 40]! ^= 1;
    writeFileSync(path, bytes);
    utimesSync(path, atime, mtime);
    expect(statSync(path).size).toBe(size);
    writeFileSync(join(cwd, 'data/cat/new.jpg'), readFileSync(join(cwd, 'data', keys[0]!)));
    await setTimeout(SETTLE_MS);
    expect(run().opened).toEqual([keys[2], 'cat/new.jpg'].toSorted());
    rmSync(join(cwd, 'data/cat/new.jpg'));
  });

  it('reads everything again under another option of a check, and says why', () => {
    const { stderr, opened } = run('--opt', 'image/blank.maxDeviation=1', '--out', 'other');
    expect(opened).toEqual(keys);
    expect(stderr).toContain('Everything is read again');
  });

  it("reads no picture again for the inputs' statistics, and says the same of them", () => {
    const inputs = (out: string) => readFileSync(join(cwd, out, 'targets/normalizer.json'), 'utf8');
    run('--input-stats', '4', '--recheck', '--out', 'measured');
    expect(run('--input-stats', '4', '--since', 'measured', '--out', 'measured-again').opened).toEqual([]);
    expect(inputs('measured-again')).toBe(inputs('measured'));
    expect(run('--input-stats', '5', '--since', 'measured', '--out', 'one-more').opened).toHaveLength(1);
  });

  it('looks only at the files that --files-from names, and takes all others to be as they were', async () => {
    run('--out', 'base', '--recheck');
    appendFileSync(join(cwd, 'data', keys[1]!), 'tail');
    appendFileSync(join(cwd, 'data', keys[4]!), 'tail');
    await setTimeout(SETTLE_MS);
    writeFileSync(join(cwd, 'changed'), `data/${keys[1]}\nREADME.md\n`);
    const named = run('--since', 'base', '--files-from', 'changed', '--out', 'named');
    expect(named.opened).toEqual([keys[1]]);
    expect(named.stdout).toContain('image/trailing-data');
    writeFileSync(join(cwd, 'changed'), Buffer.from(`data/${keys[1]}\0${join(cwd, 'data', keys[4]!)}\0`));
    const both = run('--since', 'base', '--files-from', 'changed', '-0', '--out', 'both');
    expect(both.opened).toEqual([keys[1], keys[4]]);
  });

  it('refuses what it cannot honor: an unknown run, a list without an earlier run, names that git quoted', () => {
    const unknown = run('--since', 'nowhere', '--out', 'x1');
    expect(unknown.status).toBe(2);
    expect(unknown.stderr).toContain('There is no run nowhere');
    writeFileSync(join(cwd, 'changed'), '"data/\\346\\227\\245.jpg"\n');
    const quoted = run('--files-from', 'changed', '--out', 'x2');
    expect(quoted.status).toBe(2);
    expect(quoted.stderr).toContain('git quotes unusual names');
    const none = run('--recheck', '--files-from', 'changed', '--out', 'x3');
    expect(none.status).toBe(2);
    expect(none.stderr).toContain('--files-from needs an earlier run');
  });
});
