import { type Planes, resample } from '../measures/resample.ts';
import { UserError } from '../model/errors.ts';
import type { FirstNonfinite, LayerActivation, Preprocess } from '../model/probe.ts';
import { channelsOf, inColor } from './color.ts';
import { activationOf } from './finite.ts';
import { fitTo, toChannelsLast } from './fit.ts';
import { crop, resize, type Size } from './geometry.ts';
import type { Degenerate, FeatureStatistics } from './point-steps.ts';
import { everyPixelMatters, recipeOf } from './preset.ts';
import type { ProbeInput, SampleShape } from './sample.ts';
import { standardizeSample } from './standardize.ts';
import { arrayLayout, type PlanesShape, takeArray, takePicture } from './take-in.ts';
import { createValueSteps } from './value-steps.ts';
import { type Watch, watchInput } from './watch.ts';

export type Prepared =
  | {
      readonly kind: 'ready';
      /** In the network's shape and order. */
      readonly input: Float32Array;
      /** Prepared as training will, channels first, before it was brought to the network's size. Finite throughout. */
      readonly full: Float32Array;
      /** Of `full`. */
      readonly activation: LayerActivation;
      /** Of the sample as stored; 1 x 1 for features. */
      readonly stored: Size;
    }
  | { readonly kind: 'nonfinite'; readonly first: FirstNonfinite }
  /** It has not the shape that all samples have. */
  | { readonly kind: 'unfit'; readonly why: string };

export interface Preparer {
  /** Steps that could be done to no sample, and therefore are done to none. */
  readonly degenerate: readonly Degenerate[];
  /** `watch` is told of each step's values before the next one changes them; what is prepared does not depend on it. */
  readonly prepare: (input: ProbeInput, watch?: Watch) => Prepared;
}

export interface PreparerOptions {
  /** Absent: pictures of integers are taken to -1..1, all else as it is. */
  readonly preprocess?: Preprocess | undefined;
  readonly samples: SampleShape;
  /** The built-in network makes every sample as small as it needs; a model takes arrays of its own shape only. */
  readonly network: { readonly kind: 'built-in' | 'model'; readonly input: readonly number[] };
  /** For `standardize: features`. */
  readonly statistics?: FeatureStatistics | undefined;
}

/**
 * What brings samples to the network: the steps of `preprocess` in float32, then the network's size. Indices of what is found count in
 * the sample as stored (stage 'input', step 'float32') or in planes, channels first.
 *
 * @throws UserError when parameters do not go with the samples' channels, or arrays not with the model's input.
 */
export const createPreparer = ({ preprocess, samples, network, statistics }: PreparerOptions): Preparer => {
  const recipe = recipeOf(preprocess, samples.kind);
  const channelsLast = network.kind === 'model' && recipe.layout === 'nhwc';
  const target = shapeOf(network.input, channelsLast);
  const color = recipe.channels ?? (network.kind === 'model' && target.channels === 1 ? 'gray' : 'rgb');
  const array = samples.kind === 'array' ? arrayLayout(samples.shape, recipe.layout) : undefined;
  refuseOtherShapes({ samples, network, channels: array?.channels ?? channelsOf(color), target });
  const steps = createValueSteps({
    recipe,
    channels: array?.channels ?? channelsOf(color),
    values: array && array.channels * array.height * array.width,
    statistics,
  });

  /** Its planes as they are stored, or why not. */
  const take = (input: ProbeInput) => {
    if (input.kind !== samples.kind) return { why: `${input.kind} among others` };
    if (input.kind === 'picture') return takePicture(input);
    if (samples.kind === 'array' && `${input.shape}` !== `${samples.shape}`) {
      return { why: `shape ${named(input.shape)}, of others ${named(samples.shape)}` };
    }
    return takeArray(input, array!);
  };
  const sizedOf = (planes: Planes, watch: Watch | undefined): Planes => {
    const resized = resize(planes, recipe.resize);
    if (recipe.resize !== undefined) watch?.('resize', resized);
    const cut = crop(resized, recipe.crop);
    if (recipe.crop !== undefined) watch?.('crop', cut);
    // Bytes overflow nowhere: where no single pixel matters, the steps may as well be done to fewer.
    if (cut.values instanceof Float32Array || everyPixelMatters(recipe)) return cut;
    const seen = resample(cut, target.height, target.width);
    if (seen !== cut) watch?.('network', seen);
    return seen;
  };
  const prepare = (input: ProbeInput, watch?: Watch): Prepared => {
    if (watch !== undefined) watchInput(input, array, watch);
    const taken = take(input);
    if ('why' in taken) return { kind: 'unfit', why: taken.why };
    if ('first' in taken) return { kind: 'nonfinite', first: taken.first };
    const sized = samples.kind === 'array' && samples.shape.length < 2 ? taken.planes : sizedOf(taken.planes, watch);
    const colored = input.kind === 'picture' ? inColor(sized, color) : sized;
    if (colored === undefined) return { kind: 'unfit', why: `picture of ${sized.channels} channels` };
    if (colored !== sized) watch?.('channels', colored);
    const valued = steps.take(colored, input, watch);
    const first = valued.first ?? standardized(valued.planes.values, recipe.standardize);
    if (valued.first === undefined && isOfSample(recipe.standardize)) watch?.('standardize', valued.planes);
    if (first !== undefined) return { kind: 'nonfinite', first };
    const fitted = fitTo(valued.planes, target);
    if (fitted !== valued.planes.values) watch?.('network', { ...target, values: fitted });
    return {
      kind: 'ready',
      input: channelsLast ? toChannelsLast(fitted, target.channels) : fitted,
      full: valued.planes.values,
      activation: activationOf('input', valued.planes.values),
      stored: storedSize(input, taken.planes),
    };
  };
  return { degenerate: steps.degenerate, prepare };
};

const isOfSample = (wanted: Preprocess['standardize']): boolean => wanted === 'sample' || wanted === 'sample-guarded';

const standardized = (values: Float32Array, wanted: Preprocess['standardize']): FirstNonfinite | undefined => {
  if (wanted === 'sample') return standardizeSample(values, 'unguarded');
  return wanted === 'sample-guarded' ? standardizeSample(values, 'guarded') : undefined;
};

const storedSize = (input: ProbeInput, { width, height }: Planes): Size =>
  (input.kind === 'picture' && input.stored) || { width, height };

const shapeOf = (input: readonly number[], channelsLast: boolean): PlanesShape => {
  const { channels, height, width } = arrayLayout(input, channelsLast ? 'nhwc' : 'nchw');
  return { channels, height, width };
};

const named = (shape: readonly number[]): string => (shape.length === 0 ? 'one number' : shape.join(' x '));

const refuseOtherShapes = ({
  samples,
  network,
  channels,
  target,
}: Pick<PreparerOptions, 'samples' | 'network'> & {
  readonly channels: number;
  readonly target: PlanesShape;
}): void => {
  if (network.kind === 'built-in') return;
  if (samples.kind === 'array') {
    if (`${samples.shape}` === `${network.input}`) return;
    throw new UserError('preprocess.shape', { model: named(network.input), samples: named(samples.shape) });
  }
  if (target.channels === channels && network.input.length > 1) return;
  throw new UserError('preprocess.shape', { model: named(network.input), samples: `pictures of ${channels} channels` });
};
