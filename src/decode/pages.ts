import type { Decoding, Fault } from '../model/facets.ts';
import { decodeWithSharp, headerFromSharp } from './codecs/sharp.ts';
import { conclude } from './conclude.ts';
import type { Examination, Examined } from './examination.ts';
import { decodedBytes, overLimit, softTimeoutS } from './limits.ts';

/** A long file of broken pages says the same again and again. */
const MAX_WARNINGS = 20;

/** CMYK with alpha: libvips reads it in silence, damaged or not, and no trainer's reader (Pillow, OpenCV) at all. */
const MOST_CHANNELS_READ = 4;

/** Pages one by one: they may differ in size, so each has its own header and limits. */
export const examinePages = async (bytes: Uint8Array, format: string, examination: Examination): Promise<Examined> => {
  const { limits } = examination;
  const first = await headerFromSharp(bytes, format);
  if ('fault' in first) return { facets: {}, faults: [{ facet: 'header', ...first.fault }] };
  const { header } = first;
  const refused = overLimit(header, limits);
  if (refused !== undefined) return { facets: { header }, faults: [refused] };
  let made: Examined | undefined;
  let spentBytes = 0;
  const warnings: Decoding['warnings'][number][] = [];
  for (let index = 0; index < header.frames; index++) {
    const page = index === 0 ? first : await headerFromSharp(bytes, format, index);
    const stop = (fault: Omit<Fault, 'facet'>): Examined => ({
      facets: { header, ...(made?.facets.preview === undefined ? {} : { preview: made.facets.preview }) },
      faults: [{ facet: 'decoding', ...fault, detail: index === 0 ? fault.detail : `page ${index}: ${fault.detail}` }],
    });
    if ('fault' in page) return stop(page.fault);
    const single = { ...page.header, frames: 1 };
    const over = overLimit(single, limits, spentBytes);
    if (over !== undefined) return stop(over);
    if (single.channels > MOST_CHANNELS_READ) {
      return stop({ kind: 'unsupported', detail: `${single.channels} channels`, cause: 'unsupported' });
    }
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
