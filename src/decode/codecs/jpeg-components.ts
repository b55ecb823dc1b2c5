import { type JpegHead, standsAlone } from '../container/jpeg-head.ts';
import { hasTag, u16be } from '../fields.ts';
import { KEPT_BYTES, keepsMemory } from '../kept-memory.ts';

const APP0 = 0xe0;
const APP14 = 0xee;
const COMMENT = 0xfe;
/** Shorter ones libjpeg does not take for what they say they are (jdmarker.c, examine_app0 and examine_app14). */
const JFIF_BYTES = 14;
const ADOBE_BYTES = 12;
const JFIF_MAJOR = 1;
const YCBCR = 1;

/** SOI, then what Adobe writes of pictures whose components are red, green and blue: transform 0. */
const AS_COLORS = Buffer.from([0xff, 0xd8, 0xff, APP14, 0, 14, ...Buffer.from('Adobe'), 0, 100, 0, 0, 0, 0, 0]);
const SOI_BYTES = 2;

/** Of a picture without any word on its colors, those of which libjpeg need not guess. */
const hasUsualIds = ({ frame }: JpegHead): boolean => frame?.components.every(({ id }, at) => id === at + 1) ?? false;

/** Where the segments before the first scan begin that say what the components mean; undefined where they are out of the ordinary. */
const colorSegments = (bytes: Uint8Array, end: number): readonly number[] | undefined => {
  const found: number[] = [];
  for (let at = SOI_BYTES; at < end; ) {
    const marker = bytes[at + 1]!;
    if (bytes[at] !== 0xff || marker === 0 || marker === 0xff || standsAlone(marker)) return undefined;
    const body = at + 4;
    const size = u16be(bytes, at + 2) - 2;
    const isJfif = marker === APP0 && size >= JFIF_BYTES && hasTag(bytes, body, 'JFIF\0');
    const isAdobe = marker === APP14 && size >= ADOBE_BYTES && hasTag(bytes, body, 'Adobe');
    if (size < 0 || (isJfif && bytes[body + 5] !== JFIF_MAJOR) || (isAdobe && bytes[body + 11] !== YCBCR)) {
      return undefined;
    }
    if (isJfif || isAdobe) found.push(at);
    at = body + size;
    if (at > end) return undefined;
  }
  return found;
};

/** One for all pictures: a fresh one for each would be garbage of the size of the file. */
let told: Buffer = Buffer.alloc(0);
keepsMemory(() => {
  const kept = told.length;
  if (kept <= KEPT_BYTES) return 0;
  told = Buffer.alloc(0);
  return kept;
});

const copied = (bytes: Uint8Array): Buffer => {
  const size = AS_COLORS.length + bytes.length - SOI_BYTES;
  if (size > told.length) told = Buffer.allocUnsafeSlow(Math.ceil(1.25 * size));
  told.set(AS_COLORS);
  told.set(bytes.subarray(SOI_BYTES), AS_COLORS.length);
  return told.subarray(0, size);
};

/**
 * The same picture in such a form that libjpeg hands over luma and color differences as they are where it is asked for RGB: it is told
 * that they were colors. What is decoded is the same, so is what libjpeg says of it. `end`: where its first scan begins. Valid until the
 * next call; undefined for pictures that are not, or not plainly, of 8-bit luma and color differences (jdapimin.c,
 * default_decompress_parms).
 */
export const asComponents = (bytes: Uint8Array, head: JpegHead, end: number): Uint8Array | undefined => {
  const { frame } = head;
  if (frame === undefined || frame.precision !== 8 || frame.components.length !== 3) return undefined;
  const segments = colorSegments(bytes, end);
  if (segments === undefined || (segments.length === 0 && !hasUsualIds(head))) return undefined;
  const copy = copied(bytes);
  for (const at of segments) copy[at + AS_COLORS.length - SOI_BYTES + 1] = COMMENT;
  return copy;
};
