import sharp from 'sharp';
import { createImageExaminer } from '../../src/decode/image.ts';
import type { LumaReducer } from '../../src/decode/ports.ts';
import { hasLoneBlock } from '../../src/measures/lone-block.ts';
import { type Limits, limitsSchema } from '../../src/model/config.ts';
import type { FileFacet, Luma, Made } from '../../src/model/facets.ts';

/** A generator of numbers in 0..1 that says the same for the same seed (mulberry32). */
export const seeded = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** Smooth shapes with noise: compresses like a photograph. */
export const photo = (width: number, height: number, seed = 1) => {
  const random = seeded(seed);
  const data = Buffer.alloc(width * height * 3);
  for (let i = 0; i < data.length; i++) {
    const x = Math.floor(i / 3) % width;
    const y = Math.floor(i / 3 / width);
    const value = 128 + 60 * Math.sin(x / 17) + 50 * Math.cos(y / 11) + 10 * (i % 3) + 40 * (random() - 0.5);
    data[i] = Math.max(0, Math.min(255, value));
  }
  return sharp(data, { raw: { width, height, channels: 3 } });
};

/** Keeps the luma as it is: tests see what the decoder left in the scratch area. */
export const keepAll = (): LumaReducer => {
  let memory = new Uint8Array(0);
  return {
    scratch: (bytes) => {
      if (memory.length < bytes) memory = new Uint8Array(bytes);
      return memory;
    },
    hasLoneBlock: (width, height) => hasLoneBlock({ width, height, data: memory }),
    reduce: (width, height): Luma => ({ width, height, data: memory.slice(0, width * height) }),
  };
};

export const limitsWith = (limits: Partial<Limits> = {}): Limits => limitsSchema.parse(limits);

export const examineWith = (limits: Partial<Limits> = {}) => {
  const examiner = createImageExaminer({ limits: limitsWith(limits), luma: keepAll() });
  return async (bytes: Uint8Array, extension = 'jpg'): Promise<Made> => {
    const file: FileFacet = { size: bytes.length, extension };
    return examiner.examine(bytes, file);
  };
};

export const causesOf = (made: Made): readonly string[] =>
  (made.facets.decoding?.warnings ?? []).map(({ cause }) => cause);
