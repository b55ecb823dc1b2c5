import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../../dist/index.js';
import { grayPng } from '../../fixtures/make/png.ts';
import { npyOf } from '../decode/npy-bytes.ts';
import { scratchFolders } from './scratch-folders.ts';
import { jpegOf } from './small-dataset.ts';

const folder = scratchFolders();
const ROWS = 24;
const SIDE = 8;
const PIXELS = SIDE * SIDE;
const COMMON = { jobs: 1, classes: 3 } as const;

const x = (odd: Readonly<Record<number, number>> = {}) => {
  const values = Float32Array.from({ length: ROWS * 3 * PIXELS }, (_, at) => odd[at] ?? (at % 17) / 17);
  return npyOf('<f4', `(${ROWS}, 3, ${SIDE}, ${SIDE})`, new Uint8Array(values.buffer));
};
const y = (odd: Readonly<Record<number, number>> = {}) =>
  npyOf(
    '|u1',
    `(${ROWS}, ${SIDE}, ${SIDE})`,
    Uint8Array.from({ length: ROWS * PIXELS }, (_, at) => odd[at] ?? at % 3),
  );

const rejected = (out: string): readonly string[] =>
  readFileSync(join(out, 'rejected.csv'), 'utf8')
    .split('\n')
    .slice(1, -1)
    .map((line) => line.split(',').slice(0, 3).join(','));

/** A change right after the first look might leave the same time. */
const letTimePass = () => new Promise((resolve) => setTimeout(resolve, 50));

describe('arrays of samples with arrays of masks', () => {
  it('are examined row by row, and each bad row is named for what it is', async () => {
    const place = folder();
    const data = join(place, 'data');
    mkdirSync(data);
    writeFileSync(join(data, 'X.npy'), x({ [5 * 3 * PIXELS + 7]: Number.NaN }));
    writeFileSync(join(data, 'y.npy'), y({ [9 * PIXELS + 20]: 255, [11 * PIXELS]: 3 }));
    const out = join(place, 'one');
    const summary = await run({ dataset: data, out, ...COMMON });
    expect(summary.counts).toMatchObject({ ok: ROWS - 3, bad: 3 });
    expect(rejected(out)).toEqual([
      'X.npy#5,bad,array/nan',
      'X.npy#9,bad,label/mask-value',
      'X.npy#11,bad,label/mask-value',
    ]);
    expect(readFileSync(join(out, 'to-fix.csv'), 'utf8')).toContain('y.npy,10,');

    await letTimePass();
    const ignoring = { ...COMMON, ignoreLabels: [255] };
    const again = await run({ dataset: data, out: join(place, 'two'), ...ignoring, since: out });
    expect(again.counts).toMatchObject({ ok: ROWS - 2, bad: 2 });

    writeFileSync(join(data, 'y.npy'), y());
    await letTimePass();
    const corrected = await run({ dataset: data, out: join(place, 'three'), ...ignoring, since: join(place, 'two') });
    expect(corrected.counts).toMatchObject({ ok: ROWS - 1, bad: 1 });
    await letTimePass();
    const same = await run({ dataset: data, out: join(place, 'four'), ...ignoring, since: join(place, 'three') });
    expect([same.counts.bad, same.reusedFrom?.samples]).toEqual([1, ROWS]);
  });

  it('blame the arrays and no row where no mask is as large as its sample', async () => {
    const place = folder();
    const data = join(place, 'data');
    mkdirSync(data);
    writeFileSync(join(data, 'X.npy'), x());
    writeFileSync(join(data, 'y.npy'), npyOf('|u1', `(${ROWS}, 7, 8)`, new Uint8Array(ROWS * 56)));
    const summary = await run({ dataset: data, out: join(place, 'out'), ...COMMON });
    expect(summary.counts).toMatchObject({ ok: ROWS, bad: 0 });
    expect(summary.groups.map(({ check, code }) => `${check} ${code}`)).toContain('array/shape-mismatch arrays');
  });
});

describe('pictures with masks', () => {
  it('move with their own masks; masks that are bad stay, and their rows leave', async () => {
    const place = folder();
    const data = join(place, 'data');
    mkdirSync(join(data, 'masks'), { recursive: true });
    const lines = ['path,mask'];
    for (let at = 0; at < 6; at += 1) {
      const whole = await jpegOf(at);
      writeFileSync(join(data, `${at}.jpg`), at < 2 ? whole.subarray(0, 900) : whole);
      const name = at === 1 || at === 2 ? 'shared' : String(at);
      if (at !== 3)
        writeFileSync(
          join(data, `masks/${name}.png`),
          grayPng(at === 4 ? 63 : 64, 48, (left) => left % 3),
        );
      lines.push(`${at}.jpg,masks/${name}.png`);
    }
    writeFileSync(join(data, 'train.csv'), `${lines.join('\n')}\n`);
    const out = join(place, 'out');
    const summary = await run({ dataset: data, out, ...COMMON, quarantine: true });
    expect(rejected(out)).toEqual([
      '0.jpg,bad,image/truncated',
      '1.jpg,bad,image/truncated',
      '3.jpg,bad,label/unreadable',
      '4.jpg,bad,label/mask-size',
    ]);
    expect(summary.quarantine).toMatchObject({ moved: 2, failed: [] });
    const gone = ['0.jpg', '1.jpg', 'masks/0.png'];
    const staying = ['2.jpg', '3.jpg', '4.jpg', '5.jpg', 'masks/shared.png', 'masks/4.png', 'masks/5.png'];
    expect(gone.map((name) => existsSync(join(data, name)))).toEqual(gone.map(() => false));
    expect(staying.map((name) => existsSync(join(data, name)))).toEqual(staying.map(() => true));
    expect(summary.facts.otherFiles).toBe(0);
  });
});
