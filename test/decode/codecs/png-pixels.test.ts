import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { causesOf, examineWith, seeded } from '../pictures.ts';
import { CHANNELS, idat, ihdr, type Layout, pngChunk, pngOf, rawRows, wrongChunk } from '../png-bytes.ts';

const examine = examineWith();

const DEPTHS: Readonly<Record<number, readonly number[]>> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
};

const layouts: fc.Arbitrary<Layout> = fc.constantFrom(0, 2, 3, 4, 6).chain((colorType) =>
  fc.record({
    width: fc.integer({ min: 1, max: 40 }),
    height: fc.integer({ min: 1, max: 20 }),
    depth: fc.constantFrom(...DEPTHS[colorType]!),
    colorType: fc.constant(colorType),
    interlace: fc.constantFrom(0, 1),
  }),
);

const samplesOf = ({ width, height, depth, colorType }: Layout, seed: number): readonly number[] => {
  const random = seeded(seed);
  return Array.from({ length: width * height * CHANNELS[colorType]! }, () => Math.floor(random() * 2 ** depth));
};

const palette = Buffer.from(Array.from({ length: 768 }, (_, i) => (i * 37) & 255));

/** What a pixel's luma is by the specification. */
const lumaOf = ({ depth, colorType }: Layout, samples: readonly number[]): readonly number[] => {
  const channels = CHANNELS[colorType]!;
  const lumas: number[] = [];
  const level = (sample: number): number => Math.round((sample * 255) / (2 ** depth - 1));
  for (let at = 0; at < samples.length; at += channels) {
    const rgb =
      colorType === 3
        ? [...palette.subarray(samples[at]! * 3, samples[at]! * 3 + 3)]
        : [0, 1, 2].map((i) => level(samples[at + i] ?? 0));
    lumas.push(
      channels < 3 && colorType !== 3
        ? rgb[0]!
        : Math.floor((9798 * rgb[0]! + 19235 * rgb[1]! + 3735 * rgb[2]! + 16384) / 32768),
    );
  }
  return lumas;
};

const fileOf = (layout: Layout, samples: readonly number[], filterOf: (row: number) => number): Buffer =>
  pngOf(
    ihdr(layout),
    pngChunk('PLTE', palette.subarray(0, 3 * 2 ** Math.min(8, layout.depth))),
    idat(rawRows(layout, samples, filterOf)),
  );

describe('the pixels of a PNG', () => {
  it('of every color type, depth, filter and interlacing are what was written', async () => {
    await fc.assert(
      fc.asyncProperty(layouts, fc.nat(), fc.nat(4), async (layout, seed, shift) => {
        const samples = samplesOf(layout, seed);
        const made = await examine(
          fileOf(layout, samples, (row) => (row + shift) % 5),
          'png',
        );
        expect(made.faults).toEqual([]);
        expect(causesOf(made).filter((cause) => cause !== 'metadata')).toEqual([]);
        expect([...made.facets.preview!.data]).toEqual(lumaOf(layout, samples));
      }),
    );
  });

  it('packed at every level and by every strategy of deflate are read', async () => {
    const layout: Layout = { width: 60, height: 50, depth: 8, colorType: 2, interlace: 0 };
    const noise = rawRows(layout, samplesOf(layout, 1), (row) => row % 5);
    const flat = rawRows(
      layout,
      samplesOf(layout, 2).map((sample) => sample >> 6),
      () => 0,
    );
    for (const raw of [noise, flat]) {
      for (let level = 0; level <= 9; level += 1) {
        for (let strategy = 0; strategy <= 4; strategy += 1) {
          const packed = deflateSync(raw, { level, strategy, windowBits: 9 + (level % 7), memLevel: 1 + strategy });
          const made = await examine(pngOf(ihdr(layout), pngChunk('IDAT', packed)), 'png');
          expect([made.faults, causesOf(made)]).toEqual([[], []]);
        }
      }
    }
  });

  it('may stand in many pieces', async () => {
    const layout: Layout = { width: 30, height: 20, depth: 8, colorType: 6, interlace: 0 };
    const samples = samplesOf(layout, 3);
    const packed = deflateSync(rawRows(layout, samples, () => 4));
    const pieces = Array.from({ length: packed.length }, (_, at) => pngChunk('IDAT', packed.subarray(at, at + 1)));
    const made = await examine(pngOf(ihdr(layout), ...pieces), 'png');
    expect([made.faults, causesOf(made)]).toEqual([[], []]);
    expect([...made.facets.preview!.data]).toEqual(lumaOf(layout, samples));
  });
});

describe('a stream of pixels', () => {
  const layout: Layout = { width: 20, height: 10, depth: 8, colorType: 2, interlace: 0 };
  const raw = rawRows(layout, samplesOf(layout, 4), () => 0);
  const packed = deflateSync(raw);
  const told = async (data: Uint8Array) => {
    const made = await examine(pngOf(ihdr(layout), pngChunk('IDAT', data)), 'png');
    expect(made.facets.container?.damage).toEqual([]);
    return [...causesOf(made), ...made.faults.map(({ kind, cause }) => `${kind} ${cause}`)];
  };
  const badFilter = Buffer.from(raw);
  badFilter[61] = 9;

  const farBack = deflateSync(Buffer.concat([raw.subarray(0, 305), raw.subarray(0, 305)]));
  // CMF and FLG of a window of 256 bytes, where the rows are copied from 305 bytes before.
  const smallWindow = Buffer.concat([Buffer.from([0x08, 0x1d]), farBack.subarray(2)]);

  it.each([
    ['that is whole', packed, []],
    ['that copies from far back', farBack, []],
    ['that copies from beyond its window, which OpenCV alone refuses', smallWindow, ['unknown']],
    ['that lacks its last row', deflateSync(raw.subarray(0, -61)), ['truncated premature-end']],
    ['that is cut', packed.subarray(0, -40), ['truncated premature-end']],
    ['of nothing', Buffer.alloc(0), ['truncated premature-end']],
    ['that is no deflate', Buffer.alloc(50, 0xff), ['malformed malformed']],
    ['with a wrong checksum', Buffer.concat([packed.subarray(0, -1), Buffer.from([packed.at(-1)! ^ 1])]), ['checksum']],
    ['without its checksum, which OpenCV alone refuses', packed.subarray(0, -4), ['unknown']],
    ['of more rows than the picture has', deflateSync(Buffer.concat([raw, raw])), ['extraneous-bytes']],
    ['with bytes behind it', Buffer.concat([packed, Buffer.from('tail')]), ['metadata']],
    ['with a filter that does not exist', deflateSync(badFilter), ['malformed malformed']],
  ])('%s', async (_name, data, expected) => {
    expect(await told(data)).toEqual(expected);
  });

  it('with a color beyond the palette is doubtful: readers draw it differently', async () => {
    const indexed = { ...layout, colorType: 3 };
    const samples = samplesOf(indexed, 5).map((sample) => sample & 7);
    const rows = rawRows(indexed, samples, () => 0);
    const withColors = (colors: number) =>
      examine(pngOf(ihdr(indexed), pngChunk('PLTE', palette.subarray(0, 3 * colors)), idat(rows)), 'png');
    expect(causesOf(await withColors(8))).toEqual([]);
    expect(causesOf(await withColors(7))).toEqual(['unknown']);
  });
});

describe('a chunk of a PNG', () => {
  const layout: Layout = { width: 4, height: 3, depth: 8, colorType: 2, interlace: 0 };
  const raw = rawRows(layout, samplesOf(layout, 6), () => 0);
  const packed = deflateSync(raw);
  const pixels = pngChunk('IDAT', packed);
  const note = Buffer.from('k\0v');
  const of = async (bytes: Buffer) => {
    const made = await examine(bytes, 'png');
    return [...(made.facets.container?.damage ?? []).map(({ kind }) => kind), ...causesOf(made)];
  };

  it.each([
    [
      'a note whose checksum is wrong before the pixels, which Pillow refuses',
      [ihdr(layout), wrongChunk('tEXt', note), pixels],
      ['crc'],
    ],
    ['the same behind them, which nobody refuses', [ihdr(layout), pixels, wrongChunk('tEXt', note)], ['unknown']],
    ['an unknown ancillary chunk', [ihdr(layout), pngChunk('abCd', note), pixels], []],
    ['an unknown critical chunk', [ihdr(layout), pngChunk('ABCD', note), pixels], ['structure']],
    ['a second IHDR', [ihdr(layout), ihdr(layout), pixels], ['structure']],
    [
      'IDAT apart',
      [
        ihdr(layout),
        pngChunk('IDAT', packed.subarray(0, 9)),
        pngChunk('tEXt', note),
        pngChunk('IDAT', packed.subarray(9)),
      ],
      ['structure'],
    ],
    [
      'a palette of four bytes that nobody needs',
      [ihdr(layout), pngChunk('PLTE', Buffer.alloc(4)), pixels],
      ['metadata'],
    ],
    ['a transparent color that is cut', [ihdr(layout), pngChunk('tRNS', Buffer.alloc(2)), pixels], ['structure']],
    ['Exif that is none', [ihdr(layout), pngChunk('eXIf', Buffer.from('nonsense')), pixels], ['metadata']],
    ['a missing palette', [ihdr({ ...layout, colorType: 3 }), pixels], ['structure']],
    ['a filter method of its own', [ihdr({ ...layout, interlace: 9 }), pixels], ['structure']],
    ['a depth that its color type has not', [ihdr({ ...layout, depth: 4 }), pixels], ['structure']],
  ])('%s', async (_name, chunks, expected) => {
    expect(await of(pngOf(...chunks))).toEqual(expected);
  });
});
