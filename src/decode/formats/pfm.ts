import { endianness } from 'node:os';
import { createPixelScan } from '../../measures/nonfinite-pixels.ts';
import { latin1 } from '../fields.ts';
import { cutShort, malformed, type RasterHead, type RasterPages, walkedTo } from '../raster-file.ts';

/** 'Pf' or 'PF', width, height, scale; one byte of white space ends it, two where lines end as on Windows. */
const HEADER = /^P([fF])\s+(\d{1,10})\s+(\d{1,10})\s+([-+]?[\d.]+(?:[eE][-+]?\d+)?)(\r\n|\s)/;
/** What can still become one when more bytes follow. */
const BEGUN = /^P([fF](\s+(\d{1,10}(\s+(\d{1,10}(\s+([-+]?[\d.]*([eE][-+]?\d*)?)?)?)?)?)?)?)?$/;
const HEADER_BYTES = 128;
const SAMPLE_BYTES = 4;
const IS_LITTLE_ENDIAN = endianness() === 'LE';

interface PfmHead {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly isLittle: boolean;
  readonly dataAt: number;
}

/** Rows are stored from the bottom; what the bytes do not hold stays 0. */
const readFloats = (bytes: Uint8Array, { width, height, channels, isLittle, dataAt }: PfmHead): Float32Array => {
  const row = width * channels;
  const data = new Float32Array(row * height);
  const raw = Buffer.from(data.buffer);
  for (let stored = 0; stored < height; stored += 1) {
    const from = dataAt + stored * row * SAMPLE_BYTES;
    raw.set(bytes.subarray(from, from + row * SAMPLE_BYTES), (height - 1 - stored) * row * SAMPLE_BYTES);
  }
  if (isLittle !== IS_LITTLE_ENDIAN) raw.swap32();
  return data;
};

const decode = (bytes: Uint8Array, head: PfmHead): RasterPages => {
  const { width, height, channels, dataAt } = head;
  const data = readFloats(bytes, head);
  const scan = createPixelScan();
  scan.add({ data, width, channels });
  const container = walkedTo('pnm', dataAt + data.length * SAMPLE_BYTES, bytes);
  return { raster: { width, height, channels, data }, container, warnings: [], pixelScan: scan.result() };
};

/** 'Pf' or 'PF' and white space (Debevec, "PFM Portable FloatMap Image Format"). */
export const readPfm = (bytes: Uint8Array): RasterHead => {
  const text = latin1(bytes, 0, HEADER_BYTES);
  const [all, kind, columns, rows, factor, lineEnd] = HEADER.exec(text) ?? [];
  if (all === undefined || factor === undefined) {
    if (bytes.length < HEADER_BYTES && BEGUN.test(text)) return cutShort('pnm', 'header');
    return { fault: malformed(0, 'no size and scale behind the mark') };
  }
  const [width, height, scale] = [Number(columns), Number(rows), Number(factor)];
  if (width === 0 || height === 0) return { fault: malformed(2, `${width} x ${height} pixels`) };
  if (scale === 0 || !Number.isFinite(scale)) return { fault: malformed(all.length, `scale ${factor}`) };
  const channels = kind === 'F' ? 3 : 1;
  const needed = width * height * channels * SAMPLE_BYTES;
  // A line feed behind the carriage return may be the first sample's: only the length tells.
  const isWindows = lineEnd === '\r\n' && bytes.length >= all.length + needed;
  const dataAt = lineEnd === '\r\n' && !isWindows ? all.length - 1 : all.length;
  const head: PfmHead = { width, height, channels, isLittle: scale < 0, dataAt };
  const lacking = dataAt + needed - bytes.length;
  return {
    header: {
      format: 'pnm',
      width,
      height,
      channels,
      depth: 32,
      frames: 1,
      orientation: 1,
      color: channels === 3 ? 'rgb' : 'gray',
      alpha: false,
      sampleFormat: 'float',
    },
    ...(lacking > 0 && { refused: cutShort('pnm', `${lacking} of ${needed} bytes of pixels`) }),
    decode: () => decode(bytes, head),
  };
};
