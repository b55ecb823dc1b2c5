import type { ColorMode, Container, Decoding, Header } from '../../model/facets.ts';
import { dibChannels, isGrayRamp, strideOf, unpackDib } from '../codecs/bmp-pixels.ts';
import { unpackRle } from '../codecs/bmp-rle.ts';
import { type Dib, readDib } from '../container/bmp.ts';
import type { Examination, Examined } from '../examination.ts';
import { u32le } from '../fields.ts';
import {
  cutShort,
  examineRasterFile,
  malformed,
  type RasterFile,
  type RasterHead,
  type RasterPages,
  walkedTo,
} from '../raster-file.ts';
import { examineJpeg } from './jpeg.ts';
import { examinePng } from './png.ts';

const FILE_HEADER_BYTES = 14;

const colorOf = ({ bits, palette }: Dib): ColorMode => {
  if (bits > 8) return 'rgb';
  if (!isGrayRamp(palette, bits)) return 'palette';
  return bits === 1 ? 'bilevel' : 'gray';
};

/** Bits a channel: those of the widest mask. */
const depthOf = ({ bits, masks, palette }: Dib): number => {
  if (bits <= 8) return isGrayRamp(palette, bits) ? bits : 8;
  if (bits === 24 || masks === undefined) return 8;
  const { red, green, blue } = masks;
  return Math.max(...[red, green, blue].map((mask) => 32 - Math.clz32(mask) - (31 - Math.clz32(mask & -mask))));
};

export const dibHeader = (dib: Dib, format: string): Header => ({
  format,
  width: dib.width,
  height: dib.height,
  channels: dibChannels(dib),
  depth: depthOf(dib),
  frames: 1,
  orientation: 1,
  color: colorOf(dib),
  alpha: dibChannels(dib) === 4,
  sampleFormat: 'uint',
});

type Warning = Decoding['warnings'][number];

const headerWarnings = (bytes: Uint8Array, dib: Dib): readonly Warning[] => {
  const warnings: Warning[] = [];
  const fileBytes = u32le(bytes, 2);
  // Too small a size is written by many and read by none. One beyond the end is what a cut leaves, and ImageMagick refuses it.
  if (fileBytes > bytes.length) {
    warnings.push({ cause: 'unknown', offset: 2, text: `${fileBytes} bytes declared, ${bytes.length} there` });
  }
  if (dib.hasSurplusColors) warnings.push({ cause: 'unknown', offset: 46, text: 'more colors than a pixel can name' });
  if (dib.isTopDown && dib.compression !== 'none') {
    warnings.push({ cause: 'unknown', offset: 22, text: 'run lengths from the top' });
  }
  return warnings;
};

const endOf = (bytes: Uint8Array, pixelEnd: number, { profileEnd = 0 }: Dib): number =>
  profileEnd > pixelEnd && profileEnd <= bytes.length ? profileEnd : pixelEnd;

const badIndex = (at: number) => malformed(at, 'an index that names no color');

const decodePlain = (bytes: Uint8Array, dib: Dib, pixelEnd: number): RasterPages => {
  const { width, height } = dib;
  const { data, wrongIndexAt } = unpackDib(bytes, dib);
  const raster = { width, height, channels: dibChannels(dib), data, white: 255 };
  const warnings = headerWarnings(bytes, dib);
  const isPadded = pixelEnd <= bytes.length;
  const unpadded: Warning = { cause: 'unknown', offset: bytes.length, text: 'the last row is not padded' };
  return {
    raster,
    container: walkedTo('bmp', Math.min(bytes.length, endOf(bytes, pixelEnd, dib)), bytes),
    ...(wrongIndexAt !== undefined && { fault: badIndex(wrongIndexAt) }),
    warnings: isPadded ? warnings : [...warnings, unpadded],
  };
};

const plainFile = (bytes: Uint8Array, dib: Dib): RasterFile => {
  const { width, height, bits, dataAt } = dib;
  const stride = strideOf(width, bits);
  const pixelEnd = dataAt + stride * height;
  const sampleEnd = pixelEnd - stride + Math.ceil((width * bits) / 8);
  // Of the last row's padding no reader needs a byte; only a declared size tells that it was there.
  const isCut = sampleEnd > bytes.length || (pixelEnd > bytes.length && u32le(bytes, 2) >= pixelEnd);
  return {
    header: dibHeader(dib, 'bmp'),
    ...(isCut && { refused: cutShort('bmp', `${pixelEnd - bytes.length} of ${stride * height} bytes of pixels`) }),
    decode: () => decodePlain(bytes, dib, pixelEnd),
  };
};

const decodeRuns = (bytes: Uint8Array, dib: Dib): RasterPages => {
  const { width, height, dataAt, imageBytes } = dib;
  const { data, end, isEnded, isFilled, outside, wrongIndexAt } = unpackRle(bytes, dib);
  const raster = { width, height, channels: dibChannels(dib), data, white: 255 };
  const warnings = [...headerWarnings(bytes, dib)];
  if (outside?.where === 'picture') {
    return { raster, fault: malformed(outside.at, 'run lengths that leave the picture'), warnings };
  }
  if (wrongIndexAt !== undefined) return { raster, fault: badIndex(wrongIndexAt), warnings };
  if (outside !== undefined)
    warnings.push({ cause: 'unknown', offset: outside.at, text: 'a run past the end of its row' });
  if (!isEnded) {
    const isAsDeclared = u32le(bytes, 2) <= bytes.length && dataAt + imageBytes <= bytes.length;
    if (!isFilled || !isAsDeclared) return { raster, ...cutShort('bmp', 'end of bitmap'), warnings };
    warnings.push({ cause: 'unknown', offset: end, text: 'no end of bitmap' });
  }
  return { raster, container: walkedTo('bmp', endOf(bytes, end, dib), bytes), warnings };
};

const runsFile = (bytes: Uint8Array, dib: Dib): RasterFile => ({
  header: dibHeader(dib, 'bmp'),
  ...(dib.dataAt > bytes.length && { refused: cutShort('bmp', 'pixels') }),
  decode: () => decodeRuns(bytes, dib),
});

type Payload = { readonly payload: 'jpeg' | 'png'; readonly from: number };

const readBmpOrPayload = (bytes: Uint8Array): RasterHead | Payload => {
  if (bytes.length < FILE_HEADER_BYTES) return cutShort('bmp', 'file header');
  const outcome = readDib(bytes, FILE_HEADER_BYTES, u32le(bytes, 10));
  if ('missing' in outcome) return cutShort('bmp', outcome.missing);
  if ('fault' in outcome) return outcome;
  const { dib } = outcome;
  if (dib.compression === 'jpeg' || dib.compression === 'png') return { payload: dib.compression, from: dib.dataAt };
  return dib.compression === 'none' ? plainFile(bytes, dib) : runsFile(bytes, dib);
};

/** The bitmap, or the JPEG or PNG that it wraps. */
export const firstBmpPage = (bytes: Uint8Array): RasterHead | Uint8Array => {
  const read = readBmpOrPayload(bytes);
  return 'payload' in read ? bytes.subarray(read.from) : read;
};

/** What was found in a picture that begins at byte `from` of the file. */
const movedBy = (from: number, { facets, faults }: Examined): Examined => {
  const { header, container, ...rest } = facets;
  const move = <T extends { readonly offset?: number }>(item: T): T =>
    item.offset === undefined ? item : { ...item, offset: item.offset + from };
  const moved: Container | undefined = container && {
    ...container,
    format: 'bmp',
    ...(container.end !== undefined && { end: container.end + from }),
    ...(container.trailing && { trailing: move(container.trailing) }),
    damage: container.damage.map(move),
  };
  const known = { ...(header && { header: { ...header, format: 'bmp' } }), ...(moved && { container: moved }) };
  return { facets: { ...rest, ...known }, faults: faults.map(move) };
};

/** Expects 'BM'. */
export const examineBmp = async (bytes: Uint8Array, examination: Examination): Promise<Examined> => {
  const read = readBmpOrPayload(bytes);
  if (!('payload' in read)) return examineRasterFile(read, examination);
  const payload = bytes.subarray(read.from);
  const made = await (read.payload === 'jpeg' ? examineJpeg : examinePng)(payload, examination);
  return movedBy(read.from, made);
};
