import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { examineArray } from '../../src/decode/npy.ts';
import { examineEntry } from '../../src/decode/npz.ts';
import type { EntrySource } from '../../src/model/entry.ts';
import { keyFromBytes } from '../../src/model/path-key.ts';
import { createRowOpener } from '../../src/pipeline/processes/row-opener.ts';
import { createArrayOpener, listArrays, readyFor } from '../../src/storage/arrays.ts';
import { planBlocks } from '../../src/storage/hdf5-blocks.ts';
import { limits } from '../decode/npy-bytes.ts';
import { scratchFolder } from './scratch-folder.ts';

const HOME = resolve('test/golden/containers');
const golden = (name: string): Buffer => readFileSync(join(HOME, name));
const { 'chunks of train.h5': chunks } = JSON.parse(golden('arrays.json').toString()) as {
  readonly 'chunks of train.h5': readonly (readonly [offset: number, bytes: number])[];
};
const OPTIONS = { limits, holdsSamples: true };

const placed = (bytes: Uint8Array) => {
  const folder = scratchFolder();
  writeFileSync(join(folder, 'a.h5'), bytes);
  return { root: keyFromBytes(Buffer.from(folder)), follow: [] };
};
const examineIn = (roots: ReturnType<typeof placed>, member?: string) => {
  const source = createArrayOpener(roots, limits).open('a.h5', member);
  try {
    return examineEntry(source as EntrySource, OPTIONS);
  } finally {
    source.close();
  }
};

beforeAll(() => readyFor('a.h5'));

describe('an HDF5 file', () => {
  it('is found behind a block of the user’s own, at 512, 1024 and so on', () => {
    expect(listArrays(placed(golden('odd.h5')), 'a.h5')?.arrays).toContain('good');
    expect(golden('odd.h5').indexOf('\x89HDF', 0, 'latin1')).toBe(1024);
  });

  it('is bad as a whole where it is cut', () => {
    const whole = golden('train.h5');
    for (const length of [1, 7, 8, 100, 2_000, whole.length - 1]) {
      const roots = placed(whole.subarray(0, length));
      expect(listArrays(roots, 'a.h5')).toBeUndefined();
      const { faults } = examineIn(roots);
      expect(faults, `${length} bytes`).toMatchObject([{ facet: 'array' }]);
      expect(['truncated', 'malformed']).toContain(faults[0]?.kind);
    }
    expect(examineIn(placed(whole.subarray(0, 2_000))).faults[0]?.kind).toBe('truncated');
  });

  it('is told from what else bears its name', () => {
    expect(examineIn(placed(Buffer.from('<html>404</html>'))).faults).toMatchObject([
      { kind: 'malformed', cause: 'not-hdf5' },
    ]);
    const hdf4 = Buffer.from([0x0e, 0x03, 0x13, 0x01, 0, 0, 0, 0, 0]);
    expect(examineIn(placed(hdf4)).faults).toMatchObject([{ kind: 'unsupported', cause: 'hdf4' }]);
  });

  it('is no sample of its own where it holds several', () => {
    expect(examineIn(placed(golden('train.h5'))).faults).toMatchObject([{ kind: 'unsupported', cause: 'archive' }]);
  });

  it('names the array whose chunk does not match its checksum, and no other', () => {
    const bytes = golden('train.h5');
    const [offset, length] = chunks[1]!;
    bytes[offset + length - 1]! ^= 0xff;
    const roots = placed(bytes);
    expect(examineIn(roots, 'data').faults).toMatchObject([
      { facet: 'scan', kind: 'malformed', detail: expect.stringMatching(/^HDF5: /) },
    ]);
    expect(examineIn(roots, 'label').faults).toEqual([]);
  });
});

describe('the rows of a dataset', () => {
  const opener = (roots: ReturnType<typeof placed>) => {
    const arrays = createArrayOpener(roots, limits);
    const open = createRowOpener(({ resource, member }) => arrays.open(resource, member) as never, limits);
    return (row: number) => {
      const file = open({ resource: 'a.h5', member: 'data' }, row);
      return 'settle' in file ? examineEntry(file, OPTIONS) : examineArray(file, OPTIONS);
    };
  };

  it('are read as arrays of their own, in any order', () => {
    const row = opener(placed(golden('train.h5')));
    expect(row(5).facets.scan).toMatchObject({ elements: 15, nan: { count: 1, first: 7 } });
    expect(row(11)).toMatchObject({ faults: [], facets: { array: { shape: [3, 5] } } });
    expect(row(4).facets.scan?.nan).toBeUndefined();
  });

  it('are bad where their chunk is, and the rest are examined', () => {
    const bytes = golden('train.h5');
    const [offset, length] = chunks[1]!;
    bytes[offset + length - 1]! ^= 0xff;
    const row = opener(placed(bytes));
    const kinds = Array.from({ length: 12 }, (_, at) => row(at).faults[0]?.kind ?? 'ok');
    expect(kinds).toEqual([...Array(4).fill('ok'), ...Array(4).fill('malformed'), ...Array(4).fill('ok')]);
  });
});

describe('blocks', () => {
  it('hold every element once and in order, whatever shape and chunks', () => {
    const side = fc.integer({ min: 1, max: 7 });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(side, side), { maxLength: 4 }),
        fc.constantFrom(1, 2 ** 18, 2 ** 20, 2 ** 25),
        fc.constantFrom('wide' as const, 'narrow' as const),
        (sides, elementBytes, width) => {
          const shape = sides.map(([length]) => length);
          const total = shape.reduce((product, length) => product * length, 1);
          const { blockAt } = planBlocks({ shape, chunks: sides.map(([, chunk]) => chunk), elementBytes }, width);
          let at = 0;
          while (at < total) {
            const { offset, elements, start, count } = blockAt(at);
            expect(offset).toBe(at);
            expect(blockAt(at + elements - 1).offset).toBe(at);
            expect(count.reduce((product, length) => product * length, 1)).toBe(elements);
            const first = start.reduce((index, place, axis) => index * shape[axis]! + place, 0);
            expect(first).toBe(at);
            at += elements;
          }
          expect(at).toBe(total);
        },
      ),
    );
  });

  it('are whole rows of chunks, so that no chunk is unpacked twice', () => {
    const { blockAt } = planBlocks({ shape: [1_000, 1_000], chunks: [300, 100], elementBytes: 4 }, 'wide');
    expect(blockAt(0).count).toEqual([300, 1_000]);
    expect(blockAt(999_999).count).toEqual([100, 1_000]);
  });
});

describe('a hostile HDF5 file', () => {
  const seeds = ['earliest.h5', 'latest.h5', 'odd.h5', 'train.h5'].map(golden);
  const change = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(255));

  it('ends in faults or arrays, never in an exception, whatever bytes are changed', () => {
    fc.assert(
      fc.property(fc.constantFrom(...seeds), fc.array(change, { minLength: 1, maxLength: 12 }), (seed, changes) => {
        const bytes = Buffer.from(seed);
        // Most of what leads anywhere stands at the beginning.
        for (const [place, value] of changes) bytes[Math.floor(place * place * (bytes.length - 1))] = value;
        const roots = placed(bytes);
        const members = listArrays(roots, 'a.h5')?.arrays ?? [undefined];
        for (const member of members) {
          const { facets, faults } = examineIn(roots, member);
          expect(facets.scan !== undefined || faults.length === 1).toBe(true);
        }
      }),
      { numRuns: 40 },
    );
  });
});
