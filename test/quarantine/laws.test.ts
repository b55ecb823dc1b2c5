import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { Crash, createFaultyFs } from '../../src/fs-change/faulty.ts';
import { errnoOf } from '../../src/fs-change/fs-change.ts';
import { UserError } from '../../src/model/errors.ts';
import { applyQuarantine } from '../../src/quarantine/apply.ts';
import { recover } from '../../src/quarantine/recover.ts';
import { restore } from '../../src/quarantine/restore.ts';
import {
  deadHolder,
  inventoryOf,
  keyOf,
  listOf,
  makeScene,
  moveOf,
  putFile,
  real,
  type Scene,
  union,
} from './scene.ts';

const open: Scene[] = [];
afterEach(() => {
  for (const scene of open.splice(0)) scene.remove();
});

/** One path component of any bytes that a file system takes. */
const name = fc
  .uint8Array({ minLength: 1, maxLength: 40 })
  .map((bytes) => Uint8Array.from(bytes, (byte) => (byte === 0 || byte === 0x2f ? 0x5f : byte)))
  .filter((bytes) => !['.', '..'].includes(Buffer.from(bytes).toString('latin1')));
const folders = fc.array(fc.constantFrom('train', 'cat', 'd%20'), { maxLength: 2 });
const tree = fc.uniqueArray(fc.tuple(folders, name, fc.uint8Array({ maxLength: 50 })), {
  minLength: 2,
  maxLength: 8,
  selector: ([parents, bytes]) => [...parents, keyOf(bytes)].join('/').toLowerCase(),
});

type Step = { readonly verb: 'apply'; readonly picks: readonly number[] } | { readonly verb: 'restore' | 'recover' };
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ verb: fc.constant('apply' as const), picks: fc.array(fc.nat(), { minLength: 1, maxLength: 4 }) }),
  fc.record({ verb: fc.constantFrom('restore' as const, 'recover' as const) }),
);
const fault = fc.option(
  fc.record({
    at: fc.nat({ max: 160 }),
    kind: fc.constantFrom('crash-before', 'crash-after', 'crash-torn', 'EIO', 'EIO-after', 'ENOSPC', 'short'),
  }),
);

/** Samples of one, two and three files, in turn: an image with its sidecars moves and comes back as one. */
const wholeSamples = (keys: readonly string[]): readonly (readonly string[])[] => {
  const samples: (readonly string[])[] = [];
  for (let at = 0; at < keys.length; ) {
    const size = 1 + (samples.length % 3);
    samples.push(keys.slice(at, at + size));
    at += size;
  }
  return samples;
};

const isExpected = (error: unknown): boolean =>
  error instanceof Crash || error instanceof UserError || errnoOf(error) !== undefined;

describe('the law of quarantine', () => {
  it('holds for any tree, any names and any interleaving of apply, restore, recover and faults', async () => {
    const seed = Date.now() % 2 ** 31;
    let fired = 0;
    await fc.assert(
      fc.asyncProperty(tree, fc.array(fc.tuple(step, fault), { minLength: 1, maxLength: 6 }), async (files, steps) => {
        const scene = makeScene();
        open.push(scene);
        const keys: string[] = [];
        for (const [parents, bytes, content] of files) {
          const key = [...parents, keyOf(bytes)].join('/');
          // A file where another tree has a folder.
          if (keys.some((other) => other.startsWith(`${key}/`) || key.startsWith(`${other}/`))) continue;
          putFile(scene.root, key, Buffer.from(content));
          keys.push(key);
        }
        const before = listOf(inventoryOf(scene.root));
        const all = wholeSamples(keys).map((members) => moveOf(scene.root, ...members));
        for (const [{ verb, ...rest }, plan] of steps) {
          const faulty = createFaultyFs(real, plan ?? undefined);
          const common = { fs: faulty.fs, place: scene.place, holder: deadHolder() };
          try {
            if (verb === 'apply' && 'picks' in rest) {
              const moves = rest.picks.map((pick) => all[pick % all.length]!);
              await applyQuarantine({ ...common, root: scene.root, moves, runId: 'run' });
            } else if (verb === 'restore') await restore({ ...common, select: 'all' });
            else recover(common);
          } catch (error) {
            if (!isExpected(error)) throw error;
          }
          if (faulty.fired()) fired += 1;
          expect(union(scene.root, scene.place)).toEqual(before);
        }
        const end = await restore({ fs: real, place: scene.place, select: 'all', holder: deadHolder() }).catch(
          (error: unknown) => error,
        );
        if (end instanceof Error) expect(end).toMatchObject({ key: 'quarantine.no-place' });
        else expect(end).toMatchObject({ failed: [] });
        expect(listOf(inventoryOf(scene.root))).toEqual(before);
        scene.remove();
      }),
      { numRuns: 80, seed, verbose: true },
    );
    console.info(`seed ${seed}: ${fired} faults fired`);
    expect(fired).toBeGreaterThan(10);
  });
});
