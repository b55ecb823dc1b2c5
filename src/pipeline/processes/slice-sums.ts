import type { RunFolder } from '../../catalog/run-folder.ts';
import { sealFile } from '../../catalog/sealed-file.ts';
import type { Plan, Slice } from '../../model/plan.ts';
import type { Sample } from '../../model/sample.ts';
import type { Examined } from '../inspect-sample.ts';
import { createFeatureSums, type FeatureSums } from './feature-sums.ts';

/** Sums the features of one slice after another. */
export interface SliceSums {
  readonly begin: () => void;
  /** Of every sample that is examined, in order; `npy` as `FeatureSums` has it. */
  readonly add: (sample: Sample, examined: Examined, npy: Uint8Array | undefined) => void;
  /** A sample that is not examined when it is its turn: taken over, tried alone, or looked at a second time. */
  readonly miss: (sample: Sample) => void;
  /**
   * Writes down what came of the slice, and answers its sha256; undefined without rows. Where one was missed, `examine` reads all of them once more,
   * so that it does not matter how their records came to be.
   */
  readonly seal: (
    slice: Slice,
    samples: readonly Sample[],
    examine: (sample: Sample) => Promise<unknown>,
  ) => Promise<string | undefined>;
  /** The slice will not be sealed. */
  readonly abandon: () => void;
}

/** Undefined for a run of which no features are summed while rows are examined. */
export const openSliceSums = ({ features = [] }: Pick<Plan, 'features'>, folder: RunFolder): SliceSums | undefined => {
  const parts = new Map(
    features.filter(({ summed }) => summed === 'with-rows').map((each) => [each.part, each] as const),
  );
  if (parts.size === 0) return undefined;
  const open = (): FeatureSums => createFeatureSums(parts);
  let current: FeatureSums | undefined;
  let isMissed = false;
  return {
    begin: () => {
      current = open();
      isMissed = false;
    },
    add: (sample, examined, npy) => {
      if (!isMissed) current?.add(sample, examined, npy);
    },
    miss: (sample) => {
      isMissed ||= current?.holds(sample) === true;
    },
    seal: async ({ slice }, samples, examine) => {
      if (isMissed) {
        const again = open();
        current = again;
        isMissed = false;
        for (const sample of samples) if (again.holds(sample)) await examine(sample);
      }
      const bytes = current?.finish();
      current = undefined;
      return bytes && sealFile(folder.featureSum(slice), bytes, 'hashed').sha256;
    },
    abandon: () => {
      current = undefined;
    },
  };
};
