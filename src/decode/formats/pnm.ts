import type { ColorMode, Decoding, Header } from '../../model/facets.ts';
import { fewestWrittenBytes, readBinary, readWritten } from '../codecs/pnm-samples.ts';
import { isSpace, isWritten, type PnmHead, type PnmWalk, readPnmHead, walkPictures } from '../container/pnm.ts';
import type { Examination, Examined } from '../examination.ts';
import type { Raster } from '../raster.ts';
import { cutShort, examineRasterFile, malformed, type RasterHead, type RasterPages, walkedTo } from '../raster-file.ts';
import { readPfm } from './pfm.ts';

const colorOf = ({ channels, alpha, isInverted, maxval }: PnmHead): ColorMode => {
  const colors = alpha ? channels - 1 : channels;
  if (isInverted || (colors === 1 && maxval === 1)) return 'bilevel';
  if (colors === 1) return 'gray';
  return colors === 3 ? 'rgb' : 'other';
};

const headerOf = (head: PnmHead, frames: number): Header => {
  const { width, height, channels, alpha, maxval } = head;
  const depth = 32 - Math.clz32(maxval);
  const color = colorOf(head);
  return {
    format: 'pnm',
    width,
    height,
    channels,
    depth,
    frames,
    orientation: 1,
    color,
    alpha,
    sampleFormat: 'uint',
  };
};

const rasterOf = ({ width, height, channels, maxval }: PnmHead, data: Raster['data']): Raster => ({
  width,
  height,
  channels,
  data,
  white: maxval,
});

const decodeWritten = (bytes: Uint8Array, head: PnmHead): RasterPages => {
  const { data, end, isCut, wrong } = readWritten(bytes, head);
  const raster = rasterOf(head, data);
  if (isCut) return { raster, ...cutShort('pnm', 'rest of the samples'), warnings: [] };
  if (wrong !== undefined) {
    return { raster, fault: malformed(wrong.at, `no number from 0 to ${head.maxval}`), warnings: [] };
  }
  return { raster, container: walkedTo('pnm', end, bytes), warnings: [] };
};

/** End of the file where only the end of a line is left, which many programs write behind the pixels. */
const pastNewline = (bytes: Uint8Array, end: number): number => {
  const rest = bytes.subarray(end);
  return rest.length <= 2 && rest.every(isSpace) ? bytes.length : end;
};

/** Every picture is looked at, the first is shown. */
const decodeBinary = (bytes: Uint8Array, { heads, end }: PnmWalk): RasterPages => {
  let raster: Raster | undefined;
  const warnings: Decoding['warnings'][number][] = [];
  for (const head of heads) {
    const { data, wrong } = readBinary(bytes, head);
    raster ??= rasterOf(head, data);
    // netpbm refuses it, Pillow and OpenCV cut the value off at white.
    if (wrong !== undefined && warnings.length === 0) {
      warnings.push({ cause: 'unknown', offset: wrong.at, text: `a sample above maxval ${head.maxval}` });
    }
  }
  return { ...(raster && { raster }), container: walkedTo('pnm', pastNewline(bytes, end), bytes), warnings };
};

/** P1 to P7 and white space. */
const readIntegers = (bytes: Uint8Array): RasterHead => {
  const outcome = readPnmHead(bytes, 0);
  if ('missing' in outcome) return cutShort('pnm', outcome.missing);
  if ('wrong' in outcome) return { fault: malformed(outcome.offset, outcome.wrong) };
  const { head } = outcome;
  if (isWritten(head)) {
    const lacking = head.dataAt + fewestWrittenBytes(head) - bytes.length;
    return {
      header: headerOf(head, 1),
      ...(lacking > 0 && { refused: cutShort('pnm', `at least ${lacking} bytes of samples`) }),
      decode: () => decodeWritten(bytes, head),
    };
  }
  const walk = walkPictures(bytes, head);
  return {
    header: headerOf(head, walk.heads.length),
    ...(walk.missing !== undefined && { refused: cutShort('pnm', walk.missing) }),
    decode: () => decodeBinary(bytes, walk),
  };
};

/** Portable pictures of integers or, told by 'f' and 'F', of floats. */
export const readPnm = (bytes: Uint8Array): RasterHead => {
  const isFloat = bytes[1] === 0x66 || bytes[1] === 0x46;
  return isFloat ? readPfm(bytes) : readIntegers(bytes);
};

/** Expects 'P1' to 'P7', 'Pf' or 'PF' and white space. */
export const examinePnm = (bytes: Uint8Array, examination: Examination): Examined =>
  examineRasterFile(readPnm(bytes), examination);
