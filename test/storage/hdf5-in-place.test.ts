import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import h5wasm from 'h5wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import { keyFromBytes } from '../../src/model/path-key.ts';
import { readyFor } from '../../src/storage/arrays.ts';
import { hdf5Container } from '../../src/storage/hdf5.ts';
import { openLocal } from '../../src/storage/local.ts';
import { limits } from '../decode/npy-bytes.ts';
import { scratchFolder } from './scratch-folder.ts';

const COUNT = 400_000;
/** More than a block of zeros first, which read the same in any byte order. */
const values = Float64Array.from({ length: COUNT }, (_, at) => (at < COUNT / 2 ? 0 : Math.sin(at)));
const expected = Buffer.from(values.buffer);

/** How a datatype message begins that says float64, little-endian (IV.A.2.d); the lowest bit of the second byte is the order. */
const FLOAT64 = Buffer.from([0x11, 0x20, 0x3f, 0, 8, 0, 0, 0]);

/** An HDF5 file (of the oldest version, whose headers have no checksum) of one dataset `data`, open, and how many bytes each read of it asked for. */
const opened = async (order: 'little' | 'big', more: { readonly chunks?: number[] }) => {
  const { FS } = await h5wasm.ready;
  const made = new h5wasm.File('/made.h5', 'w', { libver: ['earliest', 'latest'] });
  made.create_dataset({ name: 'before', data: new Uint8Array(1000), shape: [1000], dtype: '<B' });
  made.create_dataset({ name: 'data', data: values, shape: [COUNT / 4, 4], dtype: '<d', ...more });
  made.close();
  const file = Buffer.from(FS.readFile('/made.h5'));
  if (order === 'big') {
    file[file.indexOf(FLOAT64) + 1]! |= 1;
    file.set(Buffer.from(expected).swap64(), file.indexOf(expected));
  }
  const folder = scratchFolder();
  writeFileSync(join(folder, 'a.h5'), file);
  const local = openLocal({ root: keyFromBytes(Buffer.from(folder)), follow: [] }, 'a.h5');
  const asked: number[] = [];
  const read = (offset: number, into: Uint8Array): number => {
    asked.push(into.length);
    return local.read(offset, into);
  };
  return { array: hdf5Container.index(local)({ ...local, read }, 'data', limits)!, asked };
};

const HEAD_BYTES = 128;

beforeAll(() => readyFor('a.h5'));

describe('a dataset of an HDF5 file', () => {
  it.each<readonly [string, 'little' | 'big', { readonly chunks?: number[] }, boolean]>([
    ['in one piece', 'little', {}, true],
    ['in the other byte order', 'big', {}, false],
    ['in chunks', 'little', { chunks: [1000, 4] }, false],
  ])('%s has the numbers that were written', async (_, order, more, isRead) => {
    const { array, asked } = await opened(order, more);
    const bytes = Buffer.alloc(expected.length);
    expect(array.read(HEAD_BYTES, bytes)).toBe(bytes.length);
    expect(bytes.equals(expected)).toBe(true);
    // Straight from the file, but for the first block, which the library shows.
    expect(asked.some((length) => length > 2 ** 20)).toBe(isRead);
    const end = Buffer.alloc(100);
    expect(array.read(array.size - 60, end)).toBe(60);
    expect(end.subarray(0, 60).equals(expected.subarray(-60))).toBe(true);
    expect(array.settle()).toBeUndefined();
    array.close();
  });
});
