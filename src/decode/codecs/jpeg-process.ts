import type { Fault } from '../../model/facets.ts';
import { type JpegFrame, type JpegHead, standsAlone } from '../container/jpeg-head.ts';
import { u16be } from '../fields.ts';

/**
 * Processes (ITU-T T.81 table B.1) that trainers' readers refuse in most of their versions, by the low nibble of the frame's marker.
 * libjpeg-turbo 3 reads lossless ones, Pillow and OpenCV with an older one do not.
 */
const UNREAD: Readonly<Record<number, string>> = {
  3: 'lossless (SOF3)',
  5: 'hierarchical (SOF5)',
  6: 'hierarchical (SOF6)',
  7: 'hierarchical (SOF7)',
  11: 'lossless (SOF11)',
  13: 'hierarchical (SOF13)',
  14: 'hierarchical (SOF14)',
  15: 'hierarchical (SOF15)',
};
const LOSSLESS = new Set([3, 7, 11, 15]);

/** Bits a sample that T.81 knows: 8 or 12, and 2 to 16 where nothing is lost. */
const isPrecision = (bits: number, process: number): boolean =>
  LOSSLESS.has(process) ? bits >= 2 && bits <= 16 : bits === 8 || bits === 12;

/** Gray, three of any meaning, CMYK or YCCK: Pillow and OpenCV refuse all other numbers. */
const COMPONENTS_READ = new Set([1, 3, 4]);

const malformed = (detail: string): Omit<Fault, 'facet'> => ({ kind: 'malformed', detail, cause: 'malformed' });
const unsupported = (detail: string): Omit<Fault, 'facet'> => ({ kind: 'unsupported', detail, cause: 'unsupported' });

/** Why the picture is of a kind that is not read here, or of none; undefined for 8 bits a sample in a process that all read. */
export const unreadProcess = (frame: JpegFrame): Omit<Fault, 'facet'> | undefined => {
  const { process, precision, components, spareBytes } = frame;
  if (spareBytes > 0) return malformed(`a frame header with ${spareBytes} bytes too many`);
  if (!isPrecision(precision, process)) return malformed(`${precision} bits a sample`);
  const name = UNREAD[process];
  if (name !== undefined) return unsupported(`${name}, ${precision} bits`);
  if (precision !== 8) return unsupported(`${precision} bits a sample`);
  return COMPONENTS_READ.has(components.length) ? undefined : unsupported(`${components.length} components`);
};

const DHP = 0xde;

/** Does a hierarchical progression (T.81 annex J) begin before the first scan? Its frames may look sequential one by one. */
const isHierarchical = (bytes: Uint8Array, { firstScan = 0 }: JpegHead): boolean => {
  let at = 2;
  while (at + 3 < firstScan) {
    const marker = bytes[at + 1]!;
    if (bytes[at] !== 0xff || marker === 0xff) at++;
    else if (marker === DHP) return true;
    else at += standsAlone(marker) ? 2 : 2 + Math.max(2, u16be(bytes, at + 2));
  }
  return false;
};

const STRAY_MARKER = /unsupported (marker type|jpeg process)/i;

/**
 * A marker or frame that libjpeg does not know, in a picture whose own frame is of a process that all read, was written by damage:
 * only a hierarchical file may hold such by right. All else that is unsupported stays so.
 */
export const asDamage = (fault: Omit<Fault, 'facet'>, bytes: Uint8Array, head: JpegHead): Omit<Fault, 'facet'> => {
  if (fault.kind !== 'unsupported' || !STRAY_MARKER.test(fault.detail)) return fault;
  return isHierarchical(bytes, head) ? fault : malformed(fault.detail);
};
