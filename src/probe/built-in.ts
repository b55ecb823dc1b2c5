import type { Arithmetic, Weights } from '../measures/arithmetic.ts';
import { roundTo, SMALL_FLOATS } from '../measures/float-formats.ts';
import { kernelArithmetic } from '../measures/kernel-arithmetic.ts';
import type { LayerActivation, Precision, Preprocess } from '../model/probe.ts';
import { channelsOf } from './color.ts';
import { activationOf } from './finite.ts';
import { averaging, convolution, halving, type Layer, product, rectifier } from './layers.ts';
import type { ProbeNetwork } from './network.ts';
import { recipeOf } from './preset.ts';
import type { SampleShape } from './sample.ts';
import { arrayLayout } from './take-in.ts';
import { freshWeights } from './weights.ts';

/** Longest side of what the network sees. */
const SIDE = 32;
/** Most numbers of one plane times channels: the more channels, the smaller they are seen. */
const MOST_VALUES = 16 * SIDE * SIDE;
const MOST_PIXEL_OUTPUTS = 256 * SIDE * SIDE;
const MOST_CHANNELS = 4096;
const [FIRST, SECOND, HIDDEN] = [8, 16, 64];
/** Of the last layer: outputs of a fresh network are small, so that its loss is near that of knowing nothing. */
const LAST_GAIN = 2 ** -8;

/** The built-in network, and its layers, of which a file can be made. */
export interface BuiltIn extends ProbeNetwork {
  readonly layers: readonly Layer[];
}

export interface BuiltInOptions {
  /** From `builtInInput`. */
  readonly input: readonly number[];
  /** Classes or targets: `outputsOf`. */
  readonly outputs: number;
  readonly per?: 'sample' | 'pixel';
  readonly arithmetic?: Arithmetic;
}

/**
 * Shape in which the built-in network takes samples: channels, height, width; or features. `pixelOutputs`: outputs of a pixel where
 * each has its own; the more there are, the smaller masks are met.
 */
export const builtInInput = (samples: SampleShape, preprocess?: Preprocess, pixelOutputs = 1): readonly number[] => {
  const recipe = recipeOf(preprocess, samples.kind);
  const most = sideOf(MOST_PIXEL_OUTPUTS / pixelOutputs);
  if (samples.kind === 'picture') return [channelsOf(recipe.channels ?? 'rgb'), most, most];
  const { channels, height, width } = arrayLayout(samples.shape, recipe.layout);
  // Groups of equally many neighbors, as `fitTo` takes them together.
  const kept = Math.ceil(channels / Math.ceil(channels / MOST_CHANNELS));
  if (samples.shape.length < 2) return [kept];
  const side = Math.min(most, sideOf(MOST_VALUES / kept));
  return [kept, Math.min(height, side), Math.min(width, side)];
};

/** Of a square of at most so many places. */
const sideOf = (places: number): number => Math.min(SIDE, Math.max(1, Math.floor(Math.sqrt(places))));

/**
 * A small network with parameters that never change: two convolutions for what lies in rows and columns, two dense layers for features.
 * `per: 'pixel'` gives each pixel its outputs, for masks.
 */
export const createBuiltIn = ({
  input,
  outputs,
  per = 'sample',
  arithmetic = kernelArithmetic(),
}: BuiltInOptions): BuiltIn => {
  const layers = layersOf({ input, outputs, per, arithmetic });
  const [, height = 1, width = 1] = input;
  return {
    input,
    output: per === 'pixel' ? [outputs, height, width] : [outputs],
    layers,
    forward: async (batch, precision) => batch.map((sample) => forwardOne(layers, sample, precision)),
    staysFinite: (activations, precision) => staysFinite(layers, activations, precision),
    close: () => {},
  };
};

const layersOf = ({ input, outputs, per, arithmetic }: Required<BuiltInOptions>): readonly Layer[] => {
  const [channels = 1, height = 1, width = 1] = input;
  const fresh = (layer: number, to: number, from: number, side: 1 | 3, gain = 1): Weights =>
    freshWeights(layer, { outputs: to, inputs: from, side }, gain);
  if (input.length === 1) {
    return [
      product('dense1', fresh(1, HIDDEN, channels, 1), arithmetic),
      rectifier('relu1'),
      product('dense2', fresh(2, HIDDEN, HIDDEN, 1), arithmetic),
      rectifier('relu2'),
      product('logits', fresh(3, outputs, HIDDEN, 1, LAST_GAIN), arithmetic),
    ];
  }
  const area = { height, width };
  const start = [convolution('conv1', fresh(1, FIRST, channels, 3), area, arithmetic), rectifier('relu1')];
  const second = fresh(2, SECOND, FIRST, 3);
  const last = fresh(3, outputs, SECOND, 1, LAST_GAIN);
  if (per === 'pixel') {
    return [
      ...start,
      convolution('conv2', second, area, arithmetic),
      rectifier('relu2'),
      convolution('logits', last, area, arithmetic),
    ];
  }
  const halved = { height: Math.ceil(height / 2), width: Math.ceil(width / 2) };
  return [
    ...start,
    halving('pool1', area),
    convolution('conv2', second, halved, arithmetic),
    rectifier('relu2'),
    averaging('average', halved),
    product('logits', last, arithmetic),
  ];
};

const forwardOne = (layers: readonly Layer[], sample: Float32Array, precision: Precision) => {
  const rounded = (values: Float32Array): Float32Array => {
    if (precision !== 'float32') roundTo(precision, values);
    return values;
  };
  let values = precision === 'float32' ? sample : rounded(sample.slice());
  const activations = [activationOf('input', values)];
  for (const layer of layers) {
    values = rounded(layer.of(values));
    activations.push(activationOf(layer.name, values));
  }
  return { output: values, layers: activations };
};

/**
 * Whether the pass rounded to a format can overflow nowhere, proven from the magnitudes of the float32 pass, all finite.
 *
 * Let a be a tensor of the float32 pass with largest magnitude A, b the same tensor of the rounded pass, and e a bound of |a - b|.
 * A layer that is linear with gain G (or a rectifier or a mean, G = 1) takes a difference e to at most G e. Summing n float32 terms
 * strays from the exact sum by at most c G times the largest input, c = (n + 2) 2^-23, in either pass. Before it is rounded the next
 * tensor so differs by at most d = G e + c G (2 A + e) from the float32 one, and is at most A' + d, A' being that one's magnitude:
 * not beyond the format's largest number, it does not overflow. Rounding adds u (A' + d) + h, u being the format's unit, h half of its
 * smallest number: the next e. The input differs by rounding only. A hundredth of the largest number is left for what underflows in
 * float32 and for the rounding of this sum itself.
 */
const staysFinite = (
  layers: readonly Layer[],
  activations: readonly LayerActivation[],
  precision: 'float16' | 'bfloat16',
): boolean => {
  const { max, unit, smallestHalf } = SMALL_FLOATS[precision];
  const limit = 0.99 * max;
  const [input, ...made] = activations;
  if (input === undefined || made.length !== layers.length) return false;
  let magnitude = input.largest;
  let error = unit * magnitude + smallestHalf;
  if (magnitude > limit) return false;
  for (const [at, { largest, nonfinite }] of made.entries()) {
    const { gain, terms } = layers[at]!;
    const before = gain * error + (terms + 2) * 2 ** -23 * gain * (2 * magnitude + error);
    if (nonfinite !== undefined || largest + before > limit) return false;
    error = before + unit * (largest + before) + smallestHalf;
    magnitude = largest;
  }
  return input.nonfinite === undefined;
};
