import { endianness } from 'node:os';
import type { Header } from '../../model/facets.ts';
import type { Raster } from '../raster.ts';

export interface SampleForm {
  /** 1, 2, 4 or 8. */
  readonly sampleBytes: number;
  readonly sampleFormat: Header['sampleFormat'];
  readonly littleEndian: boolean;
}

const isNative = (littleEndian: boolean): boolean => littleEndian === (endianness() === 'LE');

/** A copy at an aligned address, in the byte order of this machine. */
const aligned = (bytes: Uint8Array, { sampleBytes, littleEndian }: SampleForm): ArrayBuffer => {
  const copy = Buffer.from(new Uint8Array(bytes).buffer);
  if (!isNative(littleEndian)) {
    if (sampleBytes === 2) copy.swap16();
    if (sampleBytes === 4) copy.swap32();
    if (sampleBytes === 8) copy.swap64();
  }
  return copy.buffer as ArrayBuffer;
};

/** Floats, parts of complex ones too, as they are. */
export const floatsOf = (bytes: Uint8Array, form: SampleForm): Float32Array | Float64Array =>
  form.sampleBytes === 4 ? new Float32Array(aligned(bytes, form)) : new Float64Array(aligned(bytes, form));

/** Values for a preview: integers above 8 bits as floats, which are stretched between least and largest. */
export const previewSamples = (bytes: Uint8Array, form: SampleForm): Raster['data'] => {
  const { sampleBytes, sampleFormat } = form;
  if (sampleFormat === 'float' || sampleFormat === 'complex') return floatsOf(bytes, form);
  if (sampleBytes === 1)
    return sampleFormat === 'uint' ? bytes : Float32Array.from(new Int8Array(aligned(bytes, form)));
  const buffer = aligned(bytes, form);
  const isSigned = sampleFormat === 'int';
  if (sampleBytes === 2) return Float32Array.from(isSigned ? new Int16Array(buffer) : new Uint16Array(buffer));
  if (sampleBytes === 4) return Float64Array.from(isSigned ? new Int32Array(buffer) : new Uint32Array(buffer));
  return Float64Array.from(isSigned ? new BigInt64Array(buffer) : new BigUint64Array(buffer), Number);
};
