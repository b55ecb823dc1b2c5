import sharp from 'sharp';
import { seeded } from '../pictures.ts';

/** Writers of the formats that our own readers read, for tests. Pixels: RGB, rows from the top. */

export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Smooth with runs of equal pixels: every kind of code of every format occurs. */
export const picture = (width: number, height: number, seed = 1): Pixels => {
  const random = seeded(seed);
  const data = new Uint8Array(width * height * 3);
  let [red, green, blue] = [90, 120, 30];
  for (let at = 0; at < data.length; at += 3) {
    const step = random();
    if (step > 0.9) [red, green, blue] = [random() * 256, random() * 256, random() * 256];
    else if (step > 0.6) [red, green, blue] = [red + 1, green - 1, blue + 9];
    data.set([red & 255, green & 255, blue & 255], at);
  }
  return { width, height, data };
};

/** Luma as prepass makes it (BT.601). */
export const lumaOf = ({ data }: Pixels): Uint8Array =>
  Uint8Array.from({ length: data.length / 3 }, (_, at) =>
    Math.floor((299 * data[at * 3]! + 587 * data[at * 3 + 1]! + 114 * data[at * 3 + 2]! + 500) / 1000),
  );

const le = (bytes: number, ...values: readonly number[]): Buffer => {
  const made = Buffer.alloc(bytes * values.length);
  for (const [i, value] of values.entries()) made.writeUIntLE(value >>> 0, i * bytes, bytes);
  return made;
};
export const u16 = (...values: readonly number[]): Buffer => le(2, ...values.map((value) => value & 0xffff));
export const u32 = (...values: readonly number[]): Buffer => le(4, ...values);

/** BGR rows from the bottom, padded to words. */
const bgrRows = ({ width, height, data }: Pixels): Buffer => {
  const stride = Math.ceil((width * 3) / 4) * 4;
  const rows = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const from = (y * width + x) * 3;
      rows.set([data[from + 2]!, data[from + 1]!, data[from]!], (height - 1 - y) * stride + x * 3);
    }
  }
  return rows;
};

export interface BmpFields {
  readonly width: number;
  readonly height: number;
  readonly bits: number;
  readonly compression?: number;
  readonly colors?: readonly number[];
  readonly data: Uint8Array;
  readonly fileBytes?: number;
  readonly planes?: number;
  readonly used?: number;
  /** Where pixels are said to begin. */
  readonly dataAt?: number;
}

/** Colors as 0xRRGGBB; behind the header also for masks. */
export const bmpOf = (fields: BmpFields): Buffer => {
  const { width, height, bits, compression = 0, colors = [], data, planes = 1, used = 0 } = fields;
  const dataAt = 54 + 4 * colors.length;
  return Buffer.concat([
    Buffer.from('BM'),
    u32(fields.fileBytes ?? dataAt + data.length, 0, fields.dataAt ?? dataAt),
    u32(40, width, height),
    u16(planes, bits),
    u32(compression, data.length, 0, 0, used, 0),
    u32(...colors),
    data,
  ]);
};

export const bmp24 = (pixels: Pixels): Buffer =>
  bmpOf({ width: pixels.width, height: pixels.height, bits: 24, data: bgrRows(pixels) });

/** Run lengths of 8-bit gray levels that are the red of the pixels, with all 256 grays as colors. */
export const bmpRle8 = ({ width, height, data }: Pixels): Buffer => {
  const codes: number[] = [];
  for (let y = height - 1; y >= 0; y -= 1) {
    for (let x = 0; x < width; x += 1) codes.push(1, data[(y * width + x) * 3]!);
    codes.push(0, 0);
  }
  codes.push(0, 1);
  const colors = Array.from({ length: 256 }, (_, level) => level * 0x010101);
  return bmpOf({ width, height, bits: 8, compression: 1, colors, data: Uint8Array.from(codes) });
};

export const tgaHead = (type: number, width: number, height: number, depth: number, flags = 0): Buffer =>
  Buffer.concat([Buffer.from([0, 0, type, 0, 0, 0, 0, 0]), u16(0, 0, width, height), Buffer.from([depth, flags])]);

export const TGA_FOOTER = Buffer.concat([u32(0, 0), Buffer.from('TRUEVISION-XFILE.\0')]);

const bgr = ({ data }: Pixels): number[][] => {
  const pixels: number[][] = [];
  for (let at = 0; at < data.length; at += 3) pixels.push([data[at + 2]!, data[at + 1]!, data[at]!]);
  return pixels;
};

const FROM_TOP = 0x20;

export const tga24 = (pixels: Pixels): Buffer =>
  Buffer.concat([tgaHead(2, pixels.width, pixels.height, 24, FROM_TOP), Buffer.from(bgr(pixels).flat())]);

/** Packets of one pixel and of two equal ones. */
export const tgaRuns = (pixels: Pixels): Buffer => {
  const list = bgr(pixels);
  const packets: number[] = [];
  for (let at = 0; at < list.length; at += 1) {
    const isLast = (at + 1) % pixels.width === 0;
    const isRun = !isLast && list[at]!.every((value, i) => value === list[at + 1]![i]);
    packets.push(isRun ? 0x81 : 0, ...list[at]!);
    if (isRun) at += 1;
  }
  return Buffer.concat([tgaHead(10, pixels.width, pixels.height, 24, FROM_TOP), Buffer.from(packets)]);
};

export const ppm = ({ width, height, data }: Pixels): Buffer =>
  Buffer.concat([Buffer.from(`P6\n${width} ${height}\n255\n`), data]);

export const pfm = (width: number, height: number, floats: Float32Array, scale = '-1.0'): Buffer =>
  Buffer.concat([
    Buffer.from(`P${floats.length === width * height ? 'f' : 'F'}\n${width} ${height}\n${scale}\n`),
    Buffer.from(floats.buffer, floats.byteOffset, floats.byteLength),
  ]);

const QOI_END = Buffer.from([0, 0, 0, 0, 0, 0, 0, 1]);

export const qoiHead = (width: number, height: number, channels = 3): Buffer => {
  const head = Buffer.alloc(14);
  head.write('qoif', 0, 'latin1');
  head.writeUInt32BE(width, 4);
  head.writeUInt32BE(height, 8);
  head[12] = channels;
  return head;
};

const small = (difference: number, least: number, most: number): boolean => difference >= least && difference <= most;
const wrapped = (value: number): number => ((value + 128) & 255) - 128;

/** Every kind of chunk, by the order of the reference encoder. */
export const qoi = ({ width, height, data }: Pixels): Buffer => {
  const chunks: number[] = [];
  const recent: string[] = [];
  let [red, green, blue] = [0, 0, 0];
  let run = 0;
  const flush = () => {
    if (run > 0) chunks.push(0xc0 | (run - 1));
    run = 0;
  };
  for (let at = 0; at < data.length; at += 3) {
    const [r, g, b] = [data[at]!, data[at + 1]!, data[at + 2]!];
    if (r === red && g === green && b === blue) {
      run += 1;
      if (run === 62) flush();
      continue;
    }
    flush();
    const slot = (r * 3 + g * 5 + b * 7 + 255 * 11) % 64;
    const [dr, dg, db] = [wrapped(r - red), wrapped(g - green), wrapped(b - blue)];
    const isLuma = small(dg, -32, 31) && small(dr - dg, -8, 7) && small(db - dg, -8, 7);
    if (recent[slot] === `${r},${g},${b}`) chunks.push(slot);
    else if ([dr, dg, db].every((d) => small(d, -2, 1))) {
      chunks.push(0x40 | ((dr + 2) << 4) | ((dg + 2) << 2) | (db + 2));
    } else if (isLuma) chunks.push(0x80 | (dg + 32), ((dr - dg + 8) << 4) | (db - dg + 8));
    else chunks.push(0xfe, r, g, b);
    recent[slot] = `${r},${g},${b}`;
    [red, green, blue] = [r, g, b];
  }
  flush();
  return Buffer.concat([qoiHead(width, height), Buffer.from(chunks), QOI_END]);
};

export interface IconPicture {
  readonly side: number;
  readonly bits?: number;
  readonly bytes: Uint8Array;
}

/** Pictures one behind the other, as directory and data. */
export const icon = (pictures: readonly IconPicture[], kind = 1): Buffer => {
  let at = 6 + 16 * pictures.length;
  const entries = pictures.map(({ side, bits = 32, bytes }) => {
    const entry = Buffer.concat([Buffer.from([side, side, 0, 0]), u16(1, bits), u32(bytes.length, at)]);
    at += bytes.length;
    return entry;
  });
  return Buffer.concat([u16(0, kind, pictures.length), ...entries, ...pictures.map(({ bytes }) => bytes)]);
};

/** A square bitmap of 24 bits with a mask that hides nothing. */
export const iconBitmap = (pixels: Pixels): Buffer => {
  const bitmap = bmp24(pixels).subarray(14);
  bitmap.writeInt32LE(pixels.height * 2, 8);
  return Buffer.concat([bitmap, Buffer.alloc(Math.ceil(pixels.width / 32) * 4 * pixels.height)]);
};

export const pngOf = ({ width, height, data }: Pixels): Promise<Buffer> =>
  sharp(data, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();

export const HDR_TEXT = '#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n';

/** Exponent 136 leaves the bytes as they are. Channels in runs and literals, each scan line by itself. */
export const hdr = ({ width, height, data }: Pixels): Buffer => {
  const codes: number[] = [];
  for (let y = 0; y < height; y += 1) {
    codes.push(2, 2, width >> 8, width & 255);
    for (let channel = 0; channel < 3; channel += 1) {
      for (let x = 0; x < width; x += 1) codes.push(1, data[(y * width + x) * 3 + channel]!);
    }
    for (let x = 0; x < width; x += 100) codes.push(128 + Math.min(100, width - x), 136);
  }
  return Buffer.concat([Buffer.from(`${HDR_TEXT}-Y ${height} +X ${width}\n`), Buffer.from(codes)]);
};
