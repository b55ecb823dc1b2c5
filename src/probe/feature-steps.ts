import type { Preprocess } from '../model/probe.ts';
import { elementsIn } from '../model/shape.ts';
import { degenerateOf, type FeatureStatistics, featuresStep, type PointStep } from './point-steps.ts';
import { recipeOf } from './preset.ts';
import { arrayLayout } from './take-in.ts';
import { earlySteps, lateSteps } from './value-steps.ts';

/** Mean and variance of each value of a sample over the dataset, in the order in which they are stored. */
export interface FeatureMoments {
  readonly mean: Float64Array;
  readonly variance: Float64Array;
}

/** Where each value of a sample, counted as it is stored, stands once channels come first. */
const planePlaces = (shape: readonly number[], layout: Preprocess['layout']): ((at: number) => number) => {
  const { channels, height, width, channelsLast } = arrayLayout(shape, layout);
  return channelsLast ? (at) => (at % channels) * height * width + Math.floor(at / channels) : (at) => at;
};

/** What one step makes of the value at `plane` of `size`, in double precision. */
const stepped = ({ groups, of }: PointStep, value: number, plane: number, size: number): number =>
  of(value, Math.min(groups - 1, Math.floor(plane / (size / groups))));

/** What scale and function leave of a value. */
export const createEarly = (preprocess: Preprocess): ((value: number) => number) => {
  const steps = earlySteps(recipeOf(preprocess, 'array'));
  return (value) => steps.reduce((sofar, step) => stepped(step, sofar, 0, 1), value);
};

/**
 * What `standardize: features` takes off and divides by, channels first: the moments after the steps before it. `moments`: of what
 * `createEarly` leaves.
 */
export const standardizing = (
  preprocess: Preprocess,
  shape: readonly number[],
  { mean, variance }: FeatureMoments,
): FeatureStatistics => {
  const recipe = recipeOf(preprocess, 'array');
  const size = elementsIn(shape);
  const placeOf = planePlaces(shape, recipe.layout);
  const late = lateSteps(recipe);
  const divisions = lateSteps({ std: recipe.std });
  const through = (steps: readonly PointStep[], value: number, plane: number): number =>
    steps.reduce((sofar, step) => stepped(step, sofar, plane, size), value);
  const planes = { mean: new Float64Array(size), std: new Float64Array(size) };
  for (let at = 0; at < size; at += 1) {
    const plane = placeOf(at);
    planes.mean[plane] = through(late, mean[at]!, plane);
    planes.std[plane] = Math.abs(through(divisions, Math.sqrt(variance[at]!), plane));
  }
  return planes;
};

/** Values, counted as they are stored, that cannot be standardized. */
export const degenerateFeatures = (
  { layout }: Pick<Preprocess, 'layout'>,
  shape: readonly number[],
  { mean, std }: FeatureStatistics,
): readonly { readonly step: 'standardize'; readonly where: number; readonly cause: string }[] => {
  const placeOf = planePlaces(shape, layout);
  return Array.from({ length: elementsIn(shape) }, (_, where) => {
    const plane = placeOf(where);
    const [found] = degenerateOf('standardize', { mean: [mean[plane]!], std: [std[plane]!] });
    return found === undefined ? [] : [{ step: 'standardize' as const, where, cause: found.cause }];
  }).flat();
};

/**
 * The largest magnitude that the steps of `preprocess`, done in float32, leave of values between `min` and `max`: each step is monotone, so
 * it lies at one of the ends. Undefined where no end stays finite, where each sample is standardized by itself, and for a value that
 * cannot be standardized. `feature`: counted as stored.
 */
export const createLargest = (
  preprocess: Preprocess | undefined,
  shape: readonly number[],
  statistics: FeatureStatistics | undefined,
): ((feature: number, min: number, max: number) => number | undefined) => {
  const recipe = recipeOf(preprocess, 'array');
  const { standardize, layout } = recipe;
  if (standardize === 'sample' || standardize === 'sample-guarded') return () => undefined;
  if (standardize === 'features' && statistics === undefined) return () => undefined;
  const size = elementsIn(shape);
  const placeOf = planePlaces(shape, layout);
  const used = standardize === 'features' ? statistics : undefined;
  const stuck = new Set(used && degenerateFeatures(recipe, shape, used).map(({ where }) => where));
  const steps = [...earlySteps(recipe), ...lateSteps(recipe), ...(used === undefined ? [] : [featuresStep(used)])];
  return (feature, min, max) => {
    if (stuck.has(feature)) return undefined;
    const plane = placeOf(feature);
    const ends = [min, max].map((end) =>
      steps.reduce((sofar, step) => Math.fround(stepped(step, sofar, plane, size)), Math.fround(end)),
    );
    const finite = ends.filter(Number.isFinite).map(Math.abs);
    return finite.length === 0 ? undefined : Math.max(...finite);
  };
};
