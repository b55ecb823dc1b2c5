import type { FirstNonfinite } from '../model/probe.ts';

/**
 * Takes a sample to mean 0 and standard deviation 1 (of its own values, population), in place. The deviation of a constant sample is
 * exactly 0: every value becomes 0 / 0. `guarded`: it is taken to be at least 1 / sqrt(values), as
 * tf.image.per_image_standardization does.
 */
export const standardizeSample = (values: Float32Array, guard: 'unguarded' | 'guarded'): FirstNonfinite | undefined => {
  const count = values.length;
  if (count === 0) return undefined;
  // In doubles: of equal float32 values sum and mean are exact, so that a constant sample is told from an almost constant one.
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / count;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  const own = Math.sqrt(squares / count);
  const deviation = guard === 'guarded' ? Math.max(own, 1 / Math.sqrt(count)) : own;
  if (deviation === 0) return { stage: 'preprocess', name: 'standardize', index: 0, value: 'nan', cause: 'std 0' };
  for (let at = 0; at < count; at += 1) values[at] = (values[at]! - mean) / deviation;
  return undefined;
};
