import type { NonfiniteKind, ProbeTarget } from '../model/probe.ts';

/** What a loss is made of. */
export interface Met {
  /** The network's output, row-major: classes or targets, then rows and columns where there are some. */
  readonly output: Float32Array;
  /** Its shape. */
  readonly shape: readonly number[];
  readonly target: ProbeTarget;
  /** Labels that count for nothing. */
  readonly ignored: readonly number[];
  /** Size of the sample as stored: a mask must have the same. */
  readonly stored: { readonly width: number; readonly height: number };
}

export type LossResult =
  | { readonly loss: number }
  /** `value`: what the loss would be; NaN where no loss can be looked up at all. */
  | { readonly value: NonfiniteKind; readonly cause?: string };

export const lost = (value: NonfiniteKind, cause?: string): LossResult => ({
  value,
  ...(cause !== undefined && { cause }),
});
