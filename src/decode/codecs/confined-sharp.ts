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

/**
 * sharp, set up for one file at a time out of memory. Loaded at the first picture that needs it: a process that meets sound JPEGs
 * alone starts a tenth of a second sooner.
 */
export const confinedSharp = (): typeof Sharp => {
  if (loaded !== undefined) return loaded;
  const sharp = createRequire(import.meta.url)('sharp') as typeof Sharp;
  sharp.cache(false);
  sharp.concurrency(1);
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({ operation: LOADERS });
  loaded = sharp;
  return sharp;
};
