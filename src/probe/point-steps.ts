import type { FirstNonfinite, PreprocessStep } from '../model/probe.ts';
import { kindOf } from './finite.ts';

/** Something done to each value by itself, in float32. */
export interface PointStep {
  readonly step: PreprocessStep;
  /**
   * How many parameters it has: 1, one for each channel, or one for each value. Group g's values lie side by side, for every step:
   * the values of a tensor are cut into so many equal runs.
   */
  readonly groups: number;
  readonly of: (value: number, group: number) => number;
  /** What made a value that is no finite number of one that was. */
  readonly cause: (value: number, group: number) => string;
}

/** A parameter with which a step makes no sense for any sample: the fault of the configuration or the dataset. */
export interface Degenerate {
  readonly step: PreprocessStep;
  /** Channel or feature, from 0; absent where one number serves all. */
  readonly where?: number;
  /** 'std 0'. English, for the data of a finding. */
  readonly cause: string;
}

/** Mean and standard deviation of each feature (or channel) over the dataset, among its finite values. */
export interface FeatureStatistics {
  readonly mean: ArrayLike<number>;
  readonly std: ArrayLike<number>;
}

const beyond = (what: string): string => `${what} beyond float32`;

export const scaleStep = (factor: number): PointStep => {
  const by = finiteOf([factor])[0]!;
  return {
    step: 'scale',
    groups: 1,
    of: (value) => value * by,
    cause: (value) => beyond(`value ${value} times ${factor}`),
  };
};

/** Takes 0 to `low` and `top` to `high`, by way of 0..1 as frameworks do. */
export const spanStep = (top: number, [low, high]: readonly [number, number]): PointStep => ({
  step: 'scale',
  groups: 1,
  of: (value) => Math.fround(value / top) * (high - low) + low,
  cause: (value) => beyond(`value ${value}`),
});

const FUNCTIONS = {
  log: { of: Math.log, zero: 0 },
  log1p: { of: Math.log1p, zero: -1 },
  sqrt: { of: Math.sqrt, zero: 0 },
} as const;

export const functionStep = (name: keyof typeof FUNCTIONS): PointStep => {
  const { of, zero } = FUNCTIONS[name];
  return {
    step: 'function',
    groups: 1,
    of,
    cause: (value) => (value === zero ? `${name} ${zero}` : `${name} of ${belowName(zero)}`),
  };
};

const belowName = (zero: number): string => (zero === 0 ? 'a negative number' : 'a number below -1');

export const meanStep = (means: ArrayLike<number>): PointStep => {
  const taken = finiteOf(means);
  return {
    step: 'mean',
    groups: taken.length,
    of: (value, group) => value - taken[group]!,
    cause: (value, group) => beyond(`value ${value} less ${means[group]}`),
  };
};

export const stdStep = (deviations: ArrayLike<number>): PointStep => {
  const divisors = divisorsOf(deviations);
  return {
    step: 'std',
    groups: divisors.length,
    of: (value, group) => value / divisors[group]!,
    cause: (value, group) => beyond(`value ${value} divided by ${deviations[group]}`),
  };
};

/** By mean and deviation of each feature; features whose deviation is degenerate stay as they are. */
export const featuresStep = ({ mean, std }: FeatureStatistics): PointStep => {
  const means = finiteOf(mean);
  const divisors = divisorsOf(std);
  const skipped = new Set(degenerateOf('standardize', { mean, std }).map(({ where }) => where ?? 0));
  return {
    step: 'standardize',
    groups: means.length,
    of: (value, group) => (skipped.has(group) ? value : Math.fround(value - means[group]!) / divisors[group]!),
    cause: (value, group) => beyond(`value ${value} less ${mean[group]} divided by ${std[group]}`),
  };
};

/** As float32 with 0 where that is no finite number. */
const finiteOf = (values: ArrayLike<number>): Float32Array =>
  Float32Array.from(values, (value) => (Number.isFinite(Math.fround(value)) ? value : 0));

/** As float32 with 1 where it would divide by nothing, so that samples are judged all the same. */
const divisorsOf = (deviations: ArrayLike<number>): Float32Array =>
  Float32Array.from(deviations, (deviation) => (isDivisor(deviation) ? deviation : 1));

const isDivisor = (deviation: number): boolean => {
  const divisor = Math.fround(deviation);
  return divisor !== 0 && Number.isFinite(divisor);
};

/** Those parameters of a step with which no sample can pass it, by what they are called. */
export const degenerateOf = (
  step: PreprocessStep,
  parameters: Readonly<Partial<Record<'scale' | 'mean' | 'std', ArrayLike<number> | undefined>>>,
): readonly Degenerate[] => {
  const found: Degenerate[] = [];
  for (const [name, values] of Object.entries(parameters)) {
    for (let at = 0; at < (values?.length ?? 0); at += 1) {
      const parameter = values![at]!;
      if (name === 'std' ? isDivisor(parameter) : Number.isFinite(Math.fround(parameter))) continue;
      found.push({ step, ...(values!.length > 1 && { where: at }), cause: `${name} ${parameter}` });
    }
  }
  return found;
};

/** Does one step to all values, in place. What it answers is the first value that is not finite afterwards; all were before. */
export const takeStep = (values: Float32Array, { step, groups, of, cause }: PointStep): FirstNonfinite | undefined => {
  const run = values.length / groups;
  let first: FirstNonfinite | undefined;
  for (let group = 0; group < groups; group += 1) {
    for (let at = group * run; at < (group + 1) * run; at += 1) {
      const before = values[at]!;
      values[at] = of(before, group);
      const after = values[at]!;
      if (after * 0 !== 0 && first === undefined) {
        first = { stage: 'preprocess', name: step, index: at, value: kindOf(after), cause: cause(before, group) };
      }
    }
  }
  return first;
};
