import { type Planes, resample } from '../measures/resample.ts';
import type { Preprocess } from '../model/probe.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Size after the step `resize`, as torchvision counts it: a single number is the short side. */
export const resizedSize = (resize: Preprocess['resize'], { width, height }: Size): Size => {
  if (resize === undefined) return { width, height };
  if (typeof resize !== 'number') return { width: resize[0], height: resize[1] };
  const long = (side: number, short: number): number => Math.max(1, Math.trunc((resize * side) / short));
  return width <= height
    ? { width: resize, height: long(height, width) }
    : { width: long(width, height), height: resize };
};

export const resize = (planes: Planes, wanted: Preprocess['resize']): Planes => {
  const { width, height } = resizedSize(wanted, planes);
  return resample(planes, height, width);
};

/** What lies around the center; sides that are shorter than wanted stay. */
export const crop = (planes: Planes, wanted: Preprocess['crop']): Planes => {
  if (wanted === undefined) return planes;
  const [wide, high] = typeof wanted === 'number' ? [wanted, wanted] : wanted;
  const width = Math.min(wide, planes.width);
  const height = Math.min(high, planes.height);
  if (width === planes.width && height === planes.height) return planes;
  const left = Math.round((planes.width - width) / 2);
  const top = Math.round((planes.height - height) / 2);
  const values = planes.values.slice(0, planes.channels * height * width);
  for (let row = 0; row < planes.channels * height; row += 1) {
    const channel = Math.floor(row / height);
    const from = (channel * planes.height + top + (row % height)) * planes.width + left;
    values.set(planes.values.subarray(from, from + width), row * width);
  }
  return { channels: planes.channels, height, width, values };
};
