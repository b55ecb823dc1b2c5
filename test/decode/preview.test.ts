import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { releaseMemory } from '../../src/decode/kept-memory.ts';
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
    expect(throughKernel(pixels.subarray(0, 1), 1, 1).data).toEqual(pixels.slice(0, 1));
  });

  it('averages boxes with halves rounded up and ragged edges over the pixels that exist', () => {
    const pixels = new Uint8Array(512 * 3);
    pixels.set([1, 2], 0);
    pixels.set([3, 4], 512);
    pixels.set([10, 9], 512 * 3 - 2);
    const { width, height, data } = throughKernel(pixels, 512, 3);
    expect([width, height]).toEqual([256, 2]);
    expect([data[0], data[511]]).toEqual([3, 10]);
  });

  it('has a long side of 256 px for every larger picture, and keeps its shape', () => {
    for (const [width, height] of [
      [257, 257],
      [500, 375],
      [375, 500],
      [511, 1],
      [1023, 512],
      [65_535, 3],
    ] as const) {
      const preview = throughKernel(new Uint8Array(width * height), width, height);
      expect(Math.max(preview.width, preview.height)).toBe(256);
      const exact = (256 * Math.min(width, height)) / Math.max(width, height);
      expect(Math.abs(Math.min(preview.width, preview.height) - Math.max(1, exact))).toBeLessThan(1);
    }
  });

  it('leaves a flat picture flat at every size', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 900 }),
        fc.integer({ min: 1, max: 900 }),
        fc.integer({ min: 0, max: 255 }),
        (width, height, level) => {
          const { data } = throughKernel(new Uint8Array(width * height).fill(level), width, height);
          expect(data.every((value) => value === level)).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('equals its plain twin on every small shape around vector and block borders', () => {
    const sides = fc.integer({ min: 1, max: 1100 });
    fc.assert(
      fc.property(
        sides,
        fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 200, max: 600 })),
        fc.integer(),
        fc.boolean(),
        (long, short, seed, tall) => {
          expectTwins(noise(long * short, seed), tall ? short : long, tall ? long : short);
        },
      ),
      { numRuns: 300 },
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
    releaseMemory();
    expect(own.scratch(100).buffer.byteLength).toBeLessThan(2 ** 20);
  });

  it('refuses a picture that no memory can hold with a RangeError', () => {
    expect(() => createLumaReducer().scratch(5 * 2 ** 30)).toThrow(RangeError);
  });
});
