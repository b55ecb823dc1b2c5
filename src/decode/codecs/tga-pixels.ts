import type { TgaHead } from '../container/tga.ts';
import { u16le } from '../fields.ts';

export interface TgaPixels {
  /** 8-bit gray, gray and alpha, RGB or RGBA, rows from the top. */
  readonly data: Uint8Array;
  /** First byte behind the pixels; `bytes.length` where they do not end. */
  readonly end: number;
  readonly isCut: boolean;
  /** Offset of the first packet that leaves the picture. */
  readonly overrunAt?: number;
  /** Offset of the first run that goes on in the next row. */
  readonly crossingAt?: number;
  /** An index that names no color was met. */
  readonly hasWrongIndex: boolean;
}

/** Bytes of a stored pixel, 1 of each for eight pixels of one bit. */
export const pixelBytes = ({ depth }: TgaHead): number => Math.ceil(depth / 8);

/** Bytes of all pixels, stored plainly. */
export const plainBytes = ({ width, height, depth }: TgaHead): number => Math.ceil((width * depth) / 8) * height;

/** Fewest bytes that packets can pack the pixels into: 128 of them in each. */
export const fewestBytes = (head: TgaHead): number =>
  head.isRuns ? Math.ceil((head.width * head.height) / 128) * (1 + pixelBytes(head)) : plainBytes(head);

export const tgaChannels = ({ kind, depth, attributeBits, colors }: TgaHead): 1 | 2 | 3 | 4 => {
  if (kind === 'gray') return depth === 16 ? 2 : 1;
  const bits = kind === 'indexed' ? colors.depth : depth;
  return bits === 32 && (kind === 'indexed' || attributeBits > 0) ? 4 : 3;
};

/** Packets of up to 128 pixels. The second version forbids runs to cross rows, and Pillow refuses them; others do not mind. */
const unpackRuns = (bytes: Uint8Array, { dataAt, width }: TgaHead, step: number, stored: Uint8Array) => {
  const rowBytes = width * step;
  let at = dataAt;
  let put = 0;
  let crossing: { readonly crossingAt?: number } = {};
  while (put < stored.length && at < bytes.length) {
    const packet = bytes[at]!;
    const isRun = packet > 127;
    const wanted = ((packet & 127) + 1) * step;
    const length = Math.min(wanted, stored.length - put);
    if (at + 1 + (isRun ? step : wanted) > bytes.length) break;
    if (isRun) {
      if ((put % rowBytes) + length > rowBytes && crossing.crossingAt === undefined) crossing = { crossingAt: at };
      for (let channel = 0; channel < step; channel += 1) {
        const value = bytes[at + 1 + channel]!;
        for (let i = channel; i < length; i += step) stored[put + i] = value;
      }
    } else stored.set(bytes.subarray(at + 1, at + 1 + length), put);
    if (length < wanted) return { end: at, isCut: false, overrunAt: at };
    put += length;
    at += 1 + (isRun ? step : wanted);
  }
  const isCut = put < stored.length;
  return { end: isCut ? bytes.length : at, isCut, ...crossing };
};

const FIVE_BITS = Uint8Array.from({ length: 32 }, (_, value) => Math.floor((value * 255) / 31));

/** One color of 15, 16, 24 or 32 bits at `from` as `channels` bytes at `to`. */
const putColor = (
  bytes: Uint8Array,
  from: number,
  bits: number,
  out: Uint8Array,
  to: number,
  channels: number,
): void => {
  if (bits <= 16) {
    const packed = u16le(bytes, from);
    out[to] = FIVE_BITS[(packed >> 10) & 31]!;
    out[to + 1] = FIVE_BITS[(packed >> 5) & 31]!;
    out[to + 2] = FIVE_BITS[packed & 31]!;
    return;
  }
  const [blue, green, red] = [bytes[from]!, bytes[from + 1]!, bytes[from + 2]!];
  out[to] = red;
  out[to + 1] = green;
  out[to + 2] = blue;
  if (channels === 4) out[to + 3] = bytes[from + 3]!;
};

/** Colors of indices; true when one named none. */
const paintIndices = (
  bytes: Uint8Array,
  stored: Uint8Array,
  { colors, depth }: TgaHead,
  data: Uint8Array,
  channels: number,
): boolean => {
  const palette = new Uint8Array(colors.count * channels);
  const stride = Math.ceil(colors.depth / 8);
  for (let entry = 0; entry < colors.count; entry += 1) {
    putColor(bytes, colors.at + entry * stride, colors.depth, palette, entry * channels, channels);
  }
  const step = depth / 8;
  const pixels = stored.length / step;
  let hasWrongIndex = false;
  for (let pixel = 0; pixel < pixels; pixel += 1) {
    const index = (step === 1 ? stored[pixel]! : u16le(stored, pixel * 2)) - colors.first;
    if (index < 0 || index >= colors.count) {
      hasWrongIndex = true;
      data.fill(0, pixel * channels, (pixel + 1) * channels);
      continue;
    }
    for (let channel = 0; channel < channels; channel += 1) {
      data[pixel * channels + channel] = palette[index * channels + channel]!;
    }
  }
  return hasWrongIndex;
};

const unpackBits = (stored: Uint8Array, width: number, height: number): Uint8Array => {
  const data = new Uint8Array(width * height);
  const stride = Math.ceil(width / 8);
  for (let at = 0; at < data.length; at += 1) {
    const x = at % width;
    const byte = stored[((at - x) / width) * stride + (x >> 3)]!;
    data[at] = ((byte >> (7 - (x & 7))) & 1) * 255;
  }
  return data;
};

/** Stored colors to channels: of as many bytes they only change places. */
const spreadColors = (stored: Uint8Array, head: TgaHead, data: Uint8Array, channels: number): void => {
  const step = pixelBytes(head);
  for (let from = 0, to = 0; to < data.length; from += step, to += channels) {
    if (step === channels) {
      const blue = data[to]!;
      data[to] = data[to + 2]!;
      data[to + 2] = blue;
    } else putColor(stored, from, head.depth, data, to, channels);
  }
};

/** Rows from the bottom, or pixels from the right, put straight in place. */
const straighten = (data: Uint8Array, { width, height, isTopDown, isRightToLeft }: TgaHead, channels: number): void => {
  const rowBytes = width * channels;
  if (!isTopDown) {
    for (let top = 0, bottom = height - 1; top < bottom; top += 1, bottom -= 1) {
      const row = data.slice(top * rowBytes, (top + 1) * rowBytes);
      data.copyWithin(top * rowBytes, bottom * rowBytes, (bottom + 1) * rowBytes);
      data.set(row, bottom * rowBytes);
    }
  }
  if (!isRightToLeft) return;
  const row = new Uint8Array(rowBytes);
  for (let y = 0; y < height; y += 1) {
    row.set(data.subarray(y * rowBytes, (y + 1) * rowBytes));
    for (let at = 0; at < rowBytes; at += 1) {
      const channel = at % channels;
      data[y * rowBytes + at] = row[rowBytes - (at - channel) - channels + channel]!;
    }
  }
};

/** Pixels that the bytes do not hold stay 0. */
export const unpackTga = (bytes: Uint8Array, head: TgaHead): TgaPixels => {
  const { dataAt, isRuns, kind, depth, width, height } = head;
  const channels = tgaChannels(head);
  const plain = plainBytes(head);
  // Stored pixels stand at the end of the room for their channels: spreading them from the front never runs into those still to be read.
  const room = new Uint8Array(Math.max(plain, width * height * channels));
  const stored = room.subarray(room.length - plain);
  const spread = room.subarray(0, width * height * channels);
  const walk = isRuns
    ? unpackRuns(bytes, head, pixelBytes(head), stored)
    : { end: Math.min(bytes.length, dataAt + plain), isCut: dataAt + plain > bytes.length };
  if (!isRuns) stored.set(bytes.subarray(dataAt, dataAt + plain));
  const hasWrongIndex = kind === 'indexed' && paintIndices(bytes, stored, head, spread, channels);
  if (kind === 'color') spreadColors(stored, head, spread, channels);
  const data = depth === 1 ? unpackBits(stored, width, height) : spread;
  straighten(data, head, channels);
  return { data, ...walk, hasWrongIndex };
};
