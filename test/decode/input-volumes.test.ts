import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readInputPixels } from '../../src/decode/input-pixels.ts';
import { readVolume } from '../../src/decode/volume-array.ts';
import { dicomOf } from './dicom-bytes.ts';
import { niftiOf } from './nifti-bytes.ts';
import { limitsWith } from './pictures.ts';

const LIMITS = limitsWith();
const bytesOf = (values: Int16Array | Uint16Array | Float32Array): Uint8Array => new Uint8Array(values.buffer);

describe('a NIfTI volume as numbers', () => {
  const shorts = bytesOf(Int16Array.from({ length: 24 }, (_, at) => at - 12));
  const volume = niftiOf({ dims: [4, 3, 2], datatype: 4, bits: 16, voxels: shorts });

  it('is an array of slices, rows and columns, plain or in a gzip', async () => {
    const expected = { shape: [2, 3, 4], values: Float64Array.from({ length: 24 }, (_, at) => at - 12) };
    expect(await readVolume(volume, LIMITS)).toEqual(expected);
    expect(await readVolume(gzipSync(volume), LIMITS)).toEqual(expected);
  });

  it('is scaled by its own slope and intercept, as readers do', async () => {
    const scaled = niftiOf({ dims: [4, 6], datatype: 4, bits: 16, voxels: shorts, slope: 0.5, intercept: 100 });
    expect(await readVolume(scaled, LIMITS)).toEqual({
      shape: [6, 4],
      values: Float64Array.from({ length: 24 }, (_, at) => (at - 12) / 2 + 100),
    });
    const unscaled = niftiOf({ dims: [4, 6], datatype: 4, bits: 16, voxels: shorts, slope: Number.NaN, intercept: 9 });
    expect(await readVolume(unscaled, LIMITS)).toMatchObject({ values: { 0: -12 } });
  });

  it('keeps NaN and infinities where they are', async () => {
    const voxels = bytesOf(Float32Array.of(1, Number.NaN, Number.POSITIVE_INFINITY, 4));
    const floats = niftiOf({ dims: [2, 2], datatype: 16, bits: 32, voxels });
    expect(await readVolume(floats, LIMITS)).toEqual({
      shape: [2, 2],
      values: Float64Array.of(1, Number.NaN, Number.POSITIVE_INFINITY, 4),
    });
  });

  it('has its colors apart, and is none where voxels are complex or too many', async () => {
    const rgb = niftiOf({ dims: [2, 1, 1], datatype: 128, bits: 24, voxels: Uint8Array.of(1, 2, 3, 4, 5, 6) });
    expect(await readVolume(rgb, LIMITS)).toEqual({
      shape: [3, 1, 2],
      values: Float64Array.of(1, 4, 2, 5, 3, 6),
    });
    const complex = niftiOf({ dims: [1, 1], datatype: 32, bits: 64, voxels: new Uint8Array(8) });
    expect(await readVolume(complex, LIMITS)).toEqual({ why: 'values' });
    const large = niftiOf({ dims: [257, 256, 256], datatype: 2, bits: 8, voxels: new Uint8Array(257 * 65_536) });
    expect(await readVolume(large, LIMITS)).toEqual({ why: 'size' });
  });
});

describe('the first frame of a DICOM file as numbers', () => {
  it('is as it is stored: unsigned, or signed as floats', async () => {
    const unsigned = Uint16Array.from({ length: 12 }, (_, at) => at * 300);
    const frames = dicomOf({ width: 3, height: 2, allocated: 16, frames: 2, pixels: bytesOf(unsigned) });
    expect(await readInputPixels(frames, 'dcm', LIMITS)).toEqual({
      ...{ width: 3, height: 2, channels: 1 },
      data: unsigned.subarray(0, 6),
    });
    const pixels = bytesOf(Int16Array.of(-1024, 0, 3071, -1));
    const signed = dicomOf({ width: 2, height: 2, allocated: 16, isSigned: true, pixels });
    expect(await readInputPixels(signed, 'dcm', LIMITS)).toMatchObject({
      data: Float32Array.of(-1024, 0, 3071, -1),
    });
  });

  it('is no view of the file, whose bytes are overwritten while it waits for others', async () => {
    const file = dicomOf({ width: 2, height: 1, allocated: 8, pixels: Uint8Array.of(7, 9) });
    const read = await readInputPixels(file, 'dcm', LIMITS);
    file.fill(0);
    expect(read?.data).toEqual(Uint8Array.of(7, 9));
  });

  it('has the channels of a pixel side by side, also where they are stored apart', async () => {
    const pixels = Uint8Array.of(1, 2, 3, 4, 5, 6);
    const planar = dicomOf({ width: 2, height: 1, channels: 3, allocated: 8, isPlanar: true, pixels });
    expect((await readInputPixels(planar, 'dcm', LIMITS))?.data).toEqual(Uint8Array.of(1, 3, 5, 2, 4, 6));
  });
});
