import type { LayerActivation, ModelNote, Precision } from '../model/probe.ts';

/** What a network made of one sample. */
export interface Forwarded {
  /** The network's output, row-major: `outputs` numbers, or `outputs` planes of height x width for masks. */
  readonly output: Float32Array;
  /** The prepared input first, named 'input', then every tensor in the order in which it is made. */
  readonly layers: readonly LayerActivation[];
  /** Why the runtime gave up on this sample; there is nothing else of it then. */
  readonly failed?: string;
}

/** A network that prepared samples pass through: our own, or a model of the user's in one of two runtimes. */
export interface ProbeNetwork {
  /** Shape of one prepared sample, without the batch's axis: C, H, W or features. */
  readonly input: readonly number[];
  /** Shape of one output, without the batch's axis: classes, targets, or classes, H, W. */
  readonly output: readonly number[];
  /**
   * What comes of each sample does not depend on the others of its batch. `precision`: every tensor, the input and parameters included,
   * is rounded to that format after it is made; sums inside of a layer are float32.
   */
  readonly forward: (batch: readonly Float32Array[], precision: Precision) => Promise<readonly Forwarded[]>;
  /**
   * Whether it is certain, from the activations of a finite float32 pass, that the pass rounded to `precision` is finite too and need
   * not be done. Absent: never.
   */
  readonly staysFinite?: (layers: readonly LayerActivation[], precision: 'float16' | 'bfloat16') => boolean;
  /** Of a user's model: how it is run. */
  readonly notes?: readonly ModelNote[];
  readonly close: () => void;
}
