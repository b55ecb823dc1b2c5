import { rowBytes, samplesInSegment, type TiffPage } from '../container/tiff-page.ts';
import { asBuffer } from '../fields.ts';
import { sumBytes } from './tiff-kernel.ts';
import { predictorOf } from './tiff-segments.ts';

export type Samples =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array;

const SIGNED = 2;
const FLOAT = 3;
const LARGEST_VECTOR = 8;

/** Bytes in an allocation of their own, so that any typed array can look at them. */
const aligned = (data: Uint8Array): Uint8Array<ArrayBuffer> => {
  const copy = new Uint8Array(data.length);
  copy.set(data);
  return copy;
};

const swap = (data: Uint8Array, bytes: number): void => {
  const buffer = asBuffer(data);
  if (bytes === 2) buffer.swap16();
  if (bytes === 4) buffer.swap32();
  if (bytes === 8) buffer.swap64();
};

type Words = Uint16Array | Uint32Array | BigUint64Array;

const wordsOf = (data: Uint8Array<ArrayBuffer>, bytes: number): Words => {
  const { buffer, byteOffset, length } = data;
  if (bytes === 2) return new Uint16Array(buffer, byteOffset, length / 2);
  if (bytes === 4) return new Uint32Array(buffer, byteOffset, length / 4);
  return new BigUint64Array(buffer, byteOffset, length / 8);
};

/** Each sample was stored as its difference to the pixel before (TIFF 6.0 section 14). */
const sumRows = (words: Words, perRow: number, step: number): void => {
  for (let row = 0; row < words.length; row += perRow) {
    const end = row + perRow;
    if (words instanceof BigUint64Array) {
      for (let at = row + step; at < end; at += 1) words[at] = words[at]! + words[at - step]!;
    } else {
      for (let at = row + step; at < end; at += 1) words[at] = words[at]! + words[at - step]!;
    }
  }
};

/** Differences of bytes that stand by significance, the highest of all samples of a row first (TIFF technical note 3). */
const sumFloatRows = (data: Uint8Array, perRow: number, step: number, bytes: number): void => {
  const rowBytes = perRow * bytes;
  const sorted = new Uint8Array(rowBytes);
  for (let row = 0; row < data.length; row += rowBytes) {
    for (let at = row + step; at < row + rowBytes; at += 1) data[at] = data[at]! + data[at - step]!;
    for (let place = 0; place < bytes; place += 1) {
      const from = row + (bytes - 1 - place) * perRow;
      for (let i = 0; i < perRow; i += 1) sorted[i * bytes + place] = data[from + i]!;
    }
    data.set(sorted, row);
  }
};

let halves: Float32Array | undefined;

/** All values of a 16-bit float. */
export const halfTable = (): Float32Array => {
  if (halves !== undefined) return halves;
  halves = new Float32Array(65_536);
  for (let bits = 0; bits < halves.length; bits += 1) {
    const exponent = (bits >>> 10) & 31;
    const fraction = bits & 1023;
    let value = (exponent === 0 ? fraction : fraction + 1024) * 2 ** (Math.max(1, exponent) - 25);
    if (exponent === 31) value = fraction === 0 ? Number.POSITIVE_INFINITY : Number.NaN;
    halves[bits] = bits >= 0x8000 ? -value : value;
  }
  return halves;
};

/** Samples of 1 to 23 bits, the highest first; rows begin at whole bytes. */
const unpackRows = (data: Uint8Array, bytesOfRow: number, perRow: number, bits: number): Samples => {
  const rows = data.length / bytesOfRow;
  const samples = bits <= 8 ? new Uint8Array(rows * perRow) : new Uint32Array(rows * perRow);
  const mask = 2 ** bits - 1;
  let to = 0;
  for (let row = 0; row < rows; row += 1) {
    let at = row * bytesOfRow;
    let held = 0;
    let have = 0;
    for (let i = 0; i < perRow; i += 1) {
      while (have < bits) {
        held = ((held << 8) | data[at]!) & 0x7fffffff;
        at += 1;
        have += 8;
      }
      have -= bits;
      samples[to] = (held >>> have) & mask;
      to += 1;
    }
  }
  return samples;
};

/** Samples of an unpacked segment, interleaved as in the file. `data` may be overwritten where `isOwn`. */
export const samplesOf = (page: TiffPage, raw: Uint8Array, littleEndian: boolean): Samples => {
  const { bitsPerSample: bits, sampleFormat } = page;
  const step = samplesInSegment(page);
  const perRow = page.segmentWidth * step;
  const predictor = predictorOf(page);
  if (bits === 8 && predictor === 1) return sampleFormat === SIGNED ? new Int8Array(aligned(raw).buffer) : raw;
  if (bits === 8 && predictor === 2) {
    const data = sumBytes(raw, rowBytes(page), step);
    return sampleFormat === SIGNED ? new Int8Array(aligned(data).buffer) : data;
  }
  if (bits % 8 !== 0 || bits === 24) return unpackRows(raw, rowBytes(page), perRow, bits);

  const bytes = bits / 8;
  const data = aligned(raw);
  if (predictor === 3) sumFloatRows(data, perRow, step, bytes);
  else if (!littleEndian) swap(data, bytes);
  if (predictor === 2) sumRows(wordsOf(data, bytes), perRow, step);
  const { buffer } = data;
  if (sampleFormat === FLOAT) {
    if (bytes === 4) return new Float32Array(buffer);
    return bytes === LARGEST_VECTOR ? new Float64Array(buffer) : halvesOf(new Uint16Array(buffer));
  }
  if (bytes === 2) return sampleFormat === SIGNED ? new Int16Array(buffer) : new Uint16Array(buffer);
  if (bytes === 4) return sampleFormat === SIGNED ? new Int32Array(buffer) : new Uint32Array(buffer);
  const whole = sampleFormat === SIGNED ? new BigInt64Array(buffer) : new BigUint64Array(buffer);
  return Float64Array.from(whole, Number);
};

const halvesOf = (words: Uint16Array): Float32Array => {
  const table = halfTable();
  const samples = new Float32Array(words.length);
  for (let at = 0; at < words.length; at += 1) samples[at] = table[words[at]!]!;
  return samples;
};
