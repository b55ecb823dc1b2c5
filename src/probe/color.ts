import type { Planes } from '../measures/resample.ts';
import type { Preprocess } from '../model/probe.ts';

type Color = NonNullable<Preprocess['channels']>;

export const channelsOf = (color: Color): number => (color === 'gray' ? 1 : 3);

/**
 * A picture's planes (gray, or red, green, blue) in the order asked for. Gray is repeated; color becomes gray by the weights of
 * ITU-R 601 as Pillow's mode L has them. Undefined for pictures of other numbers of channels.
 */
export const inColor = (planes: Planes, color: Color): Planes | undefined => {
  const { channels, height, width, values } = planes;
  if (channels !== 1 && channels !== 3) return undefined;
  if (channels === 1) return color === 'gray' ? planes : { ...planes, channels: 3, values: repeated(values) };
  if (color === 'rgb') return planes;
  const plane = (at: number) => values.subarray(at * height * width, (at + 1) * height * width);
  if (color === 'gray') return { ...planes, channels: 1, values: grayOf(plane(0), plane(1), plane(2)) };
  const swapped = values.slice();
  swapped.set(plane(2), 0);
  swapped.set(plane(0), 2 * height * width);
  return { ...planes, values: swapped };
};

const emptyLike = (values: Planes['values'], length: number): Planes['values'] =>
  values instanceof Uint8Array ? new Uint8Array(length) : new Float32Array(length);

const repeated = (plane: Planes['values']): Planes['values'] => {
  const three = emptyLike(plane, 3 * plane.length);
  for (let channel = 0; channel < 3; channel += 1) three.set(plane, channel * plane.length);
  return three;
};

const grayOf = (red: Planes['values'], green: Planes['values'], blue: Planes['values']): Planes['values'] => {
  const gray = emptyLike(red, red.length);
  const half = red instanceof Uint8Array ? 0.5 : 0;
  for (let at = 0; at < gray.length; at += 1) {
    gray[at] = (red[at]! * 19_595 + green[at]! * 38_470 + blue[at]! * 7_471) / 65_536 + half;
  }
  return gray;
};
