import type { DataSet, Element } from 'dicom-parser';
import { createPixelScan } from '../../measures/nonfinite-pixels.ts';
import type { Limits } from '../../model/config.ts';
import type { ColorMode, Container, Decoding, Fault, Header, Luma } from '../../model/facets.ts';
import { inflateBounded } from '../codecs/bounded-inflate.ts';
import { decodeRle } from '../codecs/dicom-rle.ts';
import { loadPeer } from '../codecs/peers.ts';
import { floatsOf, previewSamples } from '../codecs/samples.ts';
import type { Examination, Examined } from '../examination.ts';
import { volumeOverLimit } from '../limits.ts';
import { concludeRaster, type Raster } from '../raster.ts';
import { examineJp2 } from './jp2.ts';
import { examineJpeg } from './jpeg.ts';

/** Transfer syntaxes (DICOM PS3.6 annex A) that stand for uncompressed pixels; big-endian ones are told apart. */
const NATIVE = new Set(['1.2.840.10008.1.2', '1.2.840.10008.1.2.1', '1.2.840.10008.1.2.1.99', '1.2.840.10008.1.2.2']);
const BIG_ENDIAN = '1.2.840.10008.1.2.2';
const RLE = '1.2.840.10008.1.2.5';
const JPEG = new Set(['1.2.840.10008.1.2.4.50', '1.2.840.10008.1.2.4.51']);
const JPEG_2000 = new Set(['1.2.840.10008.1.2.4.90', '1.2.840.10008.1.2.4.91']);

const PIXELS = { x7fe00010: 'uint', x7fe00008: 'float', x7fe00009: 'float' } as const;
type PixelTag = keyof typeof PIXELS;

interface Series {
  readonly header: Header;
  readonly element: Element;
  /** Bits that a sample takes up. */
  readonly allocated: number;
  readonly littleEndian: boolean;
  readonly syntax: string;
  readonly isPlanar: boolean;
}

const WHOLE = (bytes: Uint8Array): Container => ({ format: 'dicom', end: bytes.length, damage: [] });

const stopped = (container: Container, fault: Omit<Fault, 'facet'>, header?: Header): Examined => ({
  facets: { container, ...(header && { header }) },
  faults: [{ ...fault, facet: header === undefined ? 'header' : 'decoding' }],
});

const cut = (missing: string, header?: Header): Examined =>
  stopped(
    { format: 'dicom', missing, damage: [] },
    { kind: 'truncated', detail: `${missing} missing`, cause: 'premature-end' },
    header,
  );

const unsupported = (detail: string): Omit<Fault, 'facet'> => ({ kind: 'unsupported', detail, cause: 'unsupported' });

const COLORS: Readonly<Record<string, ColorMode>> = {
  MONOCHROME1: 'gray',
  MONOCHROME2: 'gray',
  'PALETTE COLOR': 'palette',
};

const seriesOf = (data: DataSet): Series | string => {
  const tag = (Object.keys(PIXELS) as PixelTag[]).find((name) => data.elements[name] !== undefined);
  const [height, width] = [data.uint16('x00280010'), data.uint16('x00280011')];
  if (tag === undefined || !height || !width) return 'no picture in it';
  const channels = data.uint16('x00280002') ?? 1;
  const allocated = data.uint16('x00280100') ?? (tag === 'x7fe00009' ? 64 : 32);
  const isFloat = PIXELS[tag] === 'float';
  const photometric = data.string('x00280004') ?? '';
  const syntax = data.string('x00020010') ?? '1.2.840.10008.1.2';
  const header: Header = {
    ...{ format: 'dicom', width, height, channels, orientation: 1, alpha: false },
    depth: isFloat ? allocated : (data.uint16('x00280101') ?? allocated),
    frames: Math.max(1, data.intString('x00280008') ?? 1),
    color: COLORS[photometric] ?? (channels === 1 ? 'gray' : 'rgb'),
    sampleFormat: isFloat ? 'float' : (['uint', 'int'] as const)[data.uint16('x00280103') === 1 ? 1 : 0],
  };
  if (![1, 8, 16, 32, 64].includes(allocated)) return `${allocated} bits allocated`;
  if (photometric === 'YBR_FULL_422' && NATIVE.has(syntax)) return 'YBR_FULL_422, uncompressed';
  const isPlanar = channels > 1 && data.uint16('x00280006') === 1;
  return { header, element: data.elements[tag]!, allocated, littleEndian: syntax !== BIG_ENDIAN, syntax, isPlanar };
};

/** Undefined where an element that must be read is cut off. */
const readSeries = (data: DataSet): Series | string | undefined => {
  try {
    return seriesOf(data);
  } catch {
    return undefined;
  }
};

/** The fragments of each frame, put together: RLE has one for each, the others begin a frame with their own mark. */
const framesOf = (data: DataSet, { element, syntax, header }: Series): readonly Uint8Array[] => {
  const bytes = data.byteArray as Uint8Array;
  const parts = (element.fragments ?? []).map(({ position, length }) => bytes.subarray(position, position + length));
  if (syntax === RLE) return parts;
  if (header.frames === 1) return [Buffer.concat(parts)];
  const frames: Uint8Array[][] = [];
  for (const part of parts) {
    const begins = part[0] === 0xff && (part[1] === 0xd8 || part[1] === 0x4f);
    if (begins || frames.length === 0) frames.push([part]);
    else frames.at(-1)!.push(part);
  }
  return frames.map((pieces) => Buffer.concat(pieces));
};

/** Item tag FFFE,E0DD and a length of 0 close a sequence of fragments (PS3.5, A.4); a parser may stop at the end of the file instead. */
const SEQUENCE_END = Uint8Array.of(0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0);

const isClosed = (data: DataSet, { element }: Series): boolean => {
  const last = element.fragments?.at(-1);
  const end = last === undefined ? element.dataOffset : last.position + last.length;
  return SEQUENCE_END.every((byte, at) => data.byteArray[end + at] === byte);
};

const luma8 = (data: Uint8Array, { width, height }: Header): Raster => ({
  width,
  height,
  channels: 1,
  data,
  white: 255,
});

/** Every frame through the examiner of its own format; the preview is of the first. */
const examineFrames = async (
  frames: readonly Uint8Array[],
  series: Series,
  container: Container,
  examination: Examination,
): Promise<Examined> => {
  const { header, syntax, allocated } = series;
  let preview: Luma | undefined;
  const warnings: Decoding['warnings'][number][] = [];
  for (const [index, frame] of frames.entries()) {
    const refuse = (fault: Omit<Fault, 'facet'>): Examined =>
      stopped(container, { ...fault, detail: `frame ${index}: ${fault.detail}` }, header);
    if (syntax === RLE) {
      const pixels = header.width * header.height;
      const plane = decodeRle(frame, pixels, (header.channels * allocated) / 8);
      if ('broken' in plane) return refuse({ kind: 'malformed', detail: plane.broken, cause: 'malformed' });
      preview ??= concludeRaster({ raster: luma8(plane, header), warnings: [] }, { header, decoder: '' }, examination)
        .facets.preview;
      continue;
    }
    const { facets, faults } = await (JPEG.has(syntax) ? examineJpeg : examineJp2)(frame, examination);
    const [fault] = faults;
    if (fault !== undefined) return refuse(fault);
    if (facets.container?.missing !== undefined) {
      return refuse({ kind: 'truncated', detail: `${facets.container.missing} missing`, cause: 'premature-end' });
    }
    for (const { detail } of facets.container?.damage ?? [])
      warnings.push({ cause: 'malformed', text: `frame ${index}: ${detail}` });
    warnings.push(...(facets.decoding?.warnings ?? []));
    if (facets.header?.width !== header.width || facets.header.height !== header.height) {
      return refuse({ kind: 'malformed', detail: 'of another size than the header says', cause: 'malformed' });
    }
    preview ??= facets.preview;
  }
  const decoding: Decoding = { decoder: 'prepass', warnings: warnings.slice(0, 20) };
  return { facets: { container, header, decoding, ...(preview && { preview }) }, faults: [] };
};

/** Uncompressed pixels. The preview shows the middle frame. */
const examineNative = (data: DataSet, series: Series, container: Container, examination: Examination): Examined => {
  const { header, element, allocated, littleEndian, isPlanar } = series;
  const { width, height, channels, frames, sampleFormat } = header;
  const bits = width * height * channels * allocated;
  const expected = Math.ceil((bits * frames) / 8);
  const bytes = data.byteArray as Uint8Array;
  const there = Math.min(element.length, bytes.length - element.dataOffset);
  if (there < expected) return cut(`${expected - there} of ${expected} bytes of pixels`, header);
  if (allocated === 1) {
    const first = bytes.subarray(element.dataOffset, element.dataOffset + Math.ceil(bits / 8));
    const unpacked = Uint8Array.from(
      { length: width * height },
      (_, at) => (((first[at >> 3] ?? 0) >> (at & 7)) & 1) * 255,
    );
    return concludeRaster(
      { raster: luma8(unpacked, header), warnings: [] },
      { header, container, decoder: 'prepass' },
      examination,
    );
  }
  const frameBytes = bits / 8;
  const form = { sampleBytes: allocated / 8, sampleFormat, littleEndian };
  const frameAt = (index: number) =>
    bytes.subarray(element.dataOffset + index * frameBytes, element.dataOffset + (index + 1) * frameBytes);
  const scan = sampleFormat === 'float' ? createPixelScan() : undefined;
  if (scan)
    for (let index = 0; index < frames; index += 1) scan.add({ data: floatsOf(frameAt(index), form), width, channels });
  const samples = previewSamples(frameAt(Math.floor(frames / 2)), form);
  const shown = isPlanar ? samples.subarray(0, width * height) : samples;
  const isByte = allocated === 8 && sampleFormat === 'uint';
  const raster = { width, height, channels: isPlanar ? 1 : channels, data: shown, ...(isByte && { white: 255 }) };
  const context = { header, container, decoder: 'prepass', ...(scan && { pixelScan: scan.result() }) };
  return concludeRaster({ raster, warnings: [] }, context, examination);
};

const textOf = (error: unknown): string => {
  const inner = (error as { exception?: unknown } | undefined)?.exception ?? error;
  return inner instanceof Error ? inner.message : String(inner);
};

interface OpenDicom {
  readonly data: DataSet;
  readonly series: Series;
}

/** By an optional peer's reading of the elements; otherwise what can be said of the file without its pixels. */
const openDicom = async (bytes: Uint8Array, limits: Limits): Promise<OpenDicom | Examined> => {
  const peer = await loadPeer('dicom-parser', () => import('dicom-parser'));
  if ('fault' in peer) return { facets: {}, faults: [peer.fault] };
  let refusal: Omit<Fault, 'facet'> | undefined;
  const inflater = (all: Uint8Array, position: number): Uint8Array => {
    const inflated = inflateBounded('raw', all.subarray(position), { mostBytes: limits.maxDecodedBytes });
    if (!('fault' in inflated)) return Buffer.concat([all.subarray(0, position), inflated.data]);
    refusal = inflated.fault;
    throw new Error(refusal.detail);
  };
  let data: DataSet;
  try {
    const parser = ('default' in peer.module ? peer.module.default : peer.module) as typeof peer.module;
    data = parser.parseDicom(bytes, { inflater } as never);
  } catch (error) {
    if (refusal !== undefined && refusal.kind !== 'truncated') return stopped(WHOLE(bytes), refusal);
    // The parser reads on by lengths: where it fails, they led past the end, or stand in the wrong place.
    return cut(`elements (${textOf(error)})`);
  }
  const series = readSeries(data);
  if (series === undefined) return cut('elements');
  if (typeof series === 'string') return stopped(WHOLE(bytes), unsupported(series));
  const { header } = series;
  const refused = volumeOverLimit(header, limits);
  return refused === undefined ? { data, series } : { facets: { container: WHOLE(bytes), header }, faults: [refused] };
};

/** Each channel of a frame stands by itself. */
const interleaved = <Samples extends Raster['data']>(data: Samples, channels: number): Samples => {
  const plane = data.length / channels;
  return data.map((_, at) => data[(at % channels) * plane + Math.floor(at / channels)]!) as Samples;
};

/** The first frame as it is stored, before any rescaling: pixels, or the file of another format that holds them. */
export const firstDicomFrame = async (
  bytes: Uint8Array,
  limits: Limits,
): Promise<Pick<Raster, 'width' | 'height' | 'channels' | 'data'> | { readonly encoded: Uint8Array } | undefined> => {
  const open = await openDicom(bytes, limits);
  if (!('series' in open)) return undefined;
  const { data, series } = open;
  const { header, syntax, element, allocated, littleEndian, isPlanar } = series;
  const { width, height, channels, sampleFormat, color } = header;
  if (!NATIVE.has(syntax)) {
    const [encoded] = JPEG.has(syntax) || JPEG_2000.has(syntax) ? framesOf(data, series) : [];
    return encoded && { encoded };
  }
  if (allocated === 1 || color === 'palette') return undefined;
  const frameBytes = (width * height * channels * allocated) / 8;
  // A copy: the file's bytes are gone when the pixels are looked at.
  const all = data.byteArray as Uint8Array;
  const frame = new Uint8Array(all.subarray(element.dataOffset, element.dataOffset + frameBytes));
  if (frame.length < frameBytes) return undefined;
  const samples = previewSamples(frame, { sampleBytes: allocated / 8, sampleFormat, littleEndian });
  // Unsigned integers stay such, so that presets know their range.
  const stored = allocated === 16 && sampleFormat === 'uint' ? Uint16Array.from(samples) : samples;
  return { width, height, channels, data: isPlanar ? interleaved(stored, channels) : stored };
};

/** DICOM files with preamble; pixels by readers that are here already. */
export const examineDicom = async (bytes: Uint8Array, examination: Examination): Promise<Examined> => {
  const open = await openDicom(bytes, examination.limits);
  if (!('series' in open)) return open;
  const { data, series } = open;
  const { header, syntax } = series;
  const container = WHOLE(bytes);
  if (NATIVE.has(syntax)) return examineNative(data, series, container, examination);
  if (syntax !== RLE && !JPEG.has(syntax) && !JPEG_2000.has(syntax)) {
    return stopped(container, unsupported(`transfer syntax ${syntax}`), header);
  }
  const frames = framesOf(data, series);
  if (frames.length < header.frames) return cut(`${header.frames - frames.length} of ${header.frames} frames`, header);
  if (!isClosed(data, series)) return cut('the end of the pixel sequence', header);
  return examineFrames(frames, series, container, examination);
};
