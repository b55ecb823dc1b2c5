import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exportArrays, run } from '../../dist/index.js';
import { npyOf } from '../decode/npy-bytes.ts';
import { zipOf } from '../storage/zip-bytes.ts';
import { scratchFolders } from './scratch-folders.ts';

const folder = scratchFolders();
const ROWS = 12;
const WIDTH = 3;
const floats = (odd: Readonly<Record<number, number>>) =>
  Float32Array.from({ length: ROWS * WIDTH }, (_, at) => odd[at] ?? at / 4);
const x = (values: Float32Array, rows = ROWS) =>
  npyOf('<f4', `(${rows}, ${WIDTH})`, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
const labels = Uint8Array.from({ length: ROWS }, (_, at) => at % 3);
const BAD = { [2 * WIDTH]: Number.NaN, [3 * WIDTH + 1]: Number.NaN, [11 * WIDTH]: Infinity };
const STAY = [0, 1, 4, 5, 6, 7, 8, 9, 10];

/** The rows that stay, as numpy's X[indices] has them. */
const kept = <Row>(rowAt: (row: number) => Row): Row[] => STAY.map(rowAt);
const bytesAfterHead = (path: string): Buffer => {
  const bytes = readFileSync(path);
  return bytes.subarray(10 + bytes.readUInt16LE(8));
};
const headOf = (path: string): string =>
  readFileSync(path)
    .subarray(10, 10 + readFileSync(path).readUInt16LE(8))
    .toString();

const examined = async (files: Readonly<Record<string, Uint8Array>>, config: object = {}) => {
  const place = folder();
  const data = join(place, 'data');
  mkdirSync(data);
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(data, name), bytes);
  const out = join(place, 'out');
  await run({ dataset: data, out, jobs: 1, ...config });
  return { data, out };
};

describe('the copy of arrays without the rows that are bad', () => {
  it('is what numpy has of X[indices], with its type and version, labels and row numbers beside it', async () => {
    const values = floats(BAD);
    const masks = npyOf(
      '>i2',
      `(${ROWS}, 2)`,
      Uint8Array.from({ length: ROWS * 4 }, (_, at) => at % 2),
    );
    const { data, out } = await examined({ 'X.npy': x(values), 'y.npy': masks });
    expect(existsSync(join(out, 'clean/X.npy')), 'only where asked').toBe(false);
    const copied = await exportArrays(out);
    expect(copied.map(({ path, of, rows }) => [path.slice(out.length + 1), of, rows])).toEqual([
      ['clean/X.indices.npy', 'X.npy', STAY.length],
      ['clean/X.npy', 'X.npy', STAY.length],
      ['clean/y.npy', 'y.npy', STAY.length],
    ]);
    const rows = kept((row) => [...values.subarray(row * WIDTH, (row + 1) * WIDTH)]).flat();
    expect(readFileSync(join(out, 'clean/X.npy'))).toHaveLength(
      readFileSync(join(data, 'X.npy')).length - 3 * 4 * WIDTH,
    );
    expect(bytesAfterHead(join(out, 'clean/X.npy'))).toEqual(Buffer.from(Float32Array.from(rows).buffer));
    expect(headOf(join(out, 'clean/X.npy'))).toMatch(/'shape': \(9, 3\).*\n$/);
    const written = masks.subarray(-ROWS * 4);
    expect(bytesAfterHead(join(out, 'clean/y.npy'))).toEqual(
      Buffer.concat(kept((row) => written.subarray(row * 4, (row + 1) * 4))),
    );
    expect(headOf(join(out, 'clean/y.npy'))).toContain("'>i2'");
    const indices = bytesAfterHead(join(out, 'clean/X.indices.npy'));
    expect(STAY.map((_, at) => Number(indices.readBigInt64LE(8 * at)))).toEqual(STAY);
    expect(headOf(join(out, 'clean/X.indices.npy'))).toContain("'descr': '<i8', 'fortran_order': False, 'shape': (9,)");
  });

  it('is made of the arrays of an archive, and of samples alone, in a folder of one’s choice', async () => {
    const values = floats(BAD);
    const archive = zipOf([
      { name: 'x.npy', bytes: x(values) },
      { name: 'y.npy', bytes: npyOf('|u1', `(${ROWS},)`, labels) },
    ]);
    const { data, out } = await examined({ 'a.npz': archive });
    await exportArrays(out, join(out, 'copies'));
    expect(readdirSync(join(out, 'copies')).sort()).toEqual(['a.npz-x.indices.npy', 'a.npz-x.npy', 'a.npz-y.npy']);
    expect([...bytesAfterHead(join(out, 'copies/a.npz-y.npy'))]).toEqual(kept((row) => labels[row]));
    await expect(exportArrays(out, data)).rejects.toMatchObject({ key: 'pipeline.arrays-over' });

    const alone = await examined({ 'X.npy': x(values) }, { layout: 'rows' });
    const copied = await exportArrays(alone.out);
    expect(copied.map(({ path }) => path.slice(alone.out.length + 1))).toEqual(['clean/X.indices.npy', 'clean/X.npy']);
  });

  it('is refused where an array is no longer what was examined, and leaves nothing behind', async () => {
    const { data, out } = await examined({ 'X.npy': x(floats(BAD)), 'y.npy': npyOf('|u1', `(${ROWS},)`, labels) });
    utimesSync(join(data, 'y.npy'), new Date(), new Date(Date.now() + 60_000));
    await expect(exportArrays(out)).rejects.toMatchObject({ key: 'pipeline.array-changed', data: { array: 'y.npy' } });
    writeFileSync(join(data, 'X.npy'), x(floats({})));
    utimesSync(join(data, 'X.npy'), new Date(), new Date(Date.now() + 60_000));
    await expect(exportArrays(out)).rejects.toMatchObject({ data: { array: 'X.npy' } });
    expect(readdirSync(join(out, 'clean')).filter((name) => /npy|tmp/.test(name))).toEqual([]);
  });
});
