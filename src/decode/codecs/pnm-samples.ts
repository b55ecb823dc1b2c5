import { isSpace, type PnmHead, rasterBytes, skipBlank } from '../container/pnm.ts';

type Samples = Uint8Array | Uint16Array;

export interface PnmSamples {
  /** As stored; of bitmaps 0 and 1, where 1 is white. */
  readonly data: Samples;
  /** First byte behind the last sample. */
  readonly end: number;
  readonly isCut: boolean;
  /** Offset of what is no number in a written picture, or of a number above maxval. */
  readonly wrong?: { readonly at: number; readonly kind: 'number' | 'range' };
}

const ZERO = 0x30;
const NINE = 0x39;

const countOf = ({ width, height, channels }: PnmHead): number => width * height * channels;

/** Fewest bytes that a picture written in digits takes: those of bitmaps need nothing between them. */
export const fewestWrittenBytes = (head: PnmHead): number => (head.isInverted ? countOf(head) : 2 * countOf(head) - 1);

const emptyFor = (head: PnmHead): Samples =>
  head.maxval > 255 ? new Uint16Array(countOf(head)) : new Uint8Array(countOf(head));

const readBits = (bytes: Uint8Array, head: PnmHead): Samples => {
  const { width, height, dataAt } = head;
  const data = new Uint8Array(width * height);
  const stride = Math.ceil(width / 8);
  for (let y = 0, put = 0; y < height; y += 1) {
    const row = dataAt + y * stride;
    for (let x = 0; x < width; x += 1, put += 1) {
      data[put] = (((bytes[row + (x >> 3)] ?? 0) >> (7 - (x & 7))) & 1) ^ 1;
    }
  }
  return data;
};

const readWords = (bytes: Uint8Array, head: PnmHead): Samples => {
  const data = new Uint16Array(countOf(head));
  for (let put = 0, at = head.dataAt; put < data.length && at + 1 < bytes.length; put += 1, at += 2) {
    data[put] = (bytes[at]! << 8) | bytes[at + 1]!;
  }
  return data;
};

const readBytes = (bytes: Uint8Array, head: PnmHead): Samples => {
  const held = bytes.subarray(head.dataAt, head.dataAt + countOf(head));
  if (held.length === countOf(head)) return held;
  const data = new Uint8Array(countOf(head));
  data.set(held);
  return data;
};

const firstAbove = (data: Samples, maxval: number): number => {
  if (maxval === 255 || maxval === 65_535) return -1;
  for (let at = 0; at < data.length; at += 1) if (data[at]! > maxval) return at;
  return -1;
};

export const readBinary = (bytes: Uint8Array, head: PnmHead): PnmSamples => {
  const end = head.dataAt + rasterBytes(head);
  const isCut = end > bytes.length;
  if (head.magic === 4) return { data: readBits(bytes, head), end, isCut };
  const data = head.maxval > 255 ? readWords(bytes, head) : readBytes(bytes, head);
  const above = firstAbove(data, head.maxval);
  const at = head.dataAt + above * (head.maxval > 255 ? 2 : 1);
  return { data, end, isCut, ...(above !== -1 && { wrong: { at, kind: 'range' } }) };
};

/** P1 to P3: numbers in digits; the bits of a bitmap may stand without anything between them. */
export const readWritten = (bytes: Uint8Array, head: PnmHead): PnmSamples => {
  const { isInverted, maxval, dataAt } = head;
  const data = emptyFor(head);
  let at = dataAt;
  for (let put = 0; put < data.length; put += 1) {
    at = skipBlank(bytes, at);
    if (at >= bytes.length) return { data, end: at, isCut: true };
    const from = at;
    let value = 0;
    while (bytes[at] !== undefined && bytes[at]! >= ZERO && bytes[at]! <= NINE && value <= maxval) {
      value = value * 10 + bytes[at]! - ZERO;
      at += 1;
      if (isInverted) break;
    }
    if (at === from) return { data, end: at, isCut: false, wrong: { at: from, kind: 'number' } };
    if (value > maxval) return { data, end: at, isCut: false, wrong: { at: from, kind: 'number' } };
    data[put] = isInverted ? 1 - value : value;
  }
  while (isSpace(bytes[at])) at += 1;
  return { data, end: at, isCut: false };
};
