import type { ProbeTarget } from '../model/probe.ts';

/** A picture's pixels: rows from the top, channels interleaved. With two or four channels the last one is alpha. */
export interface PictureInput {
  readonly kind: 'picture';
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  /** As stored: integers over the whole of their type, floats as they are. */
  readonly data: Uint8Array | Uint16Array | Float32Array | Float64Array;
  /** Size before it was shrunk while it was read, where it was. */
  readonly stored?: { readonly width: number; readonly height: number };
}

/** An array of numbers, row-major. */
export interface ArrayInput {
  readonly kind: 'array';
  readonly shape: readonly number[];
  readonly values: Float64Array | Float32Array;
}

/** What a sample holds, as numbers, before anything is done to them. */
export type ProbeInput = PictureInput | ArrayInput;

/** What all samples of a dataset have in common. Pictures may differ in size and channels, arrays may not. */
export type SampleShape = { readonly kind: 'picture' } | { readonly kind: 'array'; readonly shape: readonly number[] };

export interface ProbeSample {
  readonly input: ProbeInput;
  /** Absent: nothing is said of the sample, it has no loss. */
  readonly target?: ProbeTarget;
}
