import { roundTo, SMALL_FLOATS } from '../measures/float-formats.ts';
import type { FirstNonfinite, LayerActivation, PreparedStep, ProbeLoss, ProbeOutcome } from '../model/probe.ts';
import { firstNonfinite, kindOf } from './finite.ts';
import { lossFor, lossOf } from './losses.ts';
import type { Forwarded, ProbeNetwork } from './network.ts';
import type { Prepared, Preparer } from './prepare.ts';
import type { ProbeSample } from './sample.ts';
import { stepOf } from './watch.ts';

export interface Probe {
  /** One outcome for each sample, in order; what comes of one does not depend on the others. */
  readonly probe: (samples: readonly ProbeSample[]) => Promise<readonly ProbeOutcome[]>;
  /** The same of one sample, with how it was prepared. */
  readonly show: (sample: ProbeSample) => Promise<ProbeOutcome>;
}

export interface ProbeOptions {
  readonly kind: ProbeOutcome['network'];
  readonly network: ProbeNetwork;
  readonly preparer: Preparer;
  /** Absent: what goes with what is said of each sample. */
  readonly loss?: ProbeLoss | undefined;
  /** Labels that count for nothing, of classes as of pixels. */
  readonly ignored: readonly number[];
  /** Samples that are forwarded at once. */
  readonly batchSize?: number;
}

/** What the runtime said when it gave up. */
interface Failed {
  readonly failed: string;
}
type Ready = Extract<Prepared, { readonly kind: 'ready' }>;

/** Takes samples all the way from their numbers to their loss, in float32 and rounded to the two smaller formats. */
export const createProbe = ({ kind, network, preparer, loss, ignored, batchSize = 32 }: ProbeOptions): Probe => {
  const nothing: ProbeOutcome = { network: kind, layers: [], overflow: {} };

  /** The rounded pass of those samples for which it is not certain to be finite. */
  const overflowIn = async (
    precision: 'float16' | 'bfloat16',
    ready: readonly Ready[],
    passed: readonly Forwarded[],
  ): Promise<readonly (FirstNonfinite | Failed | undefined)[]> => {
    const found: (FirstNonfinite | Failed | undefined)[] = ready.map((one) => roundedInput(one, precision));
    const doubtful = passed.flatMap(({ layers, failed }, at) =>
      failed === undefined && found[at] === undefined && !network.staysFinite?.(layers, precision) ? [at] : [],
    );
    if (doubtful.length === 0) return found;
    const rounded = await network.forward(
      doubtful.map((at) => ready[at]!.input),
      precision,
    );
    for (const [order, at] of doubtful.entries()) {
      const { failed, layers } = rounded[order]!;
      found[at] = failed === undefined ? overflowOf(passed[at]!.layers, layers) : { failed };
    }
    return found;
  };

  const metBy = ({ target }: ProbeSample, prepared: Ready, output: Float32Array) => {
    if (target === undefined) return {};
    const lossName = loss ?? lossFor(target.kind);
    const normalized = target.kind === 'values' && target.given !== undefined ? { normalized: [...target.values] } : {};
    const result = lossOf(lossName, { output, shape: network.output, target, ignored, stored: prepared.stored });
    if (result === undefined) return { lossName };
    if ('loss' in result) return { lossName, ...normalized, loss: result.loss };
    const nonfinite: FirstNonfinite = { stage: 'loss', name: lossName, index: 0, ...result };
    return { lossName, nonfinite };
  };

  const forwardBatch = async (samples: readonly ProbeSample[], ready: readonly Ready[]): Promise<ProbeOutcome[]> => {
    const passed = await network.forward(
      ready.map(({ input }) => input),
      'float32',
    );
    const float16 = await overflowIn('float16', ready, passed);
    const bfloat16 = await overflowIn('bfloat16', ready, passed);
    return passed.map(({ output, layers, failed }, at) => {
      const [half, brain] = [float16[at], bfloat16[at]];
      if (failed !== undefined) return { ...nothing, unprobed: { reason: 'network', detail: failed } };
      if (half !== undefined && 'failed' in half)
        return { ...nothing, unprobed: { reason: 'network', detail: `float16: ${half.failed}` } };
      if (brain !== undefined && 'failed' in brain)
        return { ...nothing, unprobed: { reason: 'network', detail: `bfloat16: ${brain.failed}` } };
      const nonfinite = firstOf(layers);
      return {
        network: kind,
        ...(nonfinite === undefined ? metBy(samples[at]!, ready[at]!, output) : { nonfinite }),
        layers: [ready[at]!.activation, ...layers.slice(1)],
        overflow: { ...(half && { float16: half }), ...(brain && { bfloat16: brain }) },
      };
    });
  };

  const probeBatch = async (samples: readonly ProbeSample[]): Promise<readonly ProbeOutcome[]> => {
    const prepared = samples.map(({ input }) => preparer.prepare(input));
    const places = prepared.flatMap(({ kind: state }, at) => (state === 'ready' ? [at] : []));
    const outcomes: ProbeOutcome[] = prepared.map((one) => withoutPass(nothing, one));
    if (places.length === 0) return outcomes;
    const ready = places.map((at) => prepared[at] as Ready);
    const forwarded = await forwardBatch(
      places.map((at) => samples[at]!),
      ready,
    );
    for (const [order, at] of places.entries()) outcomes[at] = forwarded[order]!;
    return outcomes;
  };

  return {
    probe: async (samples) => {
      const outcomes: ProbeOutcome[] = [];
      for (let at = 0; at < samples.length; at += batchSize) {
        outcomes.push(...(await probeBatch(samples.slice(at, at + batchSize))));
      }
      return outcomes;
    },
    show: async (sample) => {
      const steps: PreparedStep[] = [];
      preparer.prepare(sample.input, (step, planes) => steps.push(stepOf(step, planes)));
      const [outcome] = await probeBatch([sample]);
      const { notes = [] } = network;
      return { ...outcome!, steps, ...(notes.length > 0 && { notes }) };
    },
  };
};

const withoutPass = (nothing: ProbeOutcome, prepared: Prepared): ProbeOutcome => {
  if (prepared.kind === 'nonfinite') return { ...nothing, nonfinite: prepared.first };
  return prepared.kind === 'unfit' ? { ...nothing, unprobed: { reason: 'shape', detail: prepared.why } } : nothing;
};

const firstOf = (layers: readonly LayerActivation[]): FirstNonfinite | undefined => {
  const layer = layers.find(({ nonfinite }) => nonfinite !== undefined);
  return layer?.nonfinite && { stage: 'layer', name: layer.name, ...layer.nonfinite };
};

/** The first of a prepared sample's values, at its full size, that a format cannot hold. */
const roundedInput = ({ full, activation }: Ready, precision: 'float16' | 'bfloat16'): FirstNonfinite | undefined => {
  if (activation.largest <= SMALL_FLOATS[precision].max) return undefined;
  const rounded = full.slice();
  roundTo(precision, rounded);
  const index = firstNonfinite(rounded);
  return index === -1 ? undefined : { stage: 'input', name: 'input', index, value: kindOf(rounded[index]!) };
};

/** The first tensor that is finite in float32 and not when rounded; nothing where float32 failed before. */
const overflowOf = (
  exact: readonly LayerActivation[],
  rounded: readonly LayerActivation[],
): FirstNonfinite | undefined => {
  const first = firstOf(rounded);
  const same = exact.find(({ name }) => name === first?.name);
  return same?.nonfinite === undefined ? first : undefined;
};
