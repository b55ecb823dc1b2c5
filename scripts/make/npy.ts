/** A version 1.0 .npy file: the header as numpy writes it, padded to 64 bytes. `shape` as Python text: '(4, 8)'. */
export const npyFile = (descr: string, shape: string, payload: Uint8Array): Buffer => {
  const dictionary = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${shape}, }`;
  const length = Math.ceil((10 + dictionary.length + 1) / 64) * 64 - 10;
  const preamble = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, length & 0xff, length >> 8]);
  return Buffer.concat([preamble, Buffer.from(`${dictionary.padEnd(length - 1)}\n`, 'latin1'), payload]);
};

/** Little-endian float32 values. */
export const float32Bytes = (values: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => {
    bytes.writeFloatLE(value, index * 4);
  });
  return bytes;
};
