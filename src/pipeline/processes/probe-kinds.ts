import { kernelArithmetic } from '../../measures/kernel-arithmetic.ts';
import { sayAny } from '../../messages/index.ts';
import type { Config } from '../../model/config.ts';
import { UserError } from '../../model/errors.ts';
import type { Preprocess, ProbeFacts, ProbeTarget, Unprobed } from '../../model/probe.ts';
import { elementsIn } from '../../model/shape.ts';
import { builtInInput, createBuiltIn } from '../../probe/built-in.ts';
import { standardizing } from '../../probe/feature-steps.ts';
import { lossFor, outputsOf } from '../../probe/losses.ts';
import { openModelNetwork } from '../../probe/model/network.ts';
import { loadRuntime } from '../../probe/model/runtime.ts';
import type { ProbeNetwork } from '../../probe/network.ts';
import { decodeModel } from '../../probe/onnx/decode.ts';
import type { OnnxModel } from '../../probe/onnx/model.ts';
import type { FeatureStatistics } from '../../probe/point-steps.ts';
import { createPreparer } from '../../probe/prepare.ts';
import { createProbe, type Probe } from '../../probe/probe.ts';
import type { ProbeSample, SampleShape } from '../../probe/sample.ts';
import { type FeatureMomentsBySize, featureMoments } from './feature-moments.ts';
import { readModel } from './probe-facts.ts';
import { preparedShape } from './stated-preprocess.ts';

/** A sample's numbers, with what is said of it: all that the probe needs when its bytes are gone. */
export interface Numbers {
  readonly sample: ProbeSample;
  /** Samples of one kind pass one network. */
  readonly kind: string;
}

/** Why a sample, or a kind of samples, cannot pass the network. */
export interface Unfit {
  readonly unprobed: Unprobed;
}

export const unfit = (reason: Unprobed['reason'], detail = ''): Unfit => ({ unprobed: { reason, detail } });

/** Networks kept at a time: arrays may come in many shapes. */
const MOST_KINDS = 16;
/** Classes of a mask of which nothing is declared: all that 8 bits can name. */
const MASK_CLASSES = 256;
/** Outputs where nothing is said of samples. */
const SOME_OUTPUTS = 10;
const shapeOf = ({ input }: ProbeSample): SampleShape =>
  input.kind === 'picture' ? { kind: 'picture' } : { kind: 'array', shape: input.shape };

/** Numbers said of the sample: classes, targets, or classes of each pixel. */
const sizeOf = (target: ProbeTarget | undefined, classes: number | undefined): number => {
  if (target === undefined) return classes ?? SOME_OUTPUTS;
  if (target.kind === 'mask') return classes ?? MASK_CLASSES;
  return target.kind === 'class' ? (classes ?? SOME_OUTPUTS) : target.values.length;
};

/** Told apart is by what network and preparing depend on. `classes`: how many there are, where that is known. */
export const numbersOf = (sample: ProbeSample, classes: number | undefined): Numbers => {
  const { target } = sample;
  const said = target === undefined ? '' : `${target.kind} ${sizeOf(target, classes)}`;
  return { sample, kind: `${JSON.stringify(shapeOf(sample))} ${said}` };
};

interface KindsOptions {
  readonly config: Config;
  readonly facts: ProbeFacts;
  readonly ignored: readonly number[];
  readonly preprocess: Preprocess | undefined;
  /** Path of listing/features.jsonl. */
  readonly features: string;
}

/** The probes of one process, one for each kind of samples, made when the first of a kind comes. */
export interface ProbeKinds {
  /** The user's model, as samples of that shape pass it. */
  readonly modelFor: (samples: SampleShape) => Promise<ProbeNetwork>;
  /** Unfit: no sample of its kind can pass. */
  readonly probeFor: (numbers: Numbers) => Promise<Probe | Unfit>;
}

export const createProbeKinds = ({ config, facts, ignored, preprocess, features }: KindsOptions): ProbeKinds => {
  const arithmetic = kernelArithmetic();
  const probes = new Map<string, Promise<Probe | Unfit>>();

  let model: OnnxModel | undefined;
  const openModel = async (prepared: readonly number[] | undefined): Promise<ProbeNetwork> => {
    const file = config.probeModel ?? '';
    model ??= decodeModel(readModel(file), file);
    return openModelNetwork(model, await loadRuntime(config.probeRuntime), prepared);
  };
  const pictures = preprocess && preparedShape(preprocess);
  /** One for each shape, where the model leaves lengths open: which sample comes first in this process must not matter. */
  const networks = new Map<string, Promise<ProbeNetwork>>();
  const modelFor = (samples: SampleShape): Promise<ProbeNetwork> => {
    const name = JSON.stringify(samples);
    const known = networks.get(name);
    if (known !== undefined) return known;
    const [oldest] = networks.entries();
    if (oldest !== undefined && networks.size >= MOST_KINDS) forget(...oldest);
    const opened = openModel(samples.kind === 'picture' ? pictures : samples.shape);
    networks.set(name, opened);
    return opened;
  };
  const forget = (name: string, network: Promise<ProbeNetwork>): void => {
    networks.delete(name);
    for (const kind of probes.keys()) if (kind.startsWith(`${name} `)) probes.delete(kind);
    network.then(
      ({ close }) => close(),
      () => {},
    );
  };

  const networkFor = ({ sample }: Numbers, samples: SampleShape): Promise<ProbeNetwork> | ProbeNetwork => {
    if (facts.network === 'model') return modelFor(samples);
    const { target } = sample;
    const size = sizeOf(target, facts.classes);
    const loss = facts.loss ?? lossFor(target?.kind ?? 'class');
    return createBuiltIn({
      input: builtInInput(samples, preprocess),
      outputs: target === undefined ? size : outputsOf(loss, target.kind, size),
      per: target?.kind === 'mask' ? 'pixel' : 'sample',
      arithmetic,
    });
  };

  let moments: FeatureMomentsBySize | undefined;
  const statisticsFor = (samples: SampleShape): FeatureStatistics | undefined => {
    if (samples.kind === 'picture' || preprocess?.standardize !== 'features') return undefined;
    moments ??= featureMoments(features, preprocess);
    const known = moments.get(elementsIn(samples.shape));
    return known && standardizing(preprocess, samples.shape, known);
  };

  const openProbe = async (taken: Numbers): Promise<Probe | Unfit> => {
    const samples = shapeOf(taken.sample);
    try {
      const network = await networkFor(taken, samples);
      const statistics = statisticsFor(samples);
      const preparer = createPreparer({
        preprocess,
        samples,
        network: { kind: facts.network, input: network.input },
        statistics,
      });
      return createProbe({ kind: facts.network, network, preparer, loss: facts.loss, ignored });
    } catch (error) {
      // What holds for all samples was refused while they were listed.
      if (error instanceof UserError) return unfit('shape', sayAny('en', error.key, error.data));
      throw error;
    }
  };

  const probeFor = (taken: Numbers): Promise<Probe | Unfit> => {
    const known = probes.get(taken.kind);
    if (known !== undefined) return known;
    const [oldest] = probes.keys();
    if (oldest !== undefined && probes.size >= MOST_KINDS) probes.delete(oldest);
    const opened = openProbe(taken);
    probes.set(taken.kind, opened);
    return opened;
  };
  return { modelFor, probeFor };
};
