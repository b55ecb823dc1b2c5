import { existsSync } from 'node:fs';
import { readLines } from '../../catalog/read-lines.ts';
import { mergeMoments, momentsOfEqual, NO_MOMENTS, type RunningMoments, varianceOf } from '../../measures/moments.ts';
import type { FeatureLine, FeatureSums } from '../../model/feature-line.ts';
import type { Preprocess } from '../../model/probe.ts';
import { createEarly, type FeatureMoments } from '../../probe/feature-steps.ts';

/** Of samples of as many values: those of another shape are no part of the same dataset to a trainer. */
export type FeatureMomentsBySize = ReadonlyMap<number, FeatureMoments>;

interface Series {
  readonly moments: RunningMoments;
  readonly min: number;
  readonly max: number;
}

const NONE: Series = { moments: NO_MOMENTS, min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY };

const seriesOf = ({ n, min, max, mean, variance }: Omit<FeatureSums, 'nonfinite'>): Series => {
  if (n === 0 || min === null || max === null || mean === null) return NONE;
  if (min === max) return { moments: momentsOfEqual(n, min), min, max };
  // A sum of squares that fits no double is written as null.
  const spread = variance === null ? Number.POSITIVE_INFINITY : variance * n;
  return { moments: { ...NO_MOMENTS, n, mean, spread }, min, max };
};

const merged = (one: Series, other: Series): Series => ({
  moments: mergeMoments(one.moments, other.moments),
  min: Math.min(one.min, other.min),
  max: Math.max(one.max, other.max),
});

/** Mean and variance. A feature without any finite value stays as it is: its rows are told of anyway. */
const told = ({ moments, min, max }: Series): readonly [mean: number, variance: number] => {
  if (moments.n === 0) return [0, 1];
  return min === max ? [min, 0] : [moments.mean, varianceOf(moments)];
};

/** Of a part's lines, one after the other. */
const addPart = (sums: Map<number, Series[]>, part: readonly Series[]): void => {
  const known = sums.get(part.length);
  sums.set(part.length, known === undefined ? [...part] : known.map((series, at) => merged(series, part[at]!)));
};

/** Scale is linear; what a function makes of values was summed for itself. */
const metBy = (line: FeatureLine, scale: (value: number) => number): Series => {
  if (line.met !== undefined) return seriesOf(line.met);
  const { moments, min, max } = seriesOf(line);
  if (moments.n === 0) return NONE;
  const factor = scale(1);
  const ends = [scale(min), scale(max)];
  const scaled = { ...NO_MOMENTS, n: moments.n, mean: scale(moments.mean), spread: moments.spread * factor * factor };
  return { moments: scaled, min: Math.min(...ends), max: Math.max(...ends) };
};

/**
 * Mean and variance of every feature over the dataset, all parts together, as `standardize: features` meets them: after scale and function.
 * Read from the sealed lines of the listing; none where nothing was listed.
 */
export const featureMoments = (path: string, preprocess: Preprocess | undefined): FeatureMomentsBySize => {
  const sums = new Map<number, Series[]>();
  if (preprocess?.standardize !== 'features' || !existsSync(path)) return new Map();
  const { function: _, ...linear } = preprocess;
  const scale = createEarly(linear);
  let name: string | undefined;
  let part: Series[] = [];
  for (const text of readLines(path)) {
    const line = JSON.parse(text) as FeatureLine;
    if (line.part !== name && part.length > 0) {
      addPart(sums, part);
      part = [];
    }
    name = line.part;
    part.push(metBy(line, scale));
  }
  if (part.length > 0) addPart(sums, part);
  return new Map(
    [...sums].map(([size, series]) => {
      const pairs = series.map(told);
      const [mean, variance] = [pairs.map(([each]) => each), pairs.map(([, each]) => each)];
      return [size, { mean: Float64Array.from(mean), variance: Float64Array.from(variance) }];
    }),
  );
};
