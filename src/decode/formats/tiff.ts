import { createPixelScan } from '../../measures/nonfinite-pixels.ts';
import type { Decoding, Fault, Luma } from '../../model/facets.ts';
import { decodeWithSharp } from '../codecs/sharp.ts';
import { createTiffColors } from '../codecs/tiff-colors.ts';
import { createTiffLuma } from '../codecs/tiff-luma.ts';
import { readTiffPixels } from '../codecs/tiff-pixels.ts';
import { isReadHere, isSegmentTooLarge, type PageFault } from '../codecs/tiff-segments.ts';
import { noHeader } from '../conclude.ts';
import { type TiffWalk, walkTiff } from '../container/tiff.ts';
import { PHOTOMETRIC, type TiffPage, tiffHeader } from '../container/tiff-page.ts';
import type { Examination, Examined } from '../examination.ts';
import { decodedBytes, overLimit, softTimeoutS } from '../limits.ts';
import type { Shrinker } from '../small-picture.ts';

/** A long file of broken pages says the same again and again. */
const MAX_WARNINGS = 20;

/** More than CMYK: Pillow and OpenCV refuse such a file, though libtiff reads it. */
const MOST_CHANNELS_READ = 4;

const JPEG = 7;

/** Tells which float is no number; such a page is read here or not at all. */
const isScanned = (sampleFormat: string): boolean => sampleFormat === 'float';

type PageOutcome =
  | { readonly preview?: Luma; readonly warnings: Decoding['warnings']; readonly decoder: string }
  | { readonly fault: PageFault };

const unsupported = (detail: string): PageOutcome => ({ fault: { kind: 'unsupported', detail, cause: 'unsupported' } });

const refusedElsewhere = (channels: number): Decoding['warnings'][number] => ({
  cause: 'refused-elsewhere',
  text: `${channels} channels; Pillow and OpenCV read at most ${MOST_CHANNELS_READ}`,
});

/**
 * JPEG of four components that are no inks: libvips trips over sound ones (OpenCV's and ImageMagick's), so that its complaint proves
 * nothing.
 */
const isClearJpeg = ({ compression, samplesPerPixel, photometric }: TiffPage): boolean =>
  compression === JPEG && samplesPerPixel === MOST_CHANNELS_READ && photometric !== PHOTOMETRIC.cmyk;

const isComplaint = (outcome: PageOutcome): boolean =>
  'fault' in outcome ? outcome.fault.kind === 'malformed' : outcome.warnings.length > 0;

/** Why the walk alone says that the pixels are not to be had. */
const walkFault = ({ container }: TiffWalk, size: number): Fault | undefined => {
  const [first] = container.damage;
  if (container.missing !== undefined) {
    const detail = `${container.missing} missing`;
    return { facet: 'decoding', kind: 'truncated', detail, cause: 'premature-end', offset: size };
  }
  if (first === undefined) return undefined;
  return { facet: 'decoding', kind: 'malformed', detail: first.detail, cause: 'malformed', offset: first.offset };
};

/**
 * Walk over all directories, limits, then page by page: samples packed by deflate, LZW, PackBits or not at all are read here, so that
 * floats keep every bit; JPEG, CCITT and the like by libtiff. Expects 'II' or 'MM'.
 */
export const examineTiff = async (
  bytes: Uint8Array,
  examination: Examination,
  shrinker?: Shrinker,
): Promise<Examined> => {
  const { limits, luma } = examination;
  const walk = walkTiff(bytes);
  const { container, header, layout, pages, notes } = walk;
  if (header === undefined || layout === undefined) return noHeader(container);
  const scan = pages.some((page) => isScanned(tiffHeader(page, 1).sampleFormat)) ? createPixelScan() : undefined;
  const refused = overLimit(header, limits) ?? walkFault(walk, bytes.length);
  if (refused !== undefined) return { facets: { container, header }, faults: [refused] };

  const readHere = (page: TiffPage, isFirst: boolean): PageOutcome => {
    const target = isFirst ? luma.scratch(page.width * page.height) : undefined;
    const colors = isFirst && shrinker !== undefined ? createTiffColors(page, shrinker) : undefined;
    const sinks = {
      colors,
      ...(target !== undefined && { luma: createTiffLuma(page, target) }),
      ...(scan !== undefined && { scan }),
    };
    const read = readTiffPixels(bytes, page, layout.littleEndian, sinks);
    if ('fault' in read) return read;
    colors?.keep();
    const preview = target === undefined ? undefined : luma.reduce(page.width, page.height);
    return { ...(preview !== undefined && { preview }), warnings: read.warnings, decoder: 'prepass' };
  };

  const askSharp = async (page: TiffPage, index: number): Promise<PageOutcome> => {
    const timeoutS = softTimeoutS(page.width * page.height, limits);
    const outcome = await decodeWithSharp(bytes, { index, maxPixels: limits.maxPixels, timeoutS });
    if ('fault' in outcome) return outcome;
    scan?.endPage();
    const { data, width, height } = outcome.luma;
    const preview = index === 0 ? examination.previewOf(data, width, height) : undefined;
    return { ...(preview !== undefined && { preview }), warnings: outcome.warnings, decoder: 'sharp' };
  };

  const readPage = async (page: TiffPage, index: number): Promise<PageOutcome> => {
    const { sampleFormat, channels } = tiffHeader(page, 1);
    if (sampleFormat === 'complex') return unsupported('complex samples');
    if (channels > MOST_CHANNELS_READ) {
      if (!isReadHere(page) || isSegmentTooLarge(page)) return unsupported(`${channels} channels`);
      const own = readHere(page, index === 0);
      return 'fault' in own ? own : { ...own, warnings: [...own.warnings, refusedElsewhere(channels)] };
    }
    const isFloat = isScanned(sampleFormat);
    if (isFloat && (scan === undefined || !isReadHere(page))) return unsupported('floats of an uncommon kind');
    if (isFloat && isSegmentTooLarge(page)) {
      return { fault: { kind: 'limit', detail: 'a strip or tile of more than 256 MiB', cause: 'decoded-bytes' } };
    }
    if (!isReadHere(page) || isSegmentTooLarge(page)) {
      const outcome = await askSharp(page, index);
      return isClearJpeg(page) && isComplaint(outcome) ? unsupported('JPEG of colors and opacity in a TIFF') : outcome;
    }
    const read = readHere(page, index === 0);
    if (!('fault' in read) || isFloat || read.fault.cause === 'checksum') return read;
    // What libtiff reads without a word, so do trainers; otherwise ours says more exactly what is wrong.
    const second = await askSharp(page, index);
    return 'fault' in second || second.warnings.length > 0 ? read : second;
  };

  let preview: Luma | undefined;
  let decoder: string | undefined;
  let spentBytes = 0;
  const warnings: Decoding['warnings'][number][] = [...notes];
  for (const [index, page] of pages.entries()) {
    const single = tiffHeader(page, 1);
    const over = overLimit(single, limits, spentBytes);
    spentBytes += decodedBytes(single);
    const outcome: PageOutcome = over === undefined ? await readPage(page, index) : { fault: over };
    if ('fault' in outcome) {
      const detail = index === 0 ? outcome.fault.detail : `page ${index}: ${outcome.fault.detail}`;
      const fault: Fault = { ...outcome.fault, facet: 'decoding', detail };
      return { facets: { container, header, ...(preview !== undefined && { preview }) }, faults: [fault] };
    }
    preview ??= outcome.preview;
    decoder ??= outcome.decoder;
    warnings.push(...outcome.warnings);
  }
  const decoding: Decoding = { decoder: decoder ?? 'prepass', warnings: warnings.slice(0, MAX_WARNINGS) };
  const pixelScan = scan?.result();
  return {
    facets: { container, header, decoding, ...(preview !== undefined && { preview }), ...(pixelScan && { pixelScan }) },
    faults: [],
  };
};
