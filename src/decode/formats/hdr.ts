import { fewestRgbeBytes, unpackRgbe } from '../codecs/rgbe.ts';
import { type HdrHead, readHdrHead } from '../container/hdr.ts';
import type { Examination, Examined } from '../examination.ts';
import { exposureOf } from '../raster.ts';
import { cutShort, examineRasterFile, malformed, type RasterHead, type RasterPages, walkedTo } from '../raster-file.ts';

const decode = (bytes: Uint8Array, head: HdrHead): RasterPages => {
  const { width, height } = head;
  const { data, end, isCut, wrong } = unpackRgbe(bytes, head);
  const white = exposureOf(data);
  const raster = { width, height, channels: 3, data, ...(white !== undefined && { white }) };
  if (isCut) return { raster, ...cutShort('hdr', 'rest of the scan lines'), warnings: [] };
  if (wrong !== undefined) return { raster, fault: malformed(wrong.at, wrong.detail), warnings: [] };
  // Mantissa and exponent of a byte each hold neither NaN nor infinity: nothing to look for.
  return { raster, container: walkedTo('hdr', end, bytes), warnings: [], pixelScan: { samples: data.length } };
};

export const readHdr = (bytes: Uint8Array): RasterHead => {
  const outcome = readHdrHead(bytes);
  if ('missing' in outcome) return cutShort('hdr', outcome.missing);
  if ('wrong' in outcome) return { fault: malformed(outcome.offset, outcome.wrong) };
  const { head } = outcome;
  const lacking = head.dataAt + fewestRgbeBytes(head) - bytes.length;
  return {
    header: {
      format: 'hdr',
      width: head.width,
      height: head.height,
      channels: 3,
      depth: 32,
      frames: 1,
      orientation: 1,
      color: head.isXyz ? 'other' : 'rgb',
      alpha: false,
      sampleFormat: 'float',
    },
    ...(lacking > 0 && { refused: cutShort('hdr', `at least ${lacking} bytes of pixels`) }),
    decode: () => decode(bytes, head),
  };
};

/** Expects '#?RADIANCE' or '#?RGBE'. */
export const examineHdr = (bytes: Uint8Array, examination: Examination): Examined =>
  examineRasterFile(readHdr(bytes), examination);
