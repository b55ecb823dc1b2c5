import type { ArrayStatistics } from '../model/facets.ts';
import {
  isCentered,
  mergeMoments,
  momentsOfEqual,
  momentsOfSums,
  NO_MOMENTS,
  type RunningMoments,
  varianceOf,
} from './moments.ts';
import type { NumberKind } from './number-kinds.ts';
import { kernelExtremes, kernelSums } from './scan-kernel.ts';

/** Brings sums that overflow back into a double's range. */
const DOWN = 2 ** -64;

interface Block {
  readonly moments: RunningMoments;
  readonly min: number;
  readonly max: number;
}

/** Of `count` numbers in the kernel's memory, around a guess of their mean; undefined where none is finite. */
const blockOf = (place: number, count: number, kind: NumberKind, guess: number): Block | undefined => {
  let scale = 0;
  let sums = kernelSums(place, count, kind, guess, scale);
  if (!Number.isFinite(sums.sum)) {
    scale = 1;
    sums = kernelSums(place, count, kind, guess, scale);
  }
  const { n, min, max } = sums;
  if (n === 0) return undefined;
  if (min === max) return { moments: momentsOfEqual(n, min), min, max };
  if (!Number.isFinite(sums.sum)) {
    const mean = kernelSums(place, count, kind, 0, DOWN).sum / n / DOWN;
    return { moments: { ...NO_MOMENTS, n, mean, spread: Number.POSITIVE_INFINITY }, min, max };
  }
  let center = guess;
  if (!isCentered(sums)) {
    center += sums.sum / n;
    sums = kernelSums(place, count, kind, center, scale);
  }
  return { moments: momentsOfSums({ ...sums, center }), min, max };
};

export interface StatisticsOfBlocks {
  /** The next `count` numbers, little-endian, at `place` in the kernel's memory. */
  readonly add: (place: number, count: number) => void;
  /** Undefined without a finite number. */
  readonly result: () => ArrayStatistics | undefined;
}

/**
 * Statistics of the finite numbers, added in blocks. Each block is summed around the mean of those before it, and once more around its
 * own where that was far off, so cancellation costs two bits at most. Equal blocks give the same last bit.
 */
export const createStatistics = (kind: NumberKind): StatisticsOfBlocks => {
  let all = NO_MOMENTS;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  let least: bigint | undefined;
  let most: bigint | undefined;

  const widenExact = (place: number, count: number): void => {
    const [low, high] = kernelExtremes(place, count, kind);
    if (least === undefined || low < least) least = low;
    if (most === undefined || high > most) most = high;
  };
  return {
    add: (place, count) => {
      if (count === 0) return;
      const block = blockOf(place, count, kind, all.mean);
      if (block === undefined) return;
      all = mergeMoments(all, block.moments);
      min = Math.min(min, block.min);
      max = Math.max(max, block.max);
      if (kind.family === 'integer' && kind.bytes === 8) widenExact(place, count);
    },
    result: () => {
      if (all.n === 0) return undefined;
      const isRounded = !Number.isSafeInteger(min) || !Number.isSafeInteger(max);
      return {
        n: all.n,
        min,
        max,
        ...(isRounded && least !== undefined && { exact: { min: `${least}`, max: `${most}` } }),
        mean: all.mean,
        variance: varianceOf(all),
      };
    },
  };
};
