import type { Code, Luma } from '../model/facets.ts';

/**
 * Makes previews. It also owns the memory that pixels are decoded into, so that they can lie where the reducing kernel works
 * (WASM memory) and are never copied.
 */
export interface LumaReducer {
  /**
   * Scratch area of at least `bytes` bytes for a decoder to fill. Valid until the next call of `scratch`, which may move or
   * grow it. Throws RangeError when so much memory cannot be had.
   */
  readonly scratch: (bytes: number) => Uint8Array;
  /**
   * Reduces the `width` x `height` 8-bit luma at the start of the scratch area, rows tightly packed, to a preview by an integer
   * box factor: long side at most 256 px. The preview owns its bytes: it outlives the scratch area.
   */
  readonly reduce: (width: number, height: number) => Luma;
  /** Of the same luma, at most 65,535 px wide: see measures/lone-block.ts. */
  readonly hasLoneBlock: (width: number, height: number) => boolean;
}

/** Finds barcodes in previews. */
export interface CodeReader {
  /** Codes in a preview, in a fixed order; empty when there are none. Never throws for what a picture shows. */
  readonly read: (preview: Luma) => readonly Code[];
}
