import { spawnSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { grayJpeg } from '../../fixtures/make/jpeg.ts';
import { emptyFolder, prepass } from './spawn.ts';

const photo = (seed: number): Buffer => grayJpeg(32, 24, (x, y) => x * 5 + y * (seed + 3));
const cut = (seed: number): Buffer => photo(seed).subarray(0, -40);

const write = (path: string, bytes: string | Uint8Array): void => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
};

/** Every path below a folder (bytes as Latin 1), a link with where it leads, a file with its bytes. */
const inventory = (folder: string): readonly string[] => {
  const below = (path: Buffer): readonly string[] =>
    readdirSync(path, 'buffer').flatMap((name) => {
      const child = Buffer.concat([path, Buffer.from('/'), name]);
      const shown = child.toString('latin1');
      const stats = lstatSync(child);
      if (stats.isSymbolicLink()) return [`${shown} -> ${readlinkSync(child)}`];
      return stats.isDirectory() ? [shown, ...below(child)] : [`${shown} ${readFileSync(child).toString('base64')}`];
    });
  return [...below(Buffer.from(folder))].sort();
};

const pets = (): string => {
  const cwd = emptyFolder();
  for (let at = 0; at < 12; at += 1) write(join(cwd, `ds/${at % 2 === 0 ? 'cat' : 'dog'}/${at}.jpg`), photo(at));
  return cwd;
};

describe('a run from inside its dataset', () => {
  it.each([
    ['the folder', '.', 'ds'],
    ['a class folder', '..', 'ds/cat'],
  ])('started in %s lies beside the dataset, and later verbs find it there', (_, dataset, place) => {
    const cwd = pets();
    const before = inventory(join(cwd, 'ds'));
    const inside = { cwd: join(cwd, place) };
    const run = prepass(['run', dataset, '--quiet'], inside);
    expect([run.status, run.stderr]).toEqual([0, '']);
    const [id = ''] = readdirSync(join(cwd, 'ds.prepass/runs'));
    expect(readFileSync(join(cwd, 'ds.prepass/latest'), 'utf8')).toBe(`${id}\n`);
    expect(readFileSync(join(cwd, 'ds.prepass/runs', id, 'clean/train.txt'), 'utf8').split('\n')).toHaveLength(13);
    expect(prepass(['report'], inside).status).toBe(0);
    expect(prepass(['export', 'clean', '--format', 'jsonl'], inside).stdout.trimEnd().split('\n')).toHaveLength(12);
    expect(inventory(join(cwd, 'ds'))).toEqual(before);
  });
});

describe('a read-only dataset', () => {
  it('is examined as any other; a quarantine moves nothing and says so', (context) => {
    const cwd = pets();
    write(join(cwd, 'ds/cat/cut.jpg'), cut(1));
    const mounted = spawnSync('sh', ['-c', 'mount --bind ds ds && mount -o remount,bind,ro ds'], {
      cwd,
      encoding: 'utf8',
    });
    if (mounted.status !== 0) context.skip(`nothing can be mounted read-only: ${mounted.stderr ?? mounted.error}`);
    try {
      expect(() => writeFileSync(join(cwd, 'ds/new'), '')).toThrow('EROFS');
      const before = inventory(join(cwd, 'ds'));
      const run = prepass(['run', 'ds', '--quiet', '--out', 'scan'], { cwd });
      expect([run.status, run.stderr]).toEqual([1, '']);
      expect(run.stdout).toContain('13 samples = 12 ok + 0 suspect + 1 bad');
      const moving = prepass(['run', 'ds', '--quiet', '--out', 'moving', '--quarantine'], { cwd });
      expect([2, 4]).toContain(moving.status);
      expect(moving.status === 2 ? moving.stderr : moving.stdout).toMatch(
        /--quarantine-dir|stayed: 1|read-only|EROFS|EXDEV/,
      );
      expect(inventory(join(cwd, 'ds'))).toEqual(before);
    } finally {
      spawnSync('umount', ['ds'], { cwd });
    }
  });
});

describe('a dataset of links', () => {
  /** `names` in `folder` as links to files of a store, of which the last picture is cut. */
  const linked = (cwd: string, folder: string, store: (at: number) => string): readonly string[] =>
    Array.from({ length: 24 }, (_, at) => {
      const name = `${at % 2 === 0 ? 'cat' : 'dog'}/${at}.jpg`;
      const target = join(cwd, store(at));
      write(target, at === 23 ? cut(at) : photo(at));
      const link = join(cwd, folder, name);
      mkdirSync(dirname(link), { recursive: true });
      symlinkSync(relative(dirname(link), target), link);
      return link;
    });

  it.each([
    [
      'of the Hugging Face cache',
      'hub/datasets--a--b/snapshots/rev',
      (at: number) => `hub/datasets--a--b/blobs/${at}abc`,
    ],
    ['of git-annex', 'repo/pictures', (at: number) => `repo/.git/annex/objects/aa/${at}/KEY-${at}/KEY-${at}`],
  ])('%s is read, and quarantine moves the link, never its target', (_, folder, store) => {
    const cwd = emptyFolder();
    const links = linked(cwd, folder, store);
    const before = inventory(cwd);
    const run = prepass(['run', folder, '--quiet', '--out', 'scan'], { cwd });
    expect(run.status).toBe(1);
    expect(run.stdout).toContain('24 samples = 23 ok + 0 suspect + 1 bad');
    expect(readFileSync(join(cwd, 'scan/clean/train.txt'), 'utf8').trimEnd().split('\n')).toHaveLength(23);
    expect(inventory(cwd).filter((line) => !line.startsWith(join(cwd, 'scan')))).toEqual(before);

    const moving = prepass(['run', folder, '--quiet', '--out', 'moving', '--quarantine'], { cwd });
    expect(moving.status).toBe(0);
    expect(existsSync(join(cwd, store(23)))).toBe(true);
    expect(lstatSync(links[23]!, { throwIfNoEntry: false })).toBeUndefined();
    const restored = prepass(['restore', `${folder}.quarantine`, '--all'], { cwd });
    expect(restored.status).toBe(0);
    const ours = ['scan', 'moving', `${folder}.quarantine`].map((name) => join(cwd, name));
    expect(inventory(cwd).filter((line) => !ours.some((name) => line.startsWith(name)))).toEqual(before);
  });

  it('that lead elsewhere is one finding, which names the option; with it they are read', () => {
    const cwd = emptyFolder();
    linked(cwd, 'ds', (at) => `elsewhere/${at}.jpg`);
    write(join(cwd, 'ds/cat/own.jpg'), photo(99));
    write(join(cwd, 'ds/dog/own.jpg'), photo(98));
    const run = prepass(['run', 'ds', '--quiet', '--out', 'scan'], { cwd });
    const lines = readFileSync(join(cwd, 'scan/findings.jsonl'), 'utf8').trimEnd().split('\n');
    const outside = lines.map((line) => JSON.parse(line) as { check: string; text: string });
    expect(outside.filter(({ check }) => check === 'dataset/link-outside')).toHaveLength(1);
    expect(outside.find(({ check }) => check === 'dataset/link-outside')?.text).toContain('24');
    expect(run.stdout).toContain('2 samples = 2 ok');
    const followed = prepass(['run', 'ds', '--quiet', '--out', 'all', '--follow-root', 'elsewhere'], { cwd });
    expect(followed.stdout).toContain('26 samples = 25 ok + 0 suspect + 1 bad');
  });
});

describe('a format that nothing here decodes, among JPEGs', () => {
  it('is a finding and never clean; --ignore-unsupported accepts it', () => {
    const cwd = pets();
    // The head of an HEIC file: a true file of a format that trainers here cannot read either.
    write(join(cwd, 'ds/dog/new.heic'), Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic\0\0\0\x08mdat', 'latin1'));
    const run = prepass(['run', 'ds', '--quiet', '--out', 'scan', '--paths', 'rel'], { cwd });
    expect(run.status).toBe(1);
    expect(run.stdout).toContain('13 samples = 12 ok + 0 suspect + 0 bad + 0 over-limit + 1 unexamined');
    expect(run.stdout).toContain('image/unsupported');
    expect(run.stdout).toContain('Not decoded: heic, 1 (convert to JPEG or PNG');
    expect(readFileSync(join(cwd, 'scan/clean/train.txt'), 'utf8')).not.toContain('new.heic');
    expect(readFileSync(join(cwd, 'scan/rejected.csv'), 'utf8')).toContain('dog/new.heic,unexamined,image/unsupported');
    const accepted = prepass(['run', 'ds', '--quiet', '--out', 'accepted', '--ignore-unsupported'], { cwd });
    expect(accepted.status).toBe(0);
    expect(readFileSync(join(cwd, 'accepted/clean/train.txt'), 'utf8')).not.toContain('new.heic');
  });
});

describe('Chinese names under a GB18030 manifest', () => {
  const gb = (text: string): Buffer => iconv.encode(text, 'gb18030');
  const names = ['猫/一只猫.jpg', '猫/两只猫.jpg', '狗/𠮷祥.jpg', '狗/坏图.jpg'];
  const manifest = gb(`路径,标签\n${names.map((name) => `${name},${name.slice(0, 1)}\n`).join('')}`);

  it.each([
    ['in UTF-8', (text: string) => Buffer.from(text)],
    ['in GB18030 themselves, as an old server has them', gb],
  ])('on disk %s: found, judged, listed with their own bytes, moved and put back', (_, encode) => {
    const cwd = emptyFolder();
    const pathOf = (name: string) => Buffer.concat([Buffer.from(`${cwd}/ds/`), encode(name)]);
    for (const [at, name] of names.entries()) {
      mkdirSync(pathOf(name.slice(0, 1)), { recursive: true });
      writeFileSync(pathOf(name), name.includes('坏') ? cut(at) : photo(at));
    }
    writeFileSync(join(cwd, 'ds/labels.csv'), manifest);
    const before = inventory(join(cwd, 'ds'));
    const options = ['--label-column', '标签', '--quiet'];
    const run = prepass(['run', 'ds', '--out', 'scan', ...options], { cwd });
    expect(run.status).toBe(1);
    expect(run.stdout).toContain('Manifest encoding: GB18030');
    expect(run.stdout).toContain('4 samples = 3 ok + 0 suspect + 1 bad');
    const list = readFileSync(join(cwd, 'scan/clean/train.txt'));
    const expected = names.slice(0, 3).flatMap((name) => [pathOf(name), Buffer.from('\n')]);
    expect(list.toString('hex')).toBe(Buffer.concat(expected).toString('hex'));
    const rows = manifest.toString('latin1').split('\n');
    expect(readFileSync(join(cwd, 'scan/clean/labels.csv')).toString('latin1')).toBe(
      [...rows.slice(0, 4), ''].join('\n'),
    );

    const moving = prepass(['run', 'ds', '--out', 'moving', '--quarantine', '--max-move', 'unlimited', ...options], {
      cwd,
    });
    expect(moving.status).toBe(0);
    expect(existsSync(pathOf(names[3]!))).toBe(false);
    expect(prepass(['restore', 'ds.quarantine', '--all'], { cwd }).status).toBe(0);
    expect(inventory(join(cwd, 'ds'))).toEqual(before);
  });
});
