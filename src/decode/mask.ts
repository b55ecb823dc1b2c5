import type { ByteSource } from '../model/byte-source.ts';
import type { Limits } from '../model/config.ts';
import type { ArrayHeader, Fault, Header, Made } from '../model/facets.ts';
import { heldBytes, MAX_HELD_BYTES } from './codecs/png-pixels.ts';
import { decodeWithSharp, headerFromSharp } from './codecs/sharp.ts';
import { walkPng } from './container/png.ts';
import { examineLabelArray, MAX_LABEL_ELEMENTS, tooLargeLabel } from './label-array.ts';
import { overLimit, softTimeoutS } from './limits.ts';
import { isNpy } from './npy-header.ts';
import { readPngMask } from './png-mask.ts';
import { signatureOf } from './signature.ts';

/** What libvips reads without making colors of a palette's numbers. */
const OTHERS: ReadonlySet<string> = new Set(['jpeg', 'tiff', 'webp']);

const failed = (fault: Omit<Fault, 'facet'>): Made => ({ facets: {}, faults: [{ ...fault, facet: 'labelArray' }] });

/** (H, W), of colors (H, W, channels). */
const planes = ({ width, height }: Pick<Header, 'width' | 'height'>, channels: number, depth: number): ArrayHeader => ({
  dtype: depth === 16 ? 'u2' : 'u1',
  byteOrder: depth === 16 ? 'big' : 'none',
  shape: channels === 1 ? [height, width] : [height, width, channels],
  fortran: false,
});

const examinePngMask = (bytes: Uint8Array, limits: Limits): Made => {
  const walk = walkPng(bytes);
  const { header, container, format } = walk;
  const [damage] = container.damage;
  if (container.end === undefined) {
    const detail = `${container.missing ?? 'its end'} is missing`;
    return failed({ kind: 'truncated', detail, offset: bytes.length });
  }
  if (damage !== undefined || header === undefined || format === undefined) {
    return failed({ kind: 'malformed', detail: damage?.detail ?? 'no pixels', offset: damage?.offset ?? 0 });
  }
  const refused = overLimit(header, limits);
  if (refused !== undefined) return failed(refused);
  const { width, height } = header;
  const array = planes(header, format.channels, format.depth);
  const elements = width * height * format.channels;
  const isHeld = heldBytes({ width, height, data: walk.data }, format) <= MAX_HELD_BYTES;
  if (elements > MAX_LABEL_ELEMENTS || !isHeld) {
    return tooLargeLabel(array, elements);
  }
  const read = readPngMask(bytes, walk, format, array);
  return 'fault' in read ? failed(read.fault) : { facets: read, faults: [] };
};

/** Gray of a byte as it is; of colors that they can be decoded, and their size. */
const examineOther = async (bytes: Uint8Array, format: string, limits: Limits): Promise<Made> => {
  const described = await headerFromSharp(bytes, format);
  if ('fault' in described) return failed(described.fault);
  const { header } = described;
  const refused = overLimit(header, limits);
  if (refused !== undefined) return failed(refused);
  const { width, height, channels, depth, color } = header;
  if (depth !== 8 || color === 'palette') {
    return failed({ kind: 'unsupported', detail: `a ${format} of ${depth} bits (${color}) as a mask`, cause: 'mask' });
  }
  if (width * height > MAX_LABEL_ELEMENTS) return tooLargeLabel(planes(header, channels, depth), width * height);
  const timeoutS = softTimeoutS(width * height, limits);
  const outcome = await decodeWithSharp(bytes, { index: 0, maxPixels: limits.maxPixels, timeoutS });
  if ('fault' in outcome) return failed(outcome.fault);
  const array = planes(header, channels, depth);
  const values = channels === 1 ? Float64Array.from(outcome.luma.data) : undefined;
  return { facets: { labelArray: { header: array, ...(values && { values }) } }, faults: [] };
};

const sourceOf = (bytes: Uint8Array): ByteSource => ({
  size: bytes.length,
  read: (offset, into) => {
    const piece = bytes.subarray(offset, offset + into.length);
    into.set(piece);
    return piece.length;
  },
});

/**
 * Makes `labelArray` of a mask: a picture, whose stored values are classes, or a .npy file. Of a palette they are the numbers of colors.
 * Colors have no class: of them only the size is known. Formats that nothing here reads as numbers are 'unsupported'.
 */
export const examineMask = async (bytes: Uint8Array, extension: string, limits: Limits): Promise<Made> => {
  if (bytes.length === 0) return failed({ kind: 'truncated', detail: '0 bytes', offset: 0 });
  if (isNpy(bytes) || extension === 'npy') return examineLabelArray(sourceOf(bytes), limits);
  const { format = 'unknown' } = await signatureOf(bytes, extension);
  if (format === 'png') return examinePngMask(bytes, limits);
  if (OTHERS.has(format)) return examineOther(bytes, format, limits);
  return failed({ kind: 'unsupported', detail: `a mask of the format ${format}`, cause: 'mask' });
};
