import { PHOTOMETRIC, type TiffPage } from '../container/tiff-page.ts';
import { lumaOfRaster } from '../raster.ts';
import { lumaOfColors } from './tiff-kernel.ts';
import type { Samples } from './tiff-samples.ts';

/** Where the samples of a strip or tile stand on the page; what lies beyond its right and lower edge is not looked at. */
export interface SegmentPlace {
  readonly x: number;
  readonly y: number;
  /** Of a row of the segment, in px. */
  readonly width: number;
  /** Rows of the page that it covers. */
  readonly rows: number;
  /** Samples of a pixel in the segment, and the first of them on the page. */
  readonly channels: number;
  readonly channel: number;
}

export interface TiffLuma {
  readonly put: (samples: Samples, place: SegmentPlace) => void;
  /** 8-bit luma of the page into the memory given. */
  readonly finish: () => void;
}

const UNSIGNED = 1;
const UNDEFINED = 4;
/** Wider integers are measurements rather than pictures: they are stretched over what occurs, like floats. */
const MAX_PICTURE_BITS = 16;

/** ITU-R BT.601. */
const WEIGHTS = [0.299, 0.587, 0.114] as const;

const hasColors = ({ photometric, samplesPerPixel }: TiffPage): boolean =>
  samplesPerPixel >= 3 && (photometric === PHOTOMETRIC.rgb || photometric > PHOTOMETRIC.yCbCr + 4);

/** Luma of each index into a color map of 16-bit reds, then greens, then blues. */
const paletteLuma = (colorMap: Float64Array): Uint8Array => {
  const colors = Math.floor(colorMap.length / 3);
  return Uint8Array.from({ length: colors }, (_, i) =>
    Math.round(WEIGHTS.reduce((sum, weight, channel) => sum + weight * colorMap[channel * colors + i]!, 0) / 257),
  );
};

/** Straight to 8 bits: interleaved pictures whose white is known. */
const direct = (page: TiffPage, target: Uint8Array): TiffLuma => {
  const white = 2 ** page.bitsPerSample - 1;
  const scale = 255 / white;
  const palette =
    page.photometric === PHOTOMETRIC.palette && page.colorMap !== undefined ? paletteLuma(page.colorMap) : undefined;
  const isInverted = page.photometric === PHOTOMETRIC.whiteIsZero;
  const isCmyk = page.photometric === PHOTOMETRIC.cmyk && page.samplesPerPixel >= 4;
  const isColored = hasColors(page);

  const colors = (samples: Samples, from: number, to: number, pixels: number, channels: number): void => {
    const [red, green, blue] = WEIGHTS.map((weight) => Math.round(weight * scale * 2 ** 16)) as [
      number,
      number,
      number,
    ];
    for (let i = 0, at = from; i < pixels; i += 1, at += channels) {
      target[to + i] = (red * samples[at]! + green * samples[at + 1]! + blue * samples[at + 2]! + 32_768) / 65_536;
    }
  };
  const byteColors = (samples: Uint8Array, { x, y, width, rows, channels }: SegmentPlace): void => {
    const luma = lumaOfColors(samples.subarray(0, rows * width * channels), channels);
    if (width === page.width) {
      target.set(luma, y * width);
      return;
    }
    const visible = Math.min(width, page.width - x);
    for (let i = 0; i < rows; i += 1) {
      target.set(luma.subarray(i * width, i * width + visible), (y + i) * page.width + x);
    }
  };
  const inks = (samples: Samples, from: number, to: number, pixels: number, channels: number): void => {
    for (let i = 0, at = from; i < pixels; i += 1, at += channels) {
      const ink = WEIGHTS.reduce((sum, weight, channel) => sum + weight * (white - samples[at + channel]!), 0);
      target[to + i] = Math.round((ink * (white - samples[at + 3]!) * scale) / white);
    }
  };
  const single = (samples: Samples, from: number, to: number, pixels: number, channels: number): void => {
    for (let i = 0, at = from; i < pixels; i += 1, at += channels) {
      const value = samples[at]!;
      if (palette !== undefined) target[to + i] = palette[value] ?? 0;
      else target[to + i] = Math.round((isInverted ? white - value : value) * scale);
    }
  };
  const bytes = (samples: Samples, from: number, to: number, pixels: number): void => {
    target.set((samples as Uint8Array).subarray(from, from + pixels), to);
  };

  const rowOf = (channels: number) => {
    if (isCmyk) return inks;
    if (isColored) return colors;
    const isPlain = channels === 1 && white === 255 && palette === undefined && !isInverted;
    return isPlain ? bytes : single;
  };
  return {
    put: (samples, place) => {
      const { x, y, width, rows, channels } = place;
      if (isColored && !isCmyk && samples instanceof Uint8Array && white === 255) return byteColors(samples, place);
      const row = rowOf(channels);
      const visible = Math.min(width, page.width - x);
      for (let i = 0; i < rows; i += 1) row(samples, i * width * channels, (y + i) * page.width + x, visible, channels);
    },
    finish: () => {},
  };
};

/** By way of a plane of floats: what is stretched, and what comes plane by plane. */
const summed = (page: TiffPage, target: Uint8Array): TiffLuma => {
  const { width: pageWidth, height } = page;
  const plane = new Float32Array(pageWidth * height);
  const weights = hasColors(page) ? WEIGHTS : [1];
  return {
    put: (samples, { x, y, width, rows, channels, channel }) => {
      const visible = Math.min(width, pageWidth - x);
      for (let own = 0; own < channels; own += 1) {
        const weight = weights[channel + own];
        if (weight === undefined) break;
        for (let row = 0; row < rows; row += 1) {
          const to = (y + row) * pageWidth + x;
          const from = row * width * channels + own;
          for (let i = 0; i < visible; i += 1) plane[to + i] = plane[to + i]! + weight * samples[from + i * channels]!;
        }
      }
    },
    finish: () => {
      const raster = { width: pageWidth, height, channels: 1, data: plane };
      const isPicture = isUnsigned(page) && page.bitsPerSample <= MAX_PICTURE_BITS;
      lumaOfRaster(isPicture ? { ...raster, white: 2 ** page.bitsPerSample - 1 } : raster, target);
    },
  };
};

const isUnsigned = ({ sampleFormat }: TiffPage): boolean => sampleFormat === UNSIGNED || sampleFormat === UNDEFINED;

/** `target`: width x height bytes. Alpha is dropped, not blended. */
export const createTiffLuma = (page: TiffPage, target: Uint8Array): TiffLuma => {
  const isDirect = !page.isPlanar && isUnsigned(page) && page.bitsPerSample <= MAX_PICTURE_BITS;
  return isDirect ? direct(page, target) : summed(page, target);
};
