import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { causesOf, examineWith, photo } from '../pictures.ts';

const examine = examineWith();

const riff = (...chunks: readonly Buffer[]): Buffer => {
  const body = Buffer.concat([Buffer.from('WEBP'), ...chunks]);
  const head = Buffer.alloc(8);
  head.write('RIFF');
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body]);
};
const chunk = (type: string, data: Uint8Array): Buffer => {
  const head = Buffer.alloc(8);
  head.write(type);
  head.writeUInt32LE(data.length, 4);
  return Buffer.concat([head, data, Buffer.alloc(data.length & 1)]);
};
const u24 = (value: number): readonly number[] => [value & 255, (value >> 8) & 255, value >> 16];
const extended = (flags: number, width: number, height: number): Buffer =>
  chunk('VP8X', Buffer.from([flags, 0, 0, 0, ...u24(width - 1), ...u24(height - 1)]));
const animation = chunk('ANIM', Buffer.alloc(6));
const frame = (width: number, height: number, ...chunks: readonly Buffer[]): Buffer =>
  chunk(
    'ANMF',
    Buffer.concat([Buffer.from([0, 0, 0, 0, 0, 0, ...u24(width - 1), ...u24(height - 1), 0, 0, 0, 0]), ...chunks]),
  );

const lossy = (await photo(30, 20).webp().toBuffer()).subarray(12);
const lossless = (await photo(30, 20).webp({ lossless: true }).toBuffer()).subarray(12);
const alpha = chunk('ALPH', Buffer.concat([Buffer.from([0]), Buffer.alloc(600, 200)]));

const changed = (at: number, value: number): Buffer => {
  const made = Buffer.from(lossy);
  made[at] = value;
  return made;
};

describe('a WebP', () => {
  const told = async (bytes: Buffer) => {
    const made = await examine(bytes, 'webp');
    return {
      damage: (made.facets.container?.damage ?? []).map(({ detail }) => detail),
      causes: causesOf(made),
      faults: made.faults.length,
    };
  };

  it.each([
    ['a lossy picture', riff(lossy)],
    ['a lossless one', riff(lossless)],
    ['a canvas and its picture', riff(extended(0, 30, 20), lossy)],
    ['alpha', riff(extended(0x10, 30, 20), alpha, lossy)],
    ['frames', riff(extended(0x02, 30, 20), animation, frame(30, 20, lossy), frame(30, 20, lossless))],
    ['a chunk that nobody knows', riff(extended(0, 30, 20), lossy, chunk('ABCD', Buffer.from('x')))],
  ])('of %s is whole', async (_name, bytes) => {
    expect(await told(bytes)).toEqual({ damage: [], causes: [], faults: 0 });
  });

  it.each([
    ['without a picture', riff(extended(0, 30, 20)), 'no image chunk'],
    ['whose canvas is another size', riff(extended(0, 31, 20), lossy), 'a canvas of 31 x 20 holds 30 x 20'],
    ['of two pictures', riff(lossy, lossy), 'a second picture'],
    ['with alpha behind its picture', riff(extended(0x10, 30, 20), lossy, alpha), 'ALPH behind the picture'],
    ['with bytes that are no chunk', riff(lossy, Buffer.from('abc')), '3 bytes that are no chunk'],
    [
      'whose frame leaves the canvas',
      riff(extended(0x02, 20, 20), animation, frame(30, 20, lossy)),
      'a frame leaves the canvas',
    ],
    ['whose frame holds nothing', riff(extended(0x02, 30, 20), animation, frame(30, 20)), 'a frame without a picture'],
    [
      'whose frame holds another size',
      riff(extended(0x02, 40, 20), animation, frame(31, 20, lossy)),
      'a frame of 31 x 20 holds 30 x 20',
    ],
    ['with frames and no ANIM', riff(extended(0x02, 30, 20), frame(30, 20, lossy)), 'ANMF before ANIM'],
    ['animated without frames', riff(extended(0x02, 30, 20), lossy), 'an animation without frames'],
    ['of a frame that is no key frame', riff(changed(8, lossy[8]! | 1)), 'VP8 without a key frame'],
    ['of a frame that is not shown', riff(changed(8, lossy[8]! & ~0x10)), 'VP8 frame that is not to be shown'],
    ['whose partition is longer than its chunk', riff(changed(10, 0x7f)), 'VP8 partition longer than its chunk'],
  ])('%s is damaged', async (_name, bytes, detail) => {
    expect((await told(bytes)).damage).toContain(detail);
  });

  it('that announces metadata which is not there is odd, and no pixel differs', async () => {
    expect(await told(riff(extended(0x20 | 0x08, 30, 20), lossy))).toEqual({
      damage: [],
      causes: ['metadata', 'metadata'],
      faults: 0,
    });
  });

  it('has alpha where its flag or its chunks say so', async () => {
    const header = async (bytes: Buffer) => (await examine(bytes, 'webp')).facets.header;
    expect(await header(riff(extended(0x10, 30, 20), lossy))).toMatchObject({ alpha: true, channels: 4 });
    expect(await header(riff(extended(0, 30, 20), alpha, lossy))).toMatchObject({ alpha: true, channels: 4 });
    expect(await header(riff(lossy))).toMatchObject({ alpha: false, channels: 3 });
  });

  it.each(['png', 'webp'] as const)('names the color profile, as a %s does', async (format) => {
    const bytes = await sharp(await photo(9, 9).png().toBuffer())
      .withIccProfile('p3')
      .toFormat(format)
      .toBuffer();
    const { header } = (await examine(bytes, format)).facets;
    expect(header?.profile).toMatch(/P3/);
    expect((await examine(riff(lossy), 'webp')).facets.header).not.toHaveProperty('profile');
  });
});

describe('a GIF', () => {
  it('whose codes go on behind the last pixel is doubtful', async () => {
    const gif = (codes: readonly number[]) =>
      Buffer.from([
        ...Buffer.from('GIF89a'),
        ...[2, 0, 2, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255],
        ...[0x2c, 0, 0, 0, 0, 2, 0, 2, 0, 0, 2, codes.length, ...codes, 0, 0x3b],
      ]);
    // Clear 4 and 0 0 0 in three bits each, then 0 and end 5, or 0 0 and end, in four.
    expect(causesOf(await examine(gif([0b00000100, 0, 0b0101]), 'gif'))).toEqual([]);
    expect(causesOf(await examine(gif([0b00000100, 0, 0b01010000]), 'gif'))).toEqual(['extraneous-bytes']);
  });
});
