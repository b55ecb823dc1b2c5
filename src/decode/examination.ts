import type { Limits } from '../model/config.ts';
import type { Facets, Fault, Luma } from '../model/facets.ts';
import type { LumaReducer } from './ports.ts';

/** What the examiners of single formats hand over: all but the signature and what is made from the preview. */
export interface Examined {
  readonly facets: Partial<Pick<Facets, 'container' | 'header' | 'decoding' | 'preview' | 'pixelScan'>>;
  readonly faults: readonly Fault[];
}

/** What the examiners of single formats are given. */
export interface Examination {
  readonly limits: Limits;
  /** Reduces luma that stands anywhere; only its first `width * height` bytes are looked at. */
  readonly previewOf: (pixels: Uint8Array, width: number, height: number) => Luma;
  readonly luma: LumaReducer;
}
