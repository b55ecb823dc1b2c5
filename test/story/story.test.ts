import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { EPOCHS, type Loss, load, train } from '../../examples/training-loop/loop.ts';
import { drawSymbol, encodePng, flatPicture, pasteSymbol } from '../../scripts/make/barcode.ts';
import { float32Bytes, npyFile } from '../../scripts/make/npy.ts';
import { smallPicture } from '../../scripts/make/photo.ts';
import { createRandom } from '../../scripts/make/random.ts';
import { SCENE_KINDS } from '../../scripts/make/scene.ts';
import { emptyFolder, prepass } from '../cli/spawn.ts';

const CLASSES = 3;
const SAMPLES = 24;

interface Row {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly label: number;
  readonly age: number;
}

let photographs: readonly Row[] = [];
beforeAll(async () => {
  photographs = await Promise.all(
    Array.from({ length: SAMPLES }, async (_, at) => {
      const { data, width, height } = smallPicture(SCENE_KINDS[at % CLASSES]!, at);
      const picture = sharp(data, { raw: { width, height, channels: 3 } }).resize(48, 36);
      return {
        path: `photos/${String(at).padStart(2, '0')}.jpg`,
        bytes: await picture.jpeg({ quality: 90 }).toBuffer(),
        label: at % CLASSES,
        age: 20 + ((at * 17) % 50),
      };
    }),
  );
});

const random = createRandom(5);
const arrays: readonly Row[] = Array.from({ length: SAMPLES }, (_, at) => ({
  path: `arrays/${String(at).padStart(2, '0')}.npy`,
  bytes: npyFile('<f4', '(4, 8)', float32Bytes(Array.from({ length: 32 }, () => random.normal() + (at % CLASSES)))),
  label: at % CLASSES,
  age: 20 + at,
}));

/** `rows` with one of them changed. */
const spoiled = (rows: readonly Row[], at: number, change: Partial<Row>): readonly Row[] =>
  rows.map((row, place) => (place === at ? { ...row, ...change } : row));

/** The dataset on disk, as it came, and its run. */
const prepare = (rows: readonly Row[], ...options: readonly string[]) => {
  const cwd = emptyFolder();
  for (const { path, bytes } of rows) {
    mkdirSync(join(cwd, 'ds', path, '..'), { recursive: true });
    writeFileSync(join(cwd, 'ds', path), bytes);
  }
  const lines = rows.map(({ path, label, age }) => `${path},${label},${age}\n`);
  writeFileSync(join(cwd, 'ds/manifest.csv'), `path,label,age\n${lines.join('')}`);
  const run = prepass(['run', 'ds', '--out', 'scan', '--quiet', '--target', 'age', ...options], { cwd });
  const findings = readFileSync(join(cwd, 'scan/findings.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  const found = findings.map((line) => JSON.parse(line) as { check: string; key: string | null; data: unknown });
  return { cwd, run, found };
};

/** What five epochs on a manifest come to: their losses, or why there are none. */
const outcome = async (
  cwd: string,
  manifest: string,
  loss: Loss,
  target = 'age',
  classes = CLASSES,
): Promise<readonly number[] | string> => {
  const examples = await load(join(cwd, manifest), join(cwd, 'ds'), target);
  try {
    return train(examples, loss, classes);
  } catch (error) {
    return (error as Error).message;
  }
};

const expectFinite = (losses: readonly number[] | string): void => {
  expect(losses).toHaveLength(EPOCHS);
  expect((losses as readonly number[]).every(Number.isFinite), String(losses)).toBe(true);
};
const expectNaN = (losses: readonly number[] | string): void => expect((losses as readonly number[]).at(-1)).toBeNaN();

const RAW = 'ds/manifest.csv';
const CLEAN = 'scan/clean/manifest.csv';
const declared = ['--classes', String(CLASSES)];

describe('the training loop itself', () => {
  it('learns on good pictures and arrays, classes and normalized targets alike', async () => {
    for (const rows of [photographs, arrays]) {
      const { cwd, run } = prepare(rows, ...declared);
      expect(run.status).toBe(0);
      expect(readFileSync(join(cwd, CLEAN), 'utf8').trimEnd().split('\n')).toHaveLength(SAMPLES + 1);
      for (const loss of ['classes', 'balanced', 'squared'] as const) {
        const losses = await outcome(cwd, CLEAN, loss, 'age_normalized');
        expectFinite(losses);
        expect(Number(losses.at(-1))).toBeLessThan(Number(losses[0]));
      }
    }
  });
});

describe('a bad sample ruins training on the raw list; on clean/ with normalized targets it stays finite for 5 epochs', () => {
  const expectFiniteOnClean = async (cwd: string): Promise<void> => {
    expectFinite(await outcome(cwd, CLEAN, 'classes'));
    expectFinite(await outcome(cwd, CLEAN, 'balanced'));
    expectFinite(await outcome(cwd, CLEAN, 'squared', 'age_normalized'));
  };

  it('an array with one NaN', async () => {
    const values = Array.from({ length: 32 }, (_, at) => (at === 17 ? Number.NaN : at / 32));
    const bytes = npyFile('<f4', '(4, 8)', float32Bytes(values));
    const { cwd, run, found } = prepare(spoiled(arrays, 9, { bytes }), ...declared);
    expect(run.status).toBe(1);
    expect(found).toContainEqual(expect.objectContaining({ check: 'array/nan', key: 'arrays/09.npy' }));
    expectNaN(await outcome(cwd, RAW, 'classes'));
    await expectFiniteOnClean(cwd);
  });

  it('a label equal to the number of classes', async () => {
    const { cwd, run, found } = prepare(spoiled(photographs, 11, { label: CLASSES }), ...declared);
    expect(run.status).toBe(1);
    expect(found).toContainEqual(expect.objectContaining({ check: 'label/out-of-range', key: 'photos/11.jpg' }));
    expectNaN(await outcome(cwd, RAW, 'classes'));
    await expectFiniteOnClean(cwd);
  });

  it('a target of 1e30', async () => {
    const { cwd, found } = prepare(spoiled(photographs, 5, { age: 1e30 }), ...declared);
    const named = found.find(({ check }) => check === 'target/outlier');
    expect(named?.data).toMatchObject({ target: 'age', count: 1, shown: [{ key: 'photos/05.jpg', value: 1e30 }] });
    expectNaN(await outcome(cwd, RAW, 'squared'));
    await expectFiniteOnClean(cwd);
  });

  it('a picture replaced by a QR code of another shape', async () => {
    const symbol = await drawSymbol('https://pay.example/4711');
    const bytes = await encodePng(pasteSymbol(flatPicture(120, 120, 255, 255, 255), symbol, 90, 15, 15));
    const { cwd, run, found } = prepare(spoiled(photographs, 7, { bytes }), ...declared);
    expect(run.status).toBe(1);
    expect(found).toContainEqual(expect.objectContaining({ check: 'image/barcode', key: 'photos/07.jpg' }));
    expect(await outcome(cwd, RAW, 'classes')).toBe(
      'cannot stack photos/07.jpg of shape (120, 120, 3) with photos/00.jpg of (36, 48, 3)',
    );
    await expectFiniteOnClean(cwd);
  });
});

describe('a class without samples', () => {
  it('turns a loss normalized by class count into NaN; the run names it and exits 1 under --fail-on warning', async () => {
    const rows = photographs.filter(({ label }) => label !== 1);
    const { cwd, run, found } = prepare(rows, ...declared, '--fail-on', 'warning');
    expect(run.status).toBe(1);
    const unused = found.filter(({ check }) => check === 'label/unused-class');
    expect(unused.map(({ data }) => data)).toEqual([{ count: 1, size: CLASSES, classes: ['1'] }]);
    expect(run.stdout).toMatch(/label\/unused-class.*1 of 3 \(1\)/);
    expectNaN(await outcome(cwd, RAW, 'balanced'));
    // It is the missing class alone: without the normalization training runs.
    expectFinite(await outcome(cwd, RAW, 'classes'));
    const complete = prepare(photographs, ...declared, '--fail-on', 'warning');
    expect(complete.run.status).toBe(0);
  });
});
