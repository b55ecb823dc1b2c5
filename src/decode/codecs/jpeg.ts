import turbo from '@julusian/jpeg-turbo';
import { asBuffer } from '../fields.ts';

const GRAY = { format: turbo.FORMAT_GRAY } as const;
const THREE = { format: turbo.FORMAT_RGB } as const;

/** libjpeg counts pixels in 32 bits with sign; above that the binding must not be asked. */
export const MAX_TURBO_PIXELS = 2 ** 31 - 1;

/** `rejected`: libjpeg warned or gave up, and does not say which or why; the pixels may have been filled in all the same. */
export type LumaOutcome = 'clean' | 'rejected';

/**
 * Decodes to 8-bit luma, rows tightly packed, straight into `into` (at least width x height bytes). Every coefficient of every
 * component is entropy-decoded on the way, so `clean` proves the whole file. Synchronous: fastest inside a worker process.
 */
export const decodeLuma = (bytes: Uint8Array, width: number, height: number, into: Uint8Array): LumaOutcome =>
  decode(bytes, width, height, into, GRAY);

/**
 * The same with all three components interleaved (3 bytes a pixel), of bytes from `asComponents`. The first of them is the luma that
 * `decodeLuma` gives, to the bit: the inverse transform of one component knows nothing of the others.
 */
export const decodeComponents = (bytes: Uint8Array, width: number, height: number, into: Uint8Array): LumaOutcome =>
  decode(bytes, width, height, into, THREE);

const decode = (
  bytes: Uint8Array,
  width: number,
  height: number,
  into: Uint8Array,
  as: typeof GRAY | typeof THREE,
): LumaOutcome => {
  try {
    // The binding copies its result unless it is given a Buffer.
    const decoded = turbo.decompressSync(asBuffer(bytes), asBuffer(into), as);
    return decoded.width === width && decoded.height === height ? 'clean' : 'rejected';
  } catch {
    return 'rejected';
  }
};
