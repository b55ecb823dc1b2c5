import type { ColorMode, Header } from '../../model/facets.ts';

/** The fields of nifti-reader-js's headers that are used. */
export interface NiftiFields {
  readonly littleEndian: boolean;
  /** Count of dimensions, then their lengths. */
  readonly dims: readonly number[];
  readonly datatypeCode: number;
  readonly vox_offset: number;
  readonly scl_slope?: number;
  readonly scl_inter?: number;
}

interface Datatype {
  readonly bytes: number;
  readonly channels: number;
  readonly sampleFormat: Header['sampleFormat'];
  readonly color?: ColorMode;
}

const type = (bits: number, sampleFormat: Header['sampleFormat'], channels = 1): Datatype => ({
  bytes: bits / 8,
  channels,
  sampleFormat,
});

/** Codes of nifti1.h; bytes of one channel. */
const DATATYPES: Readonly<Record<number, Datatype>> = {
  2: type(8, 'uint'),
  4: type(16, 'int'),
  8: type(32, 'int'),
  16: type(32, 'float'),
  32: type(32, 'complex', 2),
  64: type(64, 'float'),
  128: { ...type(8, 'uint', 3), color: 'rgb' },
  256: type(8, 'int'),
  512: type(16, 'uint'),
  768: type(32, 'uint'),
  1024: type(64, 'int'),
  1280: type(64, 'uint'),
  1792: type(64, 'complex', 2),
  2304: { ...type(8, 'uint', 4), color: 'rgb' },
};

const MOST_DIMENSIONS = 7;

export interface NiftiVolume {
  readonly header: Header;
  readonly littleEndian: boolean;
  /** Where the first voxel stands, in the unpacked file. */
  readonly offset: number;
  readonly sliceBytes: number;
  /** Of one channel. */
  readonly sampleBytes: number;
  /** What readers make of a stored value: value x slope + intercept. */
  readonly scaling?: { readonly slope: number; readonly intercept: number };
}

/** nifti1.h: a slope of 0 means none; one that is no finite number is taken for none, as nibabel does. */
const scalingOf = ({ scl_slope: slope = 0, scl_inter: intercept = 0 }: NiftiFields): NiftiVolume['scaling'] =>
  slope === 0 || !Number.isFinite(slope) || !Number.isFinite(intercept) || (slope === 1 && intercept === 0)
    ? undefined
    : { slope, intercept };

/** The volume that a header describes: a slice is a frame. A text says why there is none. */
export const volumeOf = (
  fields: NiftiFields,
): NiftiVolume | { readonly unsupported: string } | { readonly broken: string } => {
  const { dims, datatypeCode, littleEndian, vox_offset: offset } = fields;
  const count = dims[0] ?? 0;
  const lengths = dims.slice(1, count + 1);
  if (!(count >= 1 && count <= MOST_DIMENSIONS) || lengths.some((length) => !Number.isInteger(length) || length < 1)) {
    return { broken: `dimensions ${dims.join(', ')}` };
  }
  const datatype = DATATYPES[datatypeCode];
  if (datatype === undefined) return { unsupported: `datatype ${datatypeCode}` };
  if (!Number.isInteger(offset) || offset < 0) return { broken: `voxels at ${offset}` };
  const [width = 1, height = 1, ...rest] = lengths;
  const { bytes, channels, sampleFormat, color = 'gray' } = datatype;
  const frames = rest.reduce((product, length) => product * length, 1);
  const scaling = scalingOf(fields);
  return {
    header: {
      ...{ format: 'nifti', width, height, channels, depth: bytes * 8, frames, orientation: 1 },
      ...{ color, alpha: channels === 4, sampleFormat },
    },
    littleEndian,
    offset,
    sliceBytes: width * height * channels * bytes,
    sampleBytes: bytes,
    ...(scaling && { scaling }),
  };
};
