import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLumaReducer } from '../../src/decode/preview.ts';
import { reduceLuma } from '../../src/measures/luma.ts';

const reducer = createLumaReducer();

/** Byte noise that depends on the seed alone. */
const noise = (bytes: number, seed: number): Uint8Array => {
  const data = new Uint8Array(bytes);
  let state = seed | 1;
  for (let at = 0; at < bytes; at += 1) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    data[at] = state;
  }
  return data;
};

const throughKernel = (pixels: Uint8Array, width: number, height: number) => {
  reducer.scratch(pixels.length).set(pixels);
  return reducer.reduce(width, height);
};

const expectTwins = (pixels: Uint8Array, width: number, height: number) => {
  const [kernel, twin] = [throughKernel(pixels, width, height), reduceLuma(pixels, width, height)];
  expect([kernel.width, kernel.height]).toEqual([twin.width, twin.height]);
  expect(Buffer.compare(kernel.data, twin.data)).toBe(0);
};

describe('the preview', () => {
  it('keeps a picture of at most 256 px as it is', () => {
    const pixels = noise(256 * 3, 1);
    expect(throughKernel(pixels, 256, 3)).toEqual({ width: 256, height: 3, data: pixels });
  });

  it('averages blocks with halves rounded up and ragged edges over the pixels that exist', () => {
    const pixels = new Uint8Array(257 * 3);
    pixels.set([1, 2], 0);
    pixels.set([3, 4], 257);
    pixels[256] = 10;
    pixels[257 * 2] = 9;
    pixels[257 * 3 - 1] = 200;
    const { width, height, data } = throughKernel(pixels, 257, 3);
    expect([width, height]).toEqual([129, 2]);
    expect([data[0], data[128], data[129], data[257]]).toEqual([3, 5, 5, 200]);
  });

  it('is at most 256 px on its long side, whatever the picture', () => {
    for (const side of [257, 511, 512, 513, 65_535]) {
      const { width, height } = throughKernel(new Uint8Array(side), side, 1);
      expect(width).toBeLessThanOrEqual(256);
      expect(height).toBe(1);
    }
  });

  it('equals its plain twin on every small shape around vector and block borders', () => {
    const sides = fc.integer({ min: 1, max: 1100 });
    fc.assert(
      fc.property(sides, fc.integer({ min: 1, max: 40 }), fc.integer(), fc.boolean(), (long, short, seed, tall) => {
        expectTwins(noise(long * short, seed), tall ? short : long, tall ? long : short);
      }),
      { numRuns: 400 },
    );
  });

  it('equals its plain twin on large factors, past 16-bit sums and past exact floats, on noise and on white', () => {
    for (const [width, height] of [
      [4100, 300],
      [300, 4100],
      [66_000, 300],
      [300, 66_000],
      [70_001, 275],
      [131_000, 7],
    ] as const) {
      expectTwins(noise(width * height, width), width, height);
      expectTwins(new Uint8Array(width * height).fill(255), width, height);
    }
  });

  it('owns its bytes: a later picture does not change it', () => {
    const first = throughKernel(noise(500 * 375, 5), 500, 375);
    const copy = first.data.slice();
    throughKernel(noise(3000 * 2000, 6), 3000, 2000);
    expect(Buffer.compare(first.data, copy)).toBe(0);
  });

  it('takes the largest allowed picture, and gives its memory back afterwards', () => {
    const [width, height] = [13_377, 13_377];
    const own = createLumaReducer();
    const scratch = own.scratch(width * height);
    expect(scratch.length).toBe(width * height);
    scratch.fill(200);
    expect(own.reduce(width, height).data.every((level) => level === 200)).toBe(true);
    expect(own.scratch(100).buffer.byteLength).toBeLessThan(2 ** 20);
  });

  it('refuses a picture that no memory can hold with a RangeError', () => {
    expect(() => createLumaReducer().scratch(5 * 2 ** 30)).toThrow(RangeError);
  });
});
