import type { Header } from '../../../src/model/facets.ts';
import type { DatasetInput } from '../dataset-harness.ts';

/** The header of a plain photograph, changed by `partial`. */
export const header = (partial: Partial<Header> = {}): Header => ({
  format: 'jpeg',
  width: 40,
  height: 30,
  channels: 3,
  depth: 8,
  frames: 1,
  orientation: 1,
  color: 'rgb',
  alpha: false,
  sampleFormat: 'uint',
  ...partial,
});

/** So many pictures without a row, then so many of each value. */
export const pictures = (check: string, unmeasured: number, values: Readonly<Record<string, number>> = {}) => {
  const measured = Object.entries(values).flatMap(([value, count]) => Array.from({ length: count }, () => value));
  return {
    samples: Array.from({ length: unmeasured + measured.length }, () => ({ width: 40, height: 30 })),
    measures: { [check]: measured.map((value, at) => ({ ordinal: unmeasured + at, value })) },
  } satisfies DatasetInput;
};

/** Both sides of the two options that every check of a trait has; `value` is one that is measured. */
export const majorityThresholds = (check: string, value: string) => ({
  leastSamples: { dataset: pictures(check, 99, { [value]: 1 }), silent: 101, flagged: 100 },
  majorityShare: {
    dataset: pictures(check, 90, { [value]: 10 }),
    // Told apart by the code: of mixed pictures the finding is another.
    silent: 0.91,
    flagged: 0.9,
  },
});
