import type { DecodeCause, Fault } from '../../model/facets.ts';
import { NOT_LOADED } from './confined-sharp.ts';

export interface Sorted {
  readonly kind: Fault['kind'];
  readonly cause: string;
  /** Set where the trouble lies in the file's data. */
  readonly decode?: DecodeCause;
}

const data = (decode: DecodeCause, kind: Fault['kind'] = 'malformed'): Sorted => ({ kind, cause: decode, decode });

/** First match wins. Texts of libvips 8.18, libpng 1.6, libnsgif, libwebp, libtiff 4.7, mozjpeg, libheif. */
const SAYINGS: readonly (readonly [pattern: RegExp, sorted: Sorted])[] = [
  [new RegExp(`^${NOT_LOADED}`), { kind: 'io', cause: 'decoder-not-loaded' }],
  // Memory that a file's own numbers ask for, and that libheif, libnsgif and libtiff refuse: not the machine's trouble.
  [/security limit|memory allocation of .* is beyond the/i, { kind: 'limit', cause: 'limit' }],
  [/bad image dimensions|is greater than filesize/i, data('malformed')],
  [
    // The machine's trouble, not the file's: full memory, disk or file table.
    /out of memory|unable to alloc|memory allocation|cannot allocate|no space left|file too large|too many open files|temp(orary)? file/i,
    { kind: 'io', cause: 'ENOMEM' },
  ],
  // sharp's own clock.
  [/^timeout: \d+% complete/, { kind: 'timeout', cause: 'soft-timeout' }],
  [/pixel limit|limit exceeded|exceeds? .*limit/i, { kind: 'limit', cause: 'limit' }],
  [/bad huffman code/i, data('bad-huffman-code')],
  [/bad arithmetic code/i, data('malformed')],
  [
    /unsupported (marker|color|jpeg|compression|photometric|sample|bit|feature|codec)|DNL not supported|not implemented|compression .*not (configured|supported)|no (decoding )?plugin|arithmetic/i,
    { kind: 'unsupported', cause: 'unsupported' },
  ],
  // Kinds of TIFF that libvips does not read though they may be whole.
  [/bad labq format|not \d+ bands|samples_per_pixel not a whole/i, { kind: 'unsupported', cause: 'unsupported' }],
  [
    /premature end|unexpected end|end of (file|stream|input|image|gif)|truncated|not enough data|read error (on|at) |short read|out of (input )?data|insufficient data/i,
    data('premature-end', 'truncated'),
  ],
  [/extraneous bytes/i, data('extraneous-bytes')],
  [/instead of RST|restart marker/i, data('lost-restart-marker')],
  [/JFIF (major )?revision/i, data('unknown-jfif-version')],
  [/invalid SOS parameters/i, data('odd-sos-parameters')],
  [/adobe.* transform/i, data('adobe-transform')],
  [/\bcrc\b|checksum|adler|incorrect data check/i, data('checksum')],
  [
    /libpng read error|invalid frame data|error in tile|decod(e|ing) (error|failed)|bitstream|corrupt|invalid|bogus|not defined|SOS before|two SO[FI]|empty jpeg/i,
    data('malformed'),
  ],
];

/** What libvips and the libraries below it say, as one line for people. */
export const saying = (error: unknown): string => {
  const text = error instanceof Error ? error.message : String(error);
  const lines = [...new Set(text.trim().split(/\s*\n\s*/))];
  return lines.slice(0, 4).join('; ').slice(0, 300) || 'no reason given';
};

/** Sorts an error's text; undefined when nobody knows what it means. */
export const sortSaying = (text: string): Sorted | undefined => SAYINGS.find(([pattern]) => pattern.test(text))?.[1];

/** Said in passing: alone they end no decode. */
const FORGIVEN: ReadonlySet<DecodeCause | undefined> = new Set<DecodeCause>([
  'extraneous-bytes',
  'unknown-jfif-version',
  'odd-sos-parameters',
  'adobe-transform',
]);

/** Sorts what was said where nothing was decoded: what ended it, not what was said on the way. */
export const sortRefusal = (text: string): Sorted | undefined => {
  const sorted = text.split('; ').flatMap((line) => sortSaying(line) ?? []);
  return sorted.find(({ decode }) => !FORGIVEN.has(decode)) ?? sorted[0];
};
