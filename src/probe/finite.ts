import type { LayerActivation, NonfiniteKind } from '../model/probe.ts';

export const kindOf = (value: number): NonfiniteKind => {
  if (Number.isNaN(value)) return 'nan';
  return value > 0 ? '+inf' : '-inf';
};

/** Place of the first value that is NaN or an infinity, -1 for none. */
export const firstNonfinite = (values: ArrayLike<number>): number => {
  for (let at = 0; at < values.length; at += 1) {
    // Zero for every finite number, NaN for all others.
    if (values[at]! * 0 !== 0) return at;
  }
  return -1;
};

/** What a tensor's values come to. */
export const activationOf = (name: string, values: Float32Array): LayerActivation => {
  let largest = 0;
  for (let at = 0; at < values.length; at += 1) {
    const magnitude = Math.abs(values[at]!);
    // NaN is not at most anything.
    if (magnitude <= largest) continue;
    if (!Number.isFinite(magnitude)) return withNonfinite(name, values, at);
    largest = magnitude;
  }
  return { name, largest };
};

const withNonfinite = (name: string, values: Float32Array, index: number): LayerActivation => {
  let largest = 0;
  for (const value of values) {
    if (Number.isFinite(value)) largest = Math.max(largest, Math.abs(value));
  }
  return { name, largest, nonfinite: { index, value: kindOf(values[index]!) } };
};
