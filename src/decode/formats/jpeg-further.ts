import type { DecodeCause, Decoding, Fault, Header } from '../../model/facets.ts';
import { type JpegHead, readJpegHead } from '../container/jpeg-head.ts';
import { scansOverLimit } from '../container/jpeg-scan-limits.ts';
import type { Examination } from '../examination.ts';
import { decodedBytes, overLimit } from '../limits.ts';
import { decodePicture, frameOf, headerOf, undecodable } from './jpeg-picture.ts';

type Warning = Decoding['warnings'][number];

const WHOLE = { format: 'jpeg', damage: [] };

/** Known to leave every pixel as it was: not worth a word about a picture that nobody sees. */
const HARMLESS: ReadonlySet<DecodeCause> = new Set([
  'unknown-jfif-version',
  'odd-sos-parameters',
  'adobe-transform',
  'metadata',
]);

const warningsOf = async (
  bytes: Uint8Array,
  spentBytes: number,
  examination: Examination,
): Promise<{ readonly decodedBytes: number; readonly warnings: readonly Omit<Warning, 'cause'>[] }> => {
  const head = readJpegHead(bytes);
  const known = frameOf(head);
  const stop = ({ detail, offset = 0 }: Pick<Fault, 'detail' | 'offset'>, spent = 0) => ({
    decodedBytes: spent,
    warnings: [{ offset, text: `not decoded, ${detail}` }],
  });
  if ('fault' in known) return stop(known.fault);
  const { frame } = known;
  const header = headerOf(frame, head.orientation);
  const { limits } = examination;
  const refused =
    overLimit(header, limits, spentBytes) ??
    scansOverLimit(bytes, head, WHOLE, limits) ??
    undecodable(frame, head, WHOLE);
  if (refused !== undefined) return stop(refused);
  const look = await decodePicture(bytes, head, frame, examination);
  if ('fault' in look) return stop(look.fault, decodedBytes(header));
  const warnings = look.decoding.warnings.filter(({ cause }) => !HARMLESS.has(cause));
  return { decodedBytes: decodedBytes(header), warnings };
};

/**
 * Decodes the further pictures of a multi-picture file (CIPA DC-007): previews, gain maps, the other eye. No trainer's reader
 * shows them, so nothing in them makes a file bad; but a file of which a part is broken, or was not decoded, is not clean either: what
 * there is to say is of cause `unknown`. `first`: the header of the picture that readers show.
 */
export const decodeFurther = async (
  bytes: Uint8Array,
  pictures: JpegHead['pictures'],
  first: Header,
  examination: Examination,
): Promise<Decoding['warnings']> => {
  const all: Warning[] = [];
  let spentBytes = decodedBytes(first);
  for (const [index, { offset }] of pictures.entries()) {
    const picture = bytes.subarray(offset, pictures[index + 1]?.offset);
    const { decodedBytes: more, warnings } = await warningsOf(picture, spentBytes, examination);
    spentBytes += more;
    for (const { offset: at = 0, text } of warnings.slice(0, 1)) {
      all.push({ cause: 'unknown', offset: offset + at, text: `picture ${index + 2}: ${text}` });
    }
  }
  return all;
};
