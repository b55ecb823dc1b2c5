import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { examineEntry } from '../../src/decode/npz.ts';
import type { EntrySource } from '../../src/model/entry.ts';
import { createArrayOpener, listArrays } from '../../src/storage/arrays.ts';
import { loadHdf5 } from '../../src/storage/hdf5-library.ts';
import { limits } from '../decode/npy-bytes.ts';

const roots = { root: resolve('test/golden/containers'), follow: [] };

it('leaves an HDF5 file whole and names the package that would read it', async () => {
  await loadHdf5(() => Promise.reject(Object.assign(new Error('no such package'), { code: 'ERR_MODULE_NOT_FOUND' })));
  expect(listArrays(roots, 'train.h5')).toBeUndefined();
  const file = createArrayOpener(roots, limits).open('train.h5', undefined);
  const { faults } = examineEntry(file as EntrySource, { limits, holdsSamples: true });
  file.close();
  expect(faults).toEqual([{ facet: 'array', kind: 'unsupported', detail: 'h5wasm', cause: 'not-installed' }]);
});
