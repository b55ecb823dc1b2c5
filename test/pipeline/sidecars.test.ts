import { existsSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { applyPlannedQuarantine, planQuarantine, restoreQuarantine, run } from '../../dist/index.js';
import { scratchFolders } from './scratch-folders.ts';
import { makeFolderDataset } from './small-dataset.ts';

const folder = scratchFolders();

const SIDECARS = ['{dir}/{stem}.xml', '{dir}/../labels/{stem}.txt', '{dir}/info.json'];

/** Twelve pictures, four of them cut; sidecars beside two of these, one file that all of a class name. */
const annotated = async (): Promise<{ readonly data: string; readonly out: string }> => {
  const path = folder();
  const data = join(path, 'data');
  await makeFolderDataset(data, 12);
  for (const key of ['cat/0000.jpg', 'cat/0002.jpg', 'dog/0001.jpg']) truncateSync(join(data, key), 900);
  mkdirSync(join(data, 'labels'));
  for (const key of ['cat/0000.xml', 'labels/0000.txt', 'labels/0001.txt', 'labels/0003.txt', 'cat/info.json']) {
    writeFileSync(join(data, key), `about ${key}`);
  }
  return { data, out: join(path, 'run') };
};

const filesIn = (data: string): readonly string[] => (readdirSync(data, { recursive: true }) as string[]).sort();
const contents = (data: string) =>
  filesIn(data)
    .filter((name) => /\.\w+$/.test(name))
    .map((name) => [name, readFileSync(join(data, name), 'base64')]);

describe('a sample with sidecars', () => {
  it('moves whole and comes back whole; what belongs to others too stays', async () => {
    const { data, out } = await annotated();
    const before = contents(data);
    const summary = await run({ dataset: data, out, layout: 'imagefolder', sidecars: SIDECARS, quarantine: true });
    expect(summary.facts).toMatchObject({ otherFiles: 0, sidecars: { files: 5 } });
    expect(summary.quarantine).toMatchObject({ moved: 3, failed: [] });
    expect(summary.movePlan).toMatchObject({ samples: 3, files: 6 });
    const gone = ['cat/0000.jpg', 'cat/0000.xml', 'labels/0000.txt', 'cat/0002.jpg', 'dog/0001.jpg', 'labels/0001.txt'];
    for (const key of gone) expect([key, existsSync(join(data, key))]).toEqual([key, false]);
    for (const key of ['labels/0003.txt', 'cat/info.json']) expect(existsSync(join(data, key))).toBe(true);

    expect(await restoreQuarantine(summary.quarantine!.place, { all: true })).toMatchObject({
      restored: 3,
      failed: [],
    });
    expect(contents(data)).toEqual(before);
  });

  it('stays, image and all, when a sidecar is too large to be known again, and is told as left out only', async () => {
    const { data, out } = await annotated();
    writeFileSync(join(data, 'cat/0000.xml'), Buffer.alloc(60_000));
    const summary = await run({
      dataset: data,
      out,
      layout: 'imagefolder',
      sidecars: SIDECARS,
      limits: { maxFileBytes: 50_000 },
    });
    expect(planQuarantine(out).moves.map(({ key }) => key)).toEqual(['cat/0002.jpg', 'dog/0001.jpg']);
    expect(summary.counts.bad).toBe(3);
    const { items } = JSON.parse(readFileSync(join(out, 'report/data.json'), 'utf8'));
    expect(items.find(({ key }: { key: string }) => key === 'cat/0000.jpg').disposition).toBe('filter-row');
  });

  it('is left alone, image and all, when a sidecar was edited after the scan', async () => {
    const { data, out } = await annotated();
    await run({ dataset: data, out, layout: 'imagefolder', sidecars: SIDECARS });
    writeFileSync(join(data, 'labels/0000.txt'), 'corrected meanwhile');
    const outcome = await applyPlannedQuarantine(out);
    expect(outcome).toMatchObject({ moved: 2, failed: [{ key: 'cat/0000.jpg', reason: 'changed' }] });
    for (const key of ['cat/0000.jpg', 'cat/0000.xml', 'labels/0000.txt'])
      expect(existsSync(join(data, key))).toBe(true);
  });
});
