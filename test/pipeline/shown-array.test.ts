import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { inspectFile } from '../../dist/index.js';
import { float32Bytes, npyFile } from '../../scripts/make/npy.ts';
import { scratchFolders } from './scratch-folders.ts';

const folder = scratchFolders();

it('shows the statistics of an array that is inspected, of its finite numbers', async () => {
  const path = join(folder(), 'a.npy');
  writeFileSync(path, npyFile('<f4', '(5,)', float32Bytes([1, 2, 3, 6, Number.NaN])));
  const { facets, verdict } = await inspectFile(path);
  expect(facets.scan).toMatchObject({ elements: 5, statistics: { n: 4, min: 1, max: 6, mean: 3, variance: 3.5 } });
  expect(verdict).toBe('bad');
});
