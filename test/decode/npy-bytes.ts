import type { ByteSource } from '../../src/model/byte-source.ts';
import { type Limits, limitsSchema } from '../../src/model/config.ts';

export const limits: Limits = limitsSchema.parse({});

/** Bytes as a resource; with `most`, a read answers at most so many at once. */
export const sourceOf = (bytes: Uint8Array, most = Number.POSITIVE_INFINITY): ByteSource => ({
  size: bytes.length,
  read: (offset, into) => {
    const part = bytes.subarray(offset, Math.min(bytes.length, offset + into.length, offset + most));
    into.set(part);
    return part.length;
  },
});

/** A .npy file with any header text, unpadded. */
export const npyWith = (header: string, data: Uint8Array = new Uint8Array(0), version: 1 | 2 | 3 = 1): Uint8Array => {
  const text = Buffer.from(header, version === 3 ? 'utf8' : 'latin1');
  const preamble = Buffer.alloc(version === 1 ? 10 : 12);
  preamble.write('\x93NUMPY', 'latin1');
  preamble[6] = version;
  if (version === 1) preamble.writeUInt16LE(text.length, 8);
  else preamble.writeUInt32LE(text.length, 8);
  return Buffer.concat([preamble, text, data]);
};

export const npyOf = (
  descr: string,
  shape: string,
  data: Uint8Array,
  fortran: 'True' | 'False' = 'False',
): Uint8Array => npyWith(`{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': ${shape}, }\n`, data);
