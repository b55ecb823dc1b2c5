import type { Planes } from '../measures/resample.ts';
import type { FirstNonfinite, Preprocess } from '../model/probe.ts';
import { firstNonfinite, kindOf } from './finite.ts';
import type { ArrayInput, PictureInput } from './sample.ts';

export interface PlanesShape {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/** How an array lies: of rank 1 features, of rank 2 one plane, else planes; axes between are counted as channels. */
export interface ArrayLayout extends PlanesShape {
  readonly channelsLast: boolean;
}

/** At most so many channels are believed to be such where they come last and nothing is stated. */
const FEW_CHANNELS = 4;

export const arrayLayout = (shape: readonly number[], stated: Preprocess['layout']): ArrayLayout => {
  if (shape.length < 2) return { channels: shape[0] ?? 1, height: 1, width: 1, channelsLast: false };
  const [height = 1, width = 1] = shape.slice(-2);
  if (shape.length === 2) return { channels: 1, height, width, channelsLast: false };
  const last = shape.at(-1)!;
  const looksLast = last <= FEW_CHANNELS && shape[0]! > FEW_CHANNELS;
  if (shape.length === 3 && (stated === 'nhwc' || (stated === undefined && looksLast))) {
    return { channels: last, height: shape[0]!, width: shape[1]!, channelsLast: true };
  }
  return { channels: shape.slice(0, -2).reduce((all, axis) => all * axis, 1), height, width, channelsLast: false };
};

type Taken = { readonly planes: Planes } | { readonly first: FirstNonfinite };

/** A picture's colors as planes, in 8 bits where it has no more, else in float32; alpha is left behind once it was looked at. */
export const takePicture = ({ data, width, height, channels }: PictureInput): Taken => {
  const numbers = inFloat32(data);
  if ('first' in numbers) return numbers;
  const colors = channels === 2 || channels === 4 ? channels - 1 : channels;
  return { planes: { channels: colors, height, width, values: planar(numbers.values, channels, colors) } };
};

export const takeArray = ({ values }: ArrayInput, { channels, height, width, channelsLast }: ArrayLayout): Taken => {
  const numbers = inFloat32(values);
  if ('first' in numbers) return numbers;
  const planes = channelsLast ? planar(numbers.values, channels, channels) : numbers.values.slice();
  return { planes: { channels, height, width, values: planes } };
};

type Numbers = PictureInput['data'] | ArrayInput['values'];

const inFloat32 = (
  given: Numbers,
): { readonly values: Uint8Array | Float32Array } | { readonly first: FirstNonfinite } => {
  if (given instanceof Uint8Array) return { values: given };
  if (given instanceof Uint16Array) return { values: Float32Array.from(given) };
  const found = firstNonfinite(given);
  if (found !== -1) return { first: { stage: 'input', name: 'input', index: found, value: kindOf(given[found]!) } };
  if (given instanceof Float32Array) return { values: given };
  const values = Float32Array.from(given);
  const index = firstNonfinite(values);
  if (index === -1) return { values };
  const cause = `value ${given[index]} beyond float32`;
  return { first: { stage: 'preprocess', name: 'float32', index, value: kindOf(values[index]!), cause } };
};

/** The first `kept` of `channels` interleaved channels, each as a plane. */
const planar = <Samples extends Uint8Array | Float32Array>(
  values: Samples,
  channels: number,
  kept: number,
): Samples => {
  const pixels = values.length / channels;
  const planes = (
    values instanceof Uint8Array ? new Uint8Array(pixels * kept) : new Float32Array(pixels * kept)
  ) as Samples;
  for (let channel = 0; channel < kept; channel += 1) {
    const plane = channel * pixels;
    for (let at = 0; at < pixels; at += 1) planes[plane + at] = values[at * channels + channel]!;
  }
  return planes;
};
