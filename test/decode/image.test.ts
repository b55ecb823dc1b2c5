import { crc32, deflateSync, gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { createImageExaminer } from '../../src/decode/image.ts';
import type { CodeReader } from '../../src/decode/ports.ts';
import { causesOf, examineWith, keepAll, limitsWith, photo } from './pictures.ts';

const examine = examineWith();

const chunk = (type: string, data: Uint8Array): Buffer => {
  const made = Buffer.alloc(12 + data.length);
  made.writeUInt32BE(data.length);
  made.write(type, 4, 'latin1');
  made.set(data, 8);
  made.writeUInt32BE(crc32(made.subarray(4, 8 + data.length)), 8 + data.length);
  return made;
};
/** Puts chunks behind IHDR. */
const withChunks = (png: Buffer, ...chunks: Buffer[]): Buffer =>
  Buffer.concat([png.subarray(0, 33), ...chunks, png.subarray(33)]);
const idatOf = (png: Buffer): Buffer => {
  const parts: Buffer[] = [];
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT')
      parts.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  }
  return Buffer.concat(parts);
};
const u32 = (...values: number[]): Buffer => {
  const made = Buffer.alloc(4 * values.length);
  for (const [i, value] of values.entries()) made.writeUInt32BE(value, 4 * i);
  return made;
};

const png = await photo(60, 40).png().toBuffer();
const second = await photo(60, 40, 2).png().toBuffer();
const frameControl = (sequence: number): Buffer =>
  chunk('fcTL', Buffer.concat([u32(sequence, 60, 40, 0, 0), Buffer.from([0, 1, 0, 10, 0, 0])]));
const apng = (data: Buffer): Buffer => {
  const later = Buffer.concat([frameControl(1), chunk('fdAT', Buffer.concat([u32(2), data]))]);
  const still = withChunks(png, chunk('acTL', u32(2, 0)), frameControl(0));
  return Buffer.concat([still.subarray(0, -12), later, still.subarray(-12)]);
};

describe('a picture', () => {
  it.each(['png', 'gif', 'webp', 'tiff', 'avif'] as const)('of %s is examined whole', async (format) => {
    const bytes = await photo(60, 40).toFormat(format).toBuffer();
    const made = await examine(bytes, format);
    expect(made.faults).toEqual([]);
    expect(made.facets.signature?.format).toBe(format);
    expect(made.facets.header).toMatchObject({ format, width: 60, height: 40, depth: 8, frames: 1, orientation: 1 });
    const decoder = ['png', 'webp'].includes(format) ? 'prepass' : 'sharp';
    expect(made.facets.decoding).toEqual({ decoder, warnings: [] });
    expect(made.facets.preview).toMatchObject({ width: 60, height: 40 });
    expect(made.facets.container?.format).toBe(format);
  });

  it.each([
    ['16-bit PNG', () => photo(20, 10).toColourspace('rgb16').png().toBuffer(), { depth: 16, channels: 3 }],
    ['CMYK TIFF', () => photo(20, 10).toColourspace('cmyk').tiff().toBuffer(), { channels: 4 }],
    ['interlaced PNG', () => photo(20, 10).png({ progressive: true }).toBuffer(), { channels: 3 }],
    ['palette PNG', () => photo(20, 10).png({ palette: true }).toBuffer(), { channels: 3 }],
    ['1-bit TIFF', () => photo(20, 10).toColourspace('b-w').tiff({ bitdepth: 1 }).toBuffer(), { channels: 1 }],
  ])('%s becomes 8-bit luma', async (_name, make, header) => {
    const made = await examine(await make());
    expect(made.faults).toEqual([]);
    expect(made.facets.header).toMatchObject({ width: 20, height: 10, ...header });
    expect(made.facets.preview?.data.length).toBe(200);
  });

  it('drops alpha as trainers do: a code under transparency is seen', async () => {
    const hidden = await photo(30, 20).ensureAlpha(0).png().toBuffer();
    const seen = await photo(30, 20).png().toBuffer();
    expect((await examine(hidden)).facets.preview).toEqual((await examine(seen)).facets.preview);
  });

  it('previews the first frame of an animation and decodes all', async () => {
    const gif = await sharp([png, second], { join: { animated: true } })
      .webp({ lossless: true })
      .toBuffer();
    const made = await examine(gif, 'webp');
    expect(made.facets.header).toMatchObject({ width: 60, height: 40, frames: 2 });
    expect(made.facets.preview).toEqual((await examine(png)).facets.preview);
  });

  it('keeps pictures apart that are examined at the same time', async () => {
    const files = await Promise.all(
      [1, 2, 3, 4, 5, 6].map((seed) =>
        photo(50 + seed, 40, seed)
          .png()
          .toBuffer(),
      ),
    );
    const cut = (await photo(70, 50).jpeg().toBuffer()).subarray(0, 900);
    const alone = [];
    for (const file of [...files, cut]) alone.push((await examine(file)).facets.preview);
    const together = await Promise.all([...files, cut].map((file) => examine(file)));
    expect(together.map(({ facets }) => facets.preview)).toEqual(alone);
  });

  it('hands the preview to the reader of codes', async () => {
    const seen: number[] = [];
    const codes: CodeReader = {
      read: ({ width }) => {
        seen.push(width);
        return [];
      },
    };
    const examiner = createImageExaminer({ limits: limitsWith(), luma: keepAll(), codes });
    const made = await examiner.examine(png, { size: png.length, extension: 'png' });
    expect(seen).toEqual([60]);
    expect(made.facets.codes).toEqual([]);
  });
});

describe('metadata that is wrong', () => {
  it.each([
    [
      'a color profile of zeros',
      chunk('iCCP', Buffer.concat([Buffer.from('bad\0\0'), deflateSync(Buffer.alloc(300))])),
    ],
    ['a profile that does not unpack', chunk('iCCP', Buffer.from('bad\0\0garbage'))],
    ['a gamma of 0', chunk('gAMA', u32(0))],
    ['2,000 notes', Buffer.concat(Array.from({ length: 2000 }, (_, i) => chunk('tEXt', Buffer.from(`k${i}\0v`))))],
  ])('says nothing of the pixels: %s', async (_name, metadata) => {
    const made = await examine(withChunks(png, metadata), 'png');
    expect(made.faults).toEqual([]);
    expect(causesOf(made).every((cause) => cause === 'metadata')).toBe(true);
    expect(made.facets.preview).toEqual((await examine(png, 'png')).facets.preview);
  });
});

describe('damage', () => {
  it('in a PNG is found by checksum and decoder', async () => {
    const damaged = Buffer.from(png);
    damaged[damaged.indexOf('IDAT') + 100]! ^= 0xff;
    const made = await examine(damaged, 'png');
    expect(made.facets.container?.damage).toEqual([expect.objectContaining({ kind: 'crc', detail: 'IDAT' })]);
    expect(made.facets.decoding?.warnings ?? made.faults).not.toEqual([]);
  });

  it('in a PNG whose checksums were made after it', async () => {
    const idat = Buffer.from(idatOf(png));
    idat.fill(0xff, 60, 70);
    const bytes = Buffer.concat([png.subarray(0, 33), chunk('IDAT', idat), png.subarray(-12)]);
    const made = await examine(bytes, 'png');
    expect(made.facets.container).toEqual({ format: 'png', end: bytes.length, damage: [] });
    expect([...causesOf(made), ...made.faults.map(({ kind }) => kind)]).toEqual(['malformed']);
  });

  it('in a later frame of an animated PNG', async () => {
    const good = await examine(apng(idatOf(second)), 'png');
    expect(good.faults).toEqual([]);
    expect(good.facets.header?.frames).toBe(2);
    expect(good.facets.decoding?.warnings).toEqual([]);
    const cut = await examine(apng(idatOf(second).subarray(0, 500)), 'png');
    expect(cut.facets.container?.damage).toEqual([]);
    expect([...causesOf(cut), ...cut.faults.map(({ kind }) => kind)]).not.toEqual([]);
  });

  it.each(['png', 'gif', 'webp', 'tiff', 'avif'] as const)('a %s cut in half never passes', async (format) => {
    const bytes = await photo(60, 40).toFormat(format).toBuffer();
    const made = await examine(bytes.subarray(0, bytes.length >> 1), format);
    const { container, decoding } = made.facets;
    const told = made.faults.length + (decoding?.warnings.length ?? 0);
    expect(told).toBeGreaterThan(0);
    if (container !== undefined) expect(container.missing).toBeDefined();
    expect(made.faults.every(({ kind }) => kind === 'truncated' || kind === 'malformed')).toBe(true);
  });
});

describe('the limits', () => {
  const kinds = async (limits: Parameters<typeof examineWith>[0], bytes: Uint8Array, extension = 'jpg') =>
    (await examineWith(limits)(bytes, extension)).faults.map(({ facet, kind, cause }) => `${facet} ${kind} ${cause}`);
  const jpeg = photo(60, 40).jpeg().toBuffer();

  it.each([
    [{ maxPixels: 2399 }, { maxPixels: 2400 }, 'pixels'],
    [{ maxSide: 59 }, { maxSide: 60 }, 'px-side'],
    [{ maxChannels: 2 }, { maxChannels: 3 }, 'channels'],
    [{ maxDecodedBytes: 7199 }, { maxDecodedBytes: 7200 }, 'decoded-bytes'],
  ])('%o refuses, %o lets pass', async (below, at, cause) => {
    for (const bytes of [await jpeg, png]) {
      expect(await kinds(below, bytes)).toEqual([`decoding limit ${cause}`]);
      expect(await kinds(at, bytes)).toEqual([]);
    }
  });

  it('refuses pages from the header alone', async () => {
    const gif = await sharp([png, second], { join: { animated: true } })
      .gif()
      .toBuffer();
    expect(await kinds({ maxPages: 1 }, gif)).toEqual(['decoding limit pages']);
    expect(await kinds({ maxPages: 2 }, gif)).toEqual([]);
  });

  it('refuses a bomb without decoding it', async () => {
    const ihdr = Buffer.concat([u32(60_000, 60_000), Buffer.from([16, 6, 0, 0, 0])]);
    const bomb = Buffer.concat([
      png.subarray(0, 8),
      chunk('IHDR', ihdr),
      chunk('IDAT', deflateSync(Buffer.alloc(9))),
      png.subarray(-12),
    ]);
    const made = await examine(bomb, 'png');
    expect(made.facets.header).toMatchObject({ width: 60_000, depth: 16 });
    expect(made.facets.decoding).toBeUndefined();
    expect(made.faults).toEqual([expect.objectContaining({ facet: 'decoding', kind: 'limit' })]);
  });

  it('refuses a text chunk that unpacks to more than a mebibyte', async () => {
    const text = (bytes: number) =>
      chunk('zTXt', Buffer.concat([Buffer.from('k\0\0'), deflateSync(Buffer.alloc(bytes))]));
    expect(await kinds({}, withChunks(png, text(2 ** 20 + 1)))).toEqual(['decoding limit text-bytes']);
    expect(await kinds({}, withChunks(png, text(2 ** 20)))).toEqual([]);
    const international = Buffer.concat([
      Buffer.from('k\0\x01\0en\0k\0', 'latin1'),
      deflateSync(Buffer.alloc(2 ** 21)),
    ]);
    expect(await kinds({}, withChunks(png, chunk('iTXt', international)))).toEqual(['decoding limit text-bytes']);
  });
});

describe('what is no picture for us', () => {
  it('leaves an SVG undecoded, blocked in libvips too', async () => {
    const svg = Buffer.from(
      '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>',
    );
    const made = await examine(svg, 'jpg');
    expect(made.facets.signature?.format).toBe('svg');
    expect(made.faults).toEqual([expect.objectContaining({ facet: 'header', kind: 'unsupported' })]);
    await expect(sharp(svg).metadata()).rejects.toThrow();
  });

  it.each(['jpg', 'png', 'tif', 'webp', 'avif', 'svg', 'svgz', 'pdf', 'eps'])(
    'hands nothing that only an untrusted loader of libvips reads to it, whatever its name is (.%s)',
    async (extension) => {
      const svg =
        '<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/hostname" width="9" height="9"/></svg>';
      const foreign = {
        svg: Buffer.from(svg),
        'svg with a prologue': Buffer.from(`<?xml version="1.0"?><!DOCTYPE svg>${svg}`),
        'svg in gzip': gzipSync(svg),
        pdf: Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n%%EOF\n'),
        postscript: Buffer.from('%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\nshowpage\n'),
        mvg: Buffer.from('push graphic-context\nviewbox 0 0 9 9\npop graphic-context\n'),
        matlab: Buffer.from('MATLAB 5.0 MAT-file'.padEnd(128)),
        analyze: Buffer.concat([Buffer.from([0x5c, 1, 0, 0]), Buffer.alloc(344)]),
        'a csv': Buffer.from('1,2\n3,4\n'),
        'vips of its own': Buffer.concat([Buffer.from([0xb6, 0xa6, 0xf2, 0x08]), Buffer.alloc(60)]),
      };
      for (const [name, bytes] of Object.entries(foreign)) {
        const { facets, faults } = await examine(bytes, extension);
        expect([name, facets.decoding, facets.preview, faults.length]).toEqual([name, undefined, undefined, 1]);
      }
    },
  );

  it.each([
    ['an error page', Buffer.from('<!doctype html><title>404</title>'), 'malformed', 'not-an-image'],
    ['nothing', Buffer.alloc(0), 'truncated', 'empty'],
    ['noise', Buffer.from('8f1e92a3b4c5d6e7f8', 'hex'), 'malformed', 'unrecognized'],
    ['two bytes of a JPEG', Buffer.from([0xff, 0xd8]), 'malformed', 'unrecognized'],
    ['a GIF that ends behind its name', Buffer.from('GIF89a'), 'truncated', 'premature-end'],
    ['a PNG that ends behind its name', png.subarray(0, 8), 'truncated', 'premature-end'],
  ])('%s', async (_name, bytes, kind, cause) => {
    expect((await examine(bytes)).faults).toEqual([expect.objectContaining({ facet: 'header', kind, cause })]);
  });
});
