import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { npyOfDatum, readDatum } from '../../src/storage/datum.ts';
import { isLmdb, LmdbDamage, lmdbRecords } from '../../src/storage/lmdb.ts';
import { sourceOf } from '../decode/npy-bytes.ts';

const golden = (name: string): Buffer => readFileSync(new URL(`../golden/lmdb/${name}`, import.meta.url));
const facts = JSON.parse(golden('records.json').toString()) as Readonly<
  Record<string, readonly (readonly [key: string, bytes: number, sha256: string])[]>
>;
const PAGE = 4096;

const told = (bytes: Uint8Array) =>
  [...lmdbRecords(sourceOf(bytes))].map(({ key, start, end }) => [
    Buffer.from(key.subarray(0, 10)).toString(),
    end - start,
    createHash('sha256').update(bytes.subarray(start, end)).digest('hex').slice(0, 16),
  ]);

describe('an LMDB file', () => {
  it.each(Object.entries(facts))('%s holds the records that liblmdb reads', (name, records) => {
    expect(isLmdb(sourceOf(golden(name)))).toBe(true);
    expect(told(golden(name))).toEqual(records);
  });

  it('is read on three levels of pages, some of them freed', () => {
    const main = golden('tree.mdb').subarray(PAGE);
    const depth = main.readUInt16LE(88 + 6);
    expect(depth).toBe(3);
    expect(facts['tree.mdb']).toHaveLength(200);
  });

  it('is damaged where it ends early', () => {
    const bytes = golden('tree.mdb');
    expect(() => told(bytes.subarray(0, bytes.length >> 1))).toThrow(LmdbDamage);
    expect(() => told(golden('small.mdb').subarray(0, 4 * PAGE))).toThrow(LmdbDamage);
    expect(() => told(bytes.subarray(0, 10))).toThrow('no meta page');
  });

  it('is damaged where a page leads back to one above it', () => {
    const bytes = Buffer.from(golden('tree.mdb'));
    const meta = [0, PAGE].reduce((a, b) => (bytes.readBigUInt64LE(a + 144) > bytes.readBigUInt64LE(b + 144) ? a : b));
    const root = Number(bytes.readBigUInt64LE(meta + 88 + 40));
    const node = root * PAGE + bytes.readUInt16LE(root * PAGE + 16);
    bytes.writeUInt16LE(root, node);
    expect(() => told(bytes)).toThrow(`page ${root} is reached twice`);
  });

  it('ends with damage or with records, whatever is written over it', () => {
    const bytes = golden('tree.mdb');
    let damaged = 0;
    // Into the heads of pages, their pointers and nodes.
    const place = fc.tuple(fc.nat(bytes.length / PAGE - 1), fc.oneof(fc.nat(80), fc.nat(PAGE - 1)));
    const changes = fc.array(fc.tuple(place, fc.nat(255)), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(changes, (drawn) => {
        const changed = Buffer.from(bytes);
        for (const [[page, at], byte] of drawn) changed[page * PAGE + at] = byte;
        try {
          for (const { end } of lmdbRecords(sourceOf(changed))) {
            if (end > changed.length) throw new Error(`a value ends at ${end}`);
          }
        } catch (error) {
          if (!(error instanceof LmdbDamage)) throw error;
          damaged += 1;
        }
      }),
      { numRuns: 150 },
    );
    expect(damaged).toBeGreaterThan(20);
  });
});

describe('a Datum', () => {
  const datums = [...lmdbRecords(sourceOf(golden('small.mdb')))].map(({ start, end }) =>
    golden('small.mdb').subarray(start, end),
  );
  const dataOf = (at: number) => Buffer.from(npyOfDatum(datums[at]!, readDatum(datums[at]!)!));

  it('says its shape, its label and where its values are', () => {
    expect(datums.map((bytes) => readDatum(bytes))).toMatchObject([
      { shape: [1, 2, 3], label: 3, encoded: false, floats: 0 },
      { shape: [3, 40, 50], label: -1 },
      { shape: [2, 1, 2], label: 1, data: undefined, floats: 4 },
      { label: 2, encoded: true },
      { shape: [1, 1, 3], label: undefined, floats: 3 },
    ]);
  });

  it('reads as the .npy file of its values', () => {
    expect(dataOf(0).toString('latin1')).toContain("'descr': '|u1', 'fortran_order': False, 'shape': (1, 2, 3)");
    expect([...dataOf(0).subarray(-6)]).toEqual([0, 1, 2, 3, 4, 5]);
    const floats = dataOf(2);
    expect(floats.toString('latin1')).toContain("'descr': '<f4', 'fortran_order': False, 'shape': (2, 1, 2)");
    expect([0, 4, 8, 12].map((at) => floats.readFloatLE(floats.length - 16 + at))).toEqual([
      0.5,
      Number.NaN,
      1.5,
      Number.NEGATIVE_INFINITY,
    ]);
    expect([...new Float32Array(Uint8Array.from(dataOf(4).subarray(-12)).buffer)]).toEqual([1, 2, 3]);
  });

  it('is none where its fields do not fit its bytes', () => {
    expect(readDatum(datums[1]!.subarray(0, 100))).toBeUndefined();
    expect(readDatum(Uint8Array.of(0x0f))).toBeUndefined();
    expect(readDatum(Buffer.from('some other value'))).toBeUndefined();
  });
});
