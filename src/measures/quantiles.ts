const FIRST_CAPACITY = 1024;

/** Finite numbers in the order they came, 8 bytes each. */
export interface ValueList {
  readonly push: (value: number) => void;
  /** A view of what was pushed so far, in order; stale after the next push. */
  readonly view: () => Float64Array;
}

export const createValueList = (): ValueList => {
  let values = new Float64Array(FIRST_CAPACITY);
  let length = 0;
  return {
    push: (value) => {
      if (length === values.length) {
        const larger = new Float64Array(values.length * 2);
        larger.set(values);
        values = larger;
      }
      values[length] = value;
      length += 1;
    },
    view: () => values.subarray(0, length),
  };
};

/**
 * Exact quantile of ascending numbers with linear interpolation, rounding as numpy's `percentile` does (method 'linear':
 * from the nearer end). `share` in 0..1; NaN for an empty list.
 */
export const quantile = (sorted: Float64Array, share: number): number => {
  if (sorted.length === 0) return Number.NaN;
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  const part = position - below;
  const gap = high - low;
  return part >= 0.5 ? high - gap * (1 - part) : low + gap * part;
};

/** Mean of the middle two, as numpy's `median`. */
export const median = (sorted: Float64Array): number => {
  if (sorted.length === 0) return Number.NaN;
  const middle = sorted.length >> 1;
  if (sorted.length % 2 === 1) return sorted[middle]!;
  const sum = sorted[middle - 1]! + sorted[middle]!;
  return Number.isFinite(sum) ? sum / 2 : sorted[middle - 1]! / 2 + sorted[middle]! / 2;
};
