import { expect } from 'vitest';
import { Crash, createFaultyFs, type FaultKind, type FaultyFs } from '../../src/fs-change/faulty.ts';
import type { FsChange } from '../../src/fs-change/fs-change.ts';
import { UserError } from '../../src/model/errors.ts';
import { type ApplyOutcome, applyQuarantine } from '../../src/quarantine/apply.ts';
import { verifyQuarantine } from '../../src/quarantine/list.ts';
import { recover } from '../../src/quarantine/recover.ts';
import { type RestoreOutcome, restore } from '../../src/quarantine/restore.ts';
import {
  deadHolder,
  inventoryOf,
  keyOf,
  listOf,
  makeScene,
  moveOf,
  putFile,
  putLink,
  real,
  type Scene,
  slotsOf,
  union,
} from './scene.ts';

export const KINDS: readonly FaultKind[] = [
  'crash-before',
  'crash-after',
  'crash-torn',
  'EIO',
  'EIO-after',
  'ENOSPC',
  'short',
];

export const ODD = keyOf([0x64, 0x2f, 0x0a, 0xff, 0x2e, 0x6a, 0x70, 0x67]);

/** A picture under an odd name with a sidecar in another folder, a linked one, and one that stays. */
export const prepared = (): Scene => {
  const scene = makeScene();
  putFile(scene.root, ODD, 'picture', 0o604);
  putFile(scene.root, 'labels/x.txt', 'its label', 0o600);
  putFile(scene.root, 'store/y', 'linked picture');
  putLink(scene.root, 'y.jpg', 'store/y');
  putFile(scene.root, 'good.jpg', 'stays');
  return scene;
};
export const movesOf = ({ root }: Scene) => [moveOf(root, ODD, 'labels/x.txt'), moveOf(root, 'y.jpg')];

export const apply = (scene: Scene, fs: FsChange, moves = movesOf(scene)): Promise<ApplyOutcome> =>
  applyQuarantine({ root: scene.root, place: scene.place, moves, runId: 'run', fs, holder: deadHolder() });
export const restoreAll = (scene: Scene, fs: FsChange): Promise<RestoreOutcome> =>
  restore({ fs, place: scene.place, root: scene.root, select: 'all', holder: deadHolder() });
export const recoverNow = (scene: Scene, fs: FsChange) => recover({ fs, place: scene.place, holder: deadHolder() });

/** How an operation under fault ended. Anything but these is a bug. */
export type End<T> = { readonly outcome: T } | 'crashed' | 'refused';
export const endOf = async <T>(act: () => T | Promise<T>): Promise<End<T>> => {
  try {
    return { outcome: await act() };
  } catch (error) {
    if (error instanceof Crash) return 'crashed';
    if (error instanceof UserError || (error instanceof Error && 'code' in error)) return 'refused';
    throw error;
  }
};

/** Recovery, then restoration: at each stage everything is there once, and in the end as before. */
export const expectNothingLost = async (scene: Scene, before: ReturnType<typeof listOf>): Promise<void> => {
  expect(union(scene.root, scene.place)).toEqual(before);
  const placed = await endOf(() => recoverNow(scene, real));
  // The fault may have come before there was a quarantine at all.
  if (placed === 'refused') {
    expect(listOf(inventoryOf(scene.root))).toEqual(before);
    return;
  }
  expect(placed).toMatchObject({ outcome: { stuck: [] } });
  expect(union(scene.root, scene.place)).toEqual(before);
  expect(inventoryOf(scene.root).size + slotsOf(scene.place).size).toBe(before.length);
  expect([...verifyQuarantine(real, scene.place)]).toEqual([]);
  expect(await restoreAll(scene, real)).toMatchObject({ failed: [] });
  expect(listOf(inventoryOf(scene.root))).toEqual(before);
  expect(slotsOf(scene.place).size).toBe(0);
};

/** Every operation of a run goes wrong in every way, each in a scene of its own. */
export const forEveryFault = async (
  count: (scene: Scene) => Promise<FaultyFs>,
  test: (scene: Scene, faulty: FaultyFs, kind: FaultKind) => Promise<void>,
  scenes: () => Promise<Scene>,
  kindsOf: (at: number) => readonly FaultKind[] = () => KINDS,
): Promise<number> => {
  const rehearsal = await scenes();
  const { trace } = await count(rehearsal);
  rehearsal.remove();
  let tried = 0;
  for (const [at, operation] of trace.entries()) {
    for (const kind of kindsOf(at)) {
      if ((kind === 'crash-torn' || kind === 'short') && operation !== 'write') continue;
      const scene = await scenes();
      const faulty = createFaultyFs(real, { at, kind });
      try {
        await test(scene, faulty, kind);
      } catch (error) {
        throw new Error(`${kind} at #${at} ${operation}`, { cause: error });
      }
      scene.remove();
      tried += 1;
    }
  }
  return tried;
};
