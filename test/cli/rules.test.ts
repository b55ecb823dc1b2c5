import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { jpegOf } from '../pipeline/small-dataset.ts';
import { emptyFolder, prepass } from './spawn.ts';

/** Ten pictures in two classes, the first cut, with a sidecar beside it. */
const pets = async (): Promise<string> => {
  const cwd = emptyFolder();
  for (let at = 0; at < 10; at += 1) {
    const folder = join(cwd, 'pets', at % 2 === 0 ? 'cat' : 'dog');
    mkdirSync(folder, { recursive: true });
    const bytes = await jpegOf(at);
    writeFileSync(join(folder, `${at}.jpg`), at === 0 ? bytes.subarray(0, 900) : bytes);
  }
  writeFileSync(join(cwd, 'pets/cat/0.xml'), '<annotation/>');
  return cwd;
};

describe('rules in the configuration file', () => {
  let cwd: string;
  beforeAll(async () => {
    cwd = await pets();
  });
  const withRules = (rules: object, ...args: string[]) => {
    writeFileSync(join(cwd, 'prepass.config.json'), JSON.stringify(rules));
    return prepass(['run', 'pets', ...args], { cwd });
  };

  it('accept a picture, and every report says who did and why', () => {
    const sha256 = createHash('sha256')
      .update(readFileSync(join(cwd, 'pets/cat/0.jpg')))
      .digest('hex');
    const accept = [{ sha256, reason: 'cut by the scanner', author: 'Ada', expires: '2999-01-01' }];
    expect(prepass(['run', 'pets'], { cwd }).status).toBe(1);
    const run = withRules({ accept });
    expect(run.status).toBe(0);
    expect(run.stdout).toContain('accepted: 1 (first: cut by the scanner, by Ada)');
    const rows = prepass(['export', 'findings', '--format', 'csv'], { cwd }).stdout;
    expect(rows).toContain('cut by the scanner');
    expect(withRules({ accept }, '--lang', 'zh').stdout).toContain('已接受 1 个问题（首个：cut by the scanner，Ada）');
  });

  it('take a sidecar along into quarantine and back', () => {
    const run = withRules({ sidecars: ['{dir}/{stem}.xml'] }, '--quarantine', '--layout', 'imagefolder');
    expect(run.stdout).toContain('sidecar files: 1, missing: 9');
    const files = ['pets/cat/0.jpg', 'pets/cat/0.xml'].map((file) => join(cwd, file));
    expect(files.map((file) => existsSync(file))).toEqual([false, false]);
    expect(prepass(['restore', 'pets.quarantine', '--all'], { cwd }).status).toBe(0);
    expect(files.map((file) => existsSync(file))).toEqual([true, true]);
  });

  it('ignore what they name, say which globs name nothing, and leave no dataset without a sample', () => {
    const run = withRules({ ignore: ['cat/0.*', 'bird/'] });
    expect(run.status).toBe(0);
    expect(run.stdout).toContain('ignored by the configuration: 2');
    expect(run.stdout).toContain('match nothing: 1 (bird/)');
    const none = withRules({ ignore: ['**'] }, '--lang', 'zh');
    expect([none.status, none.stdout]).toEqual([2, '']);
    expect(none.stderr).toContain('没有可检查的样本');
  });

  it('that cannot hold are refused with what to write instead', () => {
    const overrides = [{ files: ['dog/**'], checks: { 'image/blank': { maxDeviation: 3 } } }];
    const refused = withRules({ overrides });
    expect(refused.status).toBe(2);
    expect(refused.stderr).toContain('image/blank judges the whole dataset at once');
    expect(refused.stderr).toContain('dog/**');
    const sidecar = withRules({ sidecars: ['labels/all.txt'] });
    expect(sidecar.status).toBe(2);
    expect(sidecar.stderr).toContain('such as {dir}/{stem}.xml');
  });

  it('are errors under the strict profile where they are warnings else', () => {
    writeFileSync(
      join(cwd, 'pets/dog/1.jpg'),
      Buffer.concat([readFileSync(join(cwd, 'pets/dog/1.jpg')), Buffer.from('a tail')]),
    );
    const ignore = ['cat/0.jpg'];
    expect(withRules({ ignore }).status).toBe(0);
    const strict = withRules({ ignore, profile: 'strict' });
    expect(strict.status).toBe(1);
    expect(strict.stdout).toContain('weighed otherwise by the configuration: 1');
  });
});
