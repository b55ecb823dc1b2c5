import type { Container, Decoding, Fault, Header, PixelScan } from '../model/facets.ts';
import type { Examination, Examined } from './examination.ts';
import { asBuffer } from './fields.ts';
import { decodedBytes, overLimit, overWorkingMemory } from './limits.ts';
import { concludeRaster, type Raster } from './raster.ts';

export type RasterFault = Omit<Fault, 'facet'>;

/** All pages of a file, decoded; the pixels of one. */
export interface RasterPages {
  /** The page that trainers read, as far as it could be decoded. */
  readonly raster?: Raster;
  /** Absent when the walk broke off at damage. */
  readonly container?: Container;
  /** Why the pixels cannot be trusted. */
  readonly fault?: RasterFault;
  readonly warnings: Decoding['warnings'];
  readonly pixelScan?: PixelScan;
}

/** A file as its header shows it. Nothing is allocated from a declared size before `decode` is called. */
export interface RasterFile {
  readonly header: Header;
  /** Seen without decoding: data that is too short, a variant that nothing here decodes. `decode` then shows what there is. */
  readonly refused?: Pick<RasterPages, 'container'> & { readonly fault: RasterFault };
  /** Only to be called for a header within limits. */
  readonly decode: () => RasterPages;
}

/** Without a header: why there is none. */
export type RasterHead = RasterFile | (Pick<RasterPages, 'container'> & { readonly fault: RasterFault });

/** The file ends, inside what `missing` names. */
export const cutShort = (format: string, missing: string) =>
  ({
    container: { format, missing, damage: [] },
    fault: { kind: 'truncated', detail: `${missing} missing`, cause: 'premature-end' },
  }) as const satisfies Pick<RasterPages, 'container' | 'fault'>;

/** The bytes at `offset` contradict the format. */
export const malformed = (offset: number, detail: string): RasterFault => ({
  kind: 'malformed',
  detail,
  cause: 'malformed',
  offset,
});

export const unsupportedVariant = (detail: string): RasterFault => ({
  kind: 'unsupported',
  detail,
  cause: 'unsupported',
});

/** A file walked to `end`; what lies behind it is of no known kind unless it is all zeros. */
export const walkedTo = (format: string, end: number, bytes: Uint8Array): Container => {
  if (end >= bytes.length) return { format, end, damage: [] };
  const rest = asBuffer(bytes.subarray(end));
  const kind = isAllZero(rest) ? 'zero-padding' : 'unknown';
  return { format, end, trailing: { offset: end, bytes: rest.length, kind }, damage: [] };
};

const isAllZero = (bytes: Uint8Array): boolean => {
  for (let at = 0; at < bytes.length; at += 1) if (bytes[at] !== 0) return false;
  return true;
};

/** Limits, pixels, preview of a file read by our own readers. */
export const examineRasterFile = (file: RasterHead, examination: Examination): Examined => {
  if (!('header' in file)) {
    const { container, fault } = file;
    return { facets: { ...(container && { container }) }, faults: [{ facet: 'header', ...fault }] };
  }
  const { header, refused } = file;
  // Beside the raster stands its luma.
  const working = decodedBytes({ ...header, frames: 1 }) + header.width * header.height;
  const over = overLimit(header, examination.limits) ?? overWorkingMemory(working);
  if (over !== undefined) return { facets: { header }, faults: [over] };
  const { raster, container, fault, warnings, pixelScan }: RasterPages = refused
    ? { ...refused, warnings: [] }
    : file.decode();
  const outcome =
    raster === undefined || fault !== undefined ? { fault: fault ?? malformed(0, 'no picture') } : { raster, warnings };
  const known = { ...(container && { container }), ...(pixelScan && { pixelScan }) };
  return concludeRaster(outcome, { header, decoder: 'prepass', ...known }, examination);
};
