import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { emptyFolder, MAIN, prepass } from './spawn.ts';

const pictures: Buffer[] = [];
beforeAll(async () => {
  for (let at = 0; at < 8; at += 1) {
    const data = Buffer.from(Array.from({ length: 64 * 48 * 3 }, (_, i) => (i * (at + 3) + ((i * i) >> 5)) & 255));
    pictures.push(
      await sharp(data, { raw: { width: 64, height: 48, channels: 3 } })
        .jpeg()
        .toBuffer(),
    );
  }
});

const pathOf = (...parts: readonly (string | Buffer)[]): Buffer =>
  Buffer.concat(parts.flatMap((part, at) => (at === 0 ? [Buffer.from(part)] : [Buffer.from('/'), Buffer.from(part)])));

/** Every name below a folder with its size, as bytes: what a run must leave as it was. */
const inventory = (folder: Buffer): readonly string[] =>
  readdirSync(folder, { withFileTypes: true, encoding: 'buffer' as BufferEncoding })
    .flatMap((entry) => {
      const name = entry.name as unknown as Buffer;
      const path = pathOf(folder, name);
      if (entry.isDirectory()) return [name.toString('latin1'), ...inventory(path)];
      return [
        entry.isFile()
          ? `${path.toString('latin1')} ${readFileSync(path).toString('latin1')}`
          : name.toString('latin1'),
      ];
    })
    .sort();

/** A folder with these files; pictures where no text is given. */
const dataset = (files: Readonly<Record<string, string | Buffer | undefined>>): string => {
  const cwd = emptyFolder();
  for (const [at, [name, content]] of Object.entries(files).entries()) {
    mkdirSync(join(cwd, 'ds', name, '..'), { recursive: true });
    writeFileSync(join(cwd, 'ds', name), content ?? pictures[at % pictures.length]!);
  }
  return cwd;
};

interface Found {
  readonly check: string;
  readonly code: string;
  readonly subject: string;
  readonly at?: { readonly line?: number };
}

/** One run that must leave its dataset alone; what it found comes from its own export. */
const examine = (cwd: string, ...options: readonly string[]) => {
  const before = inventory(Buffer.from(join(cwd, 'ds')));
  const run = prepass(['run', 'ds', '--out', 'scan', '--quiet', ...options], { cwd });
  expect(inventory(Buffer.from(join(cwd, 'ds')))).toEqual(before);
  const rows = existsSync(join(cwd, 'scan/run.json'))
    ? prepass(['export', 'scan', 'findings', '--format', 'jsonl'], { cwd }).stdout.trimEnd().split('\n')
    : [];
  const found = rows.filter((row) => row !== '').map((row) => JSON.parse(row) as Found);
  return { ...run, codes: found.map(({ check, code }) => `${check} ${code}`), found };
};

/** Exit 2, nothing on stdout, one line on stderr that says so and holds no stack. */
const expectRefused = (run: ReturnType<typeof prepass>, text: string): void => {
  expect(run.stderr).toContain(text);
  expect(run.stderr.trimEnd().split('\n')).toHaveLength(1);
  expect({ status: run.status, stdout: run.stdout }).toEqual({ status: 2, stdout: '' });
};

describe('a dataset that is none', () => {
  it('refuses a path with nothing there, an empty folder, and what lies inside a quarantine', () => {
    const cwd = dataset({ 'a.jpg': undefined, 'cut.jpg': '' });
    mkdirSync(join(cwd, 'empty'));
    const run = (path: string) => prepass(['run', path, '--quiet', '--out', 'refused'], { cwd });
    expectRefused(run('nowhere'), 'There is nothing at nowhere');
    expectRefused(run('empty'), 'The folder empty is empty');
    expect(
      prepass(['run', 'ds', '--quiet', '--quarantine', '--max-move', 'unlimited', '--out', 'one'], { cwd }).status,
    ).toBe(0);
    expectRefused(run('ds.quarantine'), 'lies inside a quarantine');
    expectRefused(run('ds.quarantine/items'), 'lies inside a quarantine');
  });
});

describe('a manifest with mistakes in it', () => {
  it('names the columns that exist when one is missing', () => {
    const cwd = dataset({ 'a.jpg': undefined, 'labels.csv': 'path,kind,age\na.jpg,cat,1\n' });
    const refused = (...options: readonly string[]) =>
      prepass(['run', 'ds', '--quiet', '--out', 'x', ...options], { cwd });
    expectRefused(refused('--label-column', 'class'), 'Its columns are: path, kind, age');
    expectRefused(refused('--target', 'weight'), 'Its columns are: path, kind, age');
    writeFileSync(join(cwd, 'ds/labels.csv'), 'one,two\n1,2\n');
    expectRefused(refused('--manifest', 'ds/labels.csv'), 'The columns are: one, two');
  });

  it('says of each row what is wrong with it, and takes the rest', () => {
    const rows = [
      'path,label',
      'a.jpg,1',
      'b.jpg,1,extra',
      'c.jpg',
      '../outside.jpg,1',
      '/etc/hostname,1',
      'a.jpg,1',
      'A.jpg,2',
      'sub\\d.jpg,2',
      'caf\u00e9.jpg,2',
      'cafe\u0301.jpg,2',
      ',2',
    ];
    const names = ['a.jpg', 'b.jpg', 'c.jpg', 'A.jpg', 'sub/d.jpg', 'caf\u00e9.jpg', 'cafe\u0301.jpg'];
    const cwd = dataset({
      ...Object.fromEntries(names.map((name) => [name, undefined])),
      'labels.csv': `\ufeff${rows.join('\n')}\n`,
    });
    const { status, stdout, found } = examine(cwd);
    // A file outside is not opened, so it is not examined either.
    expect(status).toBe(3);
    const said = found
      .filter(({ check }) => check === 'file/manifest-row')
      .map(({ code, at }) => `${at?.line} ${code}`);
    expect(said.sort()).toEqual(
      [
        '3 ragged',
        '4 ragged',
        '5 outside-root',
        '6 outside-root',
        '7 duplicate-row',
        '8 name-twin',
        '11 name-twin',
        '12 missing-path',
      ].sort(),
    );
    expect(stdout).toContain('11 samples = ');
    expect(stdout).toContain('Manifest encoding: UTF-8 with a BOM · rows whose backslashes were read as separators: 1');
    const clean = readFileSync(join(cwd, 'scan/clean/labels.csv'), 'utf8');
    expect(clean).toBe(`\ufeff${[rows[0], rows[1], ...rows.slice(6, 11)].join('\n')}\n`);
  });

  it.each([
    ['utf-16le', 'UTF-16 LE', Buffer.from([0xff, 0xfe])],
    ['utf-16be', 'UTF-16 BE', Buffer.from([0xfe, 0xff])],
    ['gb18030', 'GB18030', Buffer.alloc(0)],
  ])('reads %s, says so, and writes the clean manifest in it', (encoding, name, mark) => {
    const text = '路径,标签\n猫/一只猫.jpg,猫\n狗/一只狗.jpg,狗\n';
    const bytes = Buffer.concat([mark, iconv.encode(text, encoding, { addBOM: false })]);
    const cwd = dataset({ '猫/一只猫.jpg': undefined, '狗/一只狗.jpg': undefined, 'labels.csv': bytes });
    const { status, stdout } = examine(cwd, '--label-column', '标签');
    expect(stdout).toContain(`Manifest encoding: ${name}`);
    expect(stdout).toContain('2 samples = 2 ok');
    expect(status).toBe(0);
    expect(readFileSync(join(cwd, 'scan/clean/labels.csv')).equals(bytes)).toBe(true);
    const pageHolds = (words: string) => readFileSync(join(cwd, 'scan/report/index.html'), 'utf8').includes(words);
    expect(pageHolds(`Manifest encoding: ${name}`)).toBe(true);
    expect(prepass(['report', 'scan', '--lang', 'zh'], { cwd }).stdout).toContain(`清单编码：${name}`);
    expect(pageHolds(`清单编码：${name}`)).toBe(true);
  });
});

describe('a folder with odd things in it', () => {
  it('examines names that are not UTF-8 or hold a line break, and says what it did not open', () => {
    const cwd = dataset({ 'a.jpg': undefined, 'B.jpg': undefined, 'b.jpg': undefined, 'two\nlines.jpg': undefined });
    const odd = pathOf(join(cwd, 'ds'), Buffer.from([0xff, 0xfe, 0x2e, 0x6a, 0x70, 0x67]));
    writeFileSync(odd, pictures[5]!);
    symlinkSync('.', join(cwd, 'ds/loop'));
    expect(spawnSync('mkfifo', [join(cwd, 'ds/pipe.jpg')]).status).toBe(0);
    const { status, stdout, codes } = examine(cwd, '--paths', 'rel');
    expect(status).toBe(0);
    expect(stdout).toContain('5 samples = 5 ok');
    expect(stdout).toContain('special files (FIFO, socket, device) not opened: 1');
    expect(stdout).toContain('links that lead back into themselves, not followed: 1');
    expect(stdout).toContain('missing from the text lists (line break in the name): 1');
    expect(codes).toContain('file/manifest-row name-twin');
    const list = readFileSync(join(cwd, 'scan/clean/train.txt'));
    expect(list.includes(Buffer.from([0xff, 0xfe, 0x2e]))).toBe(true);
    const page = readFileSync(join(cwd, 'scan/report/index.html'), 'utf8');
    expect(page).toContain('pipe.jpg is a FIFO, socket or device and was not opened');
    expect(page).toContain('missing from the text lists');
  });

  it('is incomplete where a folder cannot be read', (context) => {
    const cwd = dataset({ 'cat/a.jpg': undefined, 'dog/b.jpg': undefined, 'cow/c.jpg': undefined });
    chmodSync(join(cwd, 'ds/cow'), 0);
    const asRoot = process.getuid?.() === 0;
    if (asRoot && spawnSync('setpriv', ['--version']).status !== 0) {
      context.skip('root reads every folder, and setpriv is not installed');
    }
    chmodSync(cwd, 0o777);
    const command = [process.execPath, MAIN, 'run', 'ds', '--out', join(cwd, 'scan'), '--quiet'];
    const drop = asRoot ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] : [];
    const [program, ...args] = [...drop, ...command];
    const run = spawnSync(program!, args, { cwd, encoding: 'utf8', env: { PATH: process.env.PATH ?? '' } });
    chmodSync(join(cwd, 'ds/cow'), 0o755);
    if (/EACCES|Permission denied|Cannot find module/.test(run.stderr)) {
      context.skip(`another user cannot run the command from here: ${run.stderr.slice(0, 200)}`);
    }
    expect(run.status).toBe(3);
    expect(run.stdout).toContain('file/unreadable');
    expect(run.stdout).toContain('2 samples = ');
  });
});

describe('a full disk', () => {
  const example = new URL('../../examples/hijacked', import.meta.url).pathname;

  it('costs nothing: one message, exit 2, and --resume finishes with the same result', (context) => {
    const disk = mkdtempSync(join(tmpdir(), 'prepass-disk-'));
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', disk], { encoding: 'utf8' });
    if (mounted.status !== 0) context.skip(`no small disk can be mounted: ${mounted.stderr ?? mounted.error}`);
    try {
      const cwd = emptyFolder();
      cpSync(example, join(cwd, 'ds'), { recursive: true });
      const before = inventory(Buffer.from(join(cwd, 'ds')));
      const run = (...options: readonly string[]) =>
        prepass(['run', 'ds', '--quiet', '--paths', 'rel', ...options], { cwd });
      const onDisk = ['--out', join(disk, 'scan')];

      // While listing: nothing to resume yet. Then while examining, and while concluding.
      writeFileSync(join(disk, 'fill'), Buffer.alloc(230 << 10));
      expectRefused(run(...onDisk), 'is full. Nothing was lost: free some space, or name another run folder');
      rmSync(join(disk, 'scan'), { recursive: true });
      writeFileSync(join(disk, 'fill'), Buffer.alloc(150 << 10));
      expectRefused(run(...onDisk), 'is full. Nothing was lost: free some space and run again with --resume');
      rmSync(join(disk, 'fill'));
      expectRefused(run(...onDisk, '--resume'), 'run again with --resume');
      expect(inventory(Buffer.from(join(cwd, 'ds')))).toEqual(before);

      expect(spawnSync('mount', ['-o', 'remount,size=64m', disk]).status).toBe(0);
      expect(run(...onDisk, '--resume').status).toBe(1);
      expect(run('--out', 'scan').status).toBe(1);
      for (const file of ['rejected.csv', 'clean/train.txt', 'clean/manifest.csv', 'to-fix.csv']) {
        expect(readFileSync(join(disk, 'scan', file)).equals(readFileSync(join(cwd, 'scan', file))), file).toBe(true);
      }

      // The dataset's own disk: the quarantine cannot be made, nothing moves, exit 4.
      cpSync(example, join(disk, 'ds'), { recursive: true });
      const there = inventory(Buffer.from(join(disk, 'ds')));
      spawnSync('sh', ['-c', `cat /dev/zero > ${join(disk, 'fill')}`]);
      const quarantined = prepass(['run', join(disk, 'ds'), '--quiet', '--quarantine', '--out', 'moved'], { cwd });
      expect([quarantined.status, quarantined.stderr]).toEqual([4, '']);
      expect(quarantined.stdout).toMatch(/samples moved: 0, stayed: [1-9]/);
      expect(inventory(Buffer.from(join(disk, 'ds')))).toEqual(there);

      const toFull = spawnSync('sh', ['-c', `"${process.execPath}" "${MAIN}" report scan > /dev/full`], {
        cwd,
        encoding: 'utf8',
      });
      expect(toFull.status).toBe(2);
      expect(toFull.stderr).toContain('The output cannot be written (ENOSPC)');
    } finally {
      spawnSync('umount', [disk]);
      rmSync(disk, { recursive: true, force: true });
    }
  });
});
