import type { Container, Decoding, Fault, Header, PixelScan } from '../model/facets.ts';
import type { Examination, Examined } from './examination.ts';

/** Decoded pixels of one page: rows from the top, channels interleaved, nothing between rows. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  /** 1 gray, 2 gray and alpha, 3 RGB, 4 RGB and alpha; further ones are not looked at. */
  readonly channels: number;
  readonly data: Uint8Array | Uint16Array | Float32Array | Float64Array;
  /** The value that means white; absent for floats, whose finite values are stretched from least to largest. */
  readonly white?: number;
}

const EXPOSURE_SAMPLES = 4096;
const BRIGHTER_THAN = 0.99;

/**
 * The value to show as white in a scene whose light is measured: brighter than 99 of 100 samples, for stretched over its whole range a
 * scene with a lamp in it is black. Undefined for a scene without light.
 */
export const exposureOf = (data: Float32Array | Float64Array): number | undefined => {
  const step = Math.max(1, Math.floor(data.length / EXPOSURE_SAMPLES));
  const samples: number[] = [];
  for (let at = 0; at < data.length; at += step) if (Number.isFinite(data[at])) samples.push(data[at]!);
  samples.sort((a, b) => a - b);
  const white = samples[Math.floor((samples.length - 1) * BRIGHTER_THAN)];
  return white !== undefined && white > 0 ? white : undefined;
};

export type RasterOutcome =
  | { readonly raster: Raster; readonly warnings: Decoding['warnings'] }
  | { readonly fault: Omit<Fault, 'facet'> };

const finiteRange = (data: Raster['data']): readonly [low: number, high: number] => {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < data.length; at += 1) {
    const value = data[at]!;
    if (value - value !== 0) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : [0, 0];
};

/** As `lumaOfRaster`, for what needs no scaling. */
const lumaOfBytes = (data: Uint8Array, channels: number, luma: Uint8Array, pixels: number): void => {
  if (channels === 1) {
    luma.set(data.subarray(0, pixels));
    return;
  }
  if (channels === 2) {
    for (let at = 0; at < pixels; at += 1) luma[at] = data[at * 2]!;
    return;
  }
  for (let at = 0, from = 0; at < pixels; at += 1, from += channels) {
    luma[at] = ((299 * data[from]! + 587 * data[from + 1]! + 114 * data[from + 2]! + 500) / 1000) | 0;
  }
};

/**
 * 8-bit luma (ITU-R BT.601, rounded) into the first `width * height` bytes of `luma`. Alpha is dropped, not blended. NaN becomes 0,
 * infinities the ends of the scale.
 */
export const lumaOfRaster = ({ width, height, channels, data, white }: Raster, luma: Uint8Array): void => {
  if (white === 255 && data instanceof Uint8Array) {
    lumaOfBytes(data, channels, luma, width * height);
    return;
  }
  const [low, high] = white === undefined ? finiteRange(data) : [0, white];
  const scale = high > low ? 255 / (high - low) : 0;
  const level = (value: number): number => {
    const scaled = Number.isFinite(value) ? (value - low) * scale : value;
    if (Number.isNaN(scaled)) return 0;
    return Math.min(255, Math.max(0, scaled));
  };
  const pixels = width * height;
  if (channels < 3) {
    for (let at = 0, from = 0; at < pixels; at += 1, from += channels) luma[at] = Math.round(level(data[from]!));
    return;
  }
  for (let at = 0, from = 0; at < pixels; at += 1, from += channels) {
    const mixed = 0.299 * level(data[from]!) + 0.587 * level(data[from + 1]!) + 0.114 * level(data[from + 2]!);
    luma[at] = Math.round(mixed);
  }
};

/** 8 bits a channel, one to four of them, for what is drawn or summed; levels are rounded, floats as in `lumaOfRaster`. */
export const bytesOfRaster = ({ width, height, channels, data, white }: Raster) => {
  const kept = channels > 4 ? 3 : (channels as 1 | 2 | 3 | 4);
  const samples = width * height * kept;
  if (white === 255 && data instanceof Uint8Array && kept === channels) return { data, channels: kept };
  const [low, high] = white === undefined ? finiteRange(data) : [0, white];
  const scale = high > low ? 255 / (high - low) : 0;
  const bytes = new Uint8ClampedArray(samples);
  for (let put = 0, from = 0; put < samples; from += channels) {
    // Storing clamps and rounds, and makes 0 of NaN.
    for (let channel = 0; channel < kept; channel += 1, put += 1) bytes[put] = (data[from + channel]! - low) * scale;
  }
  return { data: new Uint8Array(bytes.buffer), channels: kept };
};

export interface RasterContext {
  readonly header: Header;
  readonly container?: Container;
  readonly decoder: string;
  readonly pixelScan?: PixelScan;
}

/** Facets from the first page of a file whose pages have all been decoded. */
export const concludeRaster = (
  outcome: RasterOutcome,
  { header, container, decoder, pixelScan }: RasterContext,
  { luma }: Examination,
): Examined => {
  const known = { ...(container === undefined ? {} : { container }), header };
  if ('fault' in outcome) return { facets: known, faults: [{ facet: 'decoding', ...outcome.fault }] };
  const { raster, warnings } = outcome;
  lumaOfRaster(raster, luma.scratch(raster.width * raster.height));
  const preview = luma.reduce(raster.width, raster.height);
  const decoding: Decoding = { decoder, warnings };
  return { facets: { ...known, decoding, preview, ...(pixelScan && { pixelScan }) }, faults: [] };
};
