import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { hostileFiles } from '../../scripts/make/hostile/corpus.ts';
import { measureHostile } from '../../scripts/pool/hostile-files.ts';

const place = mkdtempSync(join(tmpdir(), 'prepass-hostile-'));
afterAll(() => rmSync(place, { recursive: true, force: true }));

/** What is refused within milliseconds; `npm run hostile` examines the whole. */
const QUICK =
  /^(png-(declared|ztxt-2|iccp-2|exif|chunk)|apng-told-\d+-frames|gif-(canvas|code)|jpeg-(declared|segment|progressive-bomb-256)|webp-(riff|chunk)|tiff-(page|two|bits|samples|strip-off)|bigtiff|bmp-de|tga-0|qoi-0|ico-0|exr-tiles|jp2-box|avif-(item|grid)|npy-shape|npz-bomb|safetensors-(header|shape|overlap|offsets)|hdf5-(signature-|root|end|cut)|disguise-(svg|pdf|json))/;

it('has 300 files and more, each with a name of its own', () => {
  expect(hostileFiles.length).toBeGreaterThanOrEqual(300);
  expect(new Set(hostileFiles.map(({ name }) => name)).size).toBe(hostileFiles.length);
});

it('examines hostile files of every family as they must be, within memory and time', async () => {
  const chosen = hostileFiles.filter(({ name }) => QUICK.test(name));
  expect(chosen.length).toBeGreaterThan(80);
  const files = join(place, 'files');
  mkdirSync(files);
  const measured = await measureHostile(chosen, {
    files,
    out: join(place, 'lane'),
    write: ({ name, bytes }) => writeFileSync(join(files, name), bytes()),
    remove: ({ name }) => rmSync(join(files, name)),
    onMeasured: () => {},
  });
  expect(measured.map(({ file }) => file.name)).toEqual(chosen.map(({ name }) => name));
  expect(measured.filter(({ wrongs }) => wrongs.length > 0).map(({ file, wrongs }) => [file.name, wrongs])).toEqual([]);
  if (process.platform === 'linux') for (const { peakBytes } of measured) expect(peakBytes).toBeGreaterThan(2 ** 24);
});
