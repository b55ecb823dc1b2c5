import type { Fault, Header } from '../../model/facets.ts';
import { noHeader } from '../conclude.ts';
import { type AvifPicture, walkAvif } from '../container/avif.ts';
import type { Examination, Examined } from '../examination.ts';
import { overLimit } from '../limits.ts';
import { examinePages } from '../pages.ts';

/** libheif hands over RGB of 8 or 16 bits, turned as the file says; the file knows its own depth, and whether it is gray. */
const asWritten = (header: Header, { depth, isGray }: AvifPicture): Header => {
  const channels = header.channels - (isGray && header.channels > 2 ? 2 : 0);
  return { ...header, depth, channels, color: isGray ? 'gray' : header.color };
};

/** Box walk with every item's place, limits before anything is decoded, the primary picture. Expects 'ftyp' with an AVIF brand. */
export const examineAvif = async (bytes: Uint8Array, examination: Examination): Promise<Examined> => {
  const { container, picture, sequence } = walkAvif(bytes);
  const declared: Header | undefined = picture && {
    ...{ format: 'avif', width: picture.width, height: picture.height, depth: picture.depth },
    ...{ channels: picture.isGray ? 1 : 3, frames: Math.max(1, sequence), orientation: 1 },
    ...{ color: picture.isGray ? 'gray' : 'rgb', alpha: false, sampleFormat: 'uint' },
  };
  if (declared === undefined && container.missing !== undefined) return noHeader(container);
  const stop = (fault: Fault): Examined => ({
    facets: { container, ...(declared && { header: declared }) },
    faults: [fault],
  });
  const refused = declared && overLimit({ ...declared, frames: 1 }, examination.limits);
  if (refused !== undefined) return stop(refused);
  if (container.missing !== undefined) {
    const detail = `${container.missing} missing`;
    return stop({ facet: 'decoding', kind: 'truncated', detail, cause: 'premature-end' });
  }
  // A still picture in front of a sequence says nothing of the frames.
  if (sequence > 0) {
    const detail = `image sequence of ${sequence} frames`;
    return stop({ facet: 'decoding', kind: 'unsupported', detail, cause: 'unsupported' });
  }
  const { facets, faults } = await examinePages(bytes, 'avif', examination);
  const { header } = facets;
  if (header === undefined || picture === undefined) return { facets: { ...facets, container }, faults };
  return { facets: { ...facets, container, header: asWritten(header, picture) }, faults };
};
