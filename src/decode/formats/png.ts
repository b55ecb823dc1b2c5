import type { Decoding, Fault } from '../../model/facets.ts';
import { heldBytes, MAX_HELD_BYTES, readPixels } from '../codecs/png-pixels.ts';
import { profileOf, textOverLimit } from '../codecs/png-texts.ts';
import { decodeWithSharp } from '../codecs/sharp.ts';
import { conclude, noHeader } from '../conclude.ts';
import { type PngWalk, walkPng } from '../container/png.ts';
import { MAX_CHUNKS } from '../container/png-chunks.ts';
import type { Examination, Examined } from '../examination.ts';
import { overLimit, softTimeoutS, tooManyChunks } from '../limits.ts';
import type { Shrinker } from '../small-picture.ts';

type Walked = PngWalk & Required<Pick<PngWalk, 'header'>>;

type Colors = Parameters<typeof readPixels>[2];
type PngFormat = Colors['format'];
type Later = { readonly warnings: Decoding['warnings'] } | { readonly fault: Omit<Fault, 'facet'> };

const colorsOf = (format: NonNullable<PngWalk['format']>, { palette }: Walked): Colors => ({
  format,
  ...(palette && { palette }),
});

/** Reads the frames behind the default picture: no preview shows them, and none may pass unread. */
const readLater = (bytes: Uint8Array, { frames }: Walked, colors: Colors): Later => {
  const warnings: Decoding['warnings'][number][] = [];
  for (const picture of frames.filter(({ isDefault }) => !isDefault)) {
    if (heldBytes(picture, colors.format) > MAX_HELD_BYTES) {
      const detail = `a frame of ${picture.width} x ${picture.height} pixels`;
      return { fault: { kind: 'limit', detail, cause: 'decoder-memory' } };
    }
    const read = readPixels(bytes, picture, colors);
    if ('fault' in read) return read;
    warnings.push(...read.warnings);
  }
  return { warnings };
};

/** Pictures too large to be held whole are streamed by libvips. */
const stream = async (bytes: Uint8Array, walk: Walked, examination: Examination): Promise<Examined> => {
  const { limits } = examination;
  const { header, container, format } = walk;
  const later: Later = format === undefined ? { warnings: [] } : readLater(bytes, walk, colorsOf(format, walk));
  if ('fault' in later) return conclude(later, header, container, examination);
  const timeoutS = softTimeoutS(header.width * header.height, limits);
  const outcome = await decodeWithSharp(bytes, { index: 0, maxPixels: limits.maxPixels, timeoutS });
  if ('fault' in outcome) return conclude(outcome, header, container, examination);
  const warnings = [...outcome.warnings, ...walk.remarks, ...later.warnings];
  return conclude({ luma: outcome.luma, warnings }, header, container, examination);
};

/** Copies rows of whole bytes into the shrinker's room; undefined for pictures of other depths, of indices or in passes. */
const rowsInto = (format: PngFormat, { width, height }: Walked['header'], shrinker: Shrinker) => {
  const { depth, channels, isPalette, isInterlaced } = format;
  const room = depth !== 8 || isPalette || isInterlaced ? undefined : shrinker.room(width, height, channels);
  if (room === undefined) return undefined;
  const rowBytes = width * channels;
  const onRows = (rows: Uint8Array): void => {
    // Each behind the byte of its filter.
    for (let row = 0; row < height; row += 1) {
      const from = row * (rowBytes + 1) + 1;
      room.set(rows.subarray(from, from + rowBytes), row * rowBytes);
    }
  };
  return { onRows, keep: () => shrinker.keep(channels < 3 ? 'gray' : 'rgb') };
};

/** The default picture and every later frame. */
const decode = (bytes: Uint8Array, walk: Walked, { luma }: Examination, shrinker?: Shrinker): Examined => {
  const { header, container, data, format, remarks } = walk;
  const known = { container, header };
  const stop = (fault: Omit<Fault, 'facet'>): Examined => ({
    facets: known,
    faults: [{ facet: 'decoding', ...fault }],
  });
  if (format === undefined) {
    const [first] = container.damage;
    const detail = first?.detail ?? 'no pixels';
    return stop({ kind: 'malformed', detail, cause: 'malformed', ...(first && { offset: first.offset }) });
  }
  const colors = colorsOf(format, walk);
  const { width, height } = header;
  const later = readLater(bytes, walk, colors);
  if ('fault' in later) return stop(later.fault);
  const small = shrinker && rowsInto(format, header, shrinker);
  const into = { luma: luma.scratch(width * height), ...(small && { onRows: small.onRows }) };
  const read = readPixels(bytes, { width, height, data }, colors, into);
  if ('fault' in read) return stop(read.fault);
  small?.keep();
  const warnings = [...read.warnings, ...remarks, ...later.warnings];
  return {
    facets: { ...known, decoding: { decoder: 'prepass', warnings }, preview: luma.reduce(width, height) },
    faults: [],
  };
};

/** Chunk walk, limits (text bombs too), default picture and every frame. Expects the PNG signature. */
export const examinePng = (
  bytes: Uint8Array,
  examination: Examination,
  shrinker?: Shrinker,
): Examined | Promise<Examined> => {
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
  return isHeld ? decode(bytes, walked, examination, shrinker) : stream(bytes, walked, examination);
};
