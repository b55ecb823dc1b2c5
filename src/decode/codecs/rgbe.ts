import type { HdrHead } from '../container/hdr.ts';

export interface RgbePixels {
  /** RGB, linear, rows from the top. */
  readonly data: Float32Array;
  readonly end: number;
  readonly isCut: boolean;
  /** Offset and reason of the first code that cannot be. */
  readonly wrong?: { readonly at: number; readonly detail: string };
}

/** Scan lines of other lengths are never packed channel by channel. */
const LEAST_PACKED = 8;
const MOST_PACKED = 0x7fff;

const isPackable = (length: number): boolean => length >= LEAST_PACKED && length <= MOST_PACKED;

type Line = { readonly end: number } | { readonly cut: true } | { readonly wrong: string; readonly at: number };

/** Four channels, each in runs and literals: 2 2 hi lo, then per channel a count above 128 and a value, or a count and values. */
const readPacked = (bytes: Uint8Array, start: number, line: Uint8Array): Line => {
  const length = line.length / 4;
  let at = start;
  for (let channel = 0; channel < 4; channel += 1) {
    for (let x = 0; x < length; ) {
      const code = bytes[at];
      if (code === undefined) return { cut: true };
      const isRun = code > 128;
      const count = isRun ? code - 128 : code;
      if (count === 0) return { wrong: 'an empty run', at };
      if (x + count > length) return { wrong: 'run lengths that leave the scan line', at };
      const taken = isRun ? 1 : count;
      if (at + 1 + taken > bytes.length) return { cut: true };
      for (let i = 0; i < count; i += 1) line[(x + i) * 4 + channel] = bytes[at + 1 + (isRun ? 0 : i)]!;
      x += count;
      at += 1 + taken;
    }
  }
  return { end: at };
};

/** Four bytes a pixel; 1 1 1 n repeats the one before n times, a second one in a row 256 n times. */
const readPlain = (bytes: Uint8Array, start: number, line: Uint8Array, last: Uint8Array): Line => {
  let at = start;
  let shift = 0;
  for (let put = 0; put < line.length; at += 4) {
    if (at + 4 > bytes.length) return { cut: true };
    if (bytes[at] === 1 && bytes[at + 1] === 1 && bytes[at + 2] === 1) {
      const count = bytes[at + 3]! * 2 ** shift;
      if (put + count * 4 > line.length) return { wrong: 'run lengths that leave the scan line', at };
      for (let i = 0; i < count; i += 1, put += 4) line.set(last, put);
      shift = Math.min(shift + 8, 24);
      continue;
    }
    last.set(bytes.subarray(at, at + 4));
    line.set(last, put);
    put += 4;
    shift = 0;
  }
  return { end: at };
};

/** 2^(exponent - 136): mantissas are 8 bits, exponents stand 128 too high. */
const SCALES = Float64Array.from({ length: 256 }, (_, exponent) => (exponent === 0 ? 0 : 2 ** (exponent - 136)));

/** Fewest bytes that the pixels can take: an old repeat of 4 bytes fills a scan line. */
export const fewestRgbeBytes = ({ width, height, isColumnwise }: HdrHead): number =>
  4 * (isColumnwise ? width : height);

/** Scan lines from byte `dataAt` on; those that the bytes do not hold stay black. */
export const unpackRgbe = (bytes: Uint8Array, head: HdrHead): RgbePixels => {
  const { width, height, isColumnwise, isBottomUp, isRightToLeft, dataAt } = head;
  const [lines, length] = isColumnwise ? [width, height] : [height, width];
  const data = new Float32Array(width * height * 3);
  const line = new Uint8Array(length * 4);
  const last = new Uint8Array(4);
  const stepX = isRightToLeft ? -1 : 1;
  const stepY = isBottomUp ? -1 : 1;
  const firstX = isRightToLeft ? width - 1 : 0;
  const firstY = isBottomUp ? height - 1 : 0;
  let at = dataAt;
  for (let index = 0; index < lines; index += 1) {
    const isPacked = isPackable(length) && bytes[at] === 2 && bytes[at + 1] === 2 && (bytes[at + 2] ?? 0) < 128;
    if (isPacked && at + 4 > bytes.length) return { data, end: bytes.length, isCut: true };
    const declared = isPacked ? (bytes[at + 2]! << 8) | bytes[at + 3]! : length;
    if (declared !== length) {
      return { data, end: at, isCut: false, wrong: { at, detail: `a scan line of ${declared} pixels, not ${length}` } };
    }
    const read = isPacked ? readPacked(bytes, at + 4, line) : readPlain(bytes, at, line, last);
    if ('cut' in read) return { data, end: bytes.length, isCut: true };
    if ('wrong' in read) return { data, end: at, isCut: false, wrong: { at: read.at, detail: read.wrong } };
    const x = firstX + (isColumnwise ? index * stepX : 0);
    const y = firstY + (isColumnwise ? 0 : index * stepY);
    const step = 3 * (isColumnwise ? width * stepY : stepX);
    for (let i = 0, put = 3 * (y * width + x); i < line.length; i += 4, put += step) {
      const scale = SCALES[line[i + 3]!]!;
      data[put] = line[i]! * scale;
      data[put + 1] = line[i + 1]! * scale;
      data[put + 2] = line[i + 2]! * scale;
    }
    at = read.end;
  }
  return { data, end: at, isCut: false };
};
