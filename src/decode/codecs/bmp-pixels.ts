import type { BmpMasks, Dib } from '../container/bmp.ts';

/** Rows are padded to whole words of 32 bits. */
export const strideOf = (width: number, bits: number): number => Math.floor((width * bits + 31) / 32) * 4;

/** Values of one channel, masked and moved down, as 8 bits; rounded down like Pillow. */
const levelsOf = (mask: number): { readonly shift: number; readonly levels: Uint8Array } => {
  if (mask === 0) return { shift: 0, levels: Uint8Array.of(255) };
  const low = 31 - Math.clz32(mask & -mask);
  const width = 32 - Math.clz32(mask) - low;
  const kept = Math.min(width, 16);
  const most = 2 ** kept - 1;
  const levels = new Uint8Array(most + 1);
  for (let value = 0; value <= most; value += 1) levels[value] = Math.floor((value * 255) / most);
  return { shift: low + width - kept, levels };
};

const unpackMasked = (
  bytes: Uint8Array,
  { width, bits }: Pick<Dib, 'width' | 'bits'>,
  from: number,
  out: Uint8Array,
  to: number,
  channels: readonly { readonly mask: number; readonly shift: number; readonly levels: Uint8Array }[],
): void => {
  const step = bits / 8;
  const count = channels.length;
  for (let channel = 0; channel < count; channel += 1) {
    const { mask, shift, levels } = channels[channel]!;
    for (let x = 0, at = from, put = to + channel; x < width; x += 1, at += step, put += count) {
      const low = bytes[at]! | (bytes[at + 1]! << 8);
      const pixel = step === 2 ? low : low | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
      out[put] = levels[(pixel & mask) >>> shift]!;
    }
  }
};

const channelsOf = ({ red, green, blue, alpha }: BmpMasks) =>
  (alpha === 0 ? [red, green, blue] : [red, green, blue, alpha]).map((mask) => ({ mask, ...levelsOf(mask) }));

/** Up to 8 bits a pixel, the first in the highest bits. */
const unpackIndices = (bytes: Uint8Array, from: number, bits: number, out: Uint8Array): void => {
  if (bits === 8) {
    out.set(bytes.subarray(from, from + out.length));
    return;
  }
  const perByte = 8 / bits;
  const mask = 2 ** bits - 1;
  for (let x = 0; x < out.length; x += 1) {
    const shift = 8 - bits * ((x % perByte) + 1);
    out[x] = (bytes[from + Math.floor(x / perByte)]! >> shift) & mask;
  }
};

/** Which palettes say no more than gray levels: black and white, or all 256 from black to white (as Pillow asks). */
export const isGrayRamp = (palette: Uint8Array, bits: number): boolean => {
  if ((bits !== 1 && bits !== 8) || palette.length !== 3 * 2 ** bits) return false;
  const step = bits === 1 ? 255 : 1;
  for (let at = 0; at < palette.length; at += 1) if (palette[at] !== Math.floor(at / 3) * step) return false;
  return true;
};

/**
 * Colors of a row of indices into `out`, `channels` (1: gray, 3: RGB) bytes a pixel. The first pixel whose index names no color,
 * or -1.
 */
export const paint = (
  indices: Uint8Array,
  palette: Uint8Array,
  out: Uint8Array,
  to: number,
  channels: 1 | 3,
): number => {
  const entries = palette.length / 3;
  let wrong = -1;
  for (let x = 0, put = to; x < indices.length; x += 1, put += channels) {
    const index = indices[x]!;
    if (index >= entries) {
      if (wrong === -1) wrong = x;
      continue;
    }
    out[put] = palette[index * 3]!;
    if (channels === 1) continue;
    out[put + 1] = palette[index * 3 + 1]!;
    out[put + 2] = palette[index * 3 + 2]!;
  }
  return wrong;
};

export interface UnpackedDib {
  readonly data: Uint8Array;
  /** Place in the file of the first index that names no color. */
  readonly wrongIndexAt?: number;
}

/** Bytes a pixel of what `unpackDib` makes. */
export const dibChannels = ({ bits, palette, masks }: Dib): 1 | 3 | 4 => {
  if (bits <= 8) return isGrayRamp(palette, bits) ? 1 : 3;
  return masks !== undefined && masks.alpha !== 0 ? 4 : 3;
};

/** Uncompressed pixels to 8-bit gray, RGB or RGBA, rows from the top; rows that the bytes do not hold stay 0. */
export const unpackDib = (bytes: Uint8Array, dib: Dib): UnpackedDib => {
  const { width, height, bits, dataAt, isTopDown, palette } = dib;
  const channels = dibChannels(dib);
  const stride = strideOf(width, bits);
  const rowBytes = Math.ceil((width * bits) / 8);
  const data = new Uint8Array(width * height * channels);
  const indices = new Uint8Array(bits <= 8 ? width : 0);
  const masked = dib.masks === undefined ? [] : channelsOf(dib.masks);
  let wrongIndexAt: number | undefined;
  for (let row = 0; row < height; row += 1) {
    const from = dataAt + row * stride;
    if (from + rowBytes > bytes.length) break;
    const to = (isTopDown ? row : height - 1 - row) * width * channels;
    if (bits <= 8) {
      unpackIndices(bytes, from, bits, indices);
      const wrong = paint(indices, palette, data, to, channels === 1 ? 1 : 3);
      if (wrong !== -1) wrongIndexAt ??= from + Math.floor((wrong * bits) / 8);
    } else if (bits === 24) {
      for (let at = from, put = to, end = from + width * 3; at < end; at += 3, put += 3) {
        data[put] = bytes[at + 2]!;
        data[put + 1] = bytes[at + 1]!;
        data[put + 2] = bytes[at]!;
      }
    } else unpackMasked(bytes, dib, from, data, to, masked);
  }
  return { data, ...(wrongIndexAt !== undefined && { wrongIndexAt }) };
};
