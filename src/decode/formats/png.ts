import { decodePng, textOverLimit } from '../codecs/png.ts';
import { conclude, noHeader } from '../conclude.ts';
import { walkPng } from '../container/png.ts';
import type { Examination, Examined } from '../examination.ts';
import { overLimit, softTimeoutS } from '../limits.ts';

/** Chunk walk, limits (text bombs too), default picture and every frame. Expects the PNG signature. */
export const examinePng = async (bytes: Uint8Array, examination: Examination): Promise<Examined> => {
  const walk = walkPng(bytes);
  const { container, header } = walk;
  if (header === undefined) return noHeader(container);
  const refused = overLimit(header, examination.limits) ?? textOverLimit(bytes, walk.texts);
  if (refused !== undefined) return { facets: { container, header }, faults: [refused] };
  const { limits } = examination;
  const timeoutS = softTimeoutS(header.width * header.height, limits);
  const outcome = await decodePng(bytes, walk.animation, { maxPixels: limits.maxPixels, timeoutS });
  return conclude(outcome, header, container, examination);
};
