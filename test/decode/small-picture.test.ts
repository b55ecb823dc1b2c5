import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { makeJpegWarnings } from '../../fixtures/make/jpeg-warnings.ts';
import { hasByteRun } from '../../src/decode/codecs/jpeg-slow-path.ts';
import { decodePixelsWithSharp } from '../../src/decode/codecs/sharp.ts';
import { createImageExaminer } from '../../src/decode/image.ts';
import { createShrinker } from '../../src/decode/small-picture.ts';
import { boxes } from '../../src/measures/boxes.ts';
import { keepAll, limitsWith, photo } from './pictures.ts';

const shrinker = createShrinker(16);
const plain = createImageExaminer({ limits: limitsWith(), luma: keepAll() });
const inColor = createImageExaminer({ limits: limitsWith(), luma: keepAll(), shrinker });

const examined = async (bytes: Uint8Array, extension: string) => {
  shrinker.take();
  const file = { size: bytes.length, extension };
  const without = await plain.examine(bytes, file);
  const made = await inColor.examine(bytes, file);
  return { without, made, small: shrinker.take() };
};

/** Pixels as text, which is compared faster than so many numbers. */
const asText = (made: unknown): string =>
  JSON.stringify(made, (_, value) => (value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value));

/** Largest difference between levels and means of the boxes of all pixels, as sharp reads them. */
const farthest = async (bytes: Uint8Array, small: NonNullable<ReturnType<typeof shrinker.take>>): Promise<number> => {
  const whole = (await decodePixelsWithSharp(bytes, 1e6))!;
  const factor = Math.max(1, Math.floor(Math.min(whole.width, whole.height) / 16));
  const means = boxes({ ...whole, data: whole.data as Uint8Array }, factor, small.channels);
  expect([small.width, small.height]).toEqual([means.width, means.height]);
  expect(small.stored).toEqual({ width: whole.width, height: whole.height });
  return means.data.reduce((most, level, at) => Math.max(most, Math.abs(level - small.data[at]!)), 0);
};

const picture = () => photo(101, 67);
const clean = await picture().jpeg({ quality: 90 }).toBuffer();
const jfif = Buffer.from('ffe000104a46494600010100000100010000', 'hex');
const adobe = (transform: number): Buffer =>
  Buffer.from([0xff, 0xee, 0, 14, ...Buffer.from('Adobe'), 0, 100, 0, 0, 0, 0, transform]);
const withSegments = (...segments: readonly Buffer[]): Buffer =>
  Buffer.concat([clean.subarray(0, 2), ...segments, clean.subarray(2)]);

const JPEGS: Readonly<Record<string, Buffer>> = {
  'as sharp writes it': clean,
  progressive: await picture().jpeg({ quality: 80, progressive: true }).toBuffer(),
  'without subsampling': await picture().jpeg({ chromaSubsampling: '4:4:4' }).toBuffer(),
  'with a JFIF segment': withSegments(jfif),
  'with two of them': withSegments(jfif, jfif),
  'with a JFIF and an Adobe segment': withSegments(jfif, adobe(1)),
  'with an Adobe segment': withSegments(adobe(1)),
  'with so even an area that libjpeg is asked for its slow way': await picture()
    .extend({ right: 3000, background: '#852' })
    .jpeg()
    .toBuffer(),
};

describe('a small picture of a JPEG', () => {
  it('is tried on a file with a run of one byte', () => {
    expect(Object.values(JPEGS).filter((bytes) => hasByteRun(bytes, 700))).toHaveLength(1);
  });

  for (const [name, bytes] of Object.entries(JPEGS)) {
    it(`is near the means of its colors: ${name}`, async () => {
      const { small, made } = await examined(bytes, 'jpg');
      expect(made.faults).toEqual([]);
      expect(small?.channels).toBe(3);
      expect(await farthest(bytes, small!)).toBeLessThanOrEqual(4);
    });
  }

  it('of luma alone has one channel', async () => {
    const gray = await picture().toColourspace('b-w').jpeg().toBuffer();
    const { small } = await examined(gray, 'jpg');
    expect(small?.channels).toBe(1);
    expect(await farthest(gray, small!)).toBeLessThanOrEqual(2);
  });

  it('is not made of inks, of red, green and blue, or where libjpeg must be heard about the colors', async () => {
    const otherMajor = Buffer.from('ffe000104a46494600020100000100010000', 'hex');
    const inks = await picture().toColourspace('cmyk').jpeg().toBuffer();
    for (const bytes of [
      inks,
      withSegments(adobe(0)),
      withSegments(adobe(2)),
      withSegments(jfif, adobe(0)),
      withSegments(otherMajor),
    ]) {
      expect((await examined(bytes, 'jpg')).small).toBeUndefined();
    }
  });
});

const riff = (...chunks: readonly Buffer[]): Buffer => {
  const body = Buffer.concat([Buffer.from('WEBP'), ...chunks]);
  const head = Buffer.from('RIFF\0\0\0\0');
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body]);
};

const webp = await picture().webp({ quality: 90 }).toBuffer();
const WEBPS: Readonly<Record<string, Buffer>> = {
  'as sharp writes it': webp,
  coarse: await picture().webp({ quality: 5 }).toBuffer(),
  'of one pixel': await photo(1, 1).webp().toBuffer(),
  'of odd sides, each pixel a box': await photo(17, 31).webp({ quality: 95 }).toBuffer(),
  'of even sides, each pixel a box': await photo(34, 24).webp({ quality: 95 }).toBuffer(),
  'of a single row': await photo(300, 1).webp().toBuffer(),
  'of three columns': await photo(3, 90).webp().toBuffer(),
  'with steep edges of color': await sharp({ create: { width: 64, height: 64, channels: 3, background: '#d02020' } })
    .composite([{ input: { create: { width: 29, height: 64, channels: 3, background: '#3050e0' } }, left: 0, top: 0 }])
    .webp({ quality: 100 })
    .toBuffer(),
};

describe('a small picture of a WebP', () => {
  for (const [name, bytes] of Object.entries(WEBPS)) {
    it(`has the exact means of its colors: ${name}`, async () => {
      const { small, made } = await examined(bytes, 'webp');
      expect(made.faults).toEqual([]);
      expect(small?.channels).toBe(3);
      expect(await farthest(bytes, small!)).toBe(0);
    });
  }

  it('has the exact means of one that sharp composes: lossless, opacity left out, the first frame', async () => {
    const frames = await sharp([await picture().png().toBuffer(), await photo(101, 67, 2).png().toBuffer()], {
      join: { animated: true },
    })
      .webp({ quality: 80 })
      .toBuffer();
    for (const bytes of [
      await picture().webp({ lossless: true }).toBuffer(),
      await picture().ensureAlpha(0.25).webp({ quality: 80 }).toBuffer(),
      frames,
    ]) {
      const { small, made, without } = await examined(bytes, 'webp');
      expect(asText(made)).toBe(asText(without));
      expect(small?.channels).toBe(3);
      expect(await farthest(bytes, small!)).toBe(0);
    }
  });

  it('is not made of one that breaks off', async () => {
    const half = webp.subarray(20, 20 + ((webp.length - 20) >> 2) * 2);
    const head = Buffer.from('VP8 \0\0\0\0');
    head.writeUInt32LE(half.length, 4);
    const { made, small } = await examined(riff(head, half), 'webp');
    expect(made.faults).toMatchObject([{ facet: 'decoding' }]);
    expect(small).toBeUndefined();
  });

  it('leaves every facet and fault as it is without one, whichever byte is another', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 12, max: webp.length - 1 }), fc.nat(255), async (at, byte) => {
        const damaged = Buffer.from(webp);
        damaged[at] = byte;
        const { without, made } = await examined(damaged, 'webp');
        expect(asText(made)).toBe(asText(without));
      }),
      { numRuns: 60 },
    );
  });
});

describe('a small picture', () => {
  it('leaves every facet and fault as it is without one, in whole files and damaged ones', async () => {
    const warnings = makeJpegWarnings(clean);
    const files = [
      ...Object.values(JPEGS),
      withSegments(adobe(0)),
      withSegments(adobe(7)),
      ...Object.values(warnings.harmless),
      ...Object.values(warnings.extraneous),
      warnings.fill,
      clean.subarray(0, -2),
      clean.subarray(0, clean.length / 2),
      Buffer.concat([clean.subarray(0, 900), Buffer.alloc(200), clean.subarray(1100)]),
      await picture().png().toBuffer(),
      (await picture().png().toBuffer()).subarray(0, 3000),
      await picture().tiff({ compression: 'lzw' }).toBuffer(),
    ];
    for (const bytes of files) {
      const { without, made } = await examined(bytes, 'jpg');
      expect(asText(made)).toBe(asText(without));
    }
  });

  it('leaves them so whichever byte of a JPEG is another', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(clean.length - 1), fc.nat(255), async (at, byte) => {
        const damaged = Buffer.from(clean);
        damaged[at] = byte;
        const { without, made } = await examined(damaged, 'jpg');
        expect(asText(made)).toBe(asText(without));
      }),
      { numRuns: 60 },
    );
  });

  it('has the exact means of a PNG and of a TIFF, opacity left out', async () => {
    for (const [extension, bytes] of [
      ['png', await picture().png().toBuffer()],
      ['png', await picture().toColourspace('b-w').png().toBuffer()],
      ['tif', await picture().tiff({ compression: 'none' }).toBuffer()],
      ['tif', await picture().tiff({ compression: 'lzw', tile: true, tileWidth: 48, tileHeight: 32 }).toBuffer()],
      ['tif', await picture().toColourspace('b-w').tiff({ compression: 'deflate' }).toBuffer()],
    ] as const) {
      const { small } = await examined(bytes, extension);
      expect(await farthest(bytes, small!)).toBe(0);
    }
    const clear = await picture().ensureAlpha(0.25).png().toBuffer();
    const { small } = await examined(clear, 'png');
    expect(await farthest(clear, small!)).toBe(0);
  });

  it('is not made of 16 bits, of indices, of passes or of inks', async () => {
    for (const [extension, bytes] of [
      ['png', await picture().toColourspace('rgb16').png().toBuffer()],
      ['png', await picture().png({ palette: true }).toBuffer()],
      ['png', await picture().png({ progressive: true }).toBuffer()],
      ['tif', await picture().toColourspace('cmyk').tiff({ compression: 'lzw' }).toBuffer()],
    ] as const) {
      expect((await examined(bytes, extension)).small).toBeUndefined();
    }
  });

  it('is handed out once, and never of an earlier file', async () => {
    await inColor.examine(clean, { size: clean.length, extension: 'jpg' });
    expect(shrinker.take()).toBeDefined();
    expect(shrinker.take()).toBeUndefined();
  });

  it('has no room for what would fill the memory', () => {
    expect(shrinker.room(7000, 7000, 3)).toBeUndefined();
  });
});

describe('the kernel of boxes', () => {
  it('answers the bytes of its plain twin, for any size, step and side', () => {
    const size = fc.integer({ min: 1, max: 70 });
    const least = fc.integer({ min: 1, max: 40 });
    const step = fc.constantFrom(1, 2, 3, 4);
    fc.assert(
      fc.property(size, size, step, least, fc.nat(), (width, height, channels, leastSide, seed) => {
        const own = createShrinker(leastSide);
        const data = own.room(width, height, channels)!;
        for (let at = 0; at < data.length; at += 1) data[at] = (at * 2_654_435_761 + seed * 97) >>> 24;
        const kept = channels < 3 ? 1 : 3;
        const factor = Math.max(1, Math.floor(Math.min(width, height) / leastSide));
        const expected = boxes({ width, height, channels, data: data.slice() }, factor, kept);
        own.keep(kept === 1 ? 'gray' : 'rgb');
        expect(own.take()).toEqual({ ...expected, stored: { width, height } });
      }),
    );
  });

  it('adds up boxes of 256 x 256 white pixels', () => {
    const own = createShrinker(1);
    own.room(256, 256, 3)!.fill(255);
    own.keep('rgb');
    expect(own.take()?.data).toEqual(Uint8Array.of(255, 255, 255));
  });

  it('picks the first of three bytes', () => {
    const room = shrinker.room(37, 3, 3)!;
    for (let at = 0; at < room.length; at += 1) room[at] = at;
    const first = new Uint8Array(37 * 3);
    shrinker.copyFirst(first);
    expect([...first]).toEqual(Array.from({ length: 111 }, (_, at) => (3 * at) % 256));
  });
});
