import { decodeWithSharp } from '../codecs/sharp.ts';
import { conclude, noHeader } from '../conclude.ts';
import { walkGif } from '../container/gif.ts';
import type { Examination, Examined } from '../examination.ts';
import { overLimit, softTimeoutS } from '../limits.ts';

/** Blocks, codes of every frame, limits; then libvips composes all frames. Expects 'GIF87a' or 'GIF89a'. */
export const examineGif = async (bytes: Uint8Array, examination: Examination): Promise<Examined> => {
  const { container, header, remarks } = walkGif(bytes);
  if (header === undefined) return noHeader(container);
  const { limits } = examination;
  const refused = overLimit(header, limits);
  if (refused !== undefined) return { facets: { container, header }, faults: [refused] };
  const timeoutS = softTimeoutS(header.width * header.height * header.frames, limits);
  const outcome = await decodeWithSharp(bytes, { index: 'all', maxPixels: limits.maxPixels * header.frames, timeoutS });
  if ('fault' in outcome) return conclude(outcome, header, container, examination);
  const warnings = [...outcome.warnings, ...remarks];
  return conclude({ luma: outcome.luma, warnings }, header, container, examination);
};
