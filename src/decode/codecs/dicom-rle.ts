import { u32le } from '../fields.ts';

const HEADER_BYTES = 64;
const MOST_SEGMENTS = 15;

/** Bytes that a PackBits segment unpacks to, at most `most`, into `plane` where it is given. */
const unpack = (bytes: Uint8Array, plane: Uint8Array): number => {
  let filled = 0;
  for (let at = 0; at < bytes.length && filled < plane.length; ) {
    const control = bytes[at++]!;
    if (control === 128) continue;
    if (control < 128) {
      const literal = bytes.subarray(at, Math.min(at + control + 1, at + plane.length - filled));
      plane.set(literal, filled);
      filled += literal.length;
      at += control + 1;
    } else if (at < bytes.length) {
      const end = Math.min(plane.length, filled + 257 - control);
      plane.fill(bytes[at++]!, filled, end);
      filled = end;
    }
  }
  return filled;
};

/**
 * One frame of RLE lossless (DICOM PS3.5 annex G): for each sample of a pixel its bytes, the most significant first, a segment each. Answers
 * the bytes of the first sample's most significant segment, which previews show; a text says what is wrong.
 */
export const decodeRle = (
  frame: Uint8Array,
  pixels: number,
  segments: number,
): Uint8Array | { readonly broken: string } => {
  const count = u32le(frame, 0);
  if (frame.length < HEADER_BYTES || count !== segments || count > MOST_SEGMENTS) {
    return { broken: `${count} RLE segments, expected ${segments}` };
  }
  const planes: Uint8Array[] = [];
  for (let index = 0; index < count; index += 1) {
    const start = u32le(frame, 4 + 4 * index);
    const end = index + 1 < count ? u32le(frame, 8 + 4 * index) : frame.length;
    if (start < HEADER_BYTES || end < start || end > frame.length)
      return { broken: `RLE segment ${index} at ${start}` };
    const plane = index === 0 ? new Uint8Array(pixels) : new Uint8Array(pixels);
    const filled = unpack(frame.subarray(start, end), plane);
    if (filled < pixels) return { broken: `RLE segment ${index}: ${filled} of ${pixels} bytes` };
    if (index === 0) planes.push(plane);
  }
  return planes[0]!;
};
