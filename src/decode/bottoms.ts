import { bottomOf } from '../measures/bottom.ts';
import type { Bottom, Luma } from '../model/facets.ts';
import type { LumaReducer } from './ports.ts';

export interface Bottoms {
  /** Reduces like the one it was made from, and looks at the bottom edge on the way, while the picture is there at full size. */
  readonly luma: LumaReducer;
  /** How the picture ended of which this preview was made; undefined for what the reducer did not make. */
  readonly of: (preview: Luma) => Bottom | undefined;
}

/** One place for all formats: each of them ends in a preview. */
export const watchBottoms = (reducer: LumaReducer): Bottoms => {
  const bottoms = new WeakMap<Luma, Bottom>();
  let pixels: Uint8Array = new Uint8Array(0);
  return {
    luma: {
      scratch: (bytes) => {
        pixels = reducer.scratch(bytes);
        return pixels;
      },
      hasLoneBlock: reducer.hasLoneBlock,
      reduce: (width, height) => {
        // Before: reducing may move the memory.
        const bottom = bottomOf({ width, height, data: pixels });
        const preview = reducer.reduce(width, height);
        bottoms.set(preview, bottom);
        return preview;
      },
    },
    of: (preview) => bottoms.get(preview),
  };
};
