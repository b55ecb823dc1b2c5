import { nearestIn } from '../measures/float-formats.ts';
import { jsonNumber } from '../model/json.ts';
import type { LossesOfZero, LossOfZero } from '../model/summary.ts';

type Round = (value: number) => number;

const createTally = (round: Round) => {
  let sum = 0;
  let largest = 0;
  let overflows = 0;
  return {
    add: (loss: number): void => {
      sum += loss;
      if (loss > largest) largest = loss;
      if (loss === Number.POSITIVE_INFINITY) overflows += 1;
    },
    of: (n: number) =>
      ({ mean: jsonNumber(round(n === 0 ? 0 : sum / n)), largest: jsonNumber(largest), overflows }) as LossOfZero,
  };
};

/** In one precision: each loss is made in it, from a target that was rounded to it first. */
const lossesIn = (lists: readonly Float64Array[], round: Round) => {
  const l2 = createTally(round);
  const l1 = createTally(round);
  let n = 0;
  for (const list of lists) {
    for (let at = 0; at < list.length; at += 1) {
      const value = round(list[at]!);
      l2.add(round(value * value));
      l1.add(Math.abs(value));
    }
    n += list.length;
  }
  return { l2: l2.of(n), l1: l1.of(n) };
};

/**
 * What a network costs that answers 0, as a fresh one nearly does: y² and |y| of each sample, without a factor. The sum over the samples
 * is kept wider, as frameworks do, and the mean rounded at the end.
 */
export const lossesOfZero = (lists: readonly Float64Array[]): LossesOfZero => ({
  float32: lossesIn(lists, Math.fround),
  float16: lossesIn(lists, (value) => nearestIn('float16', value)),
});
