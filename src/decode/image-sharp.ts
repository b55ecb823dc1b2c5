import type { Container, Decoding, Fault, Header } from '../model/facets.ts';
import { decodePng, textOverLimit } from './codecs/png.ts';
import { decodeWithSharp, headerFromSharp, type SharpOutcome } from './codecs/sharp.ts';
import { walkGif } from './container/gif.ts';
import { walkPng } from './container/png.ts';
import { walkWebp } from './container/webp.ts';
import type { Examination, Examined } from './examination.ts';
import { decodedBytes, overLimit, softTimeoutS } from './limits.ts';

/** A long file of broken pages says the same again and again. */
const MAX_WARNINGS = 20;

/** The walk found no size: cut before it, or broken. */
const noHeader = (container: Container): Examined => {
  const { damage, missing } = container;
  const first = damage[0];
  const fault: Fault =
    first === undefined && missing !== undefined
      ? { facet: 'header', kind: 'truncated', detail: `${missing} missing`, cause: 'premature-end' }
      : {
          facet: 'header',
          kind: 'malformed',
          detail: first?.detail ?? 'no size',
          cause: 'malformed',
          ...(first === undefined ? {} : { offset: first.offset }),
        };
  return { facets: { container }, faults: [fault] };
};

/** Facets from an outcome; the preview shows the first frame. */
const conclude = (
  outcome: SharpOutcome,
  header: Header,
  container: Container | undefined,
  { previewOf }: Examination,
): Examined => {
  const known = { ...(container === undefined ? {} : { container }), header };
  if ('fault' in outcome) {
    const offset = container?.damage[0]?.offset;
    return {
      facets: known,
      faults: [{ facet: 'decoding', ...outcome.fault, ...(offset === undefined ? {} : { offset }) }],
    };
  }
  const { luma, warnings } = outcome;
  const isStack = luma.width === header.width && luma.height > header.height;
  const preview = previewOf(luma.data, luma.width, isStack ? header.height : luma.height);
  return { facets: { ...known, decoding: { decoder: 'sharp', warnings }, preview }, faults: [] };
};

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

/** For formats whose frames libvips composes itself. */
const examineAnimated = async (
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

/** Expects 'GIF87a' or 'GIF89a'. */
export const examineGif = (bytes: Uint8Array, examination: Examination): Promise<Examined> =>
  examineAnimated(bytes, walkGif(bytes), examination);

/** Expects 'RIFF....WEBP'. */
export const examineWebp = (bytes: Uint8Array, examination: Examination): Promise<Examined> =>
  examineAnimated(bytes, walkWebp(bytes), examination);

/** CMYK with alpha: libvips reads it in silence, damaged or not, and no trainer's reader (Pillow, OpenCV) at all. */
const MOST_CHANNELS_READ = 4;

/** Pages one by one: they may differ in size, so each has its own header and limits. */
const examinePages = async (bytes: Uint8Array, format: string, examination: Examination): Promise<Examined> => {
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

export const examineTiff = (bytes: Uint8Array, examination: Examination): Promise<Examined> =>
  examinePages(bytes, 'tiff', examination);

export const examineAvif = (bytes: Uint8Array, examination: Examination): Promise<Examined> =>
  examinePages(bytes, 'avif', examination);
