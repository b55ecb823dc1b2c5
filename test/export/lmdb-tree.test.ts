import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTreeWriter, metaPages, type TreeFacts } from '../../src/export/lmdb-tree.ts';
import { lmdbRecords } from '../../src/storage/lmdb.ts';
import { sourceOf } from '../decode/npy-bytes.ts';

const PAGE = 4096;
const BRANCH = 1;

type Record = readonly [key: Uint8Array, value: Uint8Array];

const treeOf = (records: readonly Record[], put: (bytes: Uint8Array) => void): TreeFacts => {
  const writer = createTreeWriter(put);
  for (const [key, value] of records) {
    // In two pieces, as a long value is read.
    const half = value.length >> 1;
    writer.add(key, { bytes: value.length, chunks: () => [value.subarray(0, half), value.subarray(half)] });
  }
  return writer.finish();
};
const fileOf = (records: readonly Record[]): Buffer => {
  const pages: Uint8Array[] = [];
  const tree = treeOf(records, (bytes) => pages.push(bytes.slice()));
  return Buffer.concat([metaPages(tree), ...pages]);
};
const recordsOf = (bytes: Buffer): readonly Record[] =>
  [...lmdbRecords(sourceOf(bytes))].map(({ key, start, end }) => [key.slice(), bytes.subarray(start, end)]);

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const told = (records: readonly Record[]): readonly string[] =>
  records.map(([key, value]) => `${Buffer.from(key).toString('hex')} ${value.length} ${sha256(value)}`);

/** Children of each branch; none of one child, which liblmdb takes for damage. */
const branchSizes = (bytes: Buffer, { root, depth }: TreeFacts): readonly number[] => {
  const sizes: number[] = [];
  const visit = (page: number, level: number): void => {
    if (level === depth) return;
    const at = page * PAGE;
    expect(bytes.readUInt16LE(at + 10)).toBe(BRANCH);
    const children = (bytes.readUInt16LE(at + 12) - 16) / 2;
    sizes.push(children);
    for (let child = 0; child < children; child += 1) {
      const node = at + bytes.readUInt16LE(at + 16 + child * 2);
      // Only the lowest key has no bytes.
      if ((bytes.readUInt16LE(node + 6) === 0) !== (child === 0)) throw new Error(`child ${child} of page ${page}`);
      visit(bytes.readUInt32LE(node), level + 1);
    }
  };
  if (root !== undefined) visit(root, 1);
  return sizes;
};

const keyOf = (at: number, bytes: number): Uint8Array => Buffer.from(String(at).padStart(8, '0').padEnd(bytes, 'k'));
const valueBytes = (bytes: number): Uint8Array =>
  Uint8Array.from({ length: bytes }, (_, at) => (at * 31 + bytes) & 0xff);

describe('a written LMDB', () => {
  it.each(['empty.mdb', 'small.mdb', 'odd.mdb', 'tree.mdb'])('has the records of %s, byte by byte', (name) => {
    const records = recordsOf(readFileSync(new URL(`../golden/lmdb/${name}`, import.meta.url)));
    expect(told(recordsOf(fileOf(records)))).toEqual(told(records));
  });

  it('has what was put into it, whatever the lengths of keys and values', () => {
    const lengths = fc.tuple(
      fc.oneof(fc.constant(8), fc.integer({ min: 8, max: 511 })),
      fc.oneof(fc.nat(40), fc.integer({ min: 1500, max: 2100 }), fc.integer({ min: 4070, max: 4090 }), fc.nat(9_000)),
    );
    fc.assert(
      fc.property(fc.array(lengths, { maxLength: 60 }), (drawn) => {
        const records = drawn.map(([key, value], at): Record => [keyOf(at, key), valueBytes(value)]);
        const bytes = fileOf(records);
        const tree = treeOf(records, () => {});
        expect(bytes.length).toBe(tree.pages * PAGE);
        expect(told(recordsOf(bytes))).toEqual(told(records));
        for (const size of branchSizes(bytes, tree)) expect(size).toBeGreaterThan(1);
      }),
      { numRuns: 60 },
    );
  });

  it('never has a branch of one child, for any number of pages below it', () => {
    const value = valueBytes(700);
    for (let count = 0; count < 130; count += 1) {
      // A leaf holds three, a branch seven: up to three levels of pages.
      const records = Array.from({ length: count }, (_, at): Record => [keyOf(at, 511), value]);
      const bytes = fileOf(records);
      const tree = treeOf(records, () => {});
      const sizes = branchSizes(bytes, tree);
      expect(sizes.length).toBe(tree.branches);
      if (sizes.length > 0) expect(Math.min(...sizes)).toBeGreaterThan(1);
      expect(tree.entries).toBe(count);
    }
  });

  it('is, to the byte, what liblmdb 0.9.24 was seen to read, to seek in and to write on', () => {
    const records = Array.from(
      { length: 400 },
      (_, at): Record => [keyOf(at, at % 50 === 0 ? 511 : 8 + (at % 40)), valueBytes((at * at * 37) % 6000)],
    );
    expect(sha256(fileOf(records))).toBe('b141b4442493127688a406fd313bc3012e30b931d65ece2930ff485de0c9967d');
  });
});
