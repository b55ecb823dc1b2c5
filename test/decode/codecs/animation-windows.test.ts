import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodeWithSharp } from '../../../src/decode/codecs/sharp.ts';
import { photo } from '../pictures.ts';

const [WIDTH, HEIGHT, FRAMES] = [40, 30, 7];
const FRAME_BYTES = WIDTH * HEIGHT * 4;

/** Seven frames, each another picture. */
const stack = await photo(WIDTH, HEIGHT * FRAMES)
  .raw()
  .toBuffer();
const raw = { width: WIDTH, height: HEIGHT * FRAMES, channels: 3, pageHeight: HEIGHT } as const;
const webp = await sharp(stack, { raw }).webp({ lossless: true }).toBuffer();
const gif = await sharp(stack, { raw }).gif().toBuffer();

const decode = (bytes: Uint8Array, framesAtOnce: number, timeoutS = 10) =>
  decodeWithSharp(bytes, { index: 'all', maxPixels: 1e9, timeoutS, windowBytes: framesAtOnce * FRAME_BYTES });

describe.each([
  ['WebP', webp],
  ['GIF', gif],
])('an animated %s', (_name, bytes) => {
  it('shows its first frame, however many are composed at a time', async () => {
    const whole = await decode(bytes, FRAMES);
    expect(whole).toMatchObject({ luma: { width: WIDTH, height: HEIGHT }, warnings: [] });
    for (const atOnce of [1, 2, 3, 6]) expect(await decode(bytes, atOnce)).toEqual(whole);
  });

  it('is given up when all frames together take too long', async () => {
    expect(await decode(bytes, 1, 0)).toMatchObject({ fault: { kind: 'timeout', cause: 'soft-timeout' } });
  });
});

describe('damage in the last frame of a WebP', () => {
  const damaged = Buffer.from(webp);
  damaged.fill(0xff, webp.lastIndexOf('VP8L') + 13, webp.lastIndexOf('VP8L') + 200);

  it.each([1, 2, 3, 6, 7])('is found with %i frames composed at a time', async (atOnce) => {
    expect(await decode(damaged, atOnce)).toMatchObject({ fault: { kind: 'malformed' } });
  });
});
