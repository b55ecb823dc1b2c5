import { decodeWithSharp } from '../codecs/sharp.ts';
import { conclude, noHeader } from '../conclude.ts';
import { walkGif } from '../container/gif.ts';
import type { Examination, Examined } from '../examination.ts';
import { overLimit, overWorkingMemory, softTimeoutS } from '../limits.ts';

/** libnsgif's screen, and ours for the luma; a second screen where one frame may ask for the state before it. */
const STILL_BYTES_PER_PIXEL = 5;
const ANIMATED_BYTES_PER_PIXEL = 9;

/** Blocks, codes of every frame, limits; then libvips composes all frames. Expects 'GIF87a' or 'GIF89a'. */
export const examineGif = async (bytes: Uint8Array, examination: Examination): Promise<Examined> => {
  const { container, header, extent, remarks } = walkGif(bytes);
  if (header === undefined) return noHeader(container);
  const { limits } = examination;
  const perPixel = header.frames > 1 ? ANIMATED_BYTES_PER_PIXEL : STILL_BYTES_PER_PIXEL;
  const refused =
    overLimit({ ...header, ...extent }, limits) ?? overWorkingMemory(extent.width * extent.height * perPixel);
  if (refused !== undefined) return { facets: { container, header }, faults: [refused] };
  const timeoutS = softTimeoutS(header.width * header.height * header.frames, limits);
  const outcome = await decodeWithSharp(bytes, { index: 'all', maxPixels: limits.maxPixels * header.frames, timeoutS });
  if ('fault' in outcome) return conclude(outcome, header, container, examination);
  const warnings = [...outcome.warnings, ...remarks];
  return conclude({ luma: outcome.luma, warnings }, header, container, examination);
};
