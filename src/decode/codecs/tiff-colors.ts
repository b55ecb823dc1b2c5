import { PHOTOMETRIC, type TiffPage } from '../container/tiff-page.ts';
import type { Shrinker } from '../small-picture.ts';
import type { TiffLuma } from './tiff-luma.ts';

const UNSIGNED = 1;
const UNDEFINED = 4;

const colorsOf = ({ photometric, samplesPerPixel }: TiffPage): 'gray' | 'rgb' | undefined => {
  if (photometric === PHOTOMETRIC.rgb && samplesPerPixel === 3) return 'rgb';
  return photometric === PHOTOMETRIC.blackIsZero && samplesPerPixel === 1 ? 'gray' : undefined;
};

/**
 * Takes strips and tiles into the shrinker's room, and keeps the small picture once all are there. Undefined for pages that are not
 * plainly red, green and blue, or gray, in bytes side by side.
 */
export const createTiffColors = (
  page: TiffPage,
  shrinker: Shrinker,
): (Pick<TiffLuma, 'put'> & { readonly keep: () => void }) | undefined => {
  const { width, height, bitsPerSample, sampleFormat, isPlanar, isMixed } = page;
  const colors = colorsOf(page);
  const isUnsigned = sampleFormat === UNSIGNED || sampleFormat === UNDEFINED;
  if (colors === undefined || isPlanar || isMixed || !isUnsigned || bitsPerSample !== 8) return undefined;
  const step = page.samplesPerPixel;
  const room = shrinker.room(width, height, step);
  return (
    room && {
      put: (samples, { x, y, width: columns, rows }) => {
        if (!(samples instanceof Uint8Array)) return;
        const visible = Math.min(columns, width - x) * step;
        for (let row = 0; row < rows; row += 1) {
          const from = row * columns * step;
          room.set(samples.subarray(from, from + visible), ((y + row) * width + x) * step);
        }
      },
      keep: () => shrinker.keep(colors),
    }
  );
};
