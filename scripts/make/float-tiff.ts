import { joined, le32, text, tiffDirectory } from './bytes.ts';

/** A gray TIFF of 32-bit floats, `data` little-endian, in one strip. */
export const floatTiff = (width: number, height: number, data: Uint8Array): Buffer =>
  joined(
    text('II*\0'),
    le32(8 + data.length),
    Buffer.from(data),
    tiffDirectory([
      [256, 3, 1, width],
      [257, 3, 1, height],
      [258, 3, 1, 32],
      [259, 3, 1, 1],
      [262, 3, 1, 1],
      [273, 4, 1, 8],
      [277, 3, 1, 1],
      [278, 3, 1, height],
      [279, 4, 1, data.length],
      [339, 3, 1, 3],
    ]),
  );
