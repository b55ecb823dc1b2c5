import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openRoots } from '../../src/storage/roots.ts';
import { type WalkFs, walk } from '../../src/storage/walk.ts';
import { plant, scratchFolder } from './scratch-folder.ts';

const rootsOf = (folder: string, follow: readonly string[] = []) =>
  openRoots(Buffer.from(fs.realpathSync(folder)), follow);

const told = (folder: string, follow: readonly string[] = [], options: Parameters<typeof walk>[1] = {}): string[] =>
  Array.from(walk(rootsOf(folder, follow), options), (entry) => {
    if (entry.kind === 'refused') return `${entry.why} ${entry.key}`;
    return `${entry.kind} ${entry.key}`;
  }).sort();

describe('walk', () => {
  it('names every file and folder once', () => {
    const folder = plant(scratchFolder(), { 'a/b/c.jpg': '', 'a/d.jpg': '', 'e/': '', f: '' });
    expect(told(folder)).toEqual(['file a/b/c.jpg', 'file a/d.jpg', 'file f', 'folder a', 'folder a/b', 'folder e']);
  });

  it('tells apart two names that are not UTF-8', () => {
    const folder = scratchFolder();
    for (const byte of [0xe8, 0xe9]) {
      fs.writeFileSync(Buffer.concat([Buffer.from(`${folder}/caf`), Buffer.from([byte])]), '');
    }
    fs.writeFileSync(`${folder}/new\nline`, '');
    expect(told(folder)).toEqual(['file caf%E8', 'file caf%E9', 'file new\nline']);
  });

  it('names FIFOs and links that lead nowhere, outside or in circles, and goes on', () => {
    const other = plant(scratchFolder(), { 'x.jpg': '', 'dir/y.jpg': '' });
    const folder = plant(scratchFolder(), { 'a/b/c.jpg': '' });
    const link = (to: string, name: string) => fs.symlinkSync(to, join(folder, name));
    execFileSync('mkfifo', [join(folder, 'fifo')]);
    link('..', 'a/up');
    link('.', 'a/self');
    link('loop', 'loop');
    link('gone', 'broken');
    link(join(other, 'x.jpg'), 'x.jpg');
    link(join(other, 'dir'), 'dir');
    link('a/b/c.jpg', 'd.jpg');
    link('/dev/null', 'null');
    expect(told(folder)).toEqual([
      'file a/b/c.jpg',
      'file d.jpg',
      'folder a',
      'folder a/b',
      'link-broken broken',
      'link-cycle a/self',
      'link-cycle a/up',
      'link-cycle loop',
      'link-outside dir',
      'link-outside x.jpg',
      'special-file fifo',
      'special-file null',
    ]);
    expect(told(folder, [other])).toEqual(expect.arrayContaining(['file x.jpg', 'folder dir', 'file dir/y.jpg']));
  });

  it('follows links to folders once, so that folders that link to each other end', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    const folder = plant(scratchFolder(), Object.fromEntries(names.map((name) => [`${name}/x.jpg`, ''])));
    for (const from of names) {
      for (const to of names) if (from !== to) fs.symlinkSync(join('..', to), join(folder, from, `to-${to}`));
    }
    const entries = told(folder);
    expect(entries.filter((entry) => entry.startsWith('file'))).toHaveLength(8 + 8 * 7);
    expect(entries).toContain('file a/to-b/x.jpg');
    expect(entries).toContain('link-cycle a/to-b/to-c');
  });

  it('reports a folder that cannot be read, and one whose reading breaks off', () => {
    const folder = plant(scratchFolder(), { 'ok/a.jpg': '', 'locked/b.jpg': '', 'torn/c.jpg': '' });
    let denials = 0;
    const partial: WalkFs = {
      ...fs,
      opendirSync: ((path: Buffer, options: fs.OpenDirOptions) => {
        if (path.toString().endsWith('/locked')) {
          denials += 1;
          throw Object.assign(new Error('EACCES'), { code: 'EACCES' });
        }
        const dir = fs.opendirSync(path, options);
        if (path.toString().endsWith('/torn')) {
          dir.readSync = () => {
            throw Object.assign(new Error('EUCLEAN'), { code: 'EUCLEAN' });
          };
        }
        return dir;
      }) as WalkFs['opendirSync'],
    };
    const entries = told(folder, [], { fs: partial });
    expect(denials).toBe(1);
    expect(entries).toContain('unreadable locked');
    expect(entries).toContain('unreadable torn');
    expect(entries).toContain('file ok/a.jpg');
  });

  it('looks up names whose kind the file system does not tell', () => {
    const folder = plant(scratchFolder(), { 'a/b.jpg': '' });
    const untold: WalkFs = {
      ...fs,
      opendirSync: ((path: Buffer, options: fs.OpenDirOptions) => {
        const dir = fs.opendirSync(path, options);
        const read = dir.readSync.bind(dir);
        const no = () => false;
        dir.readSync = () => {
          const entry = read();
          return entry === null ? null : Object.assign(entry, { isFile: no, isDirectory: no });
        };
        return dir;
      }) as WalkFs['opendirSync'],
    };
    expect(told(folder, [], { fs: untold })).toEqual(['file a/b.jpg', 'folder a']);
  });

  it('does not enter what it is told not to', () => {
    const folder = plant(scratchFolder(), { 'a/b.jpg': '', 'c.jpg': '' });
    expect(told(folder, [], { enter: () => false })).toEqual(['file c.jpg', 'folder a']);
  });
});
