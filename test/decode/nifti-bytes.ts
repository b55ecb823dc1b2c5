interface Volume {
  /** Of x, y, z … */
  readonly dims: readonly number[];
  /** Code of nifti1.h. */
  readonly datatype: number;
  readonly bits: number;
  readonly voxels: Uint8Array;
  readonly slope?: number;
  readonly intercept?: number;
}

/** A NIfTI-1 file (nifti1.h), little-endian, in one piece. */
export const niftiOf = ({ dims, datatype, bits, voxels, slope = 0, intercept = 0 }: Volume): Buffer => {
  const header = Buffer.alloc(352);
  header.writeInt32LE(348, 0);
  header.writeInt16LE(dims.length, 40);
  for (let axis = 0; axis < 7; axis += 1) header.writeInt16LE(dims[axis] ?? 1, 42 + 2 * axis);
  header.writeInt16LE(datatype, 70);
  header.writeInt16LE(bits, 72);
  header.writeFloatLE(352, 108);
  header.writeFloatLE(slope, 112);
  header.writeFloatLE(intercept, 116);
  header.write('n+1\0', 344, 'latin1');
  return Buffer.concat([header, voxels]);
};
