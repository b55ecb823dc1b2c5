import type { Limits } from '../../model/config.ts';
import type { Decoding, Fault, Header } from '../../model/facets.ts';
import { CMYK, wrapJ2k } from '../codecs/jp2-wrap.ts';
import { decodeJ2k, type J2kOutcome } from '../codecs/openjpeg.ts';
import { noHeader } from '../conclude.ts';
import type { J2kSize } from '../container/j2k.ts';
import { type Codestream, type Jp2Walk, walkJp2 } from '../container/jp2.ts';
import type { Examination, Examined } from '../examination.ts';
import { decodedBytes, overLimit } from '../limits.ts';
import { concludeRaster, type Raster, type RasterOutcome } from '../raster.ts';
import { type RasterHead, unsupportedVariant } from '../raster-file.ts';

const DECODER = 'openjpeg';
/** What OpenJPEG's wrapper passes on. */
const MOST_BITS = 16;
/** Motion JPEG 2000 and compound documents: tracks and layouts, not pictures. */
const OTHER_BRANDS = new Set(['mjp2', 'mj2s', 'jpm ']);

const unsupported = (detail: string): Fault => ({
  facet: 'decoding',
  kind: 'unsupported',
  detail,
  cause: 'unsupported',
});

/** Why OpenJPEG's wrapper would hand over wrong pixels, or none. */
const unread = ({ brand, palette, codestreams }: Jp2Walk): string | undefined => {
  if (brand !== undefined && OTHER_BRANDS.has(brand)) return brand.trim();
  for (const { size } of codestreams) {
    const [first] = size.components;
    if (size.x0 !== 0 || size.y0 !== 0) return `picture at ${size.x0}, ${size.y0} of its grid`;
    if (first!.dx !== 1 || first!.dy !== 1) return 'first component subsampled';
    if (size.components.some(({ depth }) => depth > MOST_BITS)) return `more than ${MOST_BITS} bits`;
  }
  if (palette === undefined) return undefined;
  const isPlain = (palette.length === 1 || palette.length === 3) && palette.every((depth) => depth <= 8);
  return isPlain && codestreams.length === 1 ? undefined : `palette of ${palette.length} columns`;
};

/** Components, in passes of one or three: colors that are equally large and in one, else the first alone, which is the luma. */
const passesOf = ({ components }: J2kSize, colorSpace: number): readonly (readonly number[])[] => {
  const isWhole = components.every(({ dx, dy }) => dx === 1 && dy === 1);
  const isYcc = colorSpace === 18 || colorSpace === 1 || colorSpace === 3;
  if (components.length < 3 || !isWhole || isYcc) return [[0]];
  const isNarrow = components.every(({ depth, signed }) => depth <= 8 && !signed);
  if (colorSpace === CMYK && components.length >= 4) return isNarrow ? [[0, 1, 2, 3]] : [[0]];
  return isNarrow ? [[0, 1, 2]] : [[0], [1], [2]];
};

const isAll = (chosen: readonly number[], { components }: J2kSize): boolean =>
  chosen.length === components.length && components.every(({ depth, signed }) => depth > 8 || !signed);

interface Planes {
  readonly planes: readonly Raster['data'][];
  readonly channels: number;
  readonly warnings: Decoding['warnings'];
}

/** Raw codestreams where the wrapper passes on all they hold; it costs half the memory. */
const streamFor = (bytes: Uint8Array, stream: Codestream, walk: Jp2Walk, chosen: readonly number[]): Uint8Array => {
  if (walk.palette !== undefined) return bytes.subarray(0, walk.container.end ?? bytes.length);
  const raw = bytes.subarray(stream.start, stream.end);
  if (isAll(chosen, stream.size) && chosen.length !== 4) return raw;
  return wrapJ2k(raw, { ...stream.size, chosen, isCmyk: chosen.length === 4 });
};

const decodePasses = async (
  bytes: Uint8Array,
  stream: Codestream,
  walk: Jp2Walk,
): Promise<Planes | Extract<J2kOutcome, { fault: unknown }>> => {
  const planes: Raster['data'][] = [];
  let channels = 1;
  let warnings: Decoding['warnings'] = [];
  for (const chosen of passesOf(stream.size, walk.colorSpace)) {
    const outcome = await decodeJ2k(streamFor(bytes, stream, walk, chosen));
    if ('fault' in outcome) return outcome;
    const { data } = outcome.pixels;
    if (data.length < stream.size.width * stream.size.height) {
      return { fault: { kind: 'malformed', detail: `${data.length} samples decoded`, cause: 'malformed' } };
    }
    // Values with sign are moved up, so that they keep their order.
    planes.push(data instanceof Int16Array ? Uint16Array.from(data, (value) => value + 0x8000) : data);
    channels = outcome.pixels.channels;
    warnings = outcome.warnings;
  }
  return { planes, channels, warnings };
};

const interleave = (planes: readonly Raster['data'][]): Raster['data'] => {
  const [first] = planes;
  if (planes.length === 1) return first!;
  const data = new Uint16Array(first!.length * planes.length);
  for (const [channel, plane] of planes.entries()) {
    for (let at = channel, from = 0; from < plane.length; from += 1, at += planes.length) data[at] = plane[from]!;
  }
  return data;
};

const rasterOf = ({ planes, channels }: Planes, { width, height, components }: J2kSize): Raster => {
  const { depth, signed } = components[0]!;
  const white = signed ? 0xffff : 2 ** depth - 1;
  return { width, height, channels: planes.length * channels, data: interleave(planes), white };
};

/** Every codestream of a file; the preview shows the first. */
const decodeAll = async (bytes: Uint8Array, walk: Jp2Walk): Promise<RasterOutcome> => {
  let shown: Raster | undefined;
  const warnings: Decoding['warnings'][number][] = [...walk.warnings];
  for (const stream of walk.codestreams) {
    const decoded = await decodePasses(bytes, stream, walk);
    if ('fault' in decoded) return decoded;
    warnings.push(...decoded.warnings);
    const hasPalette = walk.palette !== undefined;
    shown ??= hasPalette
      ? { ...rasterOf(decoded, stream.size), white: 2 ** walk.palette[0]! - 1 }
      : rasterOf(decoded, stream.size);
  }
  return { raster: shown!, warnings };
};

const overLimits = ({ codestreams }: Jp2Walk, header: Header, limits: Limits): Fault | undefined => {
  let spentBytes = 0;
  for (const { size } of codestreams) {
    const page = { ...header, width: size.width, height: size.height, channels: size.components.length };
    const over = overLimit(page, limits, spentBytes);
    if (over !== undefined) return over;
    spentBytes += decodedBytes({ ...page, frames: 1 });
  }
  return undefined;
};

/** Of colors the first component alone is read: a preview, but not what trainers see. */
const isLumaOfColors = ({ size }: Codestream, { colorSpace, palette }: Jp2Walk): boolean =>
  palette === undefined && size.components.length > 2 && passesOf(size, colorSpace).flat().length === 1;

/** The first codestream's pixels, decoded once limits allow them; none where not all of its colors are read. */
export const firstJp2Page = async (bytes: Uint8Array, limits: Limits): Promise<RasterHead> => {
  const walk = walkJp2(bytes);
  const { header } = walk;
  const [stream] = walk.codestreams;
  const refused = unread(walk);
  if (header === undefined || stream === undefined || refused !== undefined || isLumaOfColors(stream, walk)) {
    return { fault: unsupportedVariant(refused ?? 'no such pixels') };
  }
  const first = { ...walk, codestreams: [stream] };
  const over = overLimits(first, header, limits);
  if (over !== undefined) return { fault: over };
  const decoded = await decodeAll(bytes, first);
  return 'fault' in decoded ? decoded : { header, decode: () => decoded };
};

/** JP2, JPX with plain pictures, and bare codestreams. */
export const examineJp2 = async (bytes: Uint8Array, examination: Examination): Promise<Examined> => {
  const walk = walkJp2(bytes);
  const { container, header } = walk;
  if (header === undefined) return noHeader(container);
  const stop = (fault: Fault): Examined => ({ facets: { container, header }, faults: [fault] });
  const refused = overLimits(walk, header, examination.limits);
  if (refused !== undefined) return stop(refused);
  if (container.missing !== undefined) {
    const detail = `${container.missing} missing`;
    return stop({ facet: 'decoding', kind: 'truncated', detail, cause: 'premature-end' });
  }
  const reason = unread(walk);
  if (reason !== undefined) return stop(unsupported(reason));
  return concludeRaster(await decodeAll(bytes, walk), { header, container, decoder: DECODER }, examination);
};
