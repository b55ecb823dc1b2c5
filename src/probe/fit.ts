import { type Planes, resample } from '../measures/resample.ts';
import type { PlanesShape } from './take-in.ts';

/**
 * Planes in the network's size: bilinear where they lie in rows and columns, means of neighboring channels where there are more of
 * them than the network takes. Nothing is left out: every value counts in one of the network's.
 */
export const fitTo = (planes: Planes<Float32Array>, { channels, height, width }: PlanesShape): Float32Array => {
  const { values } = planes.height === height && planes.width === width ? planes : resample(planes, height, width);
  return planes.channels === channels ? values : meansOf(values, planes.channels, channels);
};

const meansOf = (values: Float32Array, channels: number, kept: number): Float32Array => {
  const plane = values.length / channels;
  const means = new Float32Array(kept * plane);
  const group = Math.ceil(channels / kept);
  for (let target = 0; target < kept; target += 1) {
    const end = Math.min(channels, (target + 1) * group);
    for (let at = 0; at < plane; at += 1) {
      let sum = 0;
      for (let channel = target * group; channel < end; channel += 1) sum += values[channel * plane + at]!;
      means[target * plane + at] = sum / (end - target * group);
    }
  }
  return means;
};

export const toChannelsLast = (values: Float32Array, channels: number): Float32Array => {
  const plane = values.length / channels;
  const last = new Float32Array(values.length);
  for (let at = 0; at < values.length; at += 1) last[(at % plane) * channels + Math.floor(at / plane)] = values[at]!;
  return last;
};
