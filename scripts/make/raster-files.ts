import type { Picture } from './scene.ts';

// Files whose pixels lie in them as they are, or nearly: a header of fixed fields, then rows.

/** BMP with a 40-byte header: 24 bits, rows from the bottom up and padded to four bytes. */
export const encodeBmp = ({ width, height, data }: Picture): Buffer => {
  const stride = Math.ceil((width * 3) / 4) * 4;
  const bytes = Buffer.alloc(54 + stride * height);
  bytes.write('BM', 'latin1');
  bytes.writeUInt32LE(bytes.length, 2);
  bytes.writeUInt32LE(54, 10);
  writeBitmapHeader(bytes, 14, { width, height, bits: 24 });
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const from = (y * width + x) * 3;
      const to = 54 + (height - 1 - y) * stride + x * 3;
      for (let channel = 0; channel < 3; channel += 1) bytes[to + channel] = data[from + 2 - channel]!;
    }
  }
  return bytes;
};

export interface BitmapShape {
  readonly width: number;
  readonly height: number;
  readonly bits: 24 | 32;
}

/** BITMAPINFOHEADER, 40 bytes: uncompressed, one plane. */
export const writeBitmapHeader = (bytes: Buffer, at: number, { width, height, bits }: BitmapShape): void => {
  bytes.writeUInt32LE(40, at);
  bytes.writeInt32LE(width, at + 4);
  bytes.writeInt32LE(height, at + 8);
  bytes.writeUInt16LE(1, at + 12);
  bytes.writeUInt16LE(bits, at + 14);
};

/** One row's pixels as TGA packets: runs of equal pixels, and between them stretches of unlike ones, 128 at most. */
const tgaPackets = (row: Uint8Array): readonly number[] => {
  const pixels = row.length / 3;
  const isSame = (x: number): boolean =>
    x + 1 < pixels && [0, 1, 2].every((c) => row[x * 3 + c] === row[x * 3 + 3 + c]);
  const packets: number[] = [];
  for (let x = 0; x < pixels; ) {
    let end = x + 1;
    if (isSame(x)) {
      while (end < pixels && end - x < 128 && isSame(end - 1)) end += 1;
      packets.push(0x80 | (end - x - 1), ...row.subarray(x * 3, x * 3 + 3));
    } else {
      while (end < pixels && end - x < 128 && !isSame(end)) end += 1;
      packets.push(end - x - 1, ...row.subarray(x * 3, end * 3));
    }
    x = end;
  }
  return packets;
};

/** TGA 2.0, 24 bits, from the top down, with a footer. */
export const encodeTga = ({ width, height, data }: Picture, packing: 'none' | 'runs'): Buffer => {
  const header = Buffer.alloc(18);
  header[2] = packing === 'runs' ? 10 : 2;
  header.writeUInt16LE(width, 12);
  header.writeUInt16LE(height, 14);
  header[16] = 24;
  header[17] = 0x20;
  const footer = Buffer.concat([Buffer.alloc(8), Buffer.from('TRUEVISION-XFILE.\0', 'latin1')]);
  const rows = Array.from({ length: height }, (_, y) => {
    const row = Uint8Array.from(data.subarray(y * width * 3, (y + 1) * width * 3));
    for (let at = 0; at < row.length; at += 3) [row[at], row[at + 2]] = [row[at + 2]!, row[at]!];
    return packing === 'runs' ? Buffer.from(tgaPackets(row)) : row;
  });
  return Buffer.concat([header, ...rows, footer]);
};

/** Binary PPM of 8 bits. */
export const encodePpm = ({ width, height, data }: Picture): Buffer =>
  Buffer.concat([Buffer.from(`P6\n${width} ${height}\n255\n`, 'latin1'), data]);
