import type { PixelScanner } from '../../measures/nonfinite-pixels.ts';
import type { Decoding } from '../../model/facets.ts';
import { rowsInSegment, samplesInSegment, type TiffPage } from '../container/tiff-page.ts';
import type { SegmentPlace, TiffLuma } from './tiff-luma.ts';
import { type Samples, samplesOf } from './tiff-samples.ts';
import { type PageFault, unpackSegment } from './tiff-segments.ts';

/** What is made of a page's samples on the way. */
export interface TiffSinks {
  readonly luma?: TiffLuma;
  /** For floats. */
  readonly scan?: PixelScanner;
  /** Is given samples before `luma` is, which may move them. */
  readonly colors?: Pick<TiffLuma, 'put'> | undefined;
}

const placeOf = (page: TiffPage, segment: number): SegmentPlace => {
  const { width, height, segmentWidth, segmentHeight } = page;
  const across = Math.ceil(width / segmentWidth);
  const inPlane = across * Math.ceil(height / segmentHeight);
  const plane = Math.floor(segment / inPlane);
  const own = segment % inPlane;
  const y = Math.floor(own / across) * segmentHeight;
  return {
    x: (own % across) * segmentWidth,
    y,
    width: segmentWidth,
    rows: Math.min(rowsInSegment(page, segment), height - y),
    channels: samplesInSegment(page),
    channel: page.isPlanar ? plane : 0,
  };
};

/** Without the columns and rows by which a tile reaches beyond the page. */
const visible = (page: TiffPage, samples: Float32Array | Float64Array, place: SegmentPlace): typeof samples => {
  const { x, width, rows, channels } = place;
  const columns = Math.min(width, page.width - x);
  if (columns === width) return samples.subarray(0, rows * width * channels);
  const cut = new (samples.constructor as Float64ArrayConstructor)(rows * columns * channels);
  for (let row = 0; row < rows; row += 1) {
    const from = row * width * channels;
    cut.set(samples.subarray(from, from + columns * channels), row * columns * channels);
  }
  return cut;
};

const scanPart = (scan: PixelScanner, page: TiffPage, samples: Samples, place: SegmentPlace): void => {
  if (!(samples instanceof Float32Array || samples instanceof Float64Array)) return;
  const { x, y, channels, channel } = place;
  const data = visible(page, samples, place);
  scan.addPart({ data, width: Math.min(place.width, page.width - x), channels, x, y, channel });
};

/** Unpacks a page strip by strip, or tile by tile, to the last. Expects `isReadHere`. */
export const readTiffPixels = (
  bytes: Uint8Array,
  page: TiffPage,
  littleEndian: boolean,
  { luma, scan, colors }: TiffSinks,
): { readonly warnings: Decoding['warnings'] } | { readonly fault: PageFault } => {
  const warnings: Decoding['warnings'][number][] = [];
  for (let segment = 0; segment < page.segments; segment += 1) {
    const unpacked = unpackSegment(bytes, page, segment);
    if ('fault' in unpacked) return unpacked;
    if (unpacked.warnings.length > 0 && warnings.length === 0) warnings.push(...unpacked.warnings);
    if (luma === undefined && scan === undefined) continue;
    const samples = samplesOf(page, unpacked.data, littleEndian);
    const place = placeOf(page, segment);
    colors?.put(samples, place);
    luma?.put(samples, place);
    if (scan !== undefined) scanPart(scan, page, samples, place);
  }
  luma?.finish();
  scan?.endPage();
  return { warnings };
};
