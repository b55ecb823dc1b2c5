import type { Container, Header } from '../model/facets.ts';
import { decodeWithSharp } from './codecs/sharp.ts';
import { conclude, noHeader } from './conclude.ts';
import type { Examination, Examined } from './examination.ts';
import { overLimit, softTimeoutS } from './limits.ts';

/** For formats whose frames libvips composes itself. */
export const examineAnimated = async (
  bytes: Uint8Array,
  { container, header }: { readonly container: Container; readonly header?: Header },
  examination: Examination,
): Promise<Examined> => {
  if (header === undefined) return noHeader(container);
  const refused = overLimit(header, examination.limits);
  if (refused !== undefined) return { facets: { container, header }, faults: [refused] };
  const { limits } = examination;
  const timeoutS = softTimeoutS(header.width * header.height * header.frames, limits);
  const outcome = await decodeWithSharp(bytes, { index: 'all', maxPixels: limits.maxPixels * header.frames, timeoutS });
  return conclude(outcome, header, container, examination);
};
