import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { errnoError } from '../../src/fs-change/fs-change.ts';
import { type ApplyOptions, applyQuarantine } from '../../src/quarantine/apply.ts';
import { thisProcess } from '../../src/quarantine/holder.ts';
import { listQuarantine, verifyQuarantine } from '../../src/quarantine/list.ts';
import { defaultPlace } from '../../src/quarantine/place.ts';
import { recover } from '../../src/quarantine/recover.ts';
import { restore } from '../../src/quarantine/restore.ts';
import { inventoryOf, listOf, makeScene, moveOf, pathIn, putFile, real, type Scene, union } from './scene.ts';

let scene: Scene;
beforeEach(() => {
  scene = makeScene();
  for (const key of ['class/a.jpg', 'class/b.jpg', 'class/c.jpg']) putFile(scene.root, key, key);
});
afterEach(() => scene.remove());

const apply = (more: Partial<ApplyOptions> = {}) =>
  applyQuarantine({
    root: scene.root,
    place: scene.place,
    runId: 'run',
    fs: real,
    ...more,
    moves: more.moves ?? [moveOf(scene.root, 'class/a.jpg')],
  });
const restoreAll = () => restore({ fs: real, place: scene.place, select: 'all' });

/** The UserError's key, and that not one file of the dataset moved. */
const refusal = async (act: () => unknown): Promise<string> => {
  const before = listOf(inventoryOf(scene.root));
  try {
    await act();
  } catch (error) {
    expect(listOf(inventoryOf(scene.root))).toEqual(before);
    return (error as { key: string }).key;
  }
  throw new Error('was not refused');
};

describe('the place', () => {
  it('is by default beside the dataset', () => {
    expect(String(defaultPlace(Buffer.from('/data/imagenet/')))).toBe('/data/imagenet.quarantine');
  });

  it('is refused inside the dataset, also through a link, and nothing is made there', async () => {
    expect(await refusal(() => apply({ place: pathIn(scene.root, 'quarantine') }))).toBe(
      'quarantine.place-inside-dataset',
    );
    expect(existsSync(pathIn(scene.root, 'quarantine'))).toBe(false);
    symlinkSync('data/class', `${scene.folder}/link`);
    expect(await refusal(() => apply({ place: `${scene.folder}/link` }))).toBe('quarantine.place-inside-dataset');
    expect(await refusal(() => apply({ place: scene.root }))).toBe('quarantine.place-inside-dataset');
  });

  it('is refused around the dataset', async () => {
    expect(await refusal(() => apply({ place: scene.folder }))).toBe('quarantine.dataset-inside-place');
  });

  it('is refused on another file system before anything is made', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'prepass-elsewhere-'));
    try {
      const place = join(elsewhere, 'q');
      if (statSync(elsewhere).dev === statSync(scene.root).dev) {
        const other = {
          ...real,
          statFolder: (folder: Parameters<typeof real.statFolder>[0]) => {
            const stat = real.statFolder(folder);
            const isRoot = real.realPath(folder).equals(scene.root);
            return isRoot ? { ...stat, dev: stat.dev + 1n } : stat;
          },
        };
        expect(await refusal(() => apply({ place, fs: other }))).toBe('quarantine.other-device');
      } else expect(await refusal(() => apply({ place }))).toBe('quarantine.other-device');
      expect(existsSync(place)).toBe(false);
    } finally {
      rmSync(elsewhere, { recursive: true });
    }
  });

  it('leaves alone what is on another device below the root', async () => {
    const fs = {
      ...real,
      rename: (...args: Parameters<typeof real.rename>) => {
        if (args[1].toString() === 'a.jpg') throw errnoError('EXDEV', 'rename');
        real.rename(...args);
      },
    };
    expect(await apply({ fs })).toMatchObject({ moved: 0, failed: [{ key: 'class/a.jpg', reason: 'other-device' }] });
    expect(inventoryOf(scene.root).size).toBe(3);
  });

  it('is refused where files of somebody else are', async () => {
    mkdirSync(scene.place);
    writeFileSync(pathIn(scene.place, 'thesis.tex'), 'precious');
    expect(await refusal(() => apply())).toBe('quarantine.place-not-ours');
    expect(readdirSync(scene.place)).toEqual(['thesis.tex']);
  });

  it('is refused where its folder does not exist, or is a file', async () => {
    expect(await refusal(() => apply({ place: `${scene.folder}/no/where` }))).toBe('quarantine.place-unusable');
    writeFileSync(`${scene.folder}/file`, '');
    expect(await refusal(() => apply({ place: `${scene.folder}/file` }))).toBe('quarantine.place-unusable');
  });

  it.each(['EACCES', 'EROFS', 'EPERM'])('is refused where making it meets %s', async (code) => {
    const fs = {
      ...real,
      makeFolder: () => {
        throw errnoError(code, 'mkdir');
      },
    };
    expect(await refusal(() => apply({ fs }))).toBe('quarantine.place-unusable');
  });

  it('is refused where files cannot be linked', async () => {
    const fs = {
      ...real,
      link: () => {
        throw errnoError('EPERM', 'link');
      },
    };
    expect(await refusal(() => apply({ fs }))).toBe('quarantine.place-unusable');
  });

  it('says that the disk is full, and moves nothing', async () => {
    const fs = { ...real, freeSpace: () => ({ bytes: 4096n, known: 'known' as const }) };
    expect(await apply({ fs })).toMatchObject({ moved: 0, stopped: 'ENOSPC', failed: [{ reason: 'ENOSPC' }] });
    expect(inventoryOf(scene.root).size).toBe(3);
  });

  it('serves one dataset only', async () => {
    await apply();
    mkdirSync(`${scene.folder}/other`);
    putFile(Buffer.from(`${scene.folder}/other`), 'x.jpg', 'x');
    const root = Buffer.from(`${scene.folder}/other`);
    expect(await refusal(() => apply({ root, moves: [moveOf(root, 'x.jpg')] }))).toBe('quarantine.other-dataset');
    expect(await refusal(() => restore({ fs: real, place: scene.place, root, select: 'all' }))).toBe(
      'quarantine.other-dataset',
    );
  });

  it('still knows its dataset after a rename, and says when it is gone', async () => {
    await apply();
    renameSync(scene.root, `${scene.folder}/renamed`);
    const gone = restore({ fs: real, place: scene.place, select: 'all' });
    await expect(gone).rejects.toMatchObject({ key: 'quarantine.no-dataset' });
    const root = Buffer.from(`${scene.folder}/renamed`);
    expect(await restore({ fs: real, place: scene.place, root, select: 'all' })).toMatchObject({ restored: 1 });
  });

  it('refuses a quarantine of a newer format, and a folder that is none', async () => {
    await apply();
    const marker = pathIn(scene.place, 'PREPASS-QUARANTINE');
    writeFileSync(marker, readFileSync(marker, 'utf8').replace('"format": 1', '"format": 2'));
    expect(await refusal(() => [...listQuarantine(real, scene.place)])).toBe('quarantine.newer-format');
    writeFileSync(marker, '{');
    expect(await refusal(restoreAll)).toBe('quarantine.marker-damaged');
    expect(await refusal(() => [...listQuarantine(real, scene.root)])).toBe('quarantine.no-place');
    expect(await refusal(() => recover({ fs: real, place: `${scene.folder}/nowhere` }))).toBe('quarantine.no-place');
  });
});

describe('the lock', () => {
  it('refuses the second of two runs and says who holds it', async () => {
    let second: Promise<unknown> | undefined;
    const last = [moveOf(scene.root, 'class/c.jpg')];
    const outcome = await apply({
      moves: ['class/a.jpg', 'class/b.jpg'].map((key) => moveOf(scene.root, key)),
      onProgress: () => {
        second ??= apply({ moves: last }).catch((error: unknown) => error);
      },
    });
    expect(outcome).toMatchObject({ moved: 2, failed: [] });
    expect(await second).toMatchObject({ key: 'quarantine.locked', data: { pid: thisProcess().pid } });
    expect(readdirSync(scene.place).some((name) => name.startsWith('lock.'))).toBe(false);
    expect(await apply({ moves: last })).toMatchObject({ moved: 1 });
  });

  it.each([
    ['a process that ended', { pid: 2 ** 22 + 1 }],
    ['another process that has its pid now', { startTicks: '1' }],
    ['an earlier boot', { boot: 'long ago' }],
  ])('takes over from %s', async (_, difference) => {
    await apply();
    writeFileSync(pathIn(scene.place, 'lock.old'), JSON.stringify({ ...thisProcess(), ...difference }));
    expect(await restoreAll()).toMatchObject({ restored: 1 });
    expect(existsSync(pathIn(scene.place, 'lock.old'))).toBe(false);
  });

  it.each([
    ['another machine', { host: 'gpu-17' }],
    ['another container', { pidNamespace: 'pid:[1]' }],
  ])('does not take over from %s, which it cannot see', async (_, difference) => {
    await apply();
    writeFileSync(pathIn(scene.place, 'lock.old'), JSON.stringify({ ...thisProcess(), ...difference }));
    expect(await refusal(restoreAll)).toBe('quarantine.locked-elsewhere');
    expect(existsSync(pathIn(scene.place, 'lock.old'))).toBe(true);
    expect(readdirSync(scene.place).filter((name) => name.startsWith('lock.'))).toEqual(['lock.old']);
  });

  it('does not guess about a lock that it cannot read', async () => {
    await apply();
    writeFileSync(pathIn(scene.place, 'lock.old'), '');
    expect(await refusal(restoreAll)).toBe('quarantine.lock-unreadable');
  });
});

describe('the journal', () => {
  const journal = () => pathIn(scene.place, 'journal.jsonl');

  it('tolerates a torn last line, whatever its length', async () => {
    await apply();
    const whole = readFileSync(journal());
    const lastLine = whole.lastIndexOf(0x0a, whole.length - 2) + 1;
    for (let size = lastLine; size < whole.length; size += 1) {
      writeFileSync(journal(), whole);
      truncateSync(journal(), size);
      expect([...listQuarantine(real, scene.place)]).toMatchObject([{ state: 'open' }]);
      expect(recover({ fs: real, place: scene.place })).toMatchObject({ held: [expect.any(String)], stuck: [] });
      expect([...listQuarantine(real, scene.place)]).toMatchObject([{ state: 'held' }]);
    }
    expect(await restoreAll()).toMatchObject({ restored: 1, failed: [] });
  });

  it('tolerates a last line of zeros, which a power cut can leave', async () => {
    await apply();
    appendFileSync(journal(), Buffer.alloc(4096));
    expect(await restoreAll()).toMatchObject({ restored: 1, failed: [] });
  });

  it('stops at a bad line in the middle and names it', async () => {
    await apply();
    await apply({ moves: [moveOf(scene.root, 'class/b.jpg')] });
    const lines = readFileSync(journal(), 'utf8').split('\n');
    lines[1] = lines[1]!.replace('settled', 'Settled');
    writeFileSync(journal(), lines.join('\n'));
    const error = await restoreAll().catch((one: unknown) => one);
    expect(error).toMatchObject({ key: 'quarantine.journal-damaged', data: { file: 'journal.jsonl', line: 2 } });
  });

  it('does not take a journal that lost its end for a torn one: the slots would be orphaned', async () => {
    await apply();
    const size = readFileSync(journal()).indexOf(0x0a);
    truncateSync(journal(), size - 5);
    expect(await refusal(restoreAll)).toBe('quarantine.journal-cut');
    expect([...verifyQuarantine(real, scene.place)]).toMatchObject([{ kind: 'unknown-slot' }]);
  });

  it('is not followed out of the root, even with a right checksum', async () => {
    await apply();
    const lines = readFileSync(journal(), 'utf8').trimEnd().split('\n');
    const forged = lines.map((line) => {
      const json = line.slice(17).replace('"path":"class/a.jpg"', '"path":"../escaped.jpg"');
      return `${createHash('sha256').update(json).digest('hex').slice(0, 16)} ${json}\n`;
    });
    writeFileSync(journal(), forged.join(''));
    expect(await restoreAll()).toMatchObject({ restored: 0, failed: [{ reason: 'outside-root' }] });
    expect(existsSync(`${scene.folder}/escaped.jpg`)).toBe(false);
  });
});

describe('kill -9', () => {
  it('in the middle of a real run loses nothing', async () => {
    for (let index = 0; index < 300; index += 1) putFile(scene.root, `many/${index}.jpg`, `picture ${index}`);
    const before = listOf(inventoryOf(scene.root));
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', fileURLToPath(new URL('./mover.ts', import.meta.url)), scene.folder],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    let told = '';
    child.stdout.on('data', (chunk: Buffer) => {
      told += chunk.toString();
      if (told.includes('30\n')) child.kill('SIGKILL');
    });
    const [code, signal] = await once(child, 'exit');
    expect([code, signal]).toEqual([null, 'SIGKILL']);

    expect(union(scene.root, scene.place)).toEqual(before);
    expect(readdirSync(scene.place).some((name) => name.startsWith('lock.'))).toBe(true);
    const { stuck } = recover({ fs: real, place: scene.place });
    expect(stuck).toEqual([]);
    expect([...listQuarantine(real, scene.place)].length).toBeGreaterThanOrEqual(30);
    expect(union(scene.root, scene.place)).toEqual(before);
    expect(await restoreAll()).toMatchObject({ failed: [] });
    expect(listOf(inventoryOf(scene.root))).toEqual(before);
  });
});
