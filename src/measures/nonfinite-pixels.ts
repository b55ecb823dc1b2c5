import type { NonfinitePixels, PixelScan } from '../model/facets.ts';

/** One page's samples, channels interleaved, rows from the top. */
export interface FloatPage {
  readonly data: Float32Array | Float64Array;
  readonly width: number;
  readonly channels: number;
}

type Kind = 'nan' | 'positiveInfinity' | 'negativeInfinity';

const kindOf = (value: number): Kind => {
  if (Number.isNaN(value)) return 'nan';
  return value > 0 ? 'positiveInfinity' : 'negativeInfinity';
};

/** Counts and places NaN and both infinities, page after page. */
export const createPixelScan = (): { readonly add: (page: FloatPage) => void; readonly result: () => PixelScan } => {
  const found: { [K in Kind]?: { count: number; readonly first: NonfinitePixels['first'] } } = {};
  let samples = 0;
  let pages = 0;
  return {
    add: ({ data, width, channels }) => {
      for (let at = 0; at < data.length; at += 1) {
        const value = data[at]!;
        // Only for what is not finite this is NaN.
        if (value - value === 0) continue;
        const kind = kindOf(value);
        const known = found[kind];
        if (known !== undefined) {
          known.count += 1;
          continue;
        }
        const pixel = Math.floor(at / channels);
        const first = { page: pages, x: pixel % width, y: Math.floor(pixel / width), channel: at % channels };
        found[kind] = { count: 1, first };
      }
      samples += data.length;
      pages += 1;
    },
    result: () => ({ samples, ...found }),
  };
};
