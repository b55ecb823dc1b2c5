import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { UserError } from '../../src/model/errors.ts';
import { StorageError } from '../../src/storage/errors.ts';
import { existsLocal, type LocalFs, openLocal, openRoots } from '../../src/storage/local.ts';
import { locate } from '../../src/storage/roots.ts';
import { plant, scratchFolder } from './scratch-folder.ts';

const rootsOf = (folder: string, follow: readonly string[] = []) =>
  openRoots(Buffer.from(fs.realpathSync(folder)), follow);

const causeOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof StorageError) return error.cause;
    throw error;
  }
  return 'nothing thrown';
};

const failing = (code: string): never => {
  throw Object.assign(new Error(code), { code });
};

describe('openLocal', () => {
  it('reads a file whole, in pieces and past its end', () => {
    const roots = rootsOf(plant(scratchFolder(), { 'a/b.jpg': 'hello' }));
    const file = openLocal(roots, 'a/b.jpg');
    expect(file.size).toBe(5);
    expect(Buffer.from(file.readAll()).toString()).toBe('hello');
    const piece = new Uint8Array(4);
    expect(file.read(3, piece)).toBe(2);
    expect(Buffer.from(piece.subarray(0, 2)).toString()).toBe('lo');
    expect(file.read(9, piece)).toBe(0);
    file.close();
    file.close();
  });

  it('reads into a buffer that is large enough, and not into one that is too small', () => {
    const file = openLocal(rootsOf(plant(scratchFolder(), { x: 'hello' })), 'x');
    const large = Buffer.alloc(64);
    expect(file.readAll(large).buffer).toBe(large.buffer);
    expect(file.readAll(large).length).toBe(5);
    expect(file.readAll(Buffer.alloc(4)).length).toBe(5);
    file.close();
  });

  it('opens names that are not UTF-8 and names with a line break', () => {
    const folder = scratchFolder();
    fs.writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xff, 0x0a, 0x25])]), 'odd');
    const file = openLocal(rootsOf(folder), '%FF\n%25');
    expect(Buffer.from(file.readAll()).toString()).toBe('odd');
    file.close();
  });

  it('sees that a file changed, grew or shrank while it was read', () => {
    const folder = plant(scratchFolder(), { a: 'hello', b: 'hello', c: 'hello' });
    const roots = rootsOf(folder);
    // A whole second, which can be set back exactly.
    fs.utimesSync(join(folder, 'b'), 1_000_000, 1_000_000);
    const [a, b, c] = ['a', 'b', 'c'].map((name) => openLocal(roots, name));
    expect(() => a!.verifyUnchanged()).not.toThrow();
    fs.appendFileSync(join(folder, 'a'), '!');
    fs.writeFileSync(join(folder, 'b'), 'jello');
    fs.utimesSync(join(folder, 'b'), 1_000_000, 1_000_000);
    fs.truncateSync(join(folder, 'c'), 2);
    expect(causeOf(() => a!.verifyUnchanged())).toBe('CHANGED');
    expect(causeOf(() => b!.verifyUnchanged())).toBe('CHANGED');
    expect(causeOf(() => c!.readAll())).toBe('CHANGED');
    for (const file of [a, b, c]) file!.close();
  });

  it('never opens FIFOs, sockets, devices and folders', async () => {
    const folder = plant(scratchFolder(), { 'd/': '' });
    execFileSync('mkfifo', [join(folder, 'fifo')]);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(join(folder, 'socket'), resolve));
    fs.symlinkSync('/dev/zero', join(folder, 'zero'));
    let opened = 0;
    const counting: LocalFs = {
      ...fs,
      openSync: (...args: Parameters<typeof fs.openSync>) => {
        opened += 1;
        return fs.openSync(...args);
      },
    };
    for (const name of ['fifo', 'socket', 'zero', 'd']) {
      expect(causeOf(() => openLocal(rootsOf(folder), name, counting))).toBe('NOT-A-FILE');
    }
    expect(opened).toBe(0);
    server.close();
  });

  it('says ENOENT for what cannot be there', () => {
    const roots = rootsOf(plant(scratchFolder(), { 'a.jpg': '' }));
    for (const ref of ['b.jpg', 'a.jpg/b', 'x'.repeat(300), 'a\0b']) {
      expect(causeOf(() => openLocal(roots, ref))).toBe('ENOENT');
      expect(existsLocal(roots, ref)).toBe(false);
    }
    expect(existsLocal(roots, 'a.jpg')).toBe(true);
  });

  it('follows links inside the root, under further roots and into stores, and no others', () => {
    const other = plant(scratchFolder(), {
      'x.jpg': 'x',
      'hub/datasets--a--b/blobs/0123abcd': 'x',
      'repo/.git/annex/objects/aa/bb/K/K': 'x',
      'cache/files/md5/0a/bcdefabcdefabcdefabcdefabcdefa': 'x',
    });
    const folder = plant(scratchFolder(), { 'real.jpg': 'x', 'dir/y.jpg': 'x' });
    const link = (to: string, name: string) => fs.symlinkSync(to, join(folder, name));
    link('real.jpg', 'inside');
    link(join(other, 'x.jpg'), 'outside');
    link(join(other, 'hub/datasets--a--b/blobs/0123abcd'), 'hub');
    link(join(other, 'repo/.git/annex/objects/aa/bb/K/K'), 'annex');
    link(join(other, 'cache/files/md5/0a/bcdefabcdefabcdefabcdefabcdefa'), 'dvc');
    link(other, 'away');
    link('loop', 'loop');
    link('gone', 'broken');
    const roots = rootsOf(folder);
    for (const name of ['inside', 'hub', 'annex', 'dvc']) openLocal(roots, name).close();
    expect(causeOf(() => openLocal(roots, 'outside'))).toBe('OUTSIDE-ROOT');
    expect(causeOf(() => openLocal(roots, 'away/x.jpg'))).toBe('OUTSIDE-ROOT');
    expect(causeOf(() => openLocal(roots, '../..'))).toBe('NOT-A-FILE');
    expect(causeOf(() => openLocal(roots, join(other, 'x.jpg')))).toBe('OUTSIDE-ROOT');
    expect(causeOf(() => openLocal(roots, 'loop'))).toBe('ELOOP');
    expect(causeOf(() => openLocal(roots, 'broken'))).toBe('ENOENT');
    openLocal(rootsOf(folder, [other]), 'outside').close();
    // A folder whose name only begins like the root's is another folder.
    fs.mkdirSync(`${folder}-too`);
    fs.writeFileSync(`${folder}-too/z`, '');
    expect(causeOf(() => openLocal(roots, `${fs.realpathSync(folder)}-too/z`))).toBe('OUTSIDE-ROOT');
    fs.rmSync(`${folder}-too`, { recursive: true });
  });

  it('closes the descriptor of a file it refuses', () => {
    const other = plant(scratchFolder(), { 'x.jpg': 'x' });
    const folder = scratchFolder();
    fs.symlinkSync(join(other, 'x.jpg'), join(folder, 'x.jpg'));
    const open = () => fs.readdirSync('/proc/self/fd').length;
    const before = open();
    for (let round = 0; round < 20; round += 1) causeOf(() => openLocal(rootsOf(folder), 'x.jpg'));
    expect(open()).toBe(before);
  });

  it('tries again when the file table is full, and gives up with the errno', () => {
    const roots = rootsOf(plant(scratchFolder(), { x: 'hello' }));
    let failures = 0;
    const full = (times: number): LocalFs => ({
      ...fs,
      openSync: (...args: Parameters<typeof fs.openSync>) => {
        if (failures < times) {
          failures += 1;
          return failing('EMFILE');
        }
        return fs.openSync(...args);
      },
    });
    openLocal(roots, 'x', full(2)).close();
    expect(failures).toBe(2);
    failures = 0;
    expect(causeOf(() => openLocal(roots, 'x', full(Number.POSITIVE_INFINITY)))).toBe('EMFILE');
    expect(failures).toBeGreaterThan(3);
  });

  it('puts short reads together, and does not try again for EACCES', () => {
    const roots = rootsOf(plant(scratchFolder(), { x: 'hello world' }));
    let reads = 0;
    const short = {
      ...fs,
      readSync: (fd: number, into: Uint8Array, offset: number, length: number, position: number) => {
        reads += 1;
        return fs.readSync(fd, into, offset, Math.min(length, 3), position);
      },
    } as unknown as LocalFs;
    const file = openLocal(roots, 'x', short);
    expect(Buffer.from(file.readAll()).toString()).toBe('hello world');
    expect(reads).toBe(4);
    file.close();
    let asked = 0;
    const denied: LocalFs = {
      ...fs,
      openSync: () => {
        asked += 1;
        return failing('EACCES');
      },
    };
    expect(causeOf(() => openLocal(roots, 'x', denied))).toBe('EACCES');
    expect(asked).toBe(1);
  });
});

describe('locate', () => {
  it('resolves links in the root, once', () => {
    const folder = plant(scratchFolder(), { 'real/a.jpg': 'x' });
    fs.symlinkSync(join(folder, 'real'), join(folder, 'link'));
    expect(locate(join(folder, 'link'), []).roots.root).toBe(join(fs.realpathSync(folder), 'real'));
  });

  it('takes a manifest that is a link, counting paths from where the user sees it', () => {
    const folder = plant(scratchFolder(), { 'store/blob': 'path\n', 'data/a.jpg': '' });
    fs.symlinkSync('../store/blob', join(folder, 'data/m.csv'));
    const place = locate(join(folder, 'data/m.csv'), []);
    expect(place.file).toBe('m.csv');
    openLocal(place.roots, 'm.csv').close();
  });

  it('says what cannot be used', () => {
    const folder = scratchFolder();
    execFileSync('mkfifo', [join(folder, 'fifo')]);
    const keyOf = (act: () => unknown) => {
      try {
        act();
      } catch (error) {
        return (error as UserError).key;
      }
      return undefined;
    };
    expect(keyOf(() => locate(join(folder, 'nope'), []))).toBe('sources.dataset-missing');
    expect(keyOf(() => locate(join(folder, 'fifo'), []))).toBe('sources.not-a-file');
    expect(keyOf(() => locate(folder, [join(folder, 'nope')]))).toBe('sources.follow-root-missing');
  });
});
