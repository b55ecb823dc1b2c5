import type { Decoding, Fault, Header } from '../../model/facets.ts';
import { decodeWithSharp, headerFromSharp } from '../codecs/sharp.ts';
import { conclude, noHeader } from '../conclude.ts';
import { type AvifPicture, walkAvif } from '../container/avif.ts';
import type { Examination, Examined } from '../examination.ts';
import { decodedBytes, overLimit, softTimeoutS } from '../limits.ts';

/** A long file of broken pages says the same again and again. */
const MAX_WARNINGS = 20;

/** Pages one by one: they may differ in size, so each has its own header and limits. */
const examinePages = async (bytes: Uint8Array, examination: Examination): Promise<Examined> => {
  const { limits } = examination;
  const first = await headerFromSharp(bytes, 'avif');
  if ('fault' in first) return { facets: {}, faults: [{ facet: 'header', ...first.fault }] };
  const { header } = first;
  const refused = overLimit(header, limits);
  if (refused !== undefined) return { facets: { header }, faults: [refused] };
  let made: Examined | undefined;
  let spentBytes = 0;
  const warnings: Decoding['warnings'][number][] = [];
  for (let index = 0; index < header.frames; index++) {
    const page = index === 0 ? first : await headerFromSharp(bytes, 'avif', index);
    const stop = (fault: Omit<Fault, 'facet'>): Examined => ({
      facets: { header, ...(made?.facets.preview === undefined ? {} : { preview: made.facets.preview }) },
      faults: [{ facet: 'decoding', ...fault, detail: index === 0 ? fault.detail : `page ${index}: ${fault.detail}` }],
    });
    if ('fault' in page) return stop(page.fault);
    const single = { ...page.header, frames: 1 };
    const over = overLimit(single, limits, spentBytes);
    if (over !== undefined) return stop(over);
    spentBytes += decodedBytes(single);
    const timeoutS = softTimeoutS(single.width * single.height, limits);
    const outcome = await decodeWithSharp(bytes, { index, maxPixels: limits.maxPixels, timeoutS });
    if ('fault' in outcome) return stop(outcome.fault);
    warnings.push(...outcome.warnings);
    made ??= conclude(outcome, { ...header, frames: 1 }, undefined, examination);
  }
  const decoding: Decoding = { decoder: 'sharp', warnings: warnings.slice(0, MAX_WARNINGS) };
  return { facets: { ...made?.facets, header, decoding }, faults: [] };
};

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
  const { facets, faults } = await examinePages(bytes, examination);
  const { header } = facets;
  if (header === undefined || picture === undefined) return { facets: { ...facets, container }, faults };
  return { facets: { ...facets, container, header: asWritten(header, picture) }, faults };
};
