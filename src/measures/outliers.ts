import { median } from './quantiles.ts';

/** Makes the MAD of normal values their standard deviation. */
const NORMAL = 1.4826;
/** A log scale fits values that lie above -1, all but this share of them. */
const LOG_DOMAIN_SHARE = 0.95;
/** Of fewer values that differ from all the others no spread can be told. */
const FEWEST_DIFFERING = 10;
/** A value is detached when it lies at least this many times as far out as the value before it … */
const DETACHED = 2;
/** … or as this z: nearer gaps are the ordinary ones between the values of a bulk. */
const BULK_Z = 3;

export interface Scale {
  readonly center: number;
  /** Median of the absolute deviations from the center; 0 when half of the values or more are the center itself. */
  readonly mad: number;
  /** What one z is, in the values' own unit: positive. */
  readonly unit: number;
}

/**
 * Center and spread that no outlier moves. With a MAD of 0 the spread is that of the values that differ from the center, and where
 * those are too few, what `unknown` makes of the center: its own magnitude, at least 1.
 */
export const robustScale = (
  values: Float64Array,
  unknown = (center: number): number => Math.max(Math.abs(center), 1),
): Scale => {
  const center = median(values.slice().sort());
  const deviations = values.map((value) => Math.abs(value - center)).sort();
  const mad = median(deviations);
  if (mad > 0) return { center, mad, unit: NORMAL * mad };
  const differing = deviations.subarray(deviations.findIndex((deviation) => deviation > 0));
  const isKnown = deviations.at(-1)! > 0 && differing.length >= FEWEST_DIFFERING;
  return { center, mad, unit: NORMAL * (isKnown ? median(differing) : unknown(center)) };
};

const distances = (values: Float64Array, { center, unit }: Scale): Float64Array =>
  values.map((value) => Math.abs(value - center) / unit);

/** Robust z of each value on the milder of its own scale and, where it lies above -1 as nearly all do, that of log1p. */
const milderZ = (values: Float64Array, scale: Scale): Float64Array => {
  const z = distances(values, scale);
  const inDomain = values.filter((value) => value > -1);
  if (inDomain.length < LOG_DOMAIN_SHARE * values.length) return z;
  const logs = inDomain.map(Math.log1p);
  const logZ = distances(
    logs,
    robustScale(logs, () => 1),
  );
  let next = 0;
  for (const [at, value] of values.entries()) {
    if (value <= -1) continue;
    z[at] = Math.min(z[at]!, logZ[next]!);
    next += 1;
  }
  return z;
};

/** Where the values that lie apart begin: behind the first gap. A long tail thins out without one. */
const detachedFrom = (z: Float64Array): number => {
  const sorted = z.slice().sort();
  for (let at = 1; at < sorted.length; at += 1) {
    if (sorted[at]! >= DETACHED * Math.max(sorted[at - 1]!, BULK_Z)) return sorted[at]!;
  }
  return Number.POSITIVE_INFINITY;
};

export interface Outliers {
  readonly scale: Scale;
  /** Places in `values` and z, farthest first; equals in their order. */
  readonly found: readonly { readonly at: number; readonly z: number }[];
  /** So many of the first of them lie apart from all the others; what does not is the end of a long tail. */
  readonly apart: number;
}

/** Values with a z above `limit`. `values`: finite, at least one. */
export const outliersOf = (values: Float64Array, limit: number): Outliers => {
  const scale = robustScale(values);
  const z = milderZ(values, scale);
  const from = detachedFrom(z);
  const found: { at: number; z: number }[] = [];
  for (const [at, far] of z.entries()) if (far > limit) found.push({ at, z: far });
  const apart = found.filter(({ z: far }) => far >= from).length;
  return { scale, found: found.sort((a, b) => b.z - a.z || a.at - b.at), apart };
};
