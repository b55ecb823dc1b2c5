import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { grayJpeg } from '../../../fixtures/make/jpeg.ts';
import { coefficientsOf } from '../../../src/decode/codecs/jpeg-coefficients.ts';

const gray = grayJpeg(64, 48);
const color = (options: object): Promise<Buffer> =>
  sharp({ create: { width: 80, height: 50, channels: 3, background: { r: 200, g: 40, b: 90 } } })
    .jpeg({ quality: 90, ...options })
    .toBuffer();

describe('what the coefficients of a JPEG say', () => {
  it('covers the blocks of every component', async () => {
    expect(coefficientsOf(await color({ chromaSubsampling: '4:2:0' }))).toMatchObject({ impossible: 0, blocks: 120 });
    expect(coefficientsOf(await color({ chromaSubsampling: '4:4:4' }))).toMatchObject({ impossible: 0, blocks: 210 });
  });

  it('is nothing for a progressive JPEG and for one that is cut', async () => {
    expect(coefficientsOf(await color({ progressive: true }))).toBeUndefined();
    expect(coefficientsOf(gray.subarray(0, 700))).toBeUndefined();
  });

  it('never throws, whatever bytes are changed', () => {
    const change = fc.tuple(fc.nat(gray.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), (changes) => {
        const damaged = Buffer.from(gray);
        for (const [at, value] of changes) damaged[at] = value;
        const found = coefficientsOf(damaged);
        expect((found?.impossible ?? 0) <= (found?.blocks ?? 0)).toBe(true);
      }),
    );
  });
});
