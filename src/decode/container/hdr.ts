import { latin1 } from '../fields.ts';

/** A Radiance picture's header. Scan lines run along the first axis of the size line. */
export interface HdrHead {
  readonly width: number;
  readonly height: number;
  /** Scan lines are columns: the size line names X first. */
  readonly isColumnwise: boolean;
  readonly isBottomUp: boolean;
  readonly isRightToLeft: boolean;
  readonly isXyz: boolean;
  readonly dataAt: number;
}

export type HdrOutcome =
  | { readonly head: HdrHead }
  | { readonly missing: string }
  | { readonly wrong: string; readonly offset: number };

const MAX_HEADER_BYTES = 64 * 1024;
const NEWLINE = 0x0a;
const FORMATS = ['32-bit_rle_rgbe', '32-bit_rle_xyze'];
const SIZE = /^([-+])([XY])\s+(\d{1,10})\s+([-+])([XY])\s+(\d{1,10})\s*$/;

const sizeOf = (line: string) => {
  const [, firstSign, firstAxis, first, secondSign, secondAxis, second] = SIZE.exec(line) ?? [];
  if (first === undefined || second === undefined || firstAxis === secondAxis) return undefined;
  const isColumnwise = firstAxis === 'X';
  const [xSign, ySign] = isColumnwise ? [firstSign, secondSign] : [secondSign, firstSign];
  const [width, height] = isColumnwise ? [Number(first), Number(second)] : [Number(second), Number(first)];
  return { width, height, isColumnwise, isBottomUp: ySign === '+', isRightToLeft: xSign === '-' };
};

/** Lines of text to an empty one, then the size (Radiance, "Radiance File Formats", RGBE). */
export const readHdrHead = (bytes: Uint8Array): HdrOutcome => {
  let at = 0;
  let isXyz = false;
  let isText = true;
  while (at < Math.min(bytes.length, MAX_HEADER_BYTES)) {
    const end = bytes.indexOf(NEWLINE, at);
    if (end === -1) break;
    const line = latin1(bytes, at, Math.min(end - at, 256)).trimEnd();
    if (!isText) {
      const size = sizeOf(line);
      if (size === undefined) return { wrong: 'no size behind the header', offset: at };
      if (size.width === 0 || size.height === 0) return { wrong: `${size.width} x ${size.height} pixels`, offset: at };
      return { head: { ...size, isXyz, dataAt: end + 1 } };
    }
    const format = /^FORMAT=\s*(\S*)/.exec(line)?.[1];
    if (format !== undefined && !FORMATS.includes(format)) return { wrong: `pixels of “${format}”`, offset: at };
    isXyz ||= format === FORMATS[1];
    isText = line !== '';
    at = end + 1;
  }
  if (bytes.length < MAX_HEADER_BYTES) return { missing: 'header' };
  return { wrong: 'a header without end', offset: 0 };
};
