import type { ProbeOutcome } from '../model/probe.ts';

/** A layer at which most samples stop being finite numbers. */
export interface BlamedLayer {
  readonly layer: string;
  /** Samples that stop there, of those that reach the network as finite numbers. */
  readonly samples: number;
  readonly reached: number;
}

/** Two samples that stop at the same layer may both be wrong; nothing is concluded of fewer than this. */
const LEAST_SAMPLES = 3;

/**
 * The layer that is at fault, rather than each sample that stops there: more than half of the samples that reach the network finite stop at
 * it. `stopped`: how many stop at each layer.
 */
export const blameLayer = (reached: number, stopped: ReadonlyMap<string, number>): BlamedLayer | undefined => {
  for (const [layer, samples] of stopped)
    if (samples >= LEAST_SAMPLES && samples * 2 > reached) return { layer, samples, reached };
  return undefined;
};

/** The same, of what the probe made of each sample. Samples whose own numbers are not finite say nothing of the network. */
export const blame = (outcomes: Iterable<Pick<ProbeOutcome, 'nonfinite'>>): BlamedLayer | undefined => {
  let reached = 0;
  const stopped = new Map<string, number>();
  for (const { nonfinite } of outcomes) {
    if (nonfinite?.stage === 'input' || nonfinite?.stage === 'preprocess') continue;
    reached += 1;
    if (nonfinite?.stage === 'layer') stopped.set(nonfinite.name, (stopped.get(nonfinite.name) ?? 0) + 1);
  }
  return blameLayer(reached, stopped);
};
