import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodeLuma } from '../../../src/decode/codecs/jpeg.ts';
import { walkEntropy } from '../../../src/decode/codecs/jpeg-huffman.ts';
import { mayTakeFastPath, withoutFastPath } from '../../../src/decode/codecs/jpeg-slow-path.ts';
import { isSoundScan } from '../../../src/decode/codecs/jpeg-sound.ts';
import { readJpegScans } from '../../../src/decode/container/jpeg.ts';
import { readJpegHead } from '../../../src/decode/container/jpeg-head.ts';
import { causesOf, examineWith, photo } from '../pictures.ts';

const fixture = (name: string): Buffer =>
  readFileSync(new URL(`../../../fixtures/corrupt/image/corrupt/${name}.jpg`, import.meta.url));
const isSound = (bytes: Uint8Array): boolean => isSoundScan(bytes, readJpegHead(bytes));
const walked = (bytes: Uint8Array) => {
  const head = readJpegHead(bytes);
  return walkEntropy(bytes, head, readJpegScans(bytes, head), 7);
};
const said = (bytes: Uint8Array) => {
  const { frame } = readJpegHead(bytes);
  return decodeLuma(bytes, frame!.width, frame!.height, new Uint8Array(frame!.width * frame!.height));
};
const examine = examineWith();

describe('what libjpeg-turbo reads in silence', () => {
  it('is told when a code does not exist: its slow way of reading warns of it', async () => {
    const bytes = fixture('flagged-swallowed-code');
    expect(said(bytes)).toBe('clean');
    expect(said(withoutFastPath(bytes, readJpegHead(bytes))!)).toBe('rejected');
    const { decoding } = (await examine(bytes)).facets;
    expect(decoding?.warnings).toEqual([{ cause: 'bad-huffman-code', offset: 1011, text: 'no such code' }]);
  });

  it('is told when a block has more than 64 coefficients, of which neither way warns', async () => {
    const bytes = fixture('flagged-overfull-block');
    expect(said(bytes)).toBe('clean');
    expect(said(withoutFastPath(bytes, readJpegHead(bytes))!)).toBe('clean');
    const { decoding } = (await examine(bytes)).facets;
    expect(decoding?.warnings).toEqual([
      { cause: 'overfull-block', offset: expect.any(Number), text: 'more than 64 coefficients' },
    ]);
  });

  it.each(['clean-sharp-scene', 'clean-soft-scene', 'clean-picture'])('is nothing in %s', async (name) => {
    expect(causesOf(await examine(fixture(name)))).toEqual([]);
  });
});

describe('the fast way of libjpeg-turbo', () => {
  const isFast = (bytes: Uint8Array): boolean => mayTakeFastPath(bytes, readJpegHead(bytes));

  it('needs 512 bytes of data for each block of an MCU', () => {
    const gray = fixture('clean-soft-scene');
    const { stopped } = readJpegHead(gray);
    expect(isFast(gray.subarray(0, stopped + 512))).toBe(true);
    expect(isFast(gray.subarray(0, stopped + 511))).toBe(false);
  });

  it('counts the blocks of all components that a scan interleaves', async () => {
    for (const [chromaSubsampling, blocks] of [
      ['4:2:0', 6],
      ['4:4:4', 3],
    ] as const) {
      const color = await photo(320, 200).jpeg({ quality: 95, chromaSubsampling }).toBuffer();
      const { stopped } = readJpegHead(color);
      expect(isFast(color.subarray(0, stopped + 512 * blocks))).toBe(true);
      expect(isFast(color.subarray(0, stopped + 512 * blocks - 1))).toBe(false);
    }
  });

  it('is not there for progressive pictures', async () => {
    expect(isFast(await photo(320, 200).jpeg({ quality: 95, progressive: true }).toBuffer())).toBe(false);
  });
});

describe('the kernel that follows the codes', () => {
  const pictures = fc.record({
    width: fc.integer({ min: 1, max: 70 }),
    height: fc.integer({ min: 1, max: 70 }),
    quality: fc.integer({ min: 1, max: 100 }),
    chromaSubsampling: fc.constantFrom('4:2:0', '4:4:4'),
    optimiseCoding: fc.boolean(),
    isGray: fc.boolean(),
    seed: fc.nat(1000),
  });
  type Asked = typeof pictures extends fc.Arbitrary<infer Value> ? Value : never;
  const encode = ({ width, height, seed, isGray, ...options }: Asked): Promise<Buffer> => {
    const picture = photo(width, height, seed);
    return (isGray ? picture.toColourspace('b-w') : picture).jpeg(options).toBuffer();
  };

  it('accepts whatever an encoder wrote', async () => {
    await fc.assert(
      fc.asyncProperty(pictures, async (asked) => {
        const bytes = await encode(asked);
        expect(isSound(bytes)).toBe(true);
        expect(walked(bytes)).toEqual({ complaints: [], followed: true });
      }),
      { numRuns: 60 },
    );
  });

  it('says of damage what the walk says, whatever file came before', async () => {
    const sound = await photo(75, 50).jpeg({ quality: 90 }).toBuffer();
    const { stopped } = readJpegHead(sound);
    const flip = fc.tuple(fc.integer({ min: stopped, max: sound.length - 3 }), fc.nat(7));
    const seen = new Set<boolean>();
    fc.assert(
      fc.property(fc.array(flip, { minLength: 1, maxLength: 3 }), (flips) => {
        const bytes = Buffer.from(sound);
        for (const [at, bit] of flips) bytes[at]! ^= 1 << bit;
        const { complaints, overfull } = walked(bytes);
        const isBroken = complaints.some(({ cause }) => cause === 'bad-huffman-code' || cause === 'premature-end');
        const answer = isSound(bytes);
        expect(answer).toBe(!isBroken && overfull === undefined);
        seen.add(answer);
      }),
      { numRuns: 400 },
    );
    expect(seen.size).toBe(2);
  });

  it('leaves to the walk what it does not follow: several passes, restart markers, other files', async () => {
    const progressive = await sharp(fixture('clean-soft-scene')).jpeg({ progressive: true }).toBuffer();
    const restarted = withoutFastPath(fixture('clean-soft-scene'), readJpegHead(fixture('clean-soft-scene')))!;
    for (const bytes of [progressive, restarted, Buffer.from([0xff, 0xd8, 0xff, 0xd9])]) {
      expect(isSound(bytes)).toBe(false);
    }
  });
});
