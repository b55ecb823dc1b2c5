import type { Planes } from '../measures/resample.ts';
import { UserError } from '../model/errors.ts';
import type { FirstNonfinite, PreprocessStep } from '../model/probe.ts';
import {
  type Degenerate,
  degenerateOf,
  type FeatureStatistics,
  featuresStep,
  functionStep,
  meanStep,
  type PointStep,
  scaleStep,
  spanStep,
  stdStep,
  takeStep,
} from './point-steps.ts';
import type { Recipe } from './preset.ts';
import type { ProbeInput } from './sample.ts';
import type { Watch } from './watch.ts';

export interface ValueSteps {
  readonly degenerate: readonly Degenerate[];
  /** Planes that nobody else holds; theirs may be written over. */
  readonly take: (
    planes: Planes,
    input: ProbeInput,
    watch?: Watch,
  ) => { readonly planes: Planes<Float32Array>; readonly first?: FirstNonfinite };
}

/** The steps that look at one value at a time: scale, function, mean, std, and standardizing features. */
export const createValueSteps = (options: {
  readonly recipe: Recipe;
  readonly channels: number;
  /** Of one sample, where all have equally many. */
  readonly values: number | undefined;
  readonly statistics?: FeatureStatistics | undefined;
}): ValueSteps => {
  const { recipe, channels, values, statistics } = options;
  const features = recipe.standardize === 'features' ? statistics : undefined;
  const counts = { mean: recipe.mean, std: recipe.std, standardize: features?.mean };
  for (const [field, given] of Object.entries(counts)) {
    if (given === undefined || [1, channels, values].includes(given.length)) continue;
    throw new UserError('preprocess.count', { field, given: given.length, channels, values: values ?? channels });
  }
  const steps = [
    ...earlySteps(recipe),
    ...lateSteps(recipe),
    ...(features === undefined ? [] : [featuresStep(features)]),
  ];
  const stepsFor = (input: ProbeInput): readonly PointStep[] => {
    const top = topOf(input);
    return recipe.span === undefined || top === undefined ? steps : [spanStep(top, recipe.span), ...steps];
  };
  const tableOf = createTable(channels);
  const take: ValueSteps['take'] = (planes, input, watch) => {
    const todo = stepsFor(input);
    if (planes.values instanceof Uint8Array && watch === undefined) {
      const table = tableOf(todo);
      if (table !== undefined) return { planes: { ...planes, values: lookedUp(planes, table) } };
    }
    const numbers = planes.values instanceof Float32Array ? planes.values : Float32Array.from(planes.values);
    const taken = { ...planes, values: numbers };
    return { planes: taken, ...takeAll(numbers, todo, watch && ((step) => watch(step, taken))) };
  };
  return {
    degenerate: [
      ...degenerateOf('scale', { scale: recipe.scale === undefined ? [] : [recipe.scale] }),
      ...degenerateOf('mean', { mean: recipe.mean }),
      ...degenerateOf('std', { std: recipe.std }),
      ...degenerateOf('standardize', { mean: features?.mean, std: features?.std }),
    ],
    take,
  };
};

/** What is done to every value alike. */
export const earlySteps = (recipe: Pick<Recipe, 'scale' | 'function'>): readonly PointStep[] => [
  ...(recipe.scale === undefined ? [] : [scaleStep(recipe.scale)]),
  ...(recipe.function === undefined ? [] : [functionStep(recipe.function)]),
];

/** What is done to channels or features by numbers of their own, before they are standardized: all linear. */
export const lateSteps = (recipe: Pick<Recipe, 'mean' | 'std'>): readonly PointStep[] => [
  ...(recipe.mean === undefined ? [] : [meanStep(recipe.mean)]),
  ...(recipe.std === undefined ? [] : [stdStep(recipe.std)]),
];

/** The largest value that a picture's samples can have, of integers. */
const topOf = (input: ProbeInput): number | undefined => {
  if (input.kind === 'array') return undefined;
  if (input.data instanceof Uint8Array) return 255;
  return input.data instanceof Uint16Array ? 65_535 : undefined;
};

const takeAll = (
  values: Float32Array,
  steps: readonly PointStep[],
  watch?: (step: PreprocessStep) => void,
): { readonly first?: FirstNonfinite } => {
  for (const step of steps) {
    const first = takeStep(values, step);
    watch?.(step.step);
    if (first !== undefined) return { first };
  }
  return {};
};

/**
 * What the steps make of each of the 256 levels in each channel; undefined where one of them is no finite number, which only the steps
 * themselves can place. Pictures of bytes are looked up: no step is done more than 256 times a channel.
 */
const createTable = (channels: number) => {
  let table: Float32Array | undefined;
  let made = false;
  return (steps: readonly PointStep[]): Float32Array | undefined => {
    if (made) return table;
    made = true;
    if (steps.some(({ groups }) => groups !== 1 && groups !== channels)) return undefined;
    const levels = Float32Array.from({ length: 256 * channels }, (_, at) => at % 256);
    table = takeAll(levels, steps).first === undefined ? levels : undefined;
    return table;
  };
};

const lookedUp = ({ values, channels }: Planes, table: Float32Array): Float32Array => {
  const result = new Float32Array(values.length);
  const plane = values.length / channels;
  for (let channel = 0; channel < channels; channel += 1) {
    const base = 256 * channel;
    for (let at = channel * plane; at < (channel + 1) * plane; at += 1) result[at] = table[base + values[at]!]!;
  }
  return result;
};
