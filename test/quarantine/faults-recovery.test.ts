import { describe, expect, it } from 'vitest';
import { createFaultyFs, type FaultKind, type OperationName } from '../../src/fs-change/faulty.ts';
import type { FsChange } from '../../src/fs-change/fs-change.ts';
import { apply, endOf, expectNothingLost, forEveryFault, KINDS, prepared, recoverNow, restoreAll } from './faulting.ts';
import { real, type Scene, slotsOf, union } from './scene.ts';

const all = (): readonly FaultKind[] => KINDS;
const FOUR: readonly FaultKind[] = ['crash-before', 'crash-after', 'EIO', 'ENOSPC'];
/** One kind per operation, another one in each row of the table. */
const turns =
  (row: number) =>
  (at: number): readonly FaultKind[] => [FOUR[(at + row) % FOUR.length]!];

describe('recovery under every fault at every operation', () => {
  interface Killed {
    readonly verb: 'apply' | 'restore';
    /** Killed after this occurrence, from 0, of that operation. */
    readonly operation: OperationName;
    readonly nth: number;
    /** Files in slots then. */
    readonly inSlots: number;
    readonly kindsOf: (at: number) => readonly FaultKind[];
  }
  const killedAfter = (
    verb: Killed['verb'],
    operation: OperationName,
    nth: number,
    inSlots: number,
    kindsOf: Killed['kindsOf'],
  ): Killed => ({ verb, operation, nth, inSlots, kindsOf });

  it.each([
    killedAfter('apply', 'syncData', 0, 0, turns(0)),
    killedAfter('apply', 'makeFolder', 3, 0, turns(1)),
    killedAfter('apply', 'rename', 4, 1, all),
    killedAfter('apply', 'rename', 5, 2, turns(2)),
    killedAfter('restore', 'syncData', 0, 3, turns(3)),
    killedAfter('restore', 'link', 0, 3, turns(4)),
    killedAfter('restore', 'unlink', 0, 2, turns(5)),
    killedAfter('restore', 'unlink', 2, 1, all),
  ])(
    'loses nothing after a killed $verb ($operation $nth), and can be killed itself',
    async ({ verb, operation, nth, inSlots, kindsOf }) => {
      const run: (scene: Scene, fs: FsChange) => Promise<unknown> = verb === 'apply' ? apply : restoreAll;
      const begin = async () => {
        const scene = prepared();
        if (verb === 'restore') await apply(scene, real);
        return scene;
      };
      const rehearsal = createFaultyFs(real, undefined);
      await run(await begin(), rehearsal.fs);
      const places = [...rehearsal.trace.entries()].filter(([, name]) => name === operation);
      const at = places[nth]![0];
      const killed = async () => {
        const scene = await begin();
        const faulty = createFaultyFs(real, { at, kind: 'crash-after' });
        expect(await endOf(() => run(scene, faulty.fs))).toBe('crashed');
        expect(slotsOf(scene.place).size).toBe(inSlots);
        return scene;
      };
      const tried = await forEveryFault(
        async (scene) => {
          const faulty = createFaultyFs(real, undefined);
          expect(recoverNow(scene, faulty.fs).stuck).toEqual([]);
          return faulty;
        },
        async (scene, { fs, fired }, kind) => {
          const before = union(scene.root, scene.place);
          const end = await endOf(() => recoverNow(scene, fs));
          expect(fired()).toBe(true);
          expect(end === 'crashed').toBe(kind.startsWith('crash'));
          await expectNothingLost(scene, before);
        },
        killed,
        kindsOf,
      );
      expect(tried).toBeGreaterThan(40);
    },
  );
});
