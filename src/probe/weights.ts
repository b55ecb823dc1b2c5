import type { Weights } from '../measures/arithmetic.ts';
import { roundTo } from '../measures/float-formats.ts';

/** Any number would do; this one stays, or losses of two versions could not be compared. */
const SEED = 0x70726570;

/** Numbers below this are taken for 0: as a multiple of 2^-24 they would lose digits in float16. */
const SMALLEST = 2 ** -14;

/** 32 random bits at a time (Mulberry32, Tommy Ettinger, public domain). */
const randomWords = (seed: number): (() => number) => {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let word = Math.imul(state ^ (state >>> 15), 1 | state);
    word = (word + Math.imul(word ^ (word >>> 7), 61 | word)) ^ word;
    return (word ^ (word >>> 14)) >>> 0;
  };
};

/**
 * Parameters of a fresh layer: mean 0, variance 2 / fan-in (He et al. 2015), times `gain` in deviation. Each is exact in float16 and
 * in bfloat16. Sums of twelve uniform numbers stand in for normal ones: no logarithm, whose last digit an engine may choose.
 */
export const freshWeights = (
  layer: number,
  { outputs, inputs, side }: Omit<Weights, 'values'>,
  gain: number,
): Weights => {
  const next = randomWords(SEED + layer);
  const fanIn = inputs * side * side;
  const deviation = gain * Math.sqrt(2 / fanIn);
  const values = Float32Array.from({ length: outputs * fanIn }, () => {
    let sum = 0;
    for (let draw = 0; draw < 12; draw += 1) sum += next();
    const value = deviation * (sum / 2 ** 32 - 6);
    return Math.abs(value) < SMALLEST ? 0 : value;
  });
  roundTo('bfloat16', values);
  return { outputs, inputs, side, values };
};
