export interface QoiPixels {
  /** RGB or RGBA, 8 bits. */
  readonly data: Uint8Array;
  /** First byte behind the last chunk. */
  readonly end: number;
  readonly isCut: boolean;
  /** Offset of a run that is longer than what was left of the picture. */
  readonly overrunAt?: number;
}

/** One run covers at most so many pixels with its one byte. */
export const MAX_RUN = 62;

const RGB = 0xfe;
const RGBA = 0xff;
const CHUNK_BYTES: Readonly<Record<number, number>> = { [RGB]: 4, [RGBA]: 5 };

/**
 * Chunks from byte `from` on (qoiformat.org, "The Quite OK Image Format" 1.0). Pixels that no chunk gives stay 0. The 64 recent
 * colors are kept packed, alpha highest.
 */
export const unpackQoi = (bytes: Uint8Array, from: number, pixels: number, channels: 3 | 4): QoiPixels => {
  const data = new Uint8Array(pixels * channels);
  const recent = new Uint32Array(64);
  let [red, green, blue, alpha] = [0, 0, 0, 255];
  let at = from;
  let put = 0;
  while (put < data.length) {
    const chunk = bytes[at];
    const tag = (chunk ?? 0) >> 6;
    const length = CHUNK_BYTES[chunk ?? 0] ?? (tag === 2 ? 2 : 1);
    if (chunk === undefined || at + length > bytes.length) return { data, end: bytes.length, isCut: true };
    let repeats = 1;
    if (length > 2) {
      red = bytes[at + 1]!;
      green = bytes[at + 2]!;
      blue = bytes[at + 3]!;
      if (chunk === RGBA) alpha = bytes[at + 4]!;
    } else if (tag === 0) {
      const color = recent[chunk]!;
      red = color & 255;
      green = (color >> 8) & 255;
      blue = (color >> 16) & 255;
      alpha = color >>> 24;
    } else if (tag === 1) {
      red = (red + ((chunk >> 4) & 3) - 2) & 255;
      green = (green + ((chunk >> 2) & 3) - 2) & 255;
      blue = (blue + (chunk & 3) - 2) & 255;
    } else if (tag === 2) {
      const second = bytes[at + 1]!;
      const shift = (chunk & 63) - 32;
      red = (red + shift + (second >> 4) - 8) & 255;
      green = (green + shift) & 255;
      blue = (blue + shift + (second & 15) - 8) & 255;
    } else repeats = (chunk & 63) + 1;
    recent[(red * 3 + green * 5 + blue * 7 + alpha * 11) & 63] = red | (green << 8) | (blue << 16) | (alpha << 24);
    const fits = Math.min(repeats, (data.length - put) / channels);
    for (let i = 0; i < fits; i += 1, put += channels) {
      data[put] = red;
      data[put + 1] = green;
      data[put + 2] = blue;
      if (channels === 4) data[put + 3] = alpha;
    }
    if (fits < repeats) return { data, end: at, isCut: false, overrunAt: at };
    at += length;
  }
  return { data, end: at, isCut: false };
};
