import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Crash, createFaultyFs } from '../../src/fs-change/faulty.ts';
import { errnoError, errnoOf, type Folder, unless } from '../../src/fs-change/fs-change.ts';
import { createWhole, writeAll } from '../../src/fs-change/own-files.ts';
import { createRealFs } from '../../src/fs-change/real.ts';
import { UserError } from '../../src/model/errors.ts';

const fs = createRealFs();
const name = (text: string): Buffer => Buffer.from(text);
const codeOf = (act: () => unknown): string | undefined => {
  try {
    act();
    return undefined;
  } catch (error) {
    return errnoOf(error) ?? String(error);
  }
};

let path: string;
let folder: Folder;
beforeEach(() => {
  path = mkdtempSync(join(tmpdir(), 'prepass-fs-'));
  folder = fs.openRoot(Buffer.from(path));
});
afterEach(() => {
  fs.closeFolder(folder);
  rmSync(path, { recursive: true });
});

describe('the real file system', () => {
  it.each(['', '.', '..', 'a/b', '../a', 'nul\0'])('takes %j for a bug, not for a name', (text) => {
    expect(() => fs.stat(folder, name(text))).toThrow('not one path component');
  });

  it('never overwrites by link, by making a folder or by making a file', () => {
    writeFileSync(join(path, 'a'), 'a');
    writeFileSync(join(path, 'b'), 'b');
    expect(codeOf(() => fs.link(folder, name('a'), folder, name('b')))).toBe('EEXIST');
    expect(codeOf(() => fs.makeFolder(folder, name('b'), 0o777))).toBe('EEXIST');
    expect(codeOf(() => fs.create(folder, name('b')))).toBe('EEXIST');
    expect(readFileSync(join(path, 'b'), 'utf8')).toBe('b');
  });

  it('goes through no link', () => {
    mkdirSync(join(path, 'real'));
    writeFileSync(join(path, 'real', 'a'), 'a');
    symlinkSync('real', join(path, 'link'));
    symlinkSync('real/a', join(path, 'file'));
    expect(['ENOTDIR', 'ELOOP']).toContain(codeOf(() => fs.openFolder(folder, name('link'))));
    expect(codeOf(() => fs.openAppend(folder, name('file')))).toBe('ELOOP');
    expect(fs.fingerprint(folder, name('file'), 'refuse')).toMatchObject({ stat: { kind: 'link' }, sha256: undefined });
    expect(fs.fingerprint(folder, name('file'), 'follow').sha256).toMatch(/^ca978112/);
  });

  it('stays in its folder when the path to it is swapped', () => {
    mkdirSync(join(path, 'here'));
    const here = fs.openFolder(folder, name('here'));
    execFileSync('mv', [join(path, 'here'), join(path, 'moved')]);
    mkdirSync(join(path, 'here'));
    createWhole(fs, here, name('a'), 'x');
    expect(existsSync(join(path, 'moved', 'a'))).toBe(true);
    expect(existsSync(join(path, 'here', 'a'))).toBe(false);
    fs.closeFolder(here);
  });

  it('does not open a FIFO, which would wait for a writer for ever', () => {
    execFileSync('mkfifo', [join(path, 'pipe')]);
    symlinkSync('pipe', join(path, 'link'));
    expect(fs.fingerprint(folder, name('pipe'), 'refuse')).toMatchObject({
      stat: { kind: 'other' },
      sha256: undefined,
    });
    expect(fs.fingerprint(folder, name('link'), 'follow').sha256).toBeUndefined();
  });

  it('sets permissions and time of the name itself', () => {
    writeFileSync(join(path, 'a'), 'a');
    symlinkSync('a', join(path, 'link'));
    fs.setAttributes(folder, name('a'), { mode: 0o4711, mtimeNs: 1_500_000_000_250_000_000n });
    fs.setAttributes(folder, name('link'), { mode: 0o600, mtimeNs: 1_400_000_000_000_000_000n });
    expect(fs.stat(folder, name('a'))).toMatchObject({ mode: 0o4711, mtimeNs: 1_500_000_000_250_000_000n });
    expect(fs.stat(folder, name('link'))).toMatchObject({ kind: 'link', mtimeNs: 1_400_000_000_000_000_000n });
  });

  it('tells errors of the system from bugs', () => {
    expect(errnoOf(errnoError('EIO', 'read'))).toBe('EIO');
    expect(errnoOf(Object.assign(new Error('bad argument'), { code: 'ERR_INVALID_ARG_TYPE' }))).toBeUndefined();
    expect(errnoOf(new Crash('x'))).toBeUndefined();
    expect(errnoOf(new UserError('quarantine.locked'))).toBeUndefined();
    expect(() =>
      unless(['ENOENT'], () => {
        throw errnoError('EIO', 'read');
      }),
    ).toThrow('EIO');
  });
});

describe('the faulty twin', () => {
  it('does nothing any more after a crash', () => {
    const faulty = createFaultyFs(fs, { at: 0, kind: 'crash-after' });
    expect(() => faulty.fs.makeFolder(folder, name('a'), 0o777)).toThrow(Crash);
    expect(() => faulty.fs.makeFolder(folder, name('b'), 0o777)).toThrow(Crash);
    expect([existsSync(join(path, 'a')), existsSync(join(path, 'b')), faulty.fired()]).toEqual([true, false, true]);
  });

  it.each([
    ['crash-before', undefined, false],
    ['EIO', 'EIO', false],
    ['EIO-after', 'EIO', true],
    ['ENOSPC', 'ENOSPC', false],
  ] as const)('%s', (kind, code, isDone) => {
    const faulty = createFaultyFs(fs, { at: 0, kind });
    let error: unknown;
    try {
      faulty.fs.makeFolder(folder, name('a'), 0o777);
    } catch (caught) {
      error = caught;
    }
    expect(errnoOf(error)).toBe(code);
    expect(error instanceof Crash).toBe(code === undefined);
    expect(existsSync(join(path, 'a'))).toBe(isDone);
  });

  it.each(['ENOSPC', 'crash-torn'] as const)('tears a write at %s', (kind) => {
    const faulty = createFaultyFs(fs, { at: 1, kind });
    expect(() => createWhole(faulty.fs, folder, name('a'), 'abcdef')).toThrow();
    expect(readFileSync(join(path, 'a'), 'utf8')).toBe('abc');
  });

  it('writes short, which writeAll makes up for', () => {
    const faulty = createFaultyFs(fs, { at: 1, kind: 'short' });
    const file = faulty.fs.create(folder, name('a'));
    writeAll(faulty.fs, file, Buffer.from('abcdef'));
    faulty.fs.close(file);
    expect(faulty.fired()).toBe(true);
    expect(faulty.trace).toEqual(['create', 'write', 'write']);
    expect(readFileSync(join(path, 'a'), 'utf8')).toBe('abcdef');
  });
});
