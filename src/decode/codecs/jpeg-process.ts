import type { Fault } from '../../model/facets.ts';
import type { JpegFrame } from '../container/jpeg-head.ts';

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
