import sharp, { type Sharp } from 'sharp';
import { encodeByProgram } from './by-program.ts';
import { encodeExr } from './exr.ts';
import { encodeHdr } from './hdr.ts';
import { encodeIco } from './ico.ts';
import { encodeQoi } from './qoi.ts';
import { encodeBmp, encodePpm, encodeTga } from './raster-files.ts';
import type { Picture } from './scene.ts';

type Encode = (picture: Picture, number: number) => Promise<Uint8Array> | Uint8Array;

interface Format {
  readonly extension: string;
  /** Where a kind has two common forms, even numbers are of one and odd numbers of the other. */
  readonly encode: Encode;
  /** How the format says where a file ends. Absent: it does not. */
  readonly end?: string;
}

const asSharp = ({ width, height, data }: Picture): Sharp => sharp(data, { raw: { width, height, channels: 3 } });
const bySharp =
  (encode: (image: Sharp) => Sharp): Encode =>
  (picture) =>
    encode(asSharp(picture)).toBuffer();

const isOdd = (number: number): boolean => number % 2 === 1;

/** Photo-like pictures as files of each format; all bytes follow from the picture, the number and the encoders' versions. */
const ALL = {
  'jpeg-progressive': {
    extension: 'jpg',
    end: 'EOI',
    encode: bySharp((image) => image.jpeg({ quality: 90, progressive: true })),
  },
  png: { extension: 'png', end: 'IEND', encode: bySharp((image) => image.png()) },
  gif: { extension: 'gif', end: 'trailer', encode: bySharp((image) => image.gif({ effort: 1 })) },
  'webp-lossy': { extension: 'webp', end: 'RIFF size', encode: bySharp((image) => image.webp({ quality: 85 })) },
  'webp-lossless': { extension: 'webp', end: 'RIFF size', encode: bySharp((image) => image.webp({ lossless: true })) },
  'tiff-plain': { extension: 'tif', encode: bySharp((image) => image.tiff({ compression: 'none' })) },
  'tiff-deflate': { extension: 'tif', encode: bySharp((image) => image.tiff({ compression: 'deflate' })) },
  'tiff-lzw': { extension: 'tif', encode: bySharp((image) => image.tiff({ compression: 'lzw' })) },
  bmp: { extension: 'bmp', end: 'declared size', encode: encodeBmp },
  tga: {
    extension: 'tga',
    end: 'size of the picture, footer',
    encode: (picture, number) => encodeTga(picture, isOdd(number) ? 'runs' : 'none'),
  },
  ppm: { extension: 'ppm', end: 'size of the picture', encode: encodePpm },
  qoi: { extension: 'qoi', end: 'eight bytes', encode: encodeQoi },
  ico: {
    extension: 'ico',
    end: 'directory',
    encode: async (picture, number) =>
      encodeIco(picture, isOdd(number) ? await asSharp(picture).png().toBuffer() : undefined),
  },
  avif: {
    extension: 'avif',
    end: 'sizes of boxes',
    encode: bySharp((image) => image.avif({ quality: 60, effort: 1 })),
  },
  jp2: {
    extension: 'jp2',
    end: 'EOC',
    encode: (picture, number) =>
      encodeByProgram(picture, 'opj_compress', 'jp2', (input, output) =>
        isOdd(number) ? ['-i', input, '-o', output] : ['-i', input, '-o', output, '-r', '8'],
      ),
  },
  jxl: {
    extension: 'jxl',
    end: 'last section, sizes of boxes',
    encode: (picture, number) =>
      encodeByProgram(picture, 'cjxl', 'jxl', (input, output) => [
        ...[input, output, '-d', '1', '-e', '3'],
        ...(isOdd(number) ? ['--container=1'] : []),
      ]),
  },
  hdr: { extension: 'hdr', end: 'size of the picture', encode: encodeHdr },
  exr: { extension: 'exr', end: 'table of offsets', encode: encodeExr },
} as const satisfies Record<string, Format>;

export type FormatName = keyof typeof ALL;
export const FORMATS: Readonly<Record<FormatName, Format>> = ALL;
export const FORMAT_NAMES = Object.keys(ALL) as readonly FormatName[];

/** The same picture as a file of another common format: PNG, and JPEG where it is a PNG already. */
export const encodeOther = async (name: FormatName, picture: Picture): Promise<Uint8Array> => {
  const image = asSharp(picture);
  return name === 'png' ? image.jpeg({ quality: 90 }).toBuffer() : image.png().toBuffer();
};
