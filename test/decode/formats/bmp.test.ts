import { describe, expect, it } from 'vitest';
import { causesOf, examineWith, photo } from '../pictures.ts';
import { bmp24, bmpOf, lumaOf, picture, u16, u32 } from './rasters.ts';

const examine = examineWith();
const BLACK_RED_WHITE = [0x000000, 0xff0000, 0xffffff];
const lumaIn = async (bytes: Uint8Array): Promise<number[]> => [...(await examine(bytes, 'bmp')).facets.preview!.data];
const kindsOf = async (bytes: Uint8Array) => (await examine(bytes, 'bmp')).faults.map(({ kind }) => kind);

/** One row of 16-bit pixels, padded. */
const masked = (bits: number, masks: readonly number[], data: Buffer): Buffer =>
  bmpOf({ width: 2, height: 1, bits, compression: 3, colors: masks, data });

describe('a bitmap', () => {
  it('of indices shows their colors', async () => {
    const bytes = bmpOf({
      width: 3,
      height: 1,
      bits: 8,
      colors: BLACK_RED_WHITE,
      used: 3,
      data: Buffer.from([0, 1, 2, 9]),
    });
    const { header, preview } = (await examine(bytes, 'bmp')).facets;
    expect([...preview!.data]).toEqual([0, 76, 255]);
    expect(header).toMatchObject({ color: 'palette', channels: 3, depth: 8, alpha: false });
  });

  it.each([
    [1, [0b10000000, 0, 0, 0]],
    [2, [0b01000000, 0, 0, 0]],
    [4, [0x10, 0, 0, 0]],
  ])('of %i bits a pixel takes the first from the highest bits', async (bits, row) => {
    const bytes = bmpOf({ width: 2, height: 1, bits, colors: [0, 0xff0000], used: 2, data: Buffer.from(row) });
    expect(await lumaIn(bytes)).toEqual([76, 0]);
  });

  it('of black and white is bilevel', async () => {
    const bytes = bmpOf({ width: 1, height: 1, bits: 1, colors: [0, 0xffffff], data: Buffer.alloc(4) });
    expect((await examine(bytes, 'bmp')).facets.header).toMatchObject({ color: 'bilevel', channels: 1, depth: 1 });
  });

  it('from the top is not turned', async () => {
    const rows = bmpOf({ width: 1, height: -2, bits: 8, colors: BLACK_RED_WHITE, used: 3, data: u32(2, 0) });
    expect(await lumaIn(rows)).toEqual([255, 0]);
  });

  it('of masked bits is scaled to 8', async () => {
    expect(await lumaIn(masked(16, [0xf800, 0x07e0, 0x1f], u16(0xffff, 0xf800)))).toEqual([255, 76]);
    expect(await lumaIn(masked(32, [0x3ff00000, 0xffc00, 0x3ff], u32(0x3fffffff, 0x3ff00000)))).toEqual([255, 76]);
  });

  it.each([
    ['a color without bits', [0xff00, 0xff, 0]],
    ['masks that overlap', [0xf800, 0x0fe0, 0x1f]],
    ['a mask with gaps', [0xa800, 0x07e0, 0x1f]],
    ['a mask beyond the pixel', [0xff0000, 0x07e0, 0x1f]],
  ])('with %s is malformed', async (_, masks) => {
    expect(await kindsOf(masked(16, masks, u16(0, 0)))).toEqual(['malformed']);
  });

  it('whose mask of opacity cannot be has none', async () => {
    const head = Buffer.concat([u32(108), u32(1, 1), u16(1, 16), u32(3, 4, 0, 0, 0, 0)]);
    const masks = u32(0xf800, 0x7e0, 0x1f, 0xff000000);
    const rest = Buffer.alloc(108 - head.length - masks.length);
    const file = [Buffer.from('BM'), u32(126, 0, 122), head, masks, rest, u16(0xf800, 0)];
    const { header, preview } = (await examine(Buffer.concat(file), 'bmp')).facets;
    expect(header).toMatchObject({ alpha: false, channels: 3 });
    expect([...preview!.data]).toEqual([76]);
  });

  it('of the first OS/2 has three bytes a color', async () => {
    const colors = Buffer.from([0, 0, 0, 0, 0, 255]);
    const head = Buffer.concat([u32(12), u16(2, 1, 1, 1), colors]);
    const bytes = Buffer.concat([Buffer.from('BM'), u32(36, 0, 32), head, Buffer.from([0x40, 0, 0, 0])]);
    expect(await lumaIn(bytes)).toEqual([0, 76]);
  });

  it('with an index that names no color is malformed where it stands', async () => {
    const data = Buffer.from([0, 1, 3, 0]);
    const bytes = bmpOf({ width: 3, height: 1, bits: 8, colors: BLACK_RED_WHITE, used: 3, data });
    expect((await examine(bytes, 'bmp')).faults).toMatchObject([{ facet: 'decoding', kind: 'malformed', offset: 68 }]);
  });

  it.each([
    ['no pixels', { width: 0 }],
    ['a negative width', { width: -3 }],
    ['30,000 planes', { planes: 30_000 }],
    ['30,000 bits', { bits: 30_000 }],
    ['more colors than the file holds', { bits: 8, used: 0xff000006 }],
    ['run lengths of 24 bits', { compression: 1 }],
    ['an unknown compression', { compression: 77 }],
  ])('with %s is malformed', async (_, wrong) => {
    expect(await kindsOf(bmpOf({ width: 1, height: 1, bits: 24, data: Buffer.alloc(4), ...wrong }))).toEqual([
      'malformed',
    ]);
  });

  it.each([0, 40, 58])('is whole though its size is said to be %i bytes', async (fileBytes) => {
    const bytes = bmpOf({ width: 1, height: 1, bits: 24, data: Buffer.alloc(4), fileBytes });
    const made = await examine(bytes, 'bmp');
    expect(made.faults).toEqual([]);
    expect(causesOf(made)).toEqual([]);
  });

  it('said to be longer than the file is doubtful', async () => {
    const bytes = bmpOf({ width: 1, height: 1, bits: 24, data: Buffer.alloc(4), fileBytes: 5000 });
    expect(causesOf(await examine(bytes, 'bmp'))).toEqual(['unknown']);
  });

  it('without the padding of its last row, as it was written, is doubtful', async () => {
    const made = await examine(bmpOf({ width: 1, height: 1, bits: 24, data: Buffer.alloc(3) }), 'bmp');
    expect(made.faults).toEqual([]);
    expect(causesOf(made)).toEqual(['unknown']);
  });

  it.each([
    ['jpeg', 4],
    ['png', 5],
  ] as const)('that wraps a %s is what that is', async (format, compression) => {
    const payload = await photo(16, 8).toFormat(format).toBuffer();
    const whole = bmpOf({ width: 16, height: 8, bits: 0, compression, data: payload });
    const made = await examine(whole, 'bmp');
    expect(made.faults).toEqual([]);
    expect(made.facets.header).toMatchObject({ format: 'bmp', width: 16, height: 8 });
    expect(made.facets.container).toEqual({ format: 'bmp', end: whole.length, damage: [] });
    const cut = await examine(whole.subarray(0, -2), 'bmp');
    expect(cut.facets.container?.missing).toBeDefined();
  });
});

describe('run lengths of a bitmap', () => {
  const runs = (codes: readonly number[], bits = 8) =>
    bmpOf({
      width: 4,
      height: 2,
      bits,
      compression: bits === 8 ? 1 : 2,
      colors: BLACK_RED_WHITE,
      used: 3,
      data: Buffer.from(codes),
    });
  const END = [0, 1];

  it('repeat, copy, skip and end', async () => {
    const codes = [2, 1, 0, 2, 1, 0, 1, 2, 0, 0, 0, 3, 2, 1, 0, 0, ...END];
    expect(await lumaIn(runs(codes))).toEqual([255, 76, 0, 0, 76, 76, 0, 255]);
  });

  it('of nibbles take two colors in turn', async () => {
    expect(await lumaIn(runs([4, 0x12, 0, 0, 0, 3, 0x21, 0x00, ...END], 4))).toEqual([255, 76, 0, 0, 76, 255, 76, 255]);
  });

  it('below the last row are malformed', async () => {
    expect(await kindsOf(runs([4, 1, 0, 0, 4, 1, 0, 0, 4, 1, ...END]))).toEqual(['malformed']);
  });

  it('past the end of a row, which readers cut off, are doubtful', async () => {
    const made = await examine(runs([9, 1, 0, 0, 4, 1, ...END]), 'bmp');
    expect(made.faults).toEqual([]);
    expect(causesOf(made)).toEqual(['unknown']);
  });

  it('that fill the picture and do not end, as they were written, are doubtful', async () => {
    const made = await examine(runs([4, 1, 0, 0, 4, 1]), 'bmp');
    expect(made.faults).toEqual([]);
    expect(causesOf(made)).toEqual(['unknown']);
  });

  it('that stop short are cut', async () => {
    expect(await kindsOf(runs([4, 1, 0, 0, 2, 1]))).toEqual(['truncated']);
  });
});

it('a bitmap whose rows are padded by any number of bytes keeps every pixel', async () => {
  for (const width of [1, 2, 3, 4, 5]) {
    const pixels = picture(width, 3, width);
    expect((await examine(bmp24(pixels), 'bmp')).facets.preview?.data).toEqual(lumaOf(pixels));
  }
});
