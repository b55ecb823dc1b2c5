import { writeBitmapHeader } from './raster-files.ts';
import type { Picture } from './scene.ts';

const HEAD_BYTES = 22;

/** A bitmap as icons hold it: 32 bits without a file header, from the bottom up, twice its height declared, and a mask of ones and zeros. */
const iconBitmap = ({ width, height, data }: Picture): Buffer => {
  const maskBytes = Math.ceil(width / 32) * 4 * height;
  const bytes = Buffer.alloc(40 + width * height * 4 + maskBytes);
  writeBitmapHeader(bytes, 0, { width, height: height * 2, bits: 32 });
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const from = (y * width + x) * 3;
      const to = 40 + ((height - 1 - y) * width + x) * 4;
      for (let channel = 0; channel < 3; channel += 1) bytes[to + channel] = data[from + 2 - channel]!;
      bytes[to + 3] = 255;
    }
  }
  return bytes;
};

/** An icon of one picture, at most 256 pixels wide and high: the PNG given, or else a bitmap. */
export const encodeIco = (picture: Picture, png?: Uint8Array): Buffer => {
  const content = png ?? iconBitmap(picture);
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(1, 4);
  head[6] = picture.width & 0xff;
  head[7] = picture.height & 0xff;
  head.writeUInt16LE(1, 10);
  head.writeUInt16LE(32, 12);
  head.writeUInt32LE(content.length, 14);
  head.writeUInt32LE(HEAD_BYTES, 18);
  return Buffer.concat([head, content]);
};
