import { linkSync, unlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Crash, createFaultyFs } from '../../src/fs-change/faulty.ts';
import type { FsChange } from '../../src/fs-change/fs-change.ts';
import { bytesFromKey } from '../../src/model/path-key.ts';
import { listQuarantine, readKeeps } from '../../src/quarantine/list.ts';
import { recover } from '../../src/quarantine/recover.ts';
import { apply, endOf, expectNothingLost, forEveryFault, ODD, prepared, recoverNow, restoreAll } from './faulting.ts';
import { deadHolder, inventoryOf, listOf, moveOf, pathIn, real, type Scene, slotsOf, union } from './scene.ts';

describe('under every fault at every operation', () => {
  it('apply loses nothing, overwrites nothing, and tells the truth', async () => {
    const tried = await forEveryFault(
      async (scene) => {
        const faulty = createFaultyFs(real, undefined);
        expect(await apply(scene, faulty.fs)).toMatchObject({ moved: 2, failed: [] });
        return faulty;
      },
      async (scene, { fs, fired }, kind) => {
        const before = listOf(inventoryOf(scene.root));
        const end = await endOf(() => apply(scene, fs));
        expect(fired()).toBe(true);
        expect(end === 'crashed').toBe(kind.startsWith('crash'));
        if (typeof end !== 'string') {
          // A sample is whole here or whole there.
          const here = inventoryOf(scene.root);
          const isHere = (key: string) => here.has(bytesFromKey(key).toString('hex'));
          if (end.outcome.stopped === undefined) expect(isHere(ODD)).toBe(isHere('labels/x.txt'));
          const away = before.length - here.size;
          const { moved, failed } = end.outcome;
          if (failed.length === 0) expect([moved, away]).toEqual([2, 3]);
          else expect(moved).toBeLessThanOrEqual(2);
          if (kind === 'short') expect(failed).toEqual([]);
        }
        await expectNothingLost(scene, before);
      },
      async () => prepared(),
    );
    expect(tried).toBeGreaterThan(500);
  });

  it('restore loses nothing, overwrites nothing, and tells the truth', async () => {
    const tried = await forEveryFault(
      async (scene) => {
        const faulty = createFaultyFs(real, undefined);
        expect(await restoreAll(scene, faulty.fs)).toMatchObject({ restored: 2, failed: [] });
        return faulty;
      },
      async (scene, { fs, fired }, kind) => {
        const before = union(scene.root, scene.place);
        const end = await endOf(() => restoreAll(scene, fs));
        expect(fired()).toBe(true);
        expect(end === 'crashed').toBe(kind.startsWith('crash'));
        if (typeof end !== 'string') {
          const { restored, failed } = end.outcome;
          if (failed.length === 0) expect(listOf(inventoryOf(scene.root))).toEqual(before);
          else expect(restored).toBeLessThanOrEqual(2);
        }
        await expectNothingLost(scene, before);
        expect(readKeeps(real, scene.place).size).toBe(3);
      },
      async () => {
        const scene = prepared();
        await apply(scene, real);
        return scene;
      },
    );
    expect(tried).toBeGreaterThan(300);
  });
});

describe('the order of operations, which a power cut would tell', () => {
  const namesOf = async (act: (fs: FsChange) => Promise<unknown>, scene: Scene): Promise<readonly string[]> => {
    const log: string[] = [];
    const inRoot = (name: Buffer) =>
      !/^(lock|probe|PREPASS|README|journal|keeps|manifest|items|\d)/.test(name.toString());
    const logged = Object.fromEntries(
      Object.entries(real).map(([operation, run]) => [
        operation,
        (...args: unknown[]) => {
          const names = args.filter((arg): arg is Buffer => Buffer.isBuffer(arg));
          const sides = names.map((name) => (inRoot(name) ? 'data' : 'slot')).join('>');
          log.push(sides === '' ? operation : `${operation} ${sides}`);
          return (run as (...given: unknown[]) => unknown)(...args);
        },
      ]),
    ) as unknown as FsChange;
    await act(logged);
    expect(scene.folder).toBeTruthy();
    return log;
  };

  it('touches no source before its intent is on disk, and says done only after the folders are', async () => {
    const scene = prepared();
    const log = await namesOf((fs) => apply(scene, fs), scene);
    const intent = log.indexOf('syncData');
    const done = log.lastIndexOf('syncData');
    const renames = log.flatMap((name, at) => (name === 'rename data>slot' ? [at] : []));
    expect(renames).toHaveLength(3);
    for (const at of renames) {
      expect(at).toBeGreaterThan(intent);
      expect(log.slice(at, done)).toContain('syncFolder');
    }
    // The slot's manifest is on disk before the first file enters.
    expect(log.slice(intent, renames[0])).toContain('sync');
    expect(log.slice(renames.at(-1), done).filter((name) => name === 'syncFolder').length).toBeGreaterThanOrEqual(2);
  });

  it('takes no name away from a slot before the restored one is on disk', async () => {
    const scene = prepared();
    await apply(scene, real);
    const log = await namesOf((fs) => restoreAll(scene, fs), scene);
    const links = log.flatMap((name, at) => (name === 'link slot>data' ? [at] : []));
    expect(links).toHaveLength(3);
    for (const at of links) {
      const taken = log.indexOf('unlink slot', at);
      expect(log.slice(at, taken)).toContain('syncFolder');
      expect(at).toBeGreaterThan(log.indexOf('syncData'));
    }
  });
});

describe('a file that is found nowhere', () => {
  it('stops everything and names the transaction, until it is abandoned', async () => {
    const scene = prepared();
    const rehearsal = createFaultyFs(real, undefined);
    await apply(prepared(), rehearsal.fs);
    const at = rehearsal.trace.indexOf('syncData');
    const faulty = createFaultyFs(real, { at, kind: 'crash-after' });
    expect(await endOf(() => apply(scene, faulty.fs))).toBe('crashed');
    expect(faulty.fired()).toBe(true);
    unlinkSync(Buffer.concat([scene.root, Buffer.from('/labels/x.txt')]));

    const [entry] = [...listQuarantine(real, scene.place)];
    expect(entry).toMatchObject({ state: 'open', key: ODD });
    expect(recoverNow(scene, real).stuck).toEqual([{ tx: entry!.transaction, path: 'labels/x.txt' }]);
    const error = await apply(scene, real, [moveOf(scene.root, 'good.jpg')]).catch((one: unknown) => one);
    expect(error).toMatchObject({
      key: 'quarantine.neither-copy',
      data: { transaction: entry!.transaction, file: 'labels/x.txt' },
    });
    const { stuck, returned } = recover({
      fs: real,
      place: scene.place,
      holder: deadHolder(),
      abandon: [entry!.transaction],
    });
    expect([stuck, returned]).toEqual([[], [entry!.transaction]]);
    expect(await apply(scene, real, [moveOf(scene.root, 'good.jpg')])).toMatchObject({ moved: 1 });
  });
});

describe('a person who helps by hand after a crash', () => {
  it('finds each file once after recovery, though he linked it back himself', async () => {
    const scene = prepared();
    const before = listOf(inventoryOf(scene.root));
    const moves = [moveOf(scene.root, 'good.jpg')];
    const killed: FsChange = {
      ...real,
      rename: (...args) => {
        real.rename(...args);
        if (args[1].toString() === 'good.jpg') throw new Crash('after the rename');
      },
    };
    expect(await endOf(() => apply(scene, killed, moves))).toBe('crashed');
    const [entry] = [...listQuarantine(real, scene.place)];
    const slot = `items/${entry!.transaction.slice(0, 2)}/${entry!.transaction}`;
    linkSync(pathIn(scene.place, `${slot}/0.jpg`), pathIn(scene.root, 'good.jpg'));

    expect(recoverNow(scene, real)).toMatchObject({ returned: [entry!.transaction], stuck: [] });
    expect(listOf(inventoryOf(scene.root))).toEqual(before);
    expect(slotsOf(scene.place).size).toBe(0);
  });
});
