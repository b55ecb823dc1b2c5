import { heldBytes, MAX_HELD_BYTES, type PngPicture, readPixels } from '../codecs/png-pixels.ts';
import { profileOf, textOverLimit } from '../codecs/png-texts.ts';
import { decodeWithSharp } from '../codecs/sharp.ts';
import { conclude, noHeader } from '../conclude.ts';
import { type PngWalk, walkPng } from '../container/png.ts';
import { MAX_CHUNKS } from '../container/png-chunks.ts';
import type { Examination, Examined } from '../examination.ts';
import { overLimit, softTimeoutS, tooManyChunks } from '../limits.ts';

type Walked = PngWalk & Required<Pick<PngWalk, 'header'>>;

/** Pictures too large to be held whole are streamed by libvips. */
const stream = async (bytes: Uint8Array, walk: Walked, examination: Examination): Promise<Examined> => {
  const { limits } = examination;
  const { header, container } = walk;
  const timeoutS = softTimeoutS(header.width * header.height, limits);
  const outcome = await decodeWithSharp(bytes, { index: 0, maxPixels: limits.maxPixels, timeoutS });
  if ('fault' in outcome) return conclude(outcome, header, container, examination);
  const warnings = [...outcome.warnings, ...walk.remarks];
  return conclude({ luma: outcome.luma, warnings }, header, container, examination);
};

/** The default picture, then every later frame: their pixels are read too, though no preview shows them. */
const decode = (bytes: Uint8Array, walk: Walked, { luma }: Examination): Examined => {
  const { header, container, data, format, palette, remarks } = walk;
  const known = { container, header };
  if (format === undefined) {
    const [first] = container.damage;
    const fault = {
      facet: 'decoding',
      kind: 'malformed',
      detail: first?.detail ?? 'no pixels',
      cause: 'malformed',
    } as const;
    return { facets: known, faults: [{ ...fault, ...(first && { offset: first.offset }) }] };
  }
  const colors = { format, ...(palette && { palette }) };
  const { width, height } = header;
  const warnings = [...remarks];
  const later: readonly PngPicture[] = walk.frames.filter(({ isDefault }) => !isDefault);
  for (const picture of later) {
    const read = readPixels(bytes, picture, colors);
    if ('fault' in read) return { facets: known, faults: [{ facet: 'decoding', ...read.fault }] };
    warnings.push(...read.warnings);
  }
  const read = readPixels(bytes, { width, height, data }, colors, luma.scratch(width * height));
  if ('fault' in read) return { facets: known, faults: [{ facet: 'decoding', ...read.fault }] };
  warnings.unshift(...read.warnings);
  return {
    facets: { ...known, decoding: { decoder: 'prepass', warnings }, preview: luma.reduce(width, height) },
    faults: [],
  };
};

/** Chunk walk, limits (text bombs too), default picture and every frame. Expects the PNG signature. */
export const examinePng = (bytes: Uint8Array, examination: Examination): Examined | Promise<Examined> => {
  const walk = walkPng(bytes);
  const { container } = walk;
  if (walk.header === undefined) return noHeader(container);
  const crowded = walk.isComplete ? undefined : tooManyChunks(MAX_CHUNKS);
  const refused = crowded ?? overLimit(walk.header, examination.limits) ?? textOverLimit(bytes, walk.texts);
  if (refused !== undefined) return { facets: { container, header: walk.header }, faults: [refused] };
  const { profile, warnings } = profileOf(bytes, walk.texts);
  const header = profile === undefined ? walk.header : { ...walk.header, profile };
  const walked = { ...walk, header, remarks: [...walk.remarks, ...warnings] };
  const { width, height } = header;
  const isHeld =
    walk.format === undefined || heldBytes({ width, height, data: walk.data }, walk.format) <= MAX_HELD_BYTES;
  return isHeld ? decode(bytes, walked, examination) : stream(bytes, walked, examination);
};
