import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { makeJpegWarnings } from '../../../fixtures/make/jpeg-warnings.ts';
import { decodeLuma } from '../../../src/decode/codecs/jpeg.ts';
import { walkEntropy } from '../../../src/decode/codecs/jpeg-huffman.ts';
import { hasByteRun, withoutFastPath } from '../../../src/decode/codecs/jpeg-slow-path.ts';
import { readJpegScans } from '../../../src/decode/container/jpeg.ts';
import { readJpegHead } from '../../../src/decode/container/jpeg-head.ts';
import { causesOf, examineWith, photo, seeded } from '../pictures.ts';

const examine = examineWith();
const clean = await photo(160, 120).jpeg({ quality: 90 }).toBuffer();
const progressive = await photo(161, 119).jpeg({ quality: 80, progressive: true }).toBuffer();
const warnings = makeJpegWarnings(clean);
const scanData = (bytes: Uint8Array): number => readJpegHead(bytes).stopped;
const followed = (bytes: Uint8Array) => {
  const head = readJpegHead(bytes);
  return walkEntropy(bytes, head, readJpegScans(bytes, head), 0);
};
const isClean = (bytes: Uint8Array): boolean => {
  const { frame } = readJpegHead(bytes);
  return decodeLuma(bytes, frame!.width, frame!.height, new Uint8Array(frame!.width * frame!.height)) === 'clean';
};

/** Restart markers without an encoder that writes them: a picture of one block a row, its rows parted by hand. */
const withRestarts = async (): Promise<Buffer> => {
  const flat = sharp({ create: { width: 8, height: 64, channels: 3, background: '#888' } });
  const plain = await flat.toColourspace('b-w').jpeg({ optimiseCoding: false }).toBuffer();
  const head = readJpegHead(plain);
  const dri = Buffer.from([0xff, 0xdd, 0, 4, 0, 1]);
  // Every block of a flat picture is its DC difference and an end of block. With restarts the difference is always the first.
  const first = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#888' } })
    .toColourspace('b-w')
    .jpeg({ optimiseCoding: false })
    .toBuffer();
  const block = first.subarray(readJpegHead(first).stopped, first.length - 2);
  const parts: Buffer[] = [plain.subarray(0, head.firstScan), dri, plain.subarray(head.firstScan, head.stopped)];
  for (let i = 0; i < 8; i++) parts.push(block, Buffer.from([0xff, i === 7 ? 0xd9 : 0xd0 + i]));
  return Buffer.concat(parts);
};

const restarted = await withRestarts();
const gray = await photo(33, 21).toColourspace('b-w').jpeg().toBuffer();
const fullChroma = await photo(33, 21).jpeg({ chromaSubsampling: '4:4:4' }).toBuffer();

describe('a JPEG without complaint', () => {
  it('decodes to luma without a promise, into the scratch area', async () => {
    const made = await examine(clean);
    const expected = await sharp(clean).removeAlpha().raw().toBuffer();
    expect(made.faults).toEqual([]);
    expect(made.facets.decoding).toEqual({ decoder: 'libjpeg-turbo', warnings: [] });
    expect(made.facets.header).toMatchObject({ format: 'jpeg', width: 160, height: 120, channels: 3, depth: 8 });
    const { data } = made.facets.preview!;
    let difference = 0;
    for (let i = 0; i < data.length; i++) {
      const [r, g, b] = [expected[3 * i]!, expected[3 * i + 1]!, expected[3 * i + 2]!];
      difference = Math.max(difference, Math.abs(data[i]! - (0.299 * r + 0.587 * g + 0.114 * b)));
    }
    expect(difference).toBeLessThan(8);
  });

  it.each([
    ['progressive', progressive],
    ['with fill bytes before a marker', warnings.fill],
    ['with restart markers', restarted],
    ['of one component', gray],
    ['of full chroma', fullChroma],
  ])('has nothing to say of one %s', async (_name, bytes) => {
    const made = await examine(bytes);
    expect(made.faults).toEqual([]);
    expect(made.facets.decoding?.warnings).toEqual([]);
    expect(followed(bytes)).toEqual({ complaints: [], followed: true });
  });

  it('reads the Exif orientation', async () => {
    const turned = await photo(20, 10).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    expect((await examine(turned)).facets.header?.orientation).toBe(6);
  });

  it('follows the codes of a CMYK picture and decodes it with sharp', async () => {
    const cmyk = await photo(64, 48).toColourspace('cmyk').jpeg({ quality: 90 }).toBuffer();
    const made = await examine(cmyk);
    expect(made.facets.header?.channels).toBe(4);
    expect(made.facets.decoding).toEqual({ decoder: 'sharp', warnings: [] });
    const damaged = Buffer.from(cmyk);
    damaged.fill(0xff, scanData(cmyk) + 200, scanData(cmyk) + 240);
    expect(causesOf(await examine(damaged)).length).toBeGreaterThan(0);
  });
});

describe('a harmless oddity', () => {
  it.each(Object.entries(warnings.harmless))('%s is told, and every pixel stays', async (cause, bytes) => {
    expect(isClean(bytes)).toBe(false);
    const made = await examine(bytes);
    expect(causesOf(made)).toEqual([cause]);
    expect(made.facets.decoding?.warnings[0]?.offset).toBeTypeOf('number');
    expect(made.facets.preview).toEqual((await examine(clean)).facets.preview);
    const pixels = (file: Buffer) => sharp(file, { failOn: 'none' }).raw().toBuffer();
    expect((await pixels(bytes)).equals(await pixels(clean))).toBe(true);
  });

  it('names all of them when several meet', async () => {
    const both = makeJpegWarnings(warnings.harmless['odd-sos-parameters']).harmless['adobe-transform'];
    expect(causesOf(await examine(both))).toEqual(['adobe-transform', 'odd-sos-parameters']);
  });
});

describe('extraneous bytes', () => {
  it('between segments are told with their place', async () => {
    const made = await examine(warnings.extraneous['between-segments']);
    expect(made.facets.decoding?.warnings).toEqual([
      { cause: 'extraneous-bytes', offset: 4 + clean.readUInt16BE(4), text: '3 bytes before a marker' },
    ]);
    expect(made.facets.preview).toEqual((await examine(clean)).facets.preview);
  });

  it('before the end are told with their place, give or take the last code', async () => {
    const [warning, ...others] = (await examine(warnings.extraneous['before-end'])).facets.decoding!.warnings;
    expect(others).toEqual([]);
    expect(warning?.cause).toBe('extraneous-bytes');
    expect(warning?.offset).toBe(clean.length - 2);
  });
});

describe('damage', () => {
  it('finds a JPEG cut inside its scan, and the byte', async () => {
    const cut = clean.subarray(0, clean.length >> 1);
    const made = await examine(cut);
    expect(made.facets.container).toMatchObject({ missing: 'EOI' });
    expect(made.facets.decoding?.warnings).toEqual([
      expect.objectContaining({ cause: 'premature-end', offset: cut.length }),
    ]);
    expect(made.facets.preview).toBeDefined();
  });

  it('finds a JPEG without its last byte', async () => {
    const made = await examine(clean.subarray(0, -1));
    expect(made.facets.container?.end).toBeUndefined();
    expect(causesOf(made)).toContain('premature-end');
  });

  it('finds an impossible code near where it stands', async () => {
    const damaged = Buffer.from(clean);
    const at = scanData(clean) + 1000;
    // 0xff 0x00 is a data byte of ones: the all-ones code is never used.
    for (let i = 0; i < 40; i += 2) damaged.set([0xff, 0x00], at + i);
    const [warning] = (await examine(damaged)).facets.decoding!.warnings;
    expect(warning?.cause).toBe('bad-huffman-code');
    expect(warning!.offset!).toBeGreaterThanOrEqual(at - 8);
    expect(warning!.offset!).toBeLessThan(at + 48);
  });

  it('finds a lost restart marker', async () => {
    const damaged = Buffer.from(restarted);
    const third = damaged.indexOf(Buffer.from([0xff, 0xd2]));
    damaged[third + 1] = 0xd5;
    expect((await examine(damaged)).facets.decoding?.warnings).toEqual([
      { cause: 'lost-restart-marker', offset: third, text: 'RST2 expected, 0xd5 found' },
    ]);
  });

  it('is a fault where no pixel could be made', async () => {
    const broken = Buffer.from(clean);
    const dht = broken.indexOf(Buffer.from([0xff, 0xc4]));
    broken[dht + 5] = 200;
    const made = await examine(broken);
    expect(made.facets.decoding).toBeUndefined();
    expect(made.faults).toEqual([expect.objectContaining({ facet: 'decoding', kind: 'malformed' })]);
  });

  it('is a fault where a table is gone that the codes do not need', async () => {
    const broken = Buffer.from(clean);
    broken[broken.indexOf(Buffer.from([0xff, 0xdb])) + 4] = 3;
    expect(followed(broken).complaints).toEqual([]);
    expect((await examine(broken)).faults).toEqual([
      expect.objectContaining({ facet: 'decoding', kind: 'malformed', detail: expect.stringMatching(/not defined/) }),
    ]);
  });

  it('is a fault of the header where the file ends before it', async () => {
    const made = await examine(clean.subarray(0, 30));
    expect(made.faults).toEqual([expect.objectContaining({ facet: 'header', kind: 'truncated' })]);
    expect(made.facets.header).toBeUndefined();
  });

  it('of no kind: twelve bits a sample are only not supported', async () => {
    const deep = Buffer.from(clean);
    deep[deep.indexOf(Buffer.from([0xff, 0xc0])) + 4] = 12;
    const made = await examine(deep);
    expect(made.facets.header?.depth).toBe(12);
    expect(made.faults).toEqual([expect.objectContaining({ facet: 'decoding', kind: 'unsupported' })]);
  });

  it('leaves a height that DNL would give to nobody', async () => {
    const noHeight = Buffer.from(clean);
    const sof = noHeight.indexOf(Buffer.from([0xff, 0xc0]));
    noHeight.writeUInt16BE(0, sof + 5);
    expect((await examine(noHeight)).faults).toEqual([
      expect.objectContaining({ facet: 'header', kind: 'unsupported' }),
    ]);
  });
});

describe('what libjpeg-turbo keeps silent about', () => {
  const EMPTY_BLOCK = '001010';
  /** A DC difference of 0, and 63 coefficients of one bit each: what Annex K's tables make of zeros. */
  const ZEROED_BLOCK = '0'.repeat(2 + 63 * 3);
  /** Seventeen ones are no code; libjpeg-turbo takes all of them for a DC difference of 0. */
  const IMPOSSIBLE_BLOCK = `${'1'.repeat(17)}1010`;
  const LEADING = 100;
  const ZEROED = 43;
  /** Where in the data the impossible code begins: nothing before it is stuffed. */
  const impossibleAt = (LEADING * EMPTY_BLOCK.length + ZEROED * ZEROED_BLOCK.length) >> 3;

  /** A gray JPEG with a KiB of zeros, after which the codes lead astray, and with as many blocks as its size asks for. */
  const silentlyDamaged = async (side: number): Promise<Buffer> => {
    const plain = await sharp({ create: { width: side, height: side, channels: 3, background: '#888' } })
      .toColourspace('b-w')
      .jpeg({ optimiseCoding: false })
      .toBuffer();
    const rest = Math.ceil(side / 8) ** 2 - LEADING - ZEROED - 1;
    const bits = [
      EMPTY_BLOCK.repeat(LEADING),
      ZEROED_BLOCK.repeat(ZEROED),
      IMPOSSIBLE_BLOCK,
      EMPTY_BLOCK.repeat(rest),
    ].join('');
    const data: number[] = [];
    for (let at = 0; at < bits.length; at += 8) {
      const byte = Number.parseInt(bits.slice(at, at + 8).padEnd(8, '1'), 2);
      data.push(byte, ...(byte === 0xff ? [0] : []));
    }
    return Buffer.concat([plain.subarray(0, scanData(plain)), Buffer.from(data), Buffer.from([0xff, 0xd9])]);
  };
  const isAtTheCode = (damaged: Uint8Array, offset: number | undefined): boolean =>
    offset !== undefined && Math.abs(offset - scanData(damaged) - impossibleAt) <= 2;

  const flat = (width: number, height: number, chromaSubsampling = '4:2:0') =>
    sharp({ create: { width, height, channels: 3, background: '#fff' } }).jpeg({ chromaSubsampling });

  it.each([
    ['by its strict way of reading', 320],
    ['by the walk where that cannot be had, above 65,535 MCUs', 2100],
  ])('names the code that does not exist behind a zeroed KiB, %s', async (_how, side) => {
    const damaged = await silentlyDamaged(side);
    expect(isClean(damaged)).toBe(true);
    expect(withoutFastPath(damaged, readJpegHead(damaged)) === undefined).toBe(side === 2100);
    const { decoding, preview } = (await examine(damaged)).facets;
    expect(decoding?.warnings).toEqual([
      { cause: 'bad-huffman-code', offset: expect.any(Number), text: 'no such code' },
    ]);
    expect(isAtTheCode(damaged, decoding?.warnings[0]?.offset)).toBe(true);
    expect(preview).toBeDefined();
  });

  it.each([320, 2100])('names it in a file of %i pixels a side with an oddity as well', async (side) => {
    const damaged = await silentlyDamaged(side);
    // The scan's last coefficient, 63 in every sequential scan.
    damaged[scanData(damaged) - 2] = 62;
    expect(causesOf(await examine(damaged))).toEqual(['odd-sos-parameters', 'bad-huffman-code']);
  });

  it('leaves flat pictures alone, whose data are long runs of a byte', async () => {
    for (const bytes of await Promise.all([
      flat(1501, 1203).toBuffer(),
      flat(1501, 1203, '4:4:4').toBuffer(),
      flat(1501, 1203).toColourspace('b-w').toBuffer(),
      flat(1501, 1203).jpeg({ progressive: true }).toBuffer(),
    ])) {
      expect(hasByteRun(bytes, scanData(bytes))).toBe(true);
      expect((await examine(bytes)).facets.decoding).toEqual({ decoder: 'libjpeg-turbo', warnings: [] });
    }
  });

  it('follows the codes itself above 65,535 MCUs, and leaves flat pictures alone there', async () => {
    const bytes = await flat(2100, 2100, '4:4:4').toBuffer();
    expect(withoutFastPath(bytes, readJpegHead(bytes))).toBeUndefined();
    expect((await examine(bytes)).facets.decoding?.warnings).toEqual([]);
  });

  it('changes no pixel and wakes no complaint when a picture is read the slow way', async () => {
    for (const bytes of [clean, progressive, restarted, gray, fullChroma]) {
      const slow = withoutFastPath(bytes, readJpegHead(bytes))!;
      expect(slow === bytes).toBe(bytes === progressive || bytes === restarted);
      expect(isClean(slow)).toBe(true);
      const { width, height } = readJpegHead(bytes).frame!;
      const [asItIs, slowly] = [bytes, slow].map((source) => {
        const pixels = new Uint8Array(width * height);
        decodeLuma(source, width, height, pixels);
        return pixels;
      });
      expect(Buffer.compare(asItIs!, slowly!)).toBe(0);
    }
  });

  it('sees every run of 71 equal bytes, wherever it begins', () => {
    const random = seeded(3);
    const noise = Uint8Array.from({ length: 400 }, () => Math.floor(random() * 256));
    expect(hasByteRun(noise, 0)).toBe(false);
    for (let at = 0; at <= noise.length - 71; at++) {
      expect(hasByteRun(Uint8Array.from(noise).fill(0x41, at, at + 71), 0)).toBe(true);
    }
  });
});

describe('the walk along the codes', () => {
  const files = [clean, progressive];

  it('explains whatever libjpeg rejects, and never throws', () => {
    fc.assert(
      fc.property(fc.constantFrom(...files), fc.integer(), fc.integer({ min: 1, max: 40 }), (file, seed, count) => {
        const random = seeded(seed);
        const damaged = Buffer.from(file);
        const from = scanData(file);
        for (let i = 0; i < count; i++) {
          damaged[from + Math.floor(random() * (file.length - 2 - from))] = Math.floor(random() * 256);
        }
        const { complaints, followed: isFollowed } = followed(damaged);
        if (isFollowed && !isClean(damaged)) expect(complaints).not.toEqual([]);
        for (const { offset } of complaints) {
          expect(offset).toBeGreaterThanOrEqual(0);
          expect(offset).toBeLessThanOrEqual(damaged.length);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('survives any bytes behind a JPEG beginning', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), fc.nat(scanData(clean)), async (tail, kept) => {
        const made = await examine(Buffer.concat([clean.subarray(0, Math.max(3, kept)), tail]));
        expect(made.faults.length + (made.facets.decoding === undefined ? 0 : 1)).toBe(1);
      }),
      // The first example was once read beyond its end, in a scan header that the file cuts.
      { numRuns: 100, examples: [[Uint8Array.from([0]), 320]] },
    );
  });
});
