import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { examineEntry } from '../../src/decode/npz.ts';
import type { EntrySource } from '../../src/model/entry.ts';
import { keyFromBytes } from '../../src/model/path-key.ts';
import { createArrayOpener, listArrays } from '../../src/storage/arrays.ts';
import { limits, npyOf } from '../decode/npy-bytes.ts';
import { scratchFolder } from './scratch-folder.ts';
import { type Packed, zipOf } from './zip-bytes.ts';

const floats = (...values: number[]): Uint8Array => new Uint8Array(Float32Array.from(values).buffer);
const array = npyOf('<f4', '(3,)', floats(1, Number.NaN, 3));
const zeros = (count: number): Uint8Array => npyOf('<f4', `(${count},)`, new Uint8Array(4 * count));

const placed = (bytes: Uint8Array) => {
  const folder = scratchFolder();
  writeFileSync(join(folder, 'a.npz'), bytes);
  return { root: keyFromBytes(Buffer.from(folder)), follow: [] };
};
const examine = (bytes: Uint8Array, member: string | undefined, most = limits) => {
  const file = createArrayOpener(placed(bytes), most).open('a.npz', member);
  try {
    return examineEntry(file as EntrySource, { limits: most, holdsSamples: true });
  } finally {
    file.close();
  }
};
const faultOf = (bytes: Uint8Array, member: string | null = 'x.npy', most = limits) => {
  const { facets, faults } = examine(bytes, member ?? undefined, most);
  expect(faults).toHaveLength(1);
  expect(facets.scan).toBeUndefined();
  return faults[0]!;
};
const one = (more: Partial<Packed>) => zipOf([{ name: 'x.npy', bytes: array, ...more }]);

describe('an array in a .npz', () => {
  it.each([
    ['packed', {}],
    ['stored', { stored: true }],
    ['with zip64 sizes', { wide: true }],
  ])('is scanned as a file is: %s', (_, more) => {
    const { facets, faults } = examine(one(more), 'x.npy');
    expect(faults).toEqual([]);
    expect(facets.scan).toMatchObject({ elements: 3, nan: { count: 1, first: 1, rows: [1] } });
  });

  it('is found behind whatever stands before the archive, as Python finds it', () => {
    expect(examine(Buffer.concat([Buffer.from('#!/bin/sh\n'), one({})]), 'x.npy').facets.scan?.elements).toBe(3);
  });

  it('is scanned to the last value when it is larger than any buffer', () => {
    const values = new Float32Array(1_000_000).map((_, at) => (at * 2_654_435_761) % 1);
    values[999_999] = Number.NaN;
    const bytes = npyOf('<f4', '(1000, 1000)', new Uint8Array(values.buffer));
    for (const stored of [true, false]) {
      const { facets, faults } = examine(zipOf([{ name: 'x.npy', bytes, stored }]), 'x.npy');
      expect(faults).toEqual([]);
      expect(facets.scan?.nan).toMatchObject({ count: 1, first: 999_999, rows: [999] });
    }
  });

  it('is told of when bytes follow the array inside of its entry', () => {
    const { faults } = examine(one({ bytes: Buffer.concat([array, array]) }), 'x.npy');
    expect(faults).toMatchObject([{ facet: 'scan', cause: 'trailing-bytes', offset: array.length }]);
  });

  it('is never unpickled', () => {
    const objects = npyOf('|O', '(1,)', Buffer.from('\x80\x02N.', 'latin1'));
    expect(faultOf(one({ bytes: objects })).cause).toBe('pickled-object');
    // Not even where the archive lies besides.
    expect(faultOf(one({ bytes: objects, crc: 1 })).cause).toBe('pickled-object');
  });
});

describe('an entry that is not what the archive says', () => {
  it.each([
    ['a wrong checksum', { crc: 1 }, { kind: 'malformed', cause: 'checksum' }],
    ['fewer bytes than declared', { size: array.length + 4 }, { kind: 'truncated', offset: array.length }],
    ['more bytes than declared', { size: array.length - 4 }, { kind: 'malformed', offset: array.length - 4 }],
    ['broken deflate', { packed: Buffer.from([7, 7, 7, 7]) }, { kind: 'malformed' }],
    ['another name in its own header', { localName: 'y.npy' }, { kind: 'malformed' }],
    ['encryption', { flags: 1 }, { kind: 'unsupported', cause: 'encrypted' }],
    ['another compression', { method: 12 }, { kind: 'unsupported', cause: 'compression' }],
    ['two sizes though stored', { stored: true, size: array.length + 1 }, { kind: 'malformed' }],
  ])('%s', (_, more, expected) => {
    expect(faultOf(one(more))).toMatchObject(expected);
  });

  it('holds a bomb to 200:1 from 10 MiB on, unread, and takes what is below', () => {
    expect(faultOf(zipOf([{ name: 'x.npy', bytes: zeros(2_700_000) }]))).toMatchObject({ kind: 'limit', offset: 0 });
    expect(examine(zipOf([{ name: 'x.npy', bytes: zeros(2_600_000) }]), 'x.npy').faults).toEqual([]);
    expect(examine(zipOf([{ name: 'x.npy', bytes: zeros(2_700_000), stored: true }]), 'x.npy').faults).toEqual([]);
  });

  it('holds an unpacked entry to a limit of its own', () => {
    expect(faultOf(one({}), 'x.npy', { ...limits, maxEntryBytes: array.length - 1 }).kind).toBe('limit');
    expect(examine(one({}), 'x.npy', { ...limits, maxEntryBytes: array.length }).faults).toEqual([]);
  });
});

describe('a .npz whose directory cannot be trusted', () => {
  const two = zipOf([
    { name: 'x.npy', bytes: array },
    { name: 'y.npy', bytes: array },
  ]);
  const overlapping = Buffer.from(two);
  overlapping.writeUInt32LE(0, two.lastIndexOf('PK\x01\x02') + 42);

  it.each([
    ['cut', two.subarray(0, -30), 'truncated'],
    ['entries that share their bytes', overlapping, 'malformed'],
    ['more entries declared than there are', zipOf([{ name: 'x.npy', bytes: array }], { count: 2 }), 'malformed'],
    ['a name of 4,097 bytes', zipOf([{ name: `${'n'.repeat(4_093)}.npy`, bytes: array }]), 'limit'],
    ['no array', zipOf([{ name: 'README', bytes: array }]), 'unsupported'],
  ])('stands for itself: %s', (_, bytes, kind) => {
    expect(listArrays(placed(bytes), 'a.npz')).toBeUndefined();
    expect(faultOf(bytes, null).kind).toBe(kind);
  });

  it('ends in a fault or an array, never in an exception, wherever a byte is changed or cut', () => {
    fc.assert(
      fc.property(fc.nat(two.length - 1), fc.nat(255), fc.boolean(), (at, byte, isCut) => {
        const bytes = Buffer.from(isCut ? two.subarray(0, at) : two);
        if (!isCut) bytes[at] = byte;
        const members = listArrays(placed(bytes), 'a.npz')?.arrays ?? [undefined];
        for (const member of members) {
          const { facets, faults } = examine(bytes, member);
          expect(faults.length > 0 || facets.scan !== undefined).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });
});
