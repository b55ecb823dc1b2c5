import { roundToHalf } from '../measures/half-rounding.ts';
import { jsonNumber } from '../model/json.ts';
import type { LossesOfZero, LossOfZero } from '../model/summary.ts';

const PRECISIONS = { float32: Math.fround, float16: roundToHalf } as const;

/** Of one precision: losses of single samples, each made in that precision from a target that was rounded to it first. */
const lossOf = (
  lists: readonly Float64Array[],
  lossAt: (value: number) => number,
  round: (value: number) => number,
) => {
  let sum = 0;
  let largest = 0;
  let overflows = 0;
  let n = 0;
  for (const list of lists) {
    for (const value of list) {
      const loss = lossAt(round(value));
      sum += loss;
      largest = Math.max(largest, loss);
      if (!Number.isFinite(loss)) overflows += 1;
      n += 1;
    }
  }
  return { mean: jsonNumber(round(n === 0 ? 0 : sum / n)), largest: jsonNumber(largest), overflows } as LossOfZero;
};

/**
 * What a network costs that answers 0, as a fresh one nearly does: y² and |y| of each sample, without a factor. The sum over the samples
 * is kept wider, as frameworks do, and the mean rounded at the end.
 */
export const lossesOfZero = (lists: readonly Float64Array[]): LossesOfZero => {
  const of = (round: (value: number) => number) => ({
    l2: lossOf(lists, (value) => round(value * value), round),
    l1: lossOf(lists, Math.abs, round),
  });
  return { float32: of(PRECISIONS.float32), float16: of(PRECISIONS.float16) };
};
