import { createPixelScan, type PixelScanner } from '../../measures/nonfinite-pixels.ts';
import type { Decoding, Header } from '../../model/facets.ts';
import { isExrReadHere, unpackExrBlock } from '../codecs/exr-block.ts';
import { type ChannelSamples, channelSamples } from '../codecs/exr-samples.ts';
import { countChunks, type ExrFile, type ExrWalk, readExrFile, walkExr } from '../container/exr.ts';
import type { ExrPart, ExrWrong } from '../container/exr-header.ts';
import type { Examination, Examined } from '../examination.ts';
import { decodedBytes, overLimit, tooManyChunks } from '../limits.ts';
import { exposureOf, type Raster } from '../raster.ts';
import {
  cutShort,
  examineRasterFile,
  malformed,
  type RasterFault,
  type RasterHead,
  type RasterPages,
  unsupportedVariant,
  walkedTo,
} from '../raster-file.ts';

/** Channels of a picture without layers, in the order in which people and pixel scans count them. */
const NAMED = ['R', 'G', 'B', 'A'];
/** Unpacked; packed and unpacked samples stand in memory together. */
const MOST_BLOCK_BYTES = 256 * 2 ** 20;
/** Kept in memory while their places are compared. */
const MOST_CHUNKS = 2 ** 20;

/** Index among the part's channels by place in the order told: R, G, B, A, then the others by name. */
const orderOf = ({ channels }: ExrPart): readonly number[] => {
  const places = NAMED.map((name) => channels.findIndex((channel) => channel.name === name)).filter((at) => at !== -1);
  return [...places, ...channels.keys()].filter((at, index, all) => all.indexOf(at) === index);
};

/** What is shown: the colors, else light (Y of luminance and chroma), else the first channel that is not opacity. */
const shownOf = ({ channels }: ExrPart): readonly number[] => {
  const at = (name: string) => channels.findIndex((channel) => channel.name === name);
  const colors = ['R', 'G', 'B'].map(at);
  if (!colors.includes(-1)) return colors;
  const gray = ['Y', 'R', 'G', 'B'].map(at).find((index) => index !== -1);
  return [
    gray ??
      Math.max(
        0,
        channels.findIndex(({ name }) => name !== 'A'),
      ),
  ];
};

const headerOf = (part: ExrPart, frames: number): Header => {
  const { width, height, channels } = part;
  const has = (name: string) => channels.some((channel) => channel.name === name);
  const isRgb = ['R', 'G', 'B'].every(has) || ['Y', 'RY', 'BY'].every(has);
  return {
    format: 'exr',
    width,
    height,
    channels: channels.length,
    depth: channels.every(({ sample }) => sample === 'half') ? 16 : 32,
    frames,
    orientation: 1,
    color: isRgb ? 'rgb' : 'gray',
    alpha: has('A'),
    sampleFormat: channels.every(({ sample }) => sample === 'uint') ? 'uint' : 'float',
  };
};

/** Counts and places what is not finite; a sample of a channel with steps stands for the first of its pixels. */
const scanSamples = (scan: PixelScanner, part: ExrPart, place: number, samples: ChannelSamples): void => {
  const { sample, xStep, yStep } = part.channels[samples.channel]!;
  const { data, width, x, y } = samples;
  if (sample === 'uint') return;
  if (xStep === 1 && yStep === 1) {
    scan.addPart({ data, width, channels: 1, x, y, channel: place });
    return;
  }
  for (let at = 0; at < data.length; at += 1) {
    const [column, row] = [at % width, Math.floor(at / width)];
    const one = data.subarray(at, at + 1);
    scan.addPart({ data: one, width: 1, channels: 1, x: x + column * xStep, y: y + row * yStep, channel: place });
  }
};

/** Puts a channel's samples where they are shown; one with steps fills all the pixels it stands for. */
const drawSamples = (raster: Raster, part: ExrPart, color: number, samples: ChannelSamples): void => {
  const { xStep, yStep } = part.channels[samples.channel]!;
  const { data, width, x, y } = samples;
  const target = raster.data;
  const rows = (data.length / width) * yStep;
  for (let row = 0; row < rows && y + row < raster.height; row += 1) {
    const from = Math.floor(row / yStep) * width;
    let to = ((y + row) * raster.width + x) * raster.channels + color;
    for (let column = 0; column < width * xStep; column += 1, to += raster.channels) {
      target[to] = data[from + Math.floor(column / xStep)]!;
    }
  }
};

/** All chunks of the first `count` parts, levels of less detail too; the picture is that of the first part. */
const decodeParts = (bytes: Uint8Array, { parts }: ExrFile, { chunks }: ExrWalk, count: number) => {
  const [first] = parts as readonly [ExrPart];
  const shown = shownOf(first);
  const { width, height } = first;
  const data = new Float32Array(width * height * shown.length);
  const raster: Raster = { width, height, channels: shown.length, data };
  const isFloat = parts.some(({ channels }) => channels.some(({ sample }) => sample !== 'uint'));
  const scan = createPixelScan();
  const orders = parts.map(orderOf);
  let page = 0;
  let fault: RasterFault | undefined;
  for (const chunk of chunks) {
    const part = parts[chunk.part]!;
    if (chunk.part >= count || !isExrReadHere(part)) break;
    for (; page < chunk.part; page += 1) scan.endPage();
    const raw = unpackExrBlock(bytes.subarray(chunk.at, chunk.at + chunk.bytes), chunk, part);
    if (raw === undefined) {
      fault = malformed(chunk.at, `a chunk that does not unpack (${part.compression})`);
      break;
    }
    if (chunk.tile !== undefined && (chunk.tile[2] > 0 || chunk.tile[3] > 0)) continue;
    for (const samples of channelSamples(raw, part, chunk)) {
      scanSamples(scan, part, orders[chunk.part]!.indexOf(samples.channel), samples);
      const color = chunk.part === 0 ? shown.indexOf(samples.channel) : -1;
      if (color !== -1) drawSamples(raster, part, color, samples);
    }
  }
  const white = exposureOf(data);
  return {
    raster: { ...raster, ...(white !== undefined && { white }) },
    ...(fault && { fault }),
    ...(isFloat && !fault && { pixelScan: scan.result() }),
  };
};

const wrongOf = (wrong: ExrWrong): Pick<RasterPages, 'container'> & { readonly fault: RasterFault } =>
  'missing' in wrong ? cutShort('exr', wrong.missing) : { fault: malformed(wrong.offset, wrong.wrong) };

const warningsOf = ({ parts }: ExrFile, { unused, end }: ExrWalk): Decoding['warnings'] => [
  ...parts
    .flatMap(({ lacking }) => lacking)
    .slice(0, 5)
    .map((name) => ({ cause: 'refused-elsewhere', text: `no attribute “${name}”` }) as const),
  ...(unused > 0 ? [{ cause: 'extraneous-bytes', offset: end, text: `${unused} bytes between chunks` } as const] : []),
];

/** Why not all of a walked file is decoded, though nothing of the walk is wrong. */
const refusalOf = ({ parts }: ExrFile, { chunks }: ExrWalk): RasterFault | undefined => {
  const odd = parts.find((part) => !isExrReadHere(part));
  if (odd !== undefined) return unsupportedVariant(`${odd.compression.toUpperCase()} compression`);
  if (!chunks.some(({ rawBytes }) => rawBytes > MOST_BLOCK_BYTES)) return undefined;
  return { kind: 'limit', detail: 'a chunk of more than 256 MiB', cause: 'decoded-bytes' };
};

/** Why not even the chunks are looked at: those of deep data are laid out in another way. */
const notWalked = (file: ExrFile): RasterFault | undefined => {
  if (file.parts.some(({ isDeep }) => isDeep)) return unsupportedVariant('deep data');
  return countChunks(file) > MOST_CHUNKS ? tooManyChunks(MOST_CHUNKS) : undefined;
};

/** `parts`: how many of them `decode` reads. */
const headOf = (bytes: Uint8Array, file: ExrFile, parts: number): RasterHead => {
  const strange = notWalked(file);
  const [first] = file.parts as readonly [ExrPart];
  const header = headerOf(first, file.parts.length);
  if (strange !== undefined) return { header, refused: { fault: strange }, decode: () => ({ warnings: [] }) };
  const walk = walkExr(bytes, file);
  const container = walkedTo('exr', walk.end, bytes);
  const refusal = refusalOf(file, walk);
  const refused = walk.wrong ? wrongOf(walk.wrong) : refusal && { container, fault: refusal };
  return {
    header,
    ...(refused && { refused }),
    decode: () => {
      // Nothing to show, and nothing to allocate for.
      if (walk.chunks.length === 0 || refusal !== undefined) return { warnings: [] };
      return { ...decodeParts(bytes, file, walk, parts), container, warnings: warningsOf(file, walk) };
    },
  };
};

/** The first part of a file. */
export const readExr = (bytes: Uint8Array): RasterHead => {
  const file = readExrFile(bytes);
  return 'parts' in file ? headOf(bytes, file, 1) : wrongOf(file);
};

/** All parts, each within limits as floats: the samples of a preview are. Expects the mark. */
export const examineExr = (bytes: Uint8Array, examination: Examination): Examined => {
  const file = readExrFile(bytes);
  if (!('parts' in file)) return examineRasterFile(wrongOf(file), examination);
  const { parts } = file;
  let spentBytes = 0;
  for (const [index, part] of parts.entries()) {
    const header = { ...headerOf(part, index === 0 ? parts.length : 1), depth: 32 };
    const over = overLimit(header, examination.limits, spentBytes);
    if (over !== undefined) return { facets: { header: headerOf(parts[0]!, parts.length) }, faults: [over] };
    spentBytes += decodedBytes({ ...header, frames: 1 });
  }
  return examineRasterFile(headOf(bytes, file, parts.length), examination);
};
