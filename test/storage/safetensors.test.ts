import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { examineEntry } from '../../src/decode/npz.ts';
import type { EntrySource } from '../../src/model/entry.ts';
import { keyFromBytes } from '../../src/model/path-key.ts';
import { createArrayOpener, listArrays } from '../../src/storage/arrays.ts';
import { readSafetensors } from '../../src/storage/safetensors-header.ts';
import { limits, sourceOf } from '../decode/npy-bytes.ts';
import { float32, safetensorsOf, safetensorsWith } from './safetensors-bytes.ts';
import { scratchFolder } from './scratch-folder.ts';

const placed = (bytes: Uint8Array) => {
  const folder = scratchFolder();
  writeFileSync(join(folder, 'a.safetensors'), bytes);
  return { root: keyFromBytes(Buffer.from(folder)), follow: [] };
};
const examineIn = (roots: ReturnType<typeof placed>, member?: string) => {
  const source = createArrayOpener(roots, limits).open('a.safetensors', member);
  try {
    return examineEntry(source as EntrySource, { limits, holdsSamples: true });
  } finally {
    source.close();
  }
};
const problemOf = (bytes: Uint8Array) => {
  const read = readSafetensors(sourceOf(bytes));
  return 'problem' in read ? read.problem : undefined;
};
const info = (start: number, end: number, more = '"dtype":"F32","shape":[1]') =>
  `{${more},"data_offsets":[${start},${end}]}`;

const good = safetensorsOf({ a: float32([2, 2], [1, 2, 3, 4]), b: float32([1], [5]) });

describe('a safetensors file', () => {
  it('is taken apart into its tensors, each with its own bytes', () => {
    const roots = placed(
      safetensorsOf({ 'layer.0': float32([2, 2], [1, 2, Number.NaN, 4]), '%b/c': float32([], [5]) }),
    );
    expect(listArrays(roots, 'a.safetensors')).toEqual({ arrays: ['layer.0', '%25b/c'], others: [] });
    expect(examineIn(roots, 'layer.0').facets.scan).toMatchObject({
      elements: 4,
      nan: { count: 1, first: 2, rows: [1] },
    });
    expect(examineIn(roots, '%25b/c')).toMatchObject({
      faults: [],
      facets: { array: { shape: [] }, scan: { elements: 1 } },
    });
  });

  it('may hold nothing between its brackets, blanks behind them, text about itself, and keys that nobody knows', () => {
    expect(problemOf(safetensorsWith('{}'))).toBeUndefined();
    expect(problemOf(safetensorsWith(`{"a":${info(0, 4)}}   `, Buffer.alloc(4)))).toBeUndefined();
    expect(
      problemOf(safetensorsWith(`{"__metadata__":{"a":"{[,"},"b":${info(0, 0, '"x":[{}],"dtype":"U8","shape":[0]')}}`)),
    ).toBeUndefined();
  });

  it('may give its tensors in any order', () => {
    const read = readSafetensors(sourceOf(safetensorsWith(`{"a":${info(4, 8)},"b":${info(0, 4)}}`, Buffer.alloc(8))));
    expect(read).toMatchObject({ tensors: [{ name: 'b' }, { name: 'a' }] });
  });

  it.each([
    ['leaves a gap', `{"a":${info(4, 8)}}`, 8],
    ['lets tensors share bytes', `{"a":${info(0, 4)},"b":${info(2, 6)}}`, 6],
    ['lets two tensors have the same bytes', `{"a":${info(0, 4)},"b":${info(0, 4)}}`, 4],
    ['gives a tensor more bytes than its shape takes', `{"a":${info(0, 8)}}`, 8],
    ['gives a tensor fewer', `{"a":${info(0, 4, '"dtype":"F32","shape":[2]')}}`, 4],
    ['names a tensor twice', `{"a":${info(0, 4)},"a":${info(4, 8)}}`, 8],
    ['names a tensor twice, once by an escape', `{"a":${info(0, 4)},"\\u0061":${info(4, 8)}}`, 8],
    ['ends before its offsets do', `{"a":${info(4, 0)}}`, 4],
    ['has offsets below 0', `{"a":${info(-4, 0)}}`, 4],
    ['has offsets that are no whole numbers', `{"a":${info(0, 4.5)}}`, 4],
    ['has offsets beyond 2^53', '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,9007199254740993]}}', 4],
    [
      'has a shape of more elements than any file',
      `{"a":${info(0, 4, '"dtype":"U8","shape":[4294967296,4294967296]')}}`,
      4,
    ],
    ['has a shape of a negative side', `{"a":${info(0, 4, '"dtype":"F32","shape":[-1,-1]')}}`, 4],
    ['has no dtype', `{"a":${info(0, 4, '"shape":[1]')}}`, 4],
    ['goes on after its last tensor', `{"a":${info(0, 4)}}`, 5],
    ['is a list', '{"a":[]}', 0],
    ['says about itself what is no text', '{"__metadata__":{"a":1}}', 0],
    ['is cut short by its own length', `{"a":${info(0, 4)}`, 4],
    ['has a second object', '{}{}', 0],
    ['is no UTF-8', Buffer.from('{"\xff":1}', 'latin1'), 0],
    ['names a tensor by half a character', `{"\\ud800":${info(0, 4)}}`, 4],
    ['does not begin as an object', '  []', 0],
  ])('is malformed where its header %s', (_, header, bytes) => {
    const text = Buffer.from(header);
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(text.length));
    expect(problemOf(Buffer.concat([length, text, Buffer.alloc(bytes)]))).toMatchObject({ kind: 'malformed' });
  });

  it('is bad once and as a whole wherever it is cut', () => {
    for (let length = 1; length < good.length; length += 1) {
      const { facets, faults } = examineIn(placed(good.subarray(0, length)));
      expect(faults, `${length} bytes`).toMatchObject([{ facet: 'array', kind: 'truncated' }]);
      expect(facets.scan).toBeUndefined();
    }
  });

  it('is held to the length of its header before that is read', () => {
    expect(problemOf(safetensorsWith('{}', Buffer.alloc(0), 2n ** 53n))).toMatchObject({ kind: 'malformed' });
    expect(problemOf(safetensorsWith('{}', Buffer.alloc(0), 99_000_000n))).toMatchObject({ kind: 'truncated' });
    const sparse = { size: 2 ** 30, read: (_: number, into: Uint8Array) => into.fill(0x7b).length };
    const lead = safetensorsWith('{', Buffer.alloc(0), 90_000_000n);
    const bomb = { ...sparse, read: (at: number, into: Uint8Array) => (at === 0 ? sourceOf(lead).read(0, into) : 0) };
    expect(readSafetensors(bomb)).toMatchObject({ problem: { kind: 'limit' } });
  });

  it('is malformed where it is brackets or escapes without end', () => {
    expect(problemOf(safetensorsWith(`{"${'\\\\'.repeat(10_000_000)}`))).toMatchObject({ kind: 'malformed' });
    expect(problemOf(safetensorsWith(`{"a":${'['.repeat(1_000_000)}`))).toMatchObject({ kind: 'malformed' });
    expect(problemOf(safetensorsWith(`{"a":${'{"a":'.repeat(200_000)}1${'}'.repeat(200_001)}`))).toMatchObject({
      kind: 'malformed',
    });
  });

  it('says of elements that nothing here reads what they are, with their bytes passed over', () => {
    const roots = placed(
      safetensorsOf({
        a: { dtype: 'F8_E4M3', shape: [2, 2], data: Buffer.alloc(4) },
        b: { dtype: 'F4', shape: [4], data: Buffer.alloc(2) },
        c: { dtype: 'Q2_K', shape: [3], data: Buffer.alloc(7) },
      }),
    );
    for (const [member, dtype] of [
      ['a', 'F8_E4M3'],
      ['b', 'F4'],
      ['c', 'Q2_K'],
    ]) {
      expect(examineIn(roots, member).faults).toMatchObject([
        { facet: 'scan', kind: 'unsupported', detail: `elements of type ${dtype}` },
      ]);
    }
  });

  it('holds a tensor to the limit of dimensions', () => {
    const roots = placed(
      safetensorsOf({
        a: float32(
          Array.from({ length: 5_000 }, () => 1),
          [1],
        ),
      }),
    );
    expect(examineIn(roots, 'a').faults).toMatchObject([{ kind: 'limit' }]);
  });

  it('ends in faults or arrays, never in an exception, whatever bytes are changed', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 }),
        (changes) => {
          const bytes = Buffer.from(good);
          for (const [at, value] of changes) bytes[at] = value;
          const roots = placed(bytes);
          const members = listArrays(roots, 'a.safetensors')?.arrays ?? [undefined];
          for (const member of members) {
            const { facets, faults } = examineIn(roots, member);
            expect(facets.scan !== undefined || faults.length === 1).toBe(true);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('takes no more memory when it is larger', () => {
    const header = `{"a":${info(0, 2 ** 28, `"dtype":"F32","shape":[${2 ** 26}]`)}}`;
    const roots = placed(safetensorsWith(header));
    const path = join(roots.root, 'a.safetensors');
    truncateSync(path, 8 + header.length + 2 ** 28);
    const before = process.memoryUsage();
    expect(examineIn(roots, 'a').facets.scan?.elements).toBe(2 ** 26);
    const after = process.memoryUsage();
    expect(after.arrayBuffers + after.external - before.arrayBuffers - before.external).toBeLessThan(32 * 2 ** 20);
  });
});
