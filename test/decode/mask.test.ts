import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { examineMask } from '../../src/decode/mask.ts';
import { limitsSchema } from '../../src/model/config.ts';
import { npyOf } from './npy-bytes.ts';

interface Golden {
  readonly png: string;
  readonly mode: string;
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

const limits = limitsSchema.parse({});
const goldens = JSON.parse(readFileSync('test/golden/masks.json', 'utf8')) as Readonly<Record<string, Golden>>;
const bytesOf = (name: string): Buffer => Buffer.from(goldens[name]!.png, 'base64');
const read = async (bytes: Uint8Array, extension = 'png') => {
  const { facets, faults } = await examineMask(bytes, extension, limits);
  const { header, values } = facets.labelArray ?? {};
  return { shape: header?.shape, values: values && [...values], faults };
};

describe('a mask', () => {
  it.each(Object.entries(goldens))(
    'has the values that numpy has of Pillow’s picture: %s',
    async (_, { png, shape, values }) => {
      expect(await read(Buffer.from(png, 'base64'))).toEqual({ shape, values, faults: [] });
    },
  );

  it('is the same when it is interlaced', async () => {
    const { shape, values } = goldens.gray!;
    const interlaced = await sharp(Buffer.from(values), { raw: { width: shape[1]!, height: shape[0]!, channels: 1 } })
      .toColourspace('b-w')
      .png({ progressive: true })
      .toBuffer();
    expect(interlaced[28]).toBe(1);
    expect(await read(interlaced)).toMatchObject({ shape, values });
  });

  it('is read from .npy, in the order of rows', async () => {
    const columns = npyOf('|u1', '(2, 3)', Uint8Array.of(1, 4, 2, 5, 3, 6), 'True');
    expect(await read(columns, 'npy')).toEqual({ shape: [2, 3], values: [1, 2, 3, 4, 5, 6], faults: [] });
  });

  it('is read from gray TIFF', async () => {
    const tiff = await sharp(Buffer.of(0, 1, 2, 255), { raw: { width: 2, height: 2, channels: 1 } })
      .toColourspace('b-w')
      .tiff({ compression: 'lzw' })
      .toBuffer();
    expect(await read(tiff, 'tif')).toEqual({ shape: [2, 2], values: [0, 1, 2, 255], faults: [] });
  });

  it('of colors in JPEG has a size and no classes', async () => {
    const jpeg = await sharp({ create: { width: 5, height: 4, channels: 3, background: '#0a0b0c' } })
      .jpeg()
      .toBuffer();
    expect(await read(jpeg, 'jpg')).toEqual({ shape: [4, 5, 3], values: undefined, faults: [] });
  });

  const flipped = (bytes: Buffer, at: number): Buffer => {
    const copy = Buffer.from(bytes);
    copy[at]! ^= 0xff;
    return copy;
  };
  it.each([
    ['nothing', Buffer.alloc(0), 'truncated'],
    ['a mask cut in its pixels', bytesOf('gray').subarray(0, 60), 'truncated'],
    ['a mask cut before its end', bytesOf('gray').subarray(0, -6), 'truncated'],
    ['a wrong checksum', flipped(bytesOf('gray'), 45), 'malformed'],
    ['a page', Buffer.from('<html>not found</html>'), 'unsupported'],
    ['a cut .npy', npyOf('|u1', '(2, 3)', Uint8Array.of(1, 2)), 'truncated'],
    ['texts', npyOf('|S1', '(2,)', Buffer.from('ab')), 'unsupported'],
    ['objects', npyOf('|O', '(2,)', Buffer.from('ab')), 'unsupported'],
    ['complex numbers', npyOf('<c8', '(1,)', Buffer.alloc(8)), 'unsupported'],
  ])('that is %s is a fault', async (_, bytes, kind) => {
    const { shape, faults } = await read(bytes);
    expect([shape, faults.map((fault) => [fault.facet, fault.kind])]).toEqual([undefined, [['labelArray', kind]]]);
  });

  it('above the limit is known by its size, and said not to have been looked at', async () => {
    const large = await sharp({ create: { width: 4097, height: 4096, channels: 3, background: '#000' } })
      .toColourspace('b-w')
      .png()
      .toBuffer();
    const { shape, values, faults } = await read(large);
    expect([shape, values, faults[0]?.kind]).toEqual([[4096, 4097], undefined, 'limit']);
  });
});
