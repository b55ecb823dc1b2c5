import { MAX_RUN, unpackQoi } from '../codecs/qoi.ts';
import type { Examination, Examined } from '../examination.ts';
import { hasTag, u32be } from '../fields.ts';
import { cutShort, examineRasterFile, malformed, type RasterHead, type RasterPages, walkedTo } from '../raster-file.ts';

const HEADER_BYTES = 14;
const END_MARK = '\0\0\0\0\0\0\0\x01';

interface QoiHead {
  readonly width: number;
  readonly height: number;
  readonly channels: 3 | 4;
}

const decode = (bytes: Uint8Array, { width, height, channels }: QoiHead): RasterPages => {
  const { data, end, isCut, overrunAt } = unpackQoi(bytes, HEADER_BYTES, width * height, channels);
  const raster = { width, height, channels, data, white: 255 };
  const warnings = [] as const;
  if (isCut) return { raster, ...cutShort('qoi', 'rest of the pixels'), warnings };
  if (overrunAt !== undefined)
    return { raster, fault: malformed(overrunAt, 'a run that leaves the picture'), warnings };
  if (hasTag(bytes, end, END_MARK)) {
    return { raster, container: walkedTo('qoi', end + END_MARK.length, bytes), warnings };
  }
  if (hasTag(END_BYTES, 0, String.fromCharCode(...bytes.subarray(end, end + END_MARK.length)))) {
    return { raster, ...cutShort('qoi', 'end mark'), warnings };
  }
  return { raster, fault: malformed(end, 'no end mark behind the last pixel'), warnings };
};

const END_BYTES = Buffer.from(END_MARK, 'latin1');

export const readQoi = (bytes: Uint8Array): RasterHead => {
  if (bytes.length < HEADER_BYTES) return cutShort('qoi', 'header');
  const width = u32be(bytes, 4);
  const height = u32be(bytes, 8);
  const channels = bytes[12]!;
  if (width === 0 || height === 0) return { fault: malformed(4, `${width} x ${height} pixels`) };
  if (channels !== 3 && channels !== 4) return { fault: malformed(12, `${channels} channels`) };
  if (bytes[13]! > 1) return { fault: malformed(13, `color space ${bytes[13]}`) };
  const lacking = HEADER_BYTES + Math.ceil((width * height) / MAX_RUN) + END_MARK.length - bytes.length;
  const head: QoiHead = { width, height, channels };
  return {
    header: {
      format: 'qoi',
      ...head,
      depth: 8,
      frames: 1,
      orientation: 1,
      color: 'rgb',
      alpha: channels === 4,
      sampleFormat: 'uint',
    },
    ...(lacking > 0 && { refused: cutShort('qoi', `at least ${lacking} bytes`) }),
    decode: () => decode(bytes, head),
  };
};

/** Expects 'qoif'. */
export const examineQoi = (bytes: Uint8Array, examination: Examination): Examined =>
  examineRasterFile(readQoi(bytes), examination);
