import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openParquet } from '../../src/storage/parquet.ts';
import { parquetOf } from './parquet-bytes.ts';

const sourceOf = (bytes: Uint8Array) => ({
  size: bytes.length,
  read: (offset: number, into: Uint8Array) => {
    const piece = bytes.subarray(offset, offset + into.length);
    into.set(piece);
    return piece.length;
  },
});

const readAll = async (bytes: Uint8Array) => {
  const table = await openParquet(sourceOf(bytes));
  const names = table.columns.filter(({ kind }) => kind !== 'other').map(({ name }) => name);
  const groups = [];
  for (const group of table.groups.keys()) groups.push(await table.readGroup(group, names));
  return { table, groups };
};

describe('openParquet', () => {
  it('tells what each column holds, and reads a row group at a time', async () => {
    const bytes = await parquetOf(
      `SELECT i AS n, i / 3 AS x, 'a' || i AS t, i > 0 AS b, [i] AS list, DATE '2020-01-01' AS day,
        from_hex('ff00') AS blob, struct_pack(bytes := from_hex('ffd8'), path := 'p') AS image FROM range(5000) r(i)`,
      ', ROW_GROUP_SIZE 2048',
    );
    const { table, groups } = await readAll(bytes);
    expect(table.columns.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
      'n number',
      'x number',
      't text',
      'b boolean',
      'list other',
      'day other',
      'blob bytes',
      'image wrapped-bytes',
    ]);
    expect(table.groups.map(({ first, rows }) => [first, rows])).toEqual([
      [0, 2048],
      [2048, 2048],
      [4096, 904],
    ]);
    expect(groups[2]![3]).toEqual([
      4099n,
      4099 / 3,
      'a4099',
      true,
      Uint8Array.of(0xff, 0),
      { bytes: Uint8Array.of(0xff, 0xd8), path: 'p' },
    ]);
  });

  it('refuses a page that grows more than 200 times above 10 MiB', async () => {
    const bomb = await parquetOf(`SELECT repeat('a', 30000000) AS t`, ', COMPRESSION zstd');
    expect(bomb.length).toBeLessThan(100_000);
    await expect(readAll(bomb)).rejects.toMatchObject({
      cause: 'PARQUET',
      message: expect.stringContaining('becomes'),
    });
    const small = await parquetOf(`SELECT repeat('a', 3000000) AS t`, ', COMPRESSION zstd');
    expect((await readAll(small)).groups[0]![0]![0]).toHaveLength(3_000_000);
  });

  it('refuses what is cut, empty or none, as data', async () => {
    const whole = await parquetOf(`SELECT i AS n, 'a' || i AS t FROM range(100) r(i)`);
    for (const bytes of [whole.subarray(0, -1), whole.subarray(0, 12), Buffer.alloc(0), Buffer.from('PAR1PAR1PAR1')]) {
      await expect(readAll(bytes)).rejects.toMatchObject({ name: 'StorageError', cause: 'PARQUET' });
    }
    const long = Buffer.from(whole);
    long.writeUInt32LE(0xfffffff0, long.length - 8);
    await expect(readAll(long)).rejects.toMatchObject({ cause: 'PARQUET' });
  });

  it('answers any damage with rows or a refusal, never with another error', async () => {
    const whole = await parquetOf(`SELECT i AS n, 'a' || i AS t FROM range(300) r(i)`);
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const bytes = Buffer.from(whole);
        bytes[at]! ^= flip;
        await readAll(bytes).catch((error) => {
          expect(['PARQUET', 'CHANGED']).toContain(error.cause);
          refused += 1;
        });
      }),
      { numRuns: 150 },
    );
    expect(refused).toBeGreaterThan(0);
  });
});
