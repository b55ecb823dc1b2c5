import type { Container } from '../../model/facets.ts';
import { asBuffer, u16be } from '../fields.ts';
import { EOI, type JpegHead, readJpegHead, SOI, SOS, standsAlone } from './jpeg-head.ts';
import { readAppendedItems } from './jpeg-items.ts';
import { classifyTail } from './tail.ts';

const EOI_BYTES = Buffer.from([0xff, EOI]);

/** One scan: its SOS segment and the entropy-coded data behind it, as absolute offsets. */
export interface JpegScan {
  /** Where the SOS marker's 0xff stands. */
  readonly header: number;
  readonly dataStart: number;
  /** The first marker behind the data that is no RSTn. */
  readonly dataEnd: number;
}

export interface JpegScans {
  readonly scans: readonly JpegScan[];
  /** Bytes between scans that belong to no segment. */
  readonly extraneous: JpegHead['extraneous'];
  /** First byte after EOI; absent when the file ends before it. */
  readonly end?: number;
}

/** The next marker at or after `at` that is neither a stuffed zero, RSTn nor fill; the file's size when there is none. */
const endOfScanData = (buffer: Buffer, at: number): number => {
  let ff = buffer.indexOf(0xff, at);
  while (ff !== -1) {
    const next = buffer[ff + 1];
    if (next === undefined) return buffer.length;
    if (next !== 0x00 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return ff;
    ff = buffer.indexOf(0xff, next === 0xff ? ff + 1 : ff + 2);
  }
  return buffer.length;
};

/** Every scan of the file, in order, up to EOI or to where the file ends. The slow, exact walk. */
export const readJpegScans = (bytes: Uint8Array, head: JpegHead): JpegScans => {
  const buffer = asBuffer(bytes);
  const scans: JpegScan[] = [];
  const extraneous: JpegHead['extraneous'][number][] = [];
  if (head.firstScan === undefined) return { scans, extraneous };
  let header = head.firstScan;
  let dataStart = head.stopped;
  for (;;) {
    let at = endOfScanData(buffer, dataStart);
    scans.push({ header, dataStart, dataEnd: at });
    // Segments between scans: tables, comments, DNL.
    for (;;) {
      const gap = at;
      while (at < buffer.length && (buffer[at] !== 0xff || buffer[at + 1] === 0)) at++;
      if (at > gap) extraneous.push({ offset: gap, bytes: at - gap });
      while (at + 1 < buffer.length && buffer[at + 1] === 0xff) at++;
      const marker = buffer[at + 1];
      if (marker === undefined) return { scans, extraneous };
      if (marker === EOI) return { scans, extraneous, end: at + 2 };
      if (standsAlone(marker)) {
        at += 2;
        continue;
      }
      const end = at + 2 + Math.max(2, u16be(buffer, at + 2));
      if (end > buffer.length) return { scans, extraneous };
      if (marker === SOS) {
        header = at;
        dataStart = end;
        break;
      }
      at = end;
    }
  }
};

/** The further pictures that the index names and that begin behind `end`, each once, in the order of the file. */
export const furtherPictures = (bytes: Uint8Array, { pictures }: JpegHead, end: number): JpegHead['pictures'] =>
  pictures
    .filter(({ offset }) => offset >= end && bytes[offset] === 0xff && bytes[offset + 1] === SOI)
    .sort((a, b) => a.offset - b.offset)
    .filter(({ offset }, at, sorted) => offset !== sorted[at - 1]?.offset);

/** Absolute end of the JPEG that begins at `start`, undefined when it never ends. */
const endOfJpeg = (bytes: Uint8Array, start: number): number | undefined => {
  const picture = bytes.subarray(start);
  if (picture[0] !== 0xff || picture[1] !== SOI) return undefined;
  const { end } = readJpegScans(picture, readJpegHead(picture));
  return end === undefined ? undefined : start + end;
};

/**
 * From SOI to EOI and on to the end of the file. Where the first EOI after the header is also the file's last two bytes, as
 * in nearly every JPEG, one native search proves it; markers inside the data are then the decoder's to complain about.
 */
export const walkJpeg = (bytes: Uint8Array, head: JpegHead): Container => {
  const size = bytes.length;
  if (head.cut !== undefined) return { format: 'jpeg', missing: head.cut, damage: [] };
  const buffer = asBuffer(bytes);
  const firstEoi = buffer.indexOf(EOI_BYTES, head.stopped);
  if (firstEoi === -1) return { format: 'jpeg', missing: 'EOI', damage: [] };
  if (firstEoi === size - 2) return { format: 'jpeg', end: size, damage: [] };

  const { scans, end } = readJpegScans(bytes, head);
  if (end === undefined) {
    // The bytes of an EOI are there, but a marker before them claims more than the file holds.
    const offset = scans.at(-1)!.dataEnd;
    if (!buffer.subarray(size - 2).equals(EOI_BYTES)) return { format: 'jpeg', missing: 'EOI', damage: [] };
    return {
      format: 'jpeg',
      end: size,
      damage: [{ kind: 'structure', offset, detail: 'a marker inside the image data' }],
    };
  }
  if (end === size) return { format: 'jpeg', end, damage: [] };
  const pictures = furtherPictures(bytes, head, end);
  // An index often outlives its pictures, when a program leaves them out and keeps the segments: only one that began can be cut.
  const last = pictures.at(-1);
  if (last !== undefined && last.offset + last.bytes > size && endOfJpeg(bytes, last.offset) === undefined) {
    return { format: 'jpeg', missing: `EOI of picture ${pictures.length + 1}`, damage: [] };
  }
  const { xmp } = head;
  const kind = classifyTail(bytes, end, {
    pictures: pictures.map(({ offset }) => offset),
    endOfPicture: (start) => endOfJpeg(bytes, start),
    appended: () => (xmp === undefined ? undefined : readAppendedItems(bytes, xmp)),
  });
  return { format: 'jpeg', end, trailing: { offset: end, bytes: size - end, kind }, damage: [] };
};
