import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ApplyOptions, applyQuarantine } from '../../src/quarantine/apply.ts';
import { listQuarantine, readKeeps, verifyQuarantine } from '../../src/quarantine/list.ts';
import { recover } from '../../src/quarantine/recover.ts';
import { restore } from '../../src/quarantine/restore.ts';
import {
  inventoryOf,
  keyOf,
  listOf,
  makeScene,
  moveOf,
  pathIn,
  putFile,
  putHardLink,
  putLink,
  real,
  type Scene,
  slotsOf,
  union,
} from './scene.ts';

let scene: Scene;
beforeEach(() => {
  scene = makeScene();
});
afterEach(() => scene.remove());

const apply = (keys: readonly (readonly string[])[], more: Partial<ApplyOptions> = {}) =>
  applyQuarantine({
    root: scene.root,
    place: scene.place,
    moves: keys.map((one) => moveOf(scene.root, ...one)),
    runId: 'run-1',
    fs: real,
    ...more,
  });
const restoreAll = () => restore({ fs: real, place: scene.place, root: scene.root, select: 'all' });

describe('applyQuarantine', () => {
  it('moves a sample whole, says why in its manifest, and restores it bit-exact', async () => {
    putFile(scene.root, 'cats/a.jpg', 'bad picture', 0o604);
    putFile(scene.root, 'labels/a.txt', 'its label');
    putFile(scene.root, 'cats/good.jpg', 'good picture');
    const before = inventoryOf(scene.root);

    const outcome = await apply([['cats/a.jpg', 'labels/a.txt']]);

    expect(outcome).toMatchObject({ moved: 1, failed: [], skipped: 0, interrupted: false });
    expect(inventoryOf(scene.root).size).toBe(1);
    expect(union(scene.root, scene.place)).toEqual(listOf(before));
    const [entry] = [...listQuarantine(real, scene.place)];
    expect(entry).toMatchObject({ key: 'cats/a.jpg', run: 'run-1', state: 'held' });
    const slot = pathIn(scene.place, `items/${entry!.transaction.slice(0, 2)}/${entry!.transaction}`);
    expect(readdirSync(slot).sort()).toEqual(['0.jpg', '1.txt', 'manifest.json']);
    const manifest = JSON.parse(readFileSync(pathIn(slot, 'manifest.json'), 'utf8'));
    expect(manifest.members.map(({ path }: { path: string }) => path)).toEqual(['cats/a.jpg', 'labels/a.txt']);
    expect(manifest.reason.text).toBe('ends at 3 of 9');
    expect([...verifyQuarantine(real, scene.place)]).toEqual([]);

    expect(await restoreAll()).toMatchObject({ restored: 1, failed: [] });
    expect(listOf(inventoryOf(scene.root))).toEqual(listOf(before));
    expect([...listQuarantine(real, scene.place)]).toEqual([]);
  });

  it('leaves a marker, and a README in English and Chinese, but no lock', async () => {
    putFile(scene.root, 'a.jpg', 'x');
    await apply([['a.jpg']]);
    expect(readdirSync(scene.place).sort()).toEqual(['PREPASS-QUARANTINE', 'README.txt', 'items', 'journal.jsonl']);
    const readme = readFileSync(pathIn(scene.place, 'README.txt'), 'utf8');
    expect(readme).toContain('mv -n');
    expect(readme).toContain('隔离区');
  });

  it('makes nothing at all for an empty plan', async () => {
    expect(await apply([])).toMatchObject({ moved: 0, failed: [] });
    expect(existsSync(scene.place)).toBe(false);
  });

  it.each([
    ['not UTF-8', keyOf([0x63, 0xff, 0xfe, 0x2e, 0x6a])],
    ['newline', 'two\nlines.jpg'],
    ['carriage return and escape', 'a\r\u001b[31m.jpg'],
    ['leading dash', '-rf'],
    ['percent', '%2541.jpg'],
    ['255 bytes', 'x'.repeat(251).concat('.jpg')],
    ['right to left', 'a\u202egpj.exe'],
    ['prototype', '__proto__'],
    ['NFD', 'e\u0301.jpg'],
    ['backslash and quote', 'a\\b".jpg'],
    ['name of our own', 'manifest.json'],
  ])('moves and restores a name: %s', async (_, name) => {
    for (const key of [name, `sub/${name}`]) putFile(scene.root, key, `content of ${key}`);
    const before = listOf(inventoryOf(scene.root));
    expect(await apply([[name], [`sub/${name}`]])).toMatchObject({ moved: 2, failed: [] });
    expect(inventoryOf(scene.root).size).toBe(0);
    expect(union(scene.root, scene.place)).toEqual(before);
    expect(await restoreAll()).toMatchObject({ restored: 2, failed: [] });
    expect(listOf(inventoryOf(scene.root))).toEqual(before);
  });

  it('moves a link as the link, never its target', async () => {
    putFile(scene.root, 'store/blob', 'the picture');
    putLink(scene.root, 'train/a.jpg', '../store/blob');
    const before = listOf(inventoryOf(scene.root));
    expect(await apply([['train/a.jpg']])).toMatchObject({ moved: 1, failed: [] });
    expect(readFileSync(pathIn(scene.root, 'store/blob'), 'utf8')).toBe('the picture');
    const [held] = [...slotsOf(scene.place).values()];
    expect(held).toContain(`-> ${Buffer.from('../store/blob').toString('hex')}`);
    expect(await restoreAll()).toMatchObject({ restored: 1 });
    expect(listOf(inventoryOf(scene.root))).toEqual(before);
  });

  it('moves one name of a hard-linked file and leaves the other', async () => {
    putFile(scene.root, 'a.jpg', 'shared bytes');
    putHardLink(scene.root, 'b.jpg', 'a.jpg');
    const before = listOf(inventoryOf(scene.root));
    expect(await apply([['a.jpg']])).toMatchObject({ moved: 1 });
    expect(existsSync(pathIn(scene.root, 'b.jpg'))).toBe(true);
    await restoreAll();
    expect(listOf(inventoryOf(scene.root))).toEqual(before);
  });

  it('skips what is done when a plan is applied again', async () => {
    for (const key of ['a.jpg', 'b.jpg']) putFile(scene.root, key, key);
    const moves = [moveOf(scene.root, 'a.jpg'), moveOf(scene.root, 'b.jpg')];
    expect(await apply([], { moves: moves.slice(0, 1) })).toMatchObject({ moved: 1 });
    expect(await apply([], { moves })).toMatchObject({ moved: 1, skipped: 1, failed: [] });
    expect(await apply([], { moves })).toMatchObject({ moved: 0, skipped: 2, failed: [] });
    expect([...listQuarantine(real, scene.place)].map(({ key }) => key)).toEqual(['a.jpg', 'b.jpg']);
  });

  it('takes a file that a plan names twice once', async () => {
    putFile(scene.root, 'a.jpg', 'x');
    expect(await apply([['a.jpg'], ['a.jpg']])).toMatchObject({ moved: 1, skipped: 1, failed: [] });
  });

  it.each<[string, (path: Buffer) => void]>([
    ['rewritten with other bytes', (path) => writeFileSync(path, 'other bytes')],
    [
      'replaced by an equal copy',
      (path) => {
        writeFileSync(`${path}.copy`, readFileSync(path));
        renameSync(`${path}.copy`, path);
      },
    ],
    ['grown', (path) => writeFileSync(path, 'x and more')],
  ])('does not move a file that was %s since the scan', async (_, change) => {
    putFile(scene.root, 'a.jpg', 'x');
    const moves = [moveOf(scene.root, 'a.jpg')];
    change(pathIn(scene.root, 'a.jpg'));
    const before = listOf(inventoryOf(scene.root));
    expect(await apply([], { moves })).toMatchObject({ moved: 0, failed: [{ key: 'a.jpg', reason: 'changed' }] });
    expect(listOf(inventoryOf(scene.root))).toEqual(before);
  });

  it('does not move a file whose bytes changed though size and time did not', async () => {
    putFile(scene.root, 'a.jpg', 'before');
    const [move] = [moveOf(scene.root, 'a.jpg')];
    putFile(scene.root, 'a.jpg', 'after!');
    expect(moveOf(scene.root, 'a.jpg').members[0]!.expected.mtimeNs).toBe(move!.members[0]!.expected.mtimeNs);
    let renamed = false;
    const fs = {
      ...real,
      rename: (...args: Parameters<typeof real.rename>) => {
        if (args[1].toString() === 'a.jpg') renamed = true;
        real.rename(...args);
      },
    };
    expect(await apply([], { fs, moves: [move!] })).toMatchObject({ moved: 0, failed: [{ reason: 'changed' }] });
    expect(renamed).toBe(false);
  });

  it('moves nothing of a sample of which one file is gone', async () => {
    putFile(scene.root, 'a.jpg', 'x');
    putFile(scene.root, 'a.txt', 'y');
    const moves = [moveOf(scene.root, 'a.jpg', 'a.txt')];
    renameSync(pathIn(scene.root, 'a.txt'), pathIn(scene.root, 'elsewhere.txt'));
    expect(await apply([], { moves })).toMatchObject({ moved: 0, failed: [{ key: 'a.jpg', reason: 'vanished' }] });
    expect(existsSync(pathIn(scene.root, 'a.jpg'))).toBe(true);
  });

  it.each(['../outside.jpg', '/etc/hostname', 'a/../../outside.jpg', 'a//b', './a', 'a/.'])(
    'refuses the ref %s',
    async (ref) => {
      writeFileSync(`${scene.folder}/outside.jpg`, 'not the dataset');
      putFile(scene.root, 'a.jpg', 'x');
      const [move] = [moveOf(scene.root, 'a.jpg')];
      const moves = [{ ...move!, members: [{ ...move!.members[0]!, ref }] }];
      expect(await apply([], { moves })).toMatchObject({ moved: 0, failed: [{ reason: 'outside-root' }] });
    },
  );

  it('does not move a file through a linked folder', async () => {
    mkdirSync(`${scene.folder}/elsewhere`);
    writeFileSync(`${scene.folder}/elsewhere/a.jpg`, 'not the dataset');
    symlinkSync('../elsewhere', pathIn(scene.root, 'class'));
    expect(await apply([['class/a.jpg']])).toMatchObject({ moved: 0, failed: [{ reason: 'through-link' }] });
    expect(existsSync(`${scene.folder}/elsewhere/a.jpg`)).toBe(true);
  });

  it('finishes the sample at hand and stops when it is interrupted', async () => {
    const keys = ['a', 'b', 'c', 'd'];
    for (const key of keys) putFile(scene.root, key, key);
    const before = listOf(inventoryOf(scene.root));
    const controller = new AbortController();
    const outcome = await apply(
      keys.map((key) => [key]),
      { signal: controller.signal, onProgress: ({ moved }) => moved === 2 && controller.abort() },
    );
    expect(outcome).toMatchObject({ moved: 2, interrupted: true, failed: [] });
    expect(union(scene.root, scene.place)).toEqual(before);
    expect(recover({ fs: real, place: scene.place })).toEqual({ held: [], returned: [], stuck: [] });
    expect(await apply([['c'], ['d']])).toMatchObject({ moved: 2, failed: [] });
  });

  it('moves more than one batch', async () => {
    const keys = Array.from({ length: 150 }, (_, index) => `class/${index}.jpg`);
    for (const key of keys) putFile(scene.root, key, key);
    const before = listOf(inventoryOf(scene.root));
    expect(await apply(keys.map((key) => [key]))).toMatchObject({ moved: 150, failed: [] });
    expect(union(scene.root, scene.place)).toEqual(before);
    expect(await restoreAll()).toMatchObject({ restored: 150, failed: [] });
    expect(listOf(inventoryOf(scene.root))).toEqual(before);
  });

  it('refuses a file that could not be linked back later', async () => {
    putFile(scene.root, 'a.jpg', 'x');
    const foreign = {
      ...real,
      stat: (...args: Parameters<typeof real.stat>) => {
        const stat = real.stat(...args);
        const isLock = args[1].toString().startsWith('lock.');
        return stat && { ...stat, uid: isLock ? 1000n : 1001n };
      },
      mayWrite: () => false,
    };
    expect(await apply([['a.jpg']], { fs: foreign })).toMatchObject({
      moved: 0,
      failed: [{ key: 'a.jpg', reason: 'not-restorable' }],
    });
  });
});

describe('a race while a sample moves', () => {
  const swapAtRename = (key: string, act: () => void) => {
    let fired = false;
    const name = Buffer.from(key);
    return {
      fired: () => fired,
      fs: {
        ...real,
        rename: (...args: Parameters<typeof real.rename>) => {
          if (!fired && args[1].equals(name)) {
            fired = true;
            act();
          }
          return real.rename(...args);
        },
      },
    };
  };

  it('is not redirected by a parent folder that is swapped between look and rename', async () => {
    putFile(scene.root, 'class/a.jpg', 'bad');
    mkdirSync(`${scene.folder}/victim`);
    writeFileSync(`${scene.folder}/victim/a.jpg`, 'precious');
    const { fs, fired } = swapAtRename('a.jpg', () => {
      renameSync(pathIn(scene.root, 'class'), pathIn(scene.root, 'class.moved'));
      symlinkSync('../victim', pathIn(scene.root, 'class'));
    });
    const outcome = await apply([['class/a.jpg']], { fs });
    expect(fired()).toBe(true);
    expect(outcome).toMatchObject({ moved: 1, failed: [] });
    expect(readFileSync(`${scene.folder}/victim/a.jpg`, 'utf8')).toBe('precious');
    expect([...verifyQuarantine(real, scene.place)]).toEqual([]);
  });

  it('does not touch a file that changed while others of its batch were moved', async () => {
    for (const key of ['a.jpg', 'b.jpg']) putFile(scene.root, key, key);
    let renamed = false;
    const fs = {
      ...real,
      rename: (...args: Parameters<typeof real.rename>) => {
        if (args[1].toString() === 'b.jpg') renamed = true;
        real.rename(...args);
      },
    };
    const outcome = await apply([['a.jpg'], ['b.jpg']], {
      fs,
      onProgress: ({ moved }) => moved === 1 && putFile(scene.root, 'b.jpg', 'a longer new picture'),
    });
    expect(outcome).toMatchObject({ moved: 1, failed: [{ key: 'b.jpg', reason: 'changed' }] });
    expect(renamed).toBe(false);
  });

  it('puts back a file that took the name in the last instant', async () => {
    putFile(scene.root, 'a.jpg', 'bad');
    const { fs, fired } = swapAtRename('a.jpg', () => {
      renameSync(pathIn(scene.root, 'a.jpg'), pathIn(scene.root, 'a.old'));
      putFile(scene.root, 'a.jpg', 'a new, good picture', 0o600);
    });
    const outcome = await apply([['a.jpg']], { fs });
    expect(fired()).toBe(true);
    expect(outcome).toMatchObject({ moved: 0, failed: [{ key: 'a.jpg', reason: 'changed' }] });
    expect(readFileSync(pathIn(scene.root, 'a.jpg'), 'utf8')).toBe('a new, good picture');
    expect(lstatSync(pathIn(scene.root, 'a.jpg')).mode & 0o777).toBe(0o600);
    expect(slotsOf(scene.place).size).toBe(0);
  });

  it('puts back a folder that took the name in the last instant', async () => {
    putFile(scene.root, 'a.jpg', 'bad');
    const { fs, fired } = swapAtRename('a.jpg', () => {
      renameSync(pathIn(scene.root, 'a.jpg'), pathIn(scene.root, 'a.old'));
      putFile(scene.root, 'a.jpg/inner.jpg', 'good');
    });
    expect(await apply([['a.jpg']], { fs })).toMatchObject({ moved: 0, failed: [{ reason: 'changed' }] });
    expect(fired()).toBe(true);
    expect(readFileSync(pathIn(scene.root, 'a.jpg/inner.jpg'), 'utf8')).toBe('good');
  });

  it('keeps both files when the one taken by mistake has lost its place', async () => {
    putFile(scene.root, 'a.jpg', 'bad');
    let renamed = false;
    const { fs, fired } = swapAtRename('a.jpg', () => {
      renameSync(pathIn(scene.root, 'a.jpg'), pathIn(scene.root, 'a.old'));
      putFile(scene.root, 'a.jpg', 'second');
    });
    const twice = {
      ...fs,
      fingerprint: (...args: Parameters<typeof fs.fingerprint>) => {
        if (fired() && !renamed) {
          renamed = true;
          putFile(scene.root, 'a.jpg', 'third');
        }
        return fs.fingerprint(...args);
      },
      stat: (...args: Parameters<typeof fs.stat>) => {
        if (fired() && !renamed && args[1].toString() === '0.jpg') {
          renamed = true;
          putFile(scene.root, 'a.jpg', 'third');
        }
        return fs.stat(...args);
      },
    };
    const outcome = await apply([['a.jpg']], { fs: twice });
    expect(renamed).toBe(true);
    expect(outcome).toMatchObject({ moved: 0, failed: [{ key: 'a.jpg', reason: 'stranded' }] });
    expect(readFileSync(pathIn(scene.root, 'a.jpg'), 'utf8')).toBe('third');
    expect([...verifyQuarantine(real, scene.place)]).toEqual([]);
    expect(await restoreAll()).toMatchObject({ restored: 0, failed: [{ reason: 'exists' }] });
    renameSync(pathIn(scene.root, 'a.jpg'), pathIn(scene.root, 'a.third'));
    expect(await restoreAll()).toMatchObject({ restored: 1, failed: [] });
    expect(readFileSync(pathIn(scene.root, 'a.jpg'), 'utf8')).toBe('second');
  });
});

describe('restore', () => {
  it('never overwrites: says what is in the way and leaves both', async () => {
    putFile(scene.root, 'a.jpg', 'bad');
    await apply([['a.jpg']]);
    putFile(scene.root, 'a.jpg', 'new');
    expect(await restoreAll()).toMatchObject({ restored: 0, failed: [{ key: 'a.jpg', reason: 'exists' }] });
    expect(readFileSync(pathIn(scene.root, 'a.jpg'), 'utf8')).toBe('new');
    expect([...listQuarantine(real, scene.place)]).toHaveLength(1);
  });

  it('does not overwrite what appears in the last instant', async () => {
    putFile(scene.root, 'a.jpg', 'bad');
    putFile(scene.root, 'a.txt', 'label');
    await apply([['a.jpg', 'a.txt']]);
    let fired = false;
    const fs = {
      ...real,
      link: (...args: Parameters<typeof real.link>) => {
        if (args[3].toString() === 'a.txt') {
          fired = true;
          putFile(scene.root, 'a.txt', 'new');
        }
        return real.link(...args);
      },
    };
    const outcome = await restore({ fs, place: scene.place, root: scene.root, select: 'all' });
    expect(fired).toBe(true);
    expect(outcome).toMatchObject({ restored: 0, failed: [{ key: 'a.jpg', reason: 'exists' }] });
    expect(readFileSync(pathIn(scene.root, 'a.txt'), 'utf8')).toBe('new');
    const [entry] = [...listQuarantine(real, scene.place)];
    expect(entry!.members.map(({ path }) => path)).toEqual(['a.txt']);
  });

  it('makes folders again that were removed meanwhile', async () => {
    putFile(scene.root, 'deep/er/a.jpg', 'bad');
    const before = listOf(inventoryOf(scene.root));
    await apply([['deep/er/a.jpg']]);
    renameSync(pathIn(scene.root, 'deep'), `${scene.folder}/gone`);
    expect(await restoreAll()).toMatchObject({ restored: 1, failed: [] });
    expect(listOf(inventoryOf(scene.root))).toEqual(before);
  });

  it('gives mode and time back when somebody changed them in quarantine', async () => {
    putFile(scene.root, 'a.jpg', 'bad', 0o604);
    const { mode, mtimeNs } = lstatSync(pathIn(scene.root, 'a.jpg'), { bigint: true });
    await apply([['a.jpg']]);
    const [entry] = [...listQuarantine(real, scene.place)];
    const slot = `items/${entry!.transaction.slice(0, 2)}/${entry!.transaction}`;
    putFile(scene.place, `${slot}/0.jpg`, 'bad', 0o777);
    expect(await restoreAll()).toMatchObject({ restored: 1 });
    const after = lstatSync(pathIn(scene.root, 'a.jpg'), { bigint: true });
    expect(after.mode).toBe(mode);
    expect(after.mtimeNs / 1000n).toBe(mtimeNs / 1000n);
  });

  it('leaves a file alone whose bytes were changed in quarantine', async () => {
    putFile(scene.root, 'a.jpg', 'bad');
    await apply([['a.jpg']]);
    const [entry] = [...listQuarantine(real, scene.place)];
    putFile(scene.place, `items/${entry!.transaction.slice(0, 2)}/${entry!.transaction}/0.jpg`, 'edited');
    expect([...verifyQuarantine(real, scene.place)]).toMatchObject([{ kind: 'changed', key: 'a.jpg' }]);
    expect(await restoreAll()).toMatchObject({ restored: 0, failed: [{ reason: 'changed-in-quarantine' }] });
  });

  it('restores by key, by run, and names a key that is not there', async () => {
    for (const key of ['a', 'b', 'c']) putFile(scene.root, key, key);
    await apply([['a'], ['b']]);
    await apply([['c']], { runId: 'run-2' });
    const by = (select: Parameters<typeof restore>[0]['select']) => restore({ fs: real, place: scene.place, select });
    expect(await by({ keys: ['b', 'nowhere'] })).toMatchObject({
      restored: 1,
      failed: [{ key: 'nowhere', reason: 'not-in-quarantine' }],
    });
    expect(await by({ run: 'run-2' })).toMatchObject({ restored: 1, failed: [] });
    expect([...listQuarantine(real, scene.place)].map(({ key }) => key)).toEqual(['a']);
  });

  it('remembers what was put back: the next run does not move it again, unless its bytes changed', async () => {
    putFile(scene.root, 'a.jpg', 'bad');
    await apply([['a.jpg']]);
    await restoreAll();
    const [move] = [moveOf(scene.root, 'a.jpg')];
    expect(readKeeps(real, scene.place).has('a.jpg', move!.members[0]!.expected.sha256)).toBe(true);
    expect(await apply([['a.jpg']])).toMatchObject({ moved: 0, kept: 1, failed: [] });
    putFile(scene.root, 'a.jpg', 'bad in another way');
    expect(await apply([['a.jpg']])).toMatchObject({ moved: 1, kept: 0 });
  });

  it('knows no keeps where there is no quarantine', () => {
    expect(readKeeps(real, scene.place).size).toBe(0);
  });

  it('works after dataset and quarantine were moved together', async () => {
    putFile(scene.root, 'a.jpg', 'bad');
    const before = listOf(inventoryOf(scene.root));
    await apply([['a.jpg']]);
    mkdirSync(`${scene.folder}/new-home`);
    renameSync(scene.root, `${scene.folder}/new-home/data`);
    renameSync(scene.place, `${scene.folder}/new-home/data.quarantine`);
    const outcome = await restore({ fs: real, place: `${scene.folder}/new-home/data.quarantine`, select: 'all' });
    expect(outcome).toMatchObject({ restored: 1, failed: [] });
    expect(listOf(inventoryOf(Buffer.from(`${scene.folder}/new-home/data`)))).toEqual(before);
  });
});
