import { inputArray, MOST_INPUT_ELEMENTS } from '../../decode/input-array.ts';
import { MOST_PIXEL_BYTES, readInputPixels } from '../../decode/input-pixels.ts';
import { decodedBytes } from '../../decode/limits.ts';
import type { SmallPicture } from '../../decode/small-picture.ts';
import { kernelArithmetic } from '../../measures/kernel-arithmetic.ts';
import { sayAny } from '../../messages/index.ts';
import type { Config } from '../../model/config.ts';
import { UserError } from '../../model/errors.ts';
import type { Fault } from '../../model/facets.ts';
import type { ListingFacts } from '../../model/listing.ts';
import {
  isRefusal,
  type Preprocess,
  type ProbeFacts,
  type ProbeOutcome,
  type ProbeTarget,
  type Unprobed,
} from '../../model/probe.ts';
import type { Part } from '../../model/sample.ts';
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
import type { ProbeInput, ProbeSample, SampleShape } from '../../probe/sample.ts';
import { targetOf } from '../../probe/target.ts';
import type { Examined } from '../inspect-sample.ts';
import { type FeatureMomentsBySize, featureMoments } from './feature-moments.ts';
import { readModel } from './probe-facts.ts';
import { preparedShape, preprocessOf } from './stated-preprocess.ts';

/** A sample's numbers, with what is said of it: all that the probe needs when its bytes are gone. */
interface Numbers {
  readonly sample: ProbeSample;
  /** Samples of one kind pass one network. */
  readonly kind: string;
}

/** Why a sample, or a kind of samples, cannot pass the network. */
interface Unfit {
  readonly unprobed: Unprobed;
}

export type Taken = Numbers | Unfit;

/** What examining a sample left of it, so that it need not be read again. */
export interface Held {
  /** An array's bytes. */
  readonly npy?: Uint8Array | undefined;
  /** Of `seenSide`. */
  readonly picture?: SmallPicture | undefined;
}

export interface Probing {
  /** Short side in px of the pictures that it is content with; undefined where those are read for it alone. */
  readonly seenSide: number | undefined;
  /** Undefined for what was not examined whole. */
  readonly take: (part: Part | undefined, examined: Examined, held: Held) => Promise<Taken | undefined>;
  /** In the order given; what comes of one sample does not depend on the others. */
  readonly probe: (taken: readonly Taken[]) => Promise<readonly ProbeOutcome[]>;
  /** The same of one sample, with how it was prepared. */
  readonly show: (taken: Taken) => Promise<ProbeOutcome>;
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

/** Px that are stated; 0 for none. A function such as the logarithm must meet every value as it is: Infinity. */
const statedSide = (preprocess: Preprocess | undefined): number => {
  if (preprocess?.function !== undefined) return Number.POSITIVE_INFINITY;
  return Math.max(largest(preprocess?.resize), largest(preprocess?.crop));
};

/** Undefined: pictures are read at full size. */
const leastSide = (preprocess: Preprocess | undefined, model: ProbeNetwork | undefined): number | undefined => {
  const stated = statedSide(preprocess);
  if (stated === Number.POSITIVE_INFINITY) return undefined;
  if (stated > 0) return stated;
  return model === undefined ? SEEN_SIDE : 2 * Math.max(...model.input);
};

/**
 * Short side of the pictures that are taken from what examines them. Boxes are means of every pixel in them: what the network sees is
 * enough. A user's model is given what its trainer's decoder would give it.
 */
const seenSideOf = (preprocess: Preprocess | undefined, network: ProbeFacts['network']): number | undefined => {
  const stated = statedSide(preprocess);
  if (network === 'model' || stated === Number.POSITIVE_INFINITY) return undefined;
  return stated || Math.max(...builtInInput({ kind: 'picture' }, preprocess));
};

/** Levels by which what shrinking and the fast transform of libjpeg leave of a constant picture may differ, with room to spare. */
const EVEN_LEVELS = 4;

/** Whether a small picture may be all that is left of a constant one: that must be seen as it is stored. */
const isEven = (levels: Uint8Array): boolean => {
  const [first = 0] = levels;
  return levels.every((level) => Math.abs(level - first) <= EVEN_LEVELS);
};

const valuesIn = (taken: Taken): number => {
  if ('unprobed' in taken) return 0;
  const { input } = taken.sample;
  return input.kind === 'picture' ? input.data.length : input.values.length;
};

const shapeOf = ({ input }: ProbeSample): SampleShape =>
  input.kind === 'picture' ? { kind: 'picture' } : { kind: 'array', shape: input.shape };

/** Numbers said of the sample: classes, targets, or classes of each pixel. */
const sizeOf = (target: ProbeTarget | undefined, classes: number | undefined): number => {
  if (target === undefined) return classes ?? SOME_OUTPUTS;
  if (target.kind === 'mask') return classes ?? MASK_CLASSES;
  return target.kind === 'class' ? (classes ?? SOME_OUTPUTS) : target.values.length;
};

const unfit = (reason: Unprobed['reason'], detail = ''): Unfit => ({ unprobed: { reason, detail } });

/** What the network does not take, though it takes the others, was not examined, whichever checks are on. */
export const faultsOf = (outcome: ProbeOutcome | undefined): readonly Fault[] =>
  outcome?.unprobed !== undefined && isRefusal(outcome.unprobed)
    ? [{ facet: 'probe', kind: 'unsupported', detail: outcome.unprobed.detail }]
    : [];

const outcomeOf = ({ network }: ProbeFacts, { unprobed }: Unfit): ProbeOutcome => ({
  network,
  unprobed,
  layers: [],
  overflow: {},
});

const unfitPicture = (header: Examined['facets']['header']): Unfit => {
  const isTooLarge = header !== undefined && decodedBytes({ ...header, frames: 1 }) > MOST_PIXEL_BYTES;
  return isTooLarge ? unfit('size', `${header.width} x ${header.height}`) : unfit('format', header?.format);
};

/** Of an array as it was scanned: why its numbers are not had. */
const unfitArray = (part: Part, { facets }: Examined, npy: Uint8Array | undefined): Unfit | undefined => {
  const { cells, array } = facets;
  // A cell without a number is said of the row elsewhere; what training makes of it is not known.
  if (cells !== undefined && cells.missing.length + cells.text.length > 0) return unfit('cells');
  if (part.holdsSamples === true) return unfit('rows');
  const elements = array?.shape.reduce((all, side) => all * side, 1) ?? 0;
  return npy === undefined || elements > MOST_INPUT_ELEMENTS ? unfit('size', `${elements} values`) : undefined;
};

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
    moments ??= featureMoments(featureLines, preprocess);
    const known = moments.get(samples.shape.reduce((all, side) => all * side, 1));
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

  const inputOf = async (part: Part, examined: Examined, { npy, picture }: Held): Promise<ProbeInput | Unfit> => {
    const { bytes, file, header } = examined.facets;
    if (part.role === 'array') {
      const refused = unfitArray(part, examined, npy);
      const array = refused === undefined ? inputArray(npy!, config.limits) : undefined;
      return refused ?? (array === undefined ? unfit('values') : { kind: 'array', ...array });
    }
    if (picture !== undefined && !isEven(picture.data)) return { kind: 'picture', ...picture };
    const side = leastSide(preprocess, facts.network === 'model' ? await modelFor({ kind: 'picture' }) : undefined);
    const pixels = bytes && (await readInputPixels(bytes, file?.extension ?? '', config.limits, side));
    return pixels === undefined ? unfitPicture(header) : { kind: 'picture', ...pixels };
  };

  return {
    seenSide: seenSideOf(preprocess, facts.network),
    take: async (part, examined, held) => {
      const { annotations, labelArray } = examined.facets;
      if (part === undefined || annotations === undefined || examined.faults.length > 0) return undefined;
      const input = await inputOf(part, examined, held);
      if ('unprobed' in input) return input;
      const target = targetOf(annotations, labelArray, facts, places);
      const sample: ProbeSample = { input, ...(target && { target }) };
      const said = target === undefined ? '' : `${target.kind} ${sizeOf(target, facts.classes)}`;
      return { sample, kind: `${JSON.stringify(shapeOf(sample))} ${said}` };
    },
    probe: async (taken) => {
      const outcomes = new Array<ProbeOutcome>(taken.length);
      const kinds = new Map<string, { readonly at: number[]; readonly numbers: Numbers[] }>();
      for (const [at, each] of taken.entries()) {
        if ('unprobed' in each) {
          outcomes[at] = outcomeOf(facts, each);
          continue;
        }
        const alike = kinds.get(each.kind) ?? { at: [], numbers: [] };
        kinds.set(each.kind, alike);
        alike.at.push(at);
        alike.numbers.push(each);
      }
      for (const { at, numbers } of kinds.values()) {
        const probe = await probeFor(numbers[0]!);
        const probed =
          'unprobed' in probe
            ? at.map(() => outcomeOf(facts, probe))
            : await probe.probe(numbers.map(({ sample }) => sample));
        for (const [order, place] of at.entries()) outcomes[place] = probed[order]!;
      }
      return outcomes;
    },
    show: async (taken) => {
      if ('unprobed' in taken) return outcomeOf(facts, taken);
      const probe = await probeFor(taken);
      return 'unprobed' in probe ? outcomeOf(facts, probe) : probe.show(taken.sample);
    },
    isFull: (taken) => taken.length >= batch || taken.reduce((sum, each) => sum + valuesIn(each), 0) >= MOST_VALUES,
  };
};
