import type { NonfinitePixels, PixelScan } from '../model/facets.ts';

/** One page's samples, channels interleaved, rows from the top. */
export interface FloatPage {
  readonly data: Float32Array | Float64Array;
  readonly width: number;
  readonly channels: number;
}

/** A rectangle of a page, as strips, tiles and planes hold it. `channels` of the page's, beginning with `channel`. */
export interface FloatPart extends FloatPage {
  /** Where its top left pixel stands on the page. */
  readonly x: number;
  readonly y: number;
  readonly channel: number;
}

type Kind = 'nan' | 'positiveInfinity' | 'negativeInfinity';
type Place = NonfinitePixels['first'];

const kindOf = (value: number): Kind => {
  if (Number.isNaN(value)) return 'nan';
  return value > 0 ? 'positiveInfinity' : 'negativeInfinity';
};

/** In the order of pages, then rows, then columns, then channels. */
export const isPlaceBefore = (one: Place, other: Place): boolean => {
  if (one.page !== other.page) return one.page < other.page;
  if (one.y !== other.y) return one.y < other.y;
  return one.x === other.x ? one.channel < other.channel : one.x < other.x;
};

export interface PixelScanner {
  readonly add: (page: FloatPage) => void;
  /** Parts of one page come in any order. */
  readonly addPart: (part: FloatPart) => void;
  /** What follows belongs to the next page. */
  readonly endPage: () => void;
  readonly result: () => PixelScan;
}

/** Counts and places NaN and both infinities, page after page. */
export const createPixelScan = (): PixelScanner => {
  const found: { [K in Kind]?: { count: number; first: Place } } = {};
  let samples = 0;
  let pages = 0;

  const addPart = ({ data, width, channels, x, y, channel }: FloatPart): void => {
    const seen = new Set<Kind>();
    for (let at = 0; at < data.length; at += 1) {
      const value = data[at]!;
      // Only for what is not finite this is NaN.
      if (value - value === 0) continue;
      const kind = kindOf(value);
      const known = found[kind];
      if (known !== undefined) known.count += 1;
      // Within a part the first stands before all others.
      if (seen.has(kind)) continue;
      seen.add(kind);
      const pixel = Math.floor(at / channels);
      const place = {
        page: pages,
        x: x + (pixel % width),
        y: y + Math.floor(pixel / width),
        channel: channel + (at % channels),
      };
      if (known === undefined) found[kind] = { count: 1, first: place };
      else if (isPlaceBefore(place, known.first)) known.first = place;
    }
    samples += data.length;
  };
  const endPage = (): void => {
    pages += 1;
  };
  return {
    add: (page) => {
      addPart({ ...page, x: 0, y: 0, channel: 0 });
      endPage();
    },
    addPart,
    endPage,
    result: () => ({ samples, ...found }),
  };
};
