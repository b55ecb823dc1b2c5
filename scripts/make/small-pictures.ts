import { gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { be32, joined, le16, le32, octets, PNG_START, png, pngChunk, text, zeros } from './bytes.ts';
import { floatTiff } from './float-tiff.ts';
import { FOREIGN_PICTURES } from './foreign-pictures.ts';

/** A sound picture of a few hundred bytes. */
export interface SmallPicture {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const WIDTH = 24;
const HEIGHT = 18;

/** Texture enough for every kind of code to occur, and little enough for a kilobyte. */
const level = (x: number, y: number, channel: number): number =>
  (x * 9 + y * 5 * (channel + 1) + ((x * 7 + y * 13) % 11) + ((x - 12) ** 2 + (y - 8) ** 2 < 40 ? 90 : 0)) & 0xff;

const pixels = (channels: number, shift = 0): Buffer => {
  const data = Buffer.alloc(WIDTH * HEIGHT * channels);
  for (let at = 0; at < data.length; at += 1) {
    const pixel = Math.floor(at / channels);
    data[at] = level((pixel % WIDTH) + shift, Math.floor(pixel / WIDTH), at % channels);
  }
  return data;
};

const raw = (channels: 1 | 2 | 3 | 4, shift = 0) =>
  sharp(pixels(channels, shift), { raw: { width: WIDTH, height: HEIGHT, channels } });

/** 24-bit, bottom up (BITMAPINFOHEADER). */
const bmp = (): Buffer => {
  const data = pixels(3);
  const size = joined(le32(40, WIDTH, HEIGHT), le16(1, 24), le32(0, data.length, 2835, 2835, 0, 0));
  return joined(text('BM'), le32(54 + data.length, 0, 54), size, data);
};

/** 8 bits a pixel, runs: three of a kind, then the end of the bitmap. */
const bmpRuns = (): Buffer => {
  const rows = Array.from({ length: HEIGHT }, (_, y) =>
    joined(...Array.from({ length: WIDTH / 3 }, (_, run) => octets(3, (run * 3 + y) % 8)), octets(0, 0)),
  );
  const data = joined(...rows, octets(0, 1));
  const palette = joined(...Array.from({ length: 8 }, (_, at) => octets(at * 30, 255 - at * 30, at * 11, 0)));
  const size = joined(le32(40, WIDTH, HEIGHT), le16(1, 8), le32(1, data.length, 2835, 2835, 8, 0));
  return joined(text('BM'), le32(54 + 32 + data.length, 0, 54 + 32), size, palette, data);
};

const tgaHead = (kind: number): Buffer =>
  joined(octets(0, 0, kind), zeros(5), le16(0, 0, WIDTH, HEIGHT), octets(24, 0x20));
const TGA_FOOT = joined(le32(0, 0), text('TRUEVISION-XFILE.\0'));
const tga = (): Buffer => joined(tgaHead(2), pixels(3), TGA_FOOT);
const tgaRuns = (): Buffer => {
  const packets = Array.from({ length: (WIDTH * HEIGHT) / 6 }, (_, at) =>
    at % 2 === 0 ? octets(0x85, at, 255 - at, at * 3) : joined(octets(0x05), pixels(3).subarray(at * 18, at * 18 + 18)),
  );
  return joined(tgaHead(10), ...packets, TGA_FOOT);
};

const qoi = (): Buffer => {
  const data = pixels(3);
  const codes = Array.from({ length: WIDTH * HEIGHT - 12 }, (_, at) =>
    joined(octets(0xfe), data.subarray(at * 3, at * 3 + 3)),
  );
  return joined(text('qoif'), be32(WIDTH, HEIGHT), octets(3, 0), ...codes, octets(0xcb), zeros(7), octets(1));
};

const hdr = (): Buffer => {
  const row = joined(
    octets(2, 2, 0, WIDTH),
    ...[1, 2, 3, 128].map((value) => octets(128 + WIDTH, (value * 40) & 0xff)),
  );
  const rows = Array.from({ length: HEIGHT }, () => row);
  return joined(text(`#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y ${HEIGHT} +X ${WIDTH}\n`), ...rows);
};

const floats = (count: number): Buffer => {
  const data = Buffer.alloc(4 * count);
  for (let at = 0; at < count; at += 1) data.writeFloatLE(at / count, 4 * at);
  return data;
};

/** One part, scan lines, no compression, one half channel (OpenEXR file layout). */
const exr = (): Buffer => {
  const attribute = (name: string, type: string, value: Uint8Array): Buffer =>
    joined(text(`${name}\0${type}\0`), le32(value.length), value);
  const window = le32(0, 0, WIDTH - 1, HEIGHT - 1);
  const channel = joined(text('Y\0'), le32(1, 0, 1, 1), octets(0));
  const one = Buffer.alloc(4);
  one.writeFloatLE(1);
  const head = joined(
    octets(0x76, 0x2f, 0x31, 0x01, 2, 0, 0, 0),
    attribute('channels', 'chlist', channel),
    attribute('compression', 'compression', octets(0)),
    attribute('dataWindow', 'box2i', window),
    attribute('displayWindow', 'box2i', window),
    attribute('lineOrder', 'lineOrder', octets(0)),
    attribute('pixelAspectRatio', 'float', one),
    attribute('screenWindowCenter', 'v2f', zeros(8)),
    attribute('screenWindowWidth', 'float', one),
    octets(0),
  );
  const lineBytes = 8 + 2 * WIDTH;
  const first = head.length + 8 * HEIGHT;
  const offsets = Array.from({ length: HEIGHT }, (_, y) => le32(first + y * lineBytes, 0));
  const lines = Array.from({ length: HEIGHT }, (_, y) =>
    joined(le32(y, 2 * WIDTH), le16(...Array.from({ length: WIDTH }, (_, x) => 0x3000 + ((x * 37 + y * 11) & 0x3ff)))),
  );
  return joined(head, ...offsets, ...lines);
};

const ico = async (): Promise<Buffer> => {
  const inner = await raw(4).png().toBuffer();
  const entry = joined(octets(WIDTH, HEIGHT, 0, 0), le16(1, 32), le32(inner.length, 22));
  return joined(le16(0, 1, 1), entry, inner);
};

const nifti = (): Buffer => {
  const head = Buffer.alloc(352);
  head.writeInt32LE(348, 0);
  for (const [at, side] of [3, WIDTH, HEIGHT, 2, 1, 1, 1, 1].entries()) head.writeInt16LE(side, 40 + 2 * at);
  head.writeInt16LE(16, 70);
  head.writeInt16LE(32, 72);
  for (let at = 0; at < 4; at += 1) head.writeFloatLE(1, 76 + 4 * at);
  head.writeFloatLE(352, 108);
  head.write('n+1\0', 344, 'latin1');
  return joined(head, floats(WIDTH * HEIGHT * 2));
};

const dicom = (): Buffer => {
  const data = pixels(1);
  const element = (group: number, tag: number, vr: string, value: Uint8Array): Buffer => {
    const head = joined(le16(group, tag), text(vr));
    const isLong = ['OB', 'OW', 'UN'].includes(vr);
    return joined(head, isLong ? joined(le16(0), le32(value.length)) : le16(value.length), value);
  };
  const padded = (value: string): Buffer => text(value.length % 2 === 0 ? value : `${value}\0`);
  const meta = joined(
    element(2, 1, 'OB', octets(0, 1)),
    element(2, 2, 'UI', padded('1.2.840.10008.5.1.4.1.1.7')),
    element(2, 3, 'UI', padded('1.2.3')),
    element(2, 0x10, 'UI', padded('1.2.840.10008.1.2.1')),
  );
  const set = joined(
    element(0x28, 2, 'US', le16(1)),
    element(0x28, 4, 'CS', padded('MONOCHROME2 ')),
    element(0x28, 0x10, 'US', le16(HEIGHT)),
    element(0x28, 0x11, 'US', le16(WIDTH)),
    element(0x28, 0x100, 'US', le16(8)),
    element(0x28, 0x101, 'US', le16(8)),
    element(0x28, 0x102, 'US', le16(7)),
    element(0x28, 0x103, 'US', le16(0)),
    element(0x7fe0, 0x10, 'OW', data),
  );
  return joined(zeros(128), text('DICM'), element(2, 0, 'UL', le32(meta.length)), meta, set);
};

const npy = (): Buffer => {
  const dict = "{'descr': '<f4', 'fortran_order': False, 'shape': (24, 18), }".padEnd(117);
  return joined(text('\x93NUMPY'), octets(1, 0), le16(118), text(`${dict}\n`), floats(WIDTH * HEIGHT));
};

/** Two frames, each a whole picture (PNG, third edition, section 11.3.6). */
const apng = async (): Promise<Buffer> => {
  const frames = await Promise.all([0, 5].map((shift) => raw(3, shift).png().toBuffer()));
  const dataOf = (file: Buffer): Buffer => {
    const at = file.indexOf('IDAT');
    return file.subarray(at + 4, at + 4 + file.readUInt32BE(at - 4));
  };
  const control = (number: number): Buffer =>
    pngChunk('fcTL', joined(be32(number, WIDTH, HEIGHT, 0, 0), octets(0, 1, 0, 10, 0, 0)));
  const [first, second] = frames as [Buffer, Buffer];
  return png(
    first.subarray(PNG_START.length, PNG_START.length + 25),
    pngChunk('acTL', be32(2, 0)),
    control(0),
    pngChunk('IDAT', dataOf(first)),
    control(1),
    pngChunk('fdAT', joined(be32(2), dataOf(second))),
  );
};

const animated = async (format: 'gif' | 'webp'): Promise<Buffer> => {
  const stacked = Buffer.concat([pixels(3), pixels(3, 5), pixels(3, 9)]);
  const frames = sharp(stacked, { raw: { width: WIDTH, height: 3 * HEIGHT, channels: 3, pageHeight: HEIGHT } });
  return format === 'gif' ? frames.gif({ colours: 16 }).toBuffer() : frames.webp({ lossless: true }).toBuffer();
};

/** Sound files of every format that can be made without its own encoder, each in the kinds that take another way through a decoder. */
export const smallPictures = async (): Promise<readonly SmallPicture[]> => {
  const made: Readonly<Record<string, Buffer | Promise<Buffer>>> = {
    'baseline.jpg': raw(3).jpeg({ quality: 70, mozjpeg: false }).toBuffer(),
    'gray.jpg': raw(1).jpeg({ quality: 80 }).toBuffer(),
    'progressive.jpg': raw(3).jpeg({ quality: 70, progressive: true }).toBuffer(),
    'full-chroma.jpg': raw(3).jpeg({ quality: 60, chromaSubsampling: '4:4:4', optimiseCoding: true }).toBuffer(),
    'exif.jpg': raw(3).withMetadata({ orientation: 6 }).jpeg({ quality: 60 }).toBuffer(),
    'cmyk.jpg': raw(3).toColourspace('cmyk').jpeg({ quality: 60 }).toBuffer(),
    'rgb.png': raw(3).png().toBuffer(),
    'rgba.png': raw(4).png().toBuffer(),
    'palette.png': raw(3).png({ palette: true, colours: 16 }).toBuffer(),
    'interlaced.png': raw(3).png({ progressive: true }).toBuffer(),
    'deep.png': raw(3).toColourspace('rgb16').png().toBuffer(),
    'animation.png': apng(),
    'animation.gif': animated('gif'),
    'still.gif': raw(3).gif({ colours: 16 }).toBuffer(),
    'lossy.webp': raw(3).webp({ quality: 60 }).toBuffer(),
    'lossless.webp': raw(4).webp({ lossless: true }).toBuffer(),
    'animation.webp': animated('webp'),
    'lzw.tiff': raw(3).tiff({ compression: 'lzw', predictor: 'horizontal' }).toBuffer(),
    'deflate.tiff': raw(3).tiff({ compression: 'deflate' }).toBuffer(),
    'jpeg.tiff': raw(3).tiff({ compression: 'jpeg' }).toBuffer(),
    'plain.tiff': raw(1).tiff({ compression: 'none' }).toBuffer(),
    'tiled.tiff': raw(3).tiff({ compression: 'lzw', tile: true, tileWidth: 16, tileHeight: 16 }).toBuffer(),
    'big.tiff': raw(1).tiff({ compression: 'none', bigtiff: true }).toBuffer(),
    'float.tiff': floatTiff(WIDTH, HEIGHT, floats(WIDTH * HEIGHT)),
    'still.avif': raw(3).avif({ quality: 30, effort: 0 }).toBuffer(),
    'plain.bmp': bmp(),
    'runs.bmp': bmpRuns(),
    'plain.tga': tga(),
    'runs.tga': tgaRuns(),
    'still.qoi': qoi(),
    'gray.pgm': joined(text(`P5\n${WIDTH} ${HEIGHT}\n255\n`), pixels(1)),
    'text.ppm': text(`P3\n${WIDTH} ${HEIGHT}\n255\n${[...pixels(3)].join(' ')}\n`),
    'bits.pbm': joined(text(`P4\n${WIDTH} ${HEIGHT}\n`), pixels(1).subarray(0, 3 * HEIGHT)),
    'floats.pfm': joined(text(`Pf\n${WIDTH} ${HEIGHT}\n-1.0\n`), floats(WIDTH * HEIGHT)),
    'alpha.pam': joined(
      text(`P7\nWIDTH ${WIDTH}\nHEIGHT ${HEIGHT}\nDEPTH 4\nMAXVAL 255\nTUPLTYPE RGB_ALPHA\nENDHDR\n`),
      pixels(4),
    ),
    'runs.hdr': hdr(),
    'half.exr': exr(),
    'inner.ico': ico(),
    'volume.nii': nifti(),
    'volume.nii.gz': gzipSync(nifti()),
    'slice.dcm': dicom(),
    'array.npy': npy(),
    ...Object.fromEntries(
      Object.entries(FOREIGN_PICTURES).map(([name, packed]) => [name, Buffer.from(packed, 'base64')]),
    ),
  };
  return Promise.all(Object.entries(made).map(async ([name, bytes]) => ({ name, bytes: await bytes })));
};
