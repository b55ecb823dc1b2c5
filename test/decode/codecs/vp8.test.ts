import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodeVp8 } from '../../../src/decode/codecs/vp8.ts';
import { walkWebp } from '../../../src/decode/container/webp.ts';
import { createShrinker } from '../../../src/decode/small-picture.ts';
import { photo, seeded } from '../pictures.ts';

const frameOf = (bytes: Uint8Array) => {
  const { chunk, bitstream } = walkWebp(bytes).images[0]!;
  return { start: chunk.start, end: chunk.end, width: bitstream.width, height: bitstream.height };
};

const lumaOf = (bytes: Uint8Array) => {
  const frame = frameOf(bytes);
  const luma = new Uint8Array(frame.width * frame.height);
  return { outcome: decodeVp8(bytes, frame, { luma }), luma };
};

/** Larger than any picture here: each pixel is a box. */
const wholeShrinker = createShrinker(1000);

const webp = await photo(150, 110).webp({ quality: 80 }).toBuffer();

describe('the luma of a lossy WebP', () => {
  it.each([
    [1, 1, 80],
    [16, 16, 1],
    [17, 33, 100],
    [300, 5, 50],
    [5, 300, 20],
    [90, 60, 5],
    [90, 60, 95],
  ])('of %d x %d at quality %d is libwebp’s', async (width, height, quality) => {
    const bytes = await photo(width, height).webp({ quality }).toBuffer();
    const { outcome, luma } = lumaOf(bytes);
    expect(outcome).toEqual({ warnings: [] });
    // libwebp hands out RGB: where none of the three was clipped, they mix to the luma again but for rounding.
    const { data } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
    let compared = 0;
    let farthest = 0;
    for (let at = 0; at < luma.length; at += 1) {
      const [r, g, b] = data.subarray(3 * at, 3 * at + 3) as unknown as [number, number, number];
      if (Math.min(r, g, b) === 0 || Math.max(r, g, b) === 255) continue;
      compared += 1;
      farthest = Math.max(farthest, Math.abs(luma[at]! - (0.299 * r + 0.587 * g + 0.114 * b)));
    }
    expect(farthest).toBeLessThan(2.5);
    expect(compared).toBeGreaterThan(luma.length / 2);
  });

  it('is the same where the colors are asked for', async () => {
    const frame = frameOf(webp);
    const luma = new Uint8Array(frame.width * frame.height);
    decodeVp8(webp, frame, { luma, shrinker: createShrinker(16) });
    expect(Buffer.compare(luma, lumaOf(webp).luma)).toBe(0);
  });

  it('is told to be doubtful or broken where one bit is wrong, which libwebp hardly ever notices', () => {
    const random = seeded(7);
    const { start, end } = frameOf(webp);
    let told = 0;
    for (let number = 0; number < 100; number += 1) {
      const damaged = Buffer.from(webp);
      const bit = Math.floor(random() * (end - start - 10) * 8);
      damaged[start + 10 + (bit >> 3)]! ^= 1 << (bit & 7);
      const { outcome } = lumaOf(damaged);
      if ('fault' in outcome || outcome.warnings.length > 0) told += 1;
    }
    expect(told).toBeGreaterThan(85);
  });

  it('whose blocks run past their partition is broken', () => {
    const frame = frameOf(webp);
    const outcome = decodeVp8(webp, { ...frame, end: frame.start + ((frame.end - frame.start) >> 1) }, {});
    expect(outcome).toMatchObject({ fault: { kind: 'malformed', cause: 'premature-end' } });
  });

  it('may have a partition that is a few bytes longer than its codes, not many', () => {
    const { start, end, width, height } = frameOf(webp);
    const longer = (bytes: number) => {
      const padded = Buffer.concat([webp.subarray(start, end), Buffer.alloc(bytes)]);
      return decodeVp8(padded, { start: 0, end: padded.length, width, height }, {});
    };
    expect(longer(8)).toEqual({ warnings: [] });
    expect(longer(100)).toMatchObject({ warnings: [{ cause: 'unknown' }] });
  });

  it('ends for any bytes', () => {
    const frame = frameOf(webp);
    fc.assert(
      fc.property(fc.nat(frame.end - frame.start - 1), fc.uint8Array({ maxLength: 80 }), (at, bytes) => {
        const changed = Buffer.from(webp);
        changed.set(bytes.subarray(0, frame.end - frame.start - at), frame.start + at);
        const outcome = decodeVp8(changed, frame, {});
        expect('fault' in outcome || outcome.warnings.length <= 1).toBe(true);
      }),
    );
  });
});

describe('the colors of a lossy WebP', () => {
  it.each([
    [1, 1, 80],
    [16, 16, 1],
    [17, 33, 100],
    [300, 5, 50],
    [5, 300, 20],
    [90, 60, 1],
    [91, 60, 40],
    [150, 110, 80],
  ])('of %d x %d at quality %d are libwebp’s, pixel by pixel', async (width, height, quality) => {
    const shapes = { create: { width: (width + 1) >> 1, height, channels: 3, background: '#a04870' } } as const;
    const bytes = await photo(width, height)
      .composite([{ input: shapes, left: 0, top: 0, blend: 'overlay' }])
      .webp({ quality })
      .toBuffer();
    decodeVp8(bytes, frameOf(bytes), { shrinker: wholeShrinker });
    const colors = wholeShrinker.take()!.data;
    const { data } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
    expect(Buffer.compare(colors, data)).toBe(0);
  });
});
