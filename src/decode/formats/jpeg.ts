import type { Container, Decoding, Fault, Header } from '../../model/facets.ts';
import { furtherPictures, walkJpeg } from '../container/jpeg.ts';
import { type JpegFrame, type JpegHead, readJpegHead } from '../container/jpeg-head.ts';
import { readJpegProfile } from '../container/jpeg-profile.ts';
import { scansOverLimit } from '../container/jpeg-scan-limits.ts';
import type { Examination, Examined } from '../examination.ts';
import { overLimit } from '../limits.ts';
import type { Shrinker } from '../small-picture.ts';
import { decodeFurther } from './jpeg-further.ts';
import { decodePicture, frameOf, headerOf, type JpegLuma, undecodable } from './jpeg-picture.ts';

const NO_PICTURES: JpegHead['pictures'] = [];

const furtherOf = (bytes: Uint8Array, head: JpegHead, { end, trailing }: Container): JpegHead['pictures'] =>
  end === undefined || trailing === undefined ? NO_PICTURES : furtherPictures(bytes, head, end);

/** Pillow hands libjpeg so many bytes at a time, and arithmetic decoding cannot wait for more (jdarith.c, JERR_CANT_SUSPEND). */
const PILLOW_BLOCK_BYTES = 65_536;
const FIRST_ARITHMETIC_PROCESS = 9;

const NOT_FOR_PILLOW: Decoding['warnings'] = [
  { cause: 'refused-elsewhere', text: 'arithmetic coding, which Pillow reads in files of up to 64 KiB only' },
];

const readerWarnings = (bytes: Uint8Array, { process }: JpegFrame): Decoding['warnings'] =>
  process >= FIRST_ARITHMETIC_PROCESS && bytes.length > PILLOW_BLOCK_BYTES ? NOT_FOR_PILLOW : [];

/** What segments say that no reader can use: no pixel depends on it. */
const metadataWarnings = (
  { exifProblem }: JpegHead,
  profile: Decoding['warnings'][number] | undefined,
): Decoding['warnings'] => [
  ...(exifProblem === undefined
    ? []
    : [{ cause: 'metadata' as const, ...exifProblem, text: `Exif: ${exifProblem.text}` }]),
  ...(profile === undefined ? [] : [profile]),
];

const withWarnings = (decoding: Decoding, more: Decoding['warnings']): Decoding =>
  more.length === 0 ? decoding : { ...decoding, warnings: [...decoding.warnings, ...more] };

/** Marker walk, header, limits, luma, and the further pictures where an index names some. Expects 0xff 0xd8 0xff. */
export const examineJpeg = (
  bytes: Uint8Array,
  examination: Examination,
  shrinker?: Shrinker,
): Examined | Promise<Examined> => {
  const { luma, limits, previewOf } = examination;
  const head = readJpegHead(bytes);
  const container = walkJpeg(bytes, head);
  const known = frameOf(head);
  if ('fault' in known) return { facets: { container }, faults: [{ facet: 'header', ...known.fault }] };

  const { frame } = known;
  const { width, height } = frame;
  const { profile, warning } = readJpegProfile(bytes, head);
  const header: Header = { ...headerOf(frame, head.orientation), ...(profile !== undefined && { profile }) };
  const refused = overLimit(header, limits) ?? scansOverLimit(bytes, head, container, limits);
  if (refused !== undefined) return { facets: { container, header }, faults: [refused] };
  const stop = (fault: Omit<Fault, 'facet'>): Examined => ({
    facets: { container, header },
    faults: [{ facet: 'decoding', ...fault }],
  });
  const reason = undecodable(frame, head, container);
  if (reason !== undefined) return stop(reason);

  const further = furtherOf(bytes, head, container);
  const conclude = (look: JpegLuma): Examined | Promise<Examined> => {
    if ('fault' in look) return stop(look.fault);
    const preview = look.pixels === undefined ? luma.reduce(width, height) : previewOf(look.pixels, width, height);
    const decoding = withWarnings(look.decoding, [...readerWarnings(bytes, frame), ...metadataWarnings(head, warning)]);
    const facets = { container, header, decoding, preview };
    if (further.length === 0) return { facets, faults: [] };
    return decodeFurther(bytes, further, header, examination).then((more) => ({
      facets: { ...facets, decoding: withWarnings(decoding, more) },
      faults: [],
    }));
  };
  const look = decodePicture(bytes, head, frame, examination, shrinker);
  return look instanceof Promise ? look.then(conclude) : conclude(look);
};
