import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { float32Bytes, npyFile } from '../../scripts/make/npy.ts';
import { limitsSchema } from '../../src/model/config.ts';
import { keyFromBytes } from '../../src/model/path-key.ts';
import { listFeatures } from '../../src/pipeline/processes/list-features.ts';

const folder = mkdtempSync(join(tmpdir(), 'prepass-features-'));
afterAll(() => rmSync(folder, { recursive: true }));

const listed = (rowsOf: string, bytes?: Uint8Array): readonly Record<string, unknown>[] => {
  if (bytes !== undefined) writeFileSync(join(folder, rowsOf), bytes);
  const path = join(folder, 'features.jsonl');
  const manifest = {
    ref: 'y.npy',
    form: 'array',
    encoding: 'utf-8',
    delimiter: '',
    newline: '\n',
    header: ['X.npy', 'y'],
    columns: { path: 'X.npy', targets: [] },
    rowsOf,
  } as const;
  const roots = { root: keyFromBytes(Buffer.from(folder)), follow: [] };
  listFeatures(path, { manifest }, roots, limitsSchema.parse({}));
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
};

describe('the features of paired arrays', () => {
  it('are written down one a line', () => {
    const data = float32Bytes([1, 5, 2, 5, 3, Number.NaN]);
    expect(listed('X.npy', npyFile('<f4', '(3, 2)', data))).toEqual([
      expect.objectContaining({ part: 'X.npy', feature: 0, name: null, n: 3, nonfinite: 0, min: 1, max: 3, mean: 2 }),
      expect.objectContaining({ part: 'X.npy', feature: 1, n: 2, nonfinite: 1, min: 5, max: 5, variance: 0 }),
    ]);
  });

  it('say null for what JSON has no number for', () => {
    const data = new Uint8Array(Float64Array.of(1.7e308, -1.7e308).buffer);
    expect(listed('X.npy', npyFile('<f8', '(2,)', data))).toMatchObject([{ n: 2, min: -1.7e308, variance: null }]);
    const none = listed('X.npy', npyFile('<f4', '(1, 1)', float32Bytes([Number.NaN])));
    expect(none).toMatchObject([{ n: 0, min: null, max: null, mean: null, variance: null }]);
  });

  it('are of the whole rows where an array is cut', () => {
    const whole = npyFile('<f4', '(3, 2)', float32Bytes([1, 2, 3, 4, 5, 6]));
    expect(listed('X.npy', whole.subarray(0, -3))).toMatchObject([{ n: 2 }, { n: 2 }]);
  });

  it.each([
    ['integers, as pictures have them', npyFile('|u1', '(2, 2)', Buffer.alloc(4))],
    ['more than two axes', npyFile('<f4', '(1, 2, 2)', float32Bytes([1, 2, 3, 4]))],
    ['more than are kept', npyFile('<f4', '(1, 65537)', Buffer.alloc(65_537 * 4))],
    ['no rows', npyFile('<f4', '(0, 2)', Buffer.alloc(0))],
    ['no array', Buffer.from('hello')],
  ])('are none of %s', (_, bytes) => {
    expect(listed('X.npy', bytes)).toEqual([]);
  });

  it('are none where the array is gone', () => {
    expect(listed('gone.npy')).toEqual([]);
    expect(listed('gone.npz#X.npy')).toEqual([]);
  });
});
