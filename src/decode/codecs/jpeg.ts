import turbo from '@julusian/jpeg-turbo';
import { asBuffer } from '../fields.ts';

const GRAY = { format: turbo.FORMAT_GRAY } as const;

/** libjpeg counts pixels in 32 bits with sign; above that the binding must not be asked. */
export const MAX_TURBO_PIXELS = 2 ** 31 - 1;

/** `rejected`: libjpeg warned or gave up, and does not say which or why; the pixels may have been filled in all the same. */
export type LumaOutcome = 'clean' | 'rejected';

/**
 * Decodes to 8-bit luma, rows tightly packed, straight into `into` (at least width x height bytes). Every coefficient of every
 * component is entropy-decoded on the way, so `clean` proves the whole file. Synchronous: fastest inside a worker process.
 */
export const decodeLuma = (bytes: Uint8Array, width: number, height: number, into: Uint8Array): LumaOutcome => {
  try {
    // The binding copies its result unless it is given a Buffer.
    const decoded = turbo.decompressSync(asBuffer(bytes), asBuffer(into), GRAY);
    return decoded.width === width && decoded.height === height ? 'clean' : 'rejected';
  } catch {
    return 'rejected';
  }
};
