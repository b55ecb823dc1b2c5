import { inputArray } from '../../decode/input-array.ts';
import { readInputPixels } from '../../decode/input-pixels.ts';
import { kernelArithmetic } from '../../measures/kernel-arithmetic.ts';
import type { Config } from '../../model/config.ts';
import { UserError } from '../../model/errors.ts';
import type { ListingFacts } from '../../model/listing.ts';
import type { Preprocess, ProbeFacts, ProbeOutcome, ProbeTarget } from '../../model/probe.ts';
import type { Part } from '../../model/sample.ts';
import { builtInInput, createBuiltIn } from '../../probe/built-in.ts';
import { standardizing } from '../../probe/feature-steps.ts';
import { lossFor, outputsOf } from '../../probe/losses.ts';
import { openModelNetwork } from '../../probe/model/network.ts';
import { loadRuntime } from '../../probe/model/runtime.ts';
import type { ProbeNetwork } from '../../probe/network.ts';
import { decodeModel } from '../../probe/onnx/decode.ts';
import type { FeatureStatistics } from '../../probe/point-steps.ts';
import { createPreparer } from '../../probe/prepare.ts';
import { createProbe, type Probe } from '../../probe/probe.ts';
import type { ProbeSample, SampleShape } from '../../probe/sample.ts';
import { targetOf } from '../../probe/target.ts';
import type { Examined } from '../inspect-sample.ts';
import { type FeatureMomentsBySize, featureMoments } from './feature-moments.ts';
import { readModel } from './probe-facts.ts';
import { preparedShape, preprocessOf } from './stated-preprocess.ts';

/** A sample's numbers, with what is said of it: all that the probe needs when its bytes are gone. */
export interface Taken {
  readonly sample: ProbeSample;
  /** Samples of one kind pass one network. */
  readonly kind: string;
}

/** A kind of samples that cannot pass the network. */
interface Unfit {
  readonly why: string;
}

export interface Probing {
  /** Undefined for what was not examined whole, has no numbers to be had, or is too large to be held. `npy`: an array's bytes. */
  readonly take: (part: Part | undefined, examined: Examined, npy?: Uint8Array) => Promise<Taken | undefined>;
  /** In the order given; what comes of one sample does not depend on the others. */
  readonly probe: (taken: readonly Taken[]) => Promise<readonly ProbeOutcome[]>;
  /** Whether so many numbers are enough for one batch. */
  readonly isFull: (taken: readonly Taken[]) => boolean;
}

/** Bytes of an array that are kept beside its scan. */
export const MOST_ARRAY_BYTES = 2 ** 27;
/** Numbers held until a batch is full. */
const MOST_VALUES = 2 ** 22;
const DEFAULT_BATCH = 32;
const MOST_BATCH = 256;
/** Networks kept at a time: arrays may come in many shapes. */
const MOST_KINDS = 16;
/** Classes of a mask of which nothing is declared: all that 8 bits can name. */
const MASK_CLASSES = 256;
/** Outputs where nothing is said of samples. */
const SOME_OUTPUTS = 10;
/** Pictures are read no smaller than so many times what the network sees, so that averages stay averages. */
const SEEN_SIDE = 64;

const largest = (sides: Preprocess['resize'] | undefined): number =>
  sides === undefined ? 0 : Math.max(...[sides].flat());

/** A function such as the logarithm must meet every value as it is; else averages do. Undefined: pictures are read at full size. */
const leastSide = (preprocess: Preprocess | undefined, model: ProbeNetwork | undefined): number | undefined => {
  if (preprocess?.function !== undefined) return undefined;
  const wanted = Math.max(largest(preprocess?.resize), largest(preprocess?.crop));
  if (wanted > 0) return wanted;
  return model === undefined ? SEEN_SIDE : 2 * Math.max(...model.input);
};

const valuesIn = ({ input }: ProbeSample): number =>
  input.kind === 'picture' ? input.data.length : input.values.length;

const shapeOf = ({ input }: ProbeSample): SampleShape =>
  input.kind === 'picture' ? { kind: 'picture' } : { kind: 'array', shape: input.shape };

/** Numbers said of the sample: classes, targets, or classes of each pixel. */
const sizeOf = (target: ProbeTarget | undefined, classes: number | undefined): number => {
  if (target === undefined) return classes ?? SOME_OUTPUTS;
  if (target.kind === 'mask') return classes ?? MASK_CLASSES;
  return target.kind === 'class' ? (classes ?? SOME_OUTPUTS) : target.values.length;
};

const isRowOfSamples = (part: Part): boolean => part.holdsSamples === true;

/** The probe of one run in a worker process. `featureLines`: the path of listing/features.jsonl. Its network is made when the first sample of a kind comes. */
export const createProbing = (
  config: Config,
  labels: ListingFacts['labels'],
  facts: ProbeFacts,
  featureLines: string,
): Probing => {
  const preprocess = preprocessOf(config);
  const { declaredNames, ignored } = labels;
  const places = declaredNames && new Map(declaredNames.map((name, at) => [name, at]));
  const batch = Math.min(config.batchSize ?? DEFAULT_BATCH, MOST_BATCH);
  const arithmetic = kernelArithmetic();
  const probes = new Map<string, Promise<Probe | Unfit>>();

  const openModel = async (prepared: readonly number[] | undefined): Promise<ProbeNetwork> => {
    const file = config.probeModel ?? '';
    const runtime = await loadRuntime(config.probeRuntime);
    return openModelNetwork(decodeModel(readModel(file), file), runtime, prepared);
  };
  const pictures = preprocess && preparedShape(preprocess);
  let model: Promise<ProbeNetwork> | undefined;
  const modelFor = (samples: SampleShape): Promise<ProbeNetwork> => {
    model ??= openModel(samples.kind === 'picture' ? pictures : samples.shape);
    return model;
  };

  const networkFor = ({ sample }: Taken, samples: SampleShape): Promise<ProbeNetwork> | ProbeNetwork => {
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
    moments ??= featureMoments(featureLines, preprocess);
    const known = moments.get(samples.shape.reduce((all, side) => all * side, 1));
    return known && standardizing(preprocess, samples.shape, known);
  };

  const openProbe = async (taken: Taken): Promise<Probe | Unfit> => {
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
      if (error instanceof UserError) return { why: error.message };
      throw error;
    }
  };

  const probeFor = (taken: Taken): Promise<Probe | Unfit> => {
    const known = probes.get(taken.kind);
    if (known !== undefined) return known;
    const [oldest] = probes.keys();
    if (oldest !== undefined && probes.size >= MOST_KINDS) probes.delete(oldest);
    const opened = openProbe(taken);
    probes.set(taken.kind, opened);
    return opened;
  };

  const inputOf = async (part: Part, { facets }: Examined, npy: Uint8Array | undefined) => {
    if (part.role === 'array') {
      // A cell without a number is said of the row elsewhere; what training makes of it is not known.
      const isWhole = facets.cells === undefined || facets.cells.missing.length + facets.cells.text.length === 0;
      const array = npy === undefined || isRowOfSamples(part) || !isWhole ? undefined : inputArray(npy, config.limits);
      return array && { kind: 'array' as const, ...array };
    }
    const { bytes, decoding, file } = facets;
    if (bytes === undefined || decoding === undefined) return undefined;
    const side = leastSide(preprocess, await model);
    const pixels = await readInputPixels(bytes, file?.extension ?? '', config.limits, side);
    return pixels && { kind: 'picture' as const, ...pixels };
  };

  return {
    take: async (part, examined, npy) => {
      const { annotations, labelArray } = examined.facets;
      if (part === undefined || annotations === undefined || examined.faults.length > 0) return undefined;
      if (facts.network === 'model' && part.role === 'image') await modelFor({ kind: 'picture' });
      const input = await inputOf(part, examined, npy);
      if (input === undefined) return undefined;
      const target = targetOf(annotations, labelArray, facts, places);
      const sample: ProbeSample = { input, ...(target && { target }) };
      const said = target === undefined ? '' : `${target.kind} ${sizeOf(target, facts.classes)}`;
      return { sample, kind: `${JSON.stringify(shapeOf(sample))} ${said}` };
    },
    probe: async (taken) => {
      const outcomes = new Array<ProbeOutcome>(taken.length);
      for (const kind of new Set(taken.map((each) => each.kind))) {
        const at = taken.flatMap((each, place) => (each.kind === kind ? [place] : []));
        const probe = await probeFor(taken[at[0]!]!);
        const probed = 'why' in probe ? [] : await probe.probe(at.map((place) => taken[place]!.sample));
        const unprobed =
          'why' in probe ? { network: facts.network, unprobed: probe.why, layers: [], overflow: {} } : undefined;
        for (const [order, place] of at.entries()) outcomes[place] = (unprobed ?? probed[order])!;
      }
      return outcomes;
    },
    isFull: (taken) =>
      taken.length >= batch || taken.reduce((sum, { sample }) => sum + valuesIn(sample), 0) >= MOST_VALUES,
  };
};
