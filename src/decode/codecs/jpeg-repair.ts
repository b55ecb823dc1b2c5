import type { JpegScan } from '../container/jpeg.ts';
import type { JpegFrame, JpegHead } from '../container/jpeg-head.ts';
import { readJpegProfile } from '../container/jpeg-profile.ts';
import type { Complaint } from './jpeg-bits.ts';

export interface Repair {
  /** A copy in which each oddity is put right. */
  readonly bytes: Buffer;
  readonly oddities: readonly Complaint[];
}

/** Marker, length and name before a profile's part. */
const PROFILE_HEAD_BYTES = 16;

/** Huffman or arithmetic. */
const isSequential = ({ process }: JpegFrame): boolean => process < 2 || process === 9;

const hex = (value: number): string => `0x${value.toString(16).padStart(2, '0')}`;

/**
 * Puts right what libjpeg warns about although no pixel depends on it. If the copy then decodes in silence, the oddities are
 * proven to have been all that was wrong. Undefined when there is nothing to put right.
 */
export const repairJpeg = (bytes: Uint8Array, head: JpegHead, scans: readonly JpegScan[]): Repair | undefined => {
  const oddities: Complaint[] = [];
  const copy = Buffer.from(bytes);
  const { jfif, adobe, frame, extraneous, profileParts } = head;

  if (jfif !== undefined && jfif.major !== 1) {
    copy[jfif.offset + 5] = 1;
    copy[jfif.offset + 6] = 1;
    const text = `JFIF ${jfif.major}.${String(jfif.minor).padStart(2, '0')}`;
    oddities.push({ cause: 'unknown-jfif-version', offset: jfif.offset + 5, text });
  }

  // libjpeg looks at Adobe's transform only where no JFIF segment settles the colors, and then assumes YCbCr (YCCK).
  if (adobe !== undefined && frame !== undefined) {
    const isFour = frame.components.length === 4;
    const isAsked = isFour || (frame.components.length === 3 && jfif === undefined);
    const isKnown = adobe.transform === 0 || adobe.transform === (isFour ? 2 : 1);
    if (isAsked && !isKnown) {
      copy[adobe.offset + 11] = isFour ? 2 : 1;
      oddities.push({ cause: 'adobe-transform', offset: adobe.offset + 11, text: `transform ${adobe.transform}` });
    }
  }

  if (frame !== undefined && isSequential(frame)) {
    for (const { header } of scans) {
      const at = header + 5 + 2 * (bytes[header + 4] ?? 0);
      // A segment that the end of the file cuts has nothing to put right.
      if (at + 3 > bytes.length) continue;
      if (bytes[at] === 0 && bytes[at + 1] === 63 && bytes[at + 2] === 0) continue;
      oddities.push({
        cause: 'odd-sos-parameters',
        offset: at,
        text: `${hex(bytes[at]!)} ${hex(bytes[at + 1]!)} ${hex(bytes[at + 2]!)} in a sequential scan`,
      });
      copy.set([0, 63, 0], at);
    }
  }

  for (const { offset, bytes: count } of extraneous) {
    oddities.push({ cause: 'extraneous-bytes', offset, text: `${count} bytes before a marker` });
  }
  // Named where the header is made; here it has to go, since libjpeg-turbo warns of it and goes no further.
  const unusable = readJpegProfile(bytes, head).warning === undefined ? [] : profileParts;
  if (oddities.length === 0 && unusable.length === 0) return undefined;

  const kept: Buffer[] = [];
  let from = 0;
  const dropped = [
    ...extraneous.map(({ offset, bytes: count }) => ({ start: offset, end: offset + count })),
    ...unusable.map(({ start, end }) => ({ start: start - PROFILE_HEAD_BYTES, end })),
  ].sort((a, b) => a.start - b.start);
  for (const { start, end } of dropped) {
    kept.push(copy.subarray(from, start));
    from = end;
  }
  kept.push(copy.subarray(from));
  return { bytes: kept.length === 1 ? copy : Buffer.concat(kept), oddities };
};
