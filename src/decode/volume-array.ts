import type { Limits } from '../model/config.ts';
import { previewSamples } from './codecs/samples.ts';
import type { NiftiVolume } from './container/nifti.ts';
import { readVoxels } from './formats/nifti.ts';
import { type InputArray, MOST_INPUT_ELEMENTS } from './input-array.ts';

/** Channels of a voxel, which lie side by side, as slices of their own. */
const apart = (values: Float64Array, channels: number): Float64Array => {
  if (channels === 1) return values;
  const plane = values.length / channels;
  return Float64Array.from(values, (_, at) => values[(at % plane) * channels + Math.floor(at / plane)]!);
};

const valuesOf = (voxels: Uint8Array, { header, sampleBytes, littleEndian, scaling }: NiftiVolume): Float64Array => {
  const form = { sampleBytes, sampleFormat: header.sampleFormat, littleEndian };
  const values = Float64Array.from(previewSamples(voxels, form));
  // Colors are not scaled.
  if (scaling === undefined || header.channels > 1) return values;
  return values.map((value) => value * scaling.slope + scaling.intercept);
};

/**
 * A NIfTI volume as nibabel's readers have its values, scaled by its own slope and intercept, in the order slices, rows, columns (one
 * slice: rows, columns). Colors are slices of their own, channel by channel. A word says why there is none: complex voxels, more than
 * `MOST_INPUT_ELEMENTS`, or nothing to read it with.
 */
export const readVolume = async (
  bytes: Uint8Array,
  limits: Limits,
): Promise<InputArray | { readonly why: 'values' | 'size' | 'format' }> => {
  const read = await readVoxels(bytes, limits);
  if (read === undefined) return { why: 'format' };
  const { width, height, channels, frames, sampleFormat } = read.volume.header;
  if (sampleFormat === 'complex') return { why: 'values' };
  if (width * height * channels * frames > MOST_INPUT_ELEMENTS) return { why: 'size' };
  const slices = frames * channels;
  return {
    shape: slices === 1 ? [height, width] : [slices, height, width],
    values: apart(valuesOf(read.voxels, read.volume), channels),
  };
};
