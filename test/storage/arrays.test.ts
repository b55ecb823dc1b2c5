import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readNpyHeader } from '../../src/decode/npy-header.ts';
import { examineEntry } from '../../src/decode/npz.ts';
import type { EntrySource } from '../../src/model/entry.ts';
import { createArrayOpener, listArrays, readyFor } from '../../src/storage/arrays.ts';
import { limits } from '../decode/npy-bytes.ts';

interface Golden {
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Hex; of Caffe's files a digest of the bytes. */
  readonly data: string;
}
type Goldens = Readonly<Record<string, Readonly<Record<string, Golden>>>>;

const HOME = resolve('test/golden/containers');
/** A folder with src/caffe/test/test_data of BVLC/caffe. */
const CAFFE = process.env.PREPASS_CAFFE_H5 ?? '';
const {
  caffe,
  'chunks of train.h5': _,
  ...goldens
} = JSON.parse(readFileSync(join(HOME, 'arrays.json'), 'utf8')) as Goldens & {
  readonly caffe: Goldens;
};

/** What the one door gives of an array, as the golden says it. */
const read = (root: string, file: string, member: string) => {
  const source = createArrayOpener({ root, follow: [] }, limits).open(file, member);
  try {
    const head = new Uint8Array(128);
    const header = readNpyHeader(source, head.subarray(0, source.read(0, head)), limits);
    if ('facet' in header) throw new Error(header.detail);
    const { byteOrder, dtype, shape } = header.array;
    const data = new Uint8Array(header.dataBytes);
    expect(source.read(header.dataOffset, data)).toBe(header.dataBytes);
    expect(header.dataOffset + header.dataBytes).toBe(source.size);
    expect(source.settle?.()).toBeUndefined();
    return { dtype: `${byteOrder === 'none' ? '|' : '<'}${dtype}`, shape, data: Buffer.from(data) };
  } finally {
    source.close();
  }
};
const asHex = ({ data, ...rest }: ReturnType<typeof read>): Golden => ({ ...rest, data: data.toString('hex') });
const asDigest = ({ data, ...rest }: ReturnType<typeof read>): Golden => ({
  ...rest,
  data: createHash('sha256').update(data).digest('hex'),
});

describe('an array in a container', () => {
  for (const [file, arrays] of Object.entries(goldens)) {
    it(`is what numpy and h5py read: ${file}`, async () => {
      await readyFor(file);
      for (const [member, golden] of Object.entries(arrays)) {
        expect(asHex(read(HOME, file, member)), member).toEqual(golden);
      }
    });

    it(`is listed by its name: ${file}`, async () => {
      await readyFor(file);
      const listed = listArrays({ root: HOME, follow: [] }, file);
      expect(listed?.arrays).toEqual(expect.arrayContaining(Object.keys(arrays)));
      expect(listed?.others).toEqual([]);
    });
  }

  it.runIf(CAFFE !== '')('is what h5py reads of the files that Caffe tests itself with', async () => {
    for (const [file, arrays] of Object.entries(caffe)) {
      await readyFor(file);
      for (const [member, golden] of Object.entries(arrays)) {
        expect(asDigest(read(CAFFE, file, member)), `${file} ${member}`).toEqual(golden);
      }
    }
  });
});

const examine = async (file: string, member: string | undefined, most = limits) => {
  await readyFor(file);
  const source = createArrayOpener({ root: HOME, follow: [] }, most).open(file, member) as EntrySource;
  return examineEntry(source, { limits: most, holdsSamples: true });
};

describe('what is not read of an HDF5 file', () => {
  it('is named, and no link is followed', async () => {
    await readyFor('odd.h5');
    expect(listArrays({ root: HOME, follow: [] }, 'odd.h5')).toEqual({
      arrays: expect.not.arrayContaining(['alias', 'group/loop/up']),
      others: ['alias', 'group/loop', 'nowhere', 'outside', 'self', 'type'],
    });
  });

  it.each([
    ['compound', 'compound elements'],
    ['text', 'text'],
    ['reference', 'references'],
    ['extended', 'numbers of 16 bytes'],
    ['bfloat', 'bfloat16 in HDF5'],
    ['lzf', 'the filter lzf'],
    ['virtual', 'a virtual dataset, whose values other files hold'],
    ['raw', expect.stringContaining('external raw data file')],
  ])('is unsupported, not bad: %s', async (member, detail) => {
    const { facets, faults } = await examine('odd.h5', member);
    expect(faults).toMatchObject([{ facet: 'scan', kind: 'unsupported', detail }]);
    expect(facets.scan).toBeUndefined();
  });

  it('is a dataset of many times the bytes of its file, before any of it is made', async () => {
    expect((await examine('odd.h5', 'sparse')).faults).toMatchObject([{ kind: 'limit' }]);
  });

  it('does not hold up what stands beside it', async () => {
    const { facets, faults } = await examine('odd.h5', 'good');
    expect(faults).toEqual([]);
    expect(facets).toMatchObject({ array: { dtype: 'f4', shape: [2, 2] }, scan: { elements: 4 } });
  });
});

describe('bfloat16', () => {
  it('is a type of the header that only a container can give', async () => {
    expect((await examine('all.safetensors', 'half')).facets.array).toMatchObject({ dtype: 'bf2', shape: [2, 3] });
  });
});
