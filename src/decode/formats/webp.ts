import { decodeWithSharp } from '../codecs/sharp.ts';
import { decodeVp8, MAX_VP8_PIXELS, type Vp8Outcome, type Vp8Takers } from '../codecs/vp8.ts';
import { conclude, noHeader } from '../conclude.ts';
import { type WebpWalk, walkWebp } from '../container/webp.ts';
import { MAX_CHUNKS } from '../container/webp-frames.ts';
import type { Examination, Examined } from '../examination.ts';
import { overLimit, overWorkingMemory, softTimeoutS, tooManyChunks } from '../limits.ts';
import type { Shrinker } from '../small-picture.ts';

type Walked = WebpWalk & Required<Pick<WebpWalk, 'header'>>;
type Image = WebpWalk['images'][number];

/** libvips holds the canvas and one frame as RGBA; lossless pictures are held once more by libwebp; one plane is ours. */
const COMPOSED_BYTES_PER_PIXEL = 9;
const LOSSLESS_BYTES_PER_PIXEL = 13;

const isLossy = ({ chunk, bitstream }: Image): boolean =>
  chunk.type === 'VP8 ' && bitstream.width * bitstream.height <= MAX_VP8_PIXELS;

const decodeLossy = (bytes: Uint8Array, { chunk, bitstream }: Image, takers: Vp8Takers): Vp8Outcome =>
  decodeVp8(bytes, { start: chunk.start, end: chunk.end, width: bitstream.width, height: bitstream.height }, takers);

/** A lossy still picture, by our own reader: one plane instead of four, and it knows what was left unread. */
const decodePlain = (
  bytes: Uint8Array,
  walk: Walked,
  image: Image,
  { luma }: Examination,
  shrinker?: Shrinker,
): Examined => {
  const { container, header, remarks } = walk;
  const { width, height } = image.bitstream;
  const outcome = decodeLossy(bytes, image, { luma: luma.scratch(width * height), shrinker });
  if ('fault' in outcome) return { facets: { container, header }, faults: [{ facet: 'decoding', ...outcome.fault }] };
  const decoding = { decoder: 'prepass', warnings: [...outcome.warnings, ...remarks] };
  return { facets: { container, header, decoding, preview: luma.reduce(width, height) }, faults: [] };
};

/** Lossless pictures, alpha and animations, composed by libwebp; what is lossy in them is read by our own reader too. */
const decodeComposed = async (
  bytes: Uint8Array,
  walk: Walked,
  examination: Examination,
  shrinker?: Shrinker,
): Promise<Examined> => {
  const { container, header, remarks } = walk;
  const { limits } = examination;
  const hasLossless = walk.images.some(({ chunk }) => chunk.type === 'VP8L');
  const perPixel = hasLossless ? LOSSLESS_BYTES_PER_PIXEL : COMPOSED_BYTES_PER_PIXEL;
  const refused = overWorkingMemory(header.width * header.height * perPixel);
  if (refused !== undefined) return { facets: { container, header }, faults: [refused] };
  const timeoutS = softTimeoutS(header.width * header.height * header.frames, limits);
  const maxPixels = limits.maxPixels * header.frames;
  const outcome = await decodeWithSharp(bytes, { index: 'all', maxPixels, timeoutS, shrinker });
  if ('fault' in outcome) return conclude(outcome, header, container, examination);
  const warnings = [...outcome.warnings];
  for (const image of walk.images) {
    if (!isLossy(image)) continue;
    const proof = decodeLossy(bytes, image, {});
    if ('fault' in proof) return { facets: { container, header }, faults: [{ facet: 'decoding', ...proof.fault }] };
    warnings.push(...proof.warnings);
  }
  return conclude({ luma: outcome.luma, warnings: [...warnings, ...remarks] }, header, container, examination);
};

/** Expects 'RIFF....WEBP'. */
export const examineWebp = (
  bytes: Uint8Array,
  examination: Examination,
  shrinker?: Shrinker,
): Examined | Promise<Examined> => {
  const walk = walkWebp(bytes);
  const { container, header, images } = walk;
  if (header === undefined) return noHeader(container);
  const refused = walk.isComplete ? overLimit(header, examination.limits) : tooManyChunks(MAX_CHUNKS);
  if (refused !== undefined) return { facets: { container, header }, faults: [refused] };
  const [only] = images;
  const isPlain = header.frames === 1 && images.length === 1 && only !== undefined && isLossy(only) && !header.alpha;
  const isSized = only?.bitstream.width === header.width && only.bitstream.height === header.height;
  if (isPlain && isSized) return decodePlain(bytes, { ...walk, header }, only, examination, shrinker);
  return decodeComposed(bytes, { ...walk, header }, examination, shrinker);
};
