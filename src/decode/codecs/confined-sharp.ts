import { createRequire } from 'node:module';
import type Sharp from 'sharp';

/** The libvips loaders that may see untrusted bytes; everything else, SVG and PDF first, stays blocked. */
const LOADERS = [
  'VipsForeignLoadJpegBuffer',
  'VipsForeignLoadPngBuffer',
  'VipsForeignLoadNsgifBuffer',
  'VipsForeignLoadWebpBuffer',
  'VipsForeignLoadTiffBuffer',
  'VipsForeignLoadHeifBuffer',
];

let loaded: typeof Sharp | undefined;

/** What a failed load is told by. It is this machine's trouble (a full file table, a broken installation), never a picture's. */
export const NOT_LOADED = 'decoder not loaded';

const load = (): typeof Sharp => {
  try {
    return createRequire(import.meta.url)('sharp') as typeof Sharp;
  } catch (error) {
    throw new Error(`${NOT_LOADED}: ${error instanceof Error ? error.message : String(error)}`);
  }
};

/**
 * sharp, set up for one file at a time out of memory. Loaded at the first picture that needs it: a process that meets sound JPEGs
 * alone starts a tenth of a second sooner. Throws an Error that begins with NOT_LOADED; the next call tries again.
 */
export const confinedSharp = (): typeof Sharp => {
  if (loaded !== undefined) return loaded;
  const sharp = load();
  sharp.cache(false);
  sharp.concurrency(1);
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({ operation: LOADERS });
  loaded = sharp;
  return sharp;
};
