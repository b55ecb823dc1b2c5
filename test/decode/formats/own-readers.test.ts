import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../src/checks/diagnosis.ts';
import type { Facets, Made } from '../../../src/model/facets.ts';
import { examineWith } from '../pictures.ts';
import {
  bmp24,
  bmpOf,
  bmpRle8,
  hdr,
  icon,
  iconBitmap,
  lumaOf,
  pfm,
  picture,
  pngOf,
  ppm,
  qoi,
  TGA_FOOTER,
  tga24,
  tgaHead,
  tgaRuns,
  u16,
  u32,
} from './rasters.ts';

const examine = examineWith();

/** What the checks make of it. */
const diagnosisOf = ({ facets, faults }: Made, bytes: Uint8Array, extension: string) =>
  diagnose({ ...facets, file: { size: bytes.length, extension }, bytes } as Partial<Facets>, faults);

const pixels = picture(23, 11);
const levels = { ...pixels, data: pixels.data.map((_, at) => pixels.data[at - (at % 3)]!) };
const floats = Float32Array.from({ length: 12 }, (_, at) => at - 4.5);

/** Name, extension, file. */
const FILES: readonly (readonly [string, string, Buffer])[] = [
  ['BMP', 'bmp', bmp24(pixels)],
  ['BMP of run lengths', 'bmp', bmpRle8(levels)],
  ['TGA', 'tga', tga24(pixels)],
  ['TGA of run lengths', 'tga', tgaRuns(pixels)],
  ['PPM', 'ppm', ppm(pixels)],
  ['PPM of two pictures', 'ppm', Buffer.concat([ppm(pixels), ppm(picture(5, 4))])],
  ['QOI', 'qoi', qoi(pixels)],
  ['PFM', 'pfm', pfm(4, 3, floats)],
  ['HDR', 'hdr', hdr(pixels)],
  ['icon of a bitmap', 'ico', icon([{ side: 16, bits: 24, bytes: iconBitmap(picture(16, 16)) }])],
  ['icon of a PNG', 'ico', icon([{ side: 23, bytes: await pngOf(pixels) }])],
];

describe.each(FILES)('a whole %s', (name, extension, file) => {
  it('is decoded to its last byte', async () => {
    const made = await examine(file, extension);
    expect(made.faults).toEqual([]);
    expect(made.facets.container).toMatchObject({ end: file.length, damage: [] });
    expect(made.facets.container?.trailing).toBeUndefined();
    expect(made.facets.decoding).toEqual({ decoder: 'prepass', warnings: [] });
    expect(diagnosisOf(made, file, extension)).toEqual({ kind: 'none' });
  });

  it('is bad wherever it is cut', async () => {
    for (let length = 1; length < file.length; length += 1) {
      const cut = file.subarray(0, length);
      // Between two pictures the file is whole.
      if (name === 'PPM of two pictures' && length === ppm(pixels).length) continue;
      const { kind } = diagnosisOf(await examine(cut, extension), cut, extension);
      // Nothing but its text tells a Radiance picture, whose name other formats use too: these are left unexamined.
      const isBad = kind === 'cut' || kind === 'short' || kind === 'damaged' || kind === 'not-an-image';
      expect(isBad || (extension === 'hdr' && length < 10), `${length} of ${file.length} bytes: ${kind}`).toBe(true);
    }
  });

  it('with data behind it is told so', async () => {
    const made = await examine(Buffer.concat([file, Buffer.from('more of it')]), extension);
    expect(made.facets.container?.trailing).toEqual({ offset: file.length, bytes: 10, kind: 'unknown' });
    const padded = await examine(Buffer.concat([file, Buffer.alloc(7)]), extension);
    expect(padded.facets.container?.trailing).toEqual({ offset: file.length, bytes: 7, kind: 'zero-padding' });
  });

  it('with bytes changed at random is examined without a throw', async () => {
    const change = fc.tuple(fc.nat(file.length - 1), fc.nat(255));
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
        const changed = Buffer.from(file);
        for (const [at, value] of changes) changed[at] = value;
        const made = await examine(changed, extension);
        expect(made.facets.decoding === undefined).toBe(made.faults.length > 0);
      }),
      { numRuns: 60 },
    );
  });
});

describe('the picture that is looked at', () => {
  it.each(FILES.filter(([name]) => /^(BMP|TGA|TGA of run lengths|PPM|QOI)$/.test(name)))(
    'of %s has every pixel in its place',
    async (_, extension, file) => {
      expect((await examine(file, extension)).facets.preview?.data).toEqual(lumaOf(pixels));
    },
  );

  it('of a BMP of run lengths has every pixel in its place', async () => {
    expect((await examine(bmpRle8(levels), 'bmp')).facets.preview?.data).toEqual(lumaOf(levels));
  });

  it.each([
    ['upside down', 0x00],
    ['mirrored', 0x30],
    ['turned by half', 0x10],
  ])('of a TGA stored %s is put upright', async (_, flags) => {
    const list = Array.from({ length: 12 }, (_, at) => at * 20);
    const rows = [list.slice(0, 4), list.slice(4, 8), list.slice(8)];
    const mirrored = (flags & 0x10) === 0 ? rows : rows.map((row) => row.toReversed());
    const stored = (flags & 0x20) === 0 ? mirrored.toReversed() : mirrored;
    const tga = Buffer.concat([tgaHead(3, 4, 3, 8, flags), Buffer.from(stored.flat())]);
    expect([...(await examine(tga, 'tga')).facets.preview!.data]).toEqual(list);
  });
});

describe('a hostile file', () => {
  const refuse = async (bytes: Uint8Array, extension: string) => {
    const made = await examine(bytes, extension);
    return diagnosisOf(made, bytes, extension).kind;
  };
  const qoiBomb = (): Buffer => {
    const file = qoi(pixels);
    file.writeUInt32BE(60_000, 4);
    file.writeUInt32BE(60_000, 8);
    return file;
  };

  it.each([
    ['BMP of 60,000 px squared', bmpOf({ width: 60_000, height: 60_000, bits: 1, data: Buffer.alloc(8) }), 'bmp'],
    ['TGA of 65,535 px squared', Buffer.concat([tgaHead(10, 65_535, 65_535, 32), Buffer.alloc(9)]), 'tga'],
    ['PPM of 60,000 px squared', Buffer.from('P6\n60000 60000\n255\n'), 'ppm'],
    ['PFM of 60,000 px squared', Buffer.from('PF\n60000 60000\n-1\n'), 'pfm'],
    ['HDR of 60,000 px squared', Buffer.from('#?RADIANCE\n\n-Y 60000 +X 60000\n'), 'hdr'],
    ['QOI of 60,000 px squared', qoiBomb(), 'qoi'],
    ['icon of 65,535 pictures', Buffer.concat([u16(0, 1, 65_535), Buffer.alloc(16 * 65_535, 0xff)]), 'ico'],
    ['PPM of 2,000 pictures', Buffer.from('P5 1 1 255 x'.repeat(2000)), 'ppm'],
  ])('%s is over the limit', async (_, bytes, extension) => {
    expect(await refuse(bytes, extension)).toBe('over-limit');
  });

  it.each([
    [
      'BMP whose pixels are said to lie behind it',
      bmpOf({ width: 4, height: 4, bits: 8, data: u32(1), dataAt: 2 ** 31 }),
      'bmp',
    ],
    ['TGA within the limits that holds no pixel', tgaHead(2, 10_000, 10_000, 24), 'tga'],
    [
      'QOI within the limits that holds no pixel',
      Buffer.concat([qoi(picture(1, 1)).subarray(0, 4), Buffer.from('00002710000027100300', 'hex')]),
      'qoi',
    ],
    [
      'icon whose picture lies behind it',
      Buffer.concat([u16(0, 1, 1), Buffer.from([8, 8, 0, 0]), u16(1, 32), u32(1000, 22)]),
      'ico',
    ],
  ])('%s is cut', async (_, bytes, extension) => {
    expect(await refuse(bytes, extension)).toBe('cut');
  });

  it('icon of 1,001 pictures that are all the same bytes is over the limit', async () => {
    const entry = Buffer.concat([Buffer.from([16, 16, 0, 0]), u16(1, 24), u32(872, 6 + 16 * 1001)]);
    const bytes = Buffer.concat([u16(0, 1, 1001), ...new Array<Buffer>(1001).fill(entry), iconBitmap(picture(16, 16))]);
    expect(await refuse(bytes, 'ico')).toBe('over-limit');
  });

  it('run lengths of a BMP that never move on end with the file', async () => {
    const data = Buffer.from([0, 2, 0, 0].concat(...new Array<number[]>(5000).fill([0, 2, 0, 0])));
    const bytes = bmpOf({ width: 8, height: 8, bits: 8, compression: 1, colors: new Array(256).fill(0), data });
    expect(await refuse(bytes, 'bmp')).toBe('cut');
  });
});

describe('a TGA of the second version', () => {
  const area = Buffer.concat([u16(495), Buffer.alloc(493)]);
  const whole = (...between: Buffer[]): Buffer => {
    const footer = Buffer.from(TGA_FOOTER);
    if (between.length > 0) footer.writeUInt32LE(tga24(pixels).length, 0);
    return Buffer.concat([tga24(pixels), ...between, footer]);
  };

  it.each([
    ['footer', whole()],
    ['extension area and footer', whole(area)],
  ])('has %s as its own tail', async (_, bytes) => {
    const made = await examine(bytes, 'jpg');
    expect(made.facets.signature?.format).toBe('tga');
    expect(made.facets.container).toEqual({ format: 'tga', end: bytes.length, damage: [] });
  });

  it('cut inside its tail is cut', async () => {
    const bytes = whole(area);
    for (let left = tga24(pixels).length + 2; left < bytes.length; left += 7) {
      const cut = bytes.subarray(0, left);
      expect(diagnosisOf(await examine(cut, 'tga'), cut, 'tga').kind, `${left}`).toBe('cut');
    }
  });

  it('with bytes that neither area accounts for has data behind the picture', async () => {
    const bytes = Buffer.concat([tga24(pixels), Buffer.from('stray'), TGA_FOOTER]);
    const { container } = (await examine(bytes, 'tga')).facets;
    expect(container?.trailing).toEqual({ offset: tga24(pixels).length, bytes: 5, kind: 'unknown' });
  });
});
