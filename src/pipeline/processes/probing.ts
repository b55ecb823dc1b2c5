import { inputArray, MOST_INPUT_ELEMENTS } from '../../decode/input-array.ts';
import { MOST_PIXEL_BYTES, readInputPixels } from '../../decode/input-pixels.ts';
import { decodedBytes } from '../../decode/limits.ts';
import type { SmallPicture } from '../../decode/small-picture.ts';
import { readVolume } from '../../decode/volume-array.ts';
import type { Config } from '../../model/config.ts';
import type { Fault, Header } from '../../model/facets.ts';
import type { ListingFacts } from '../../model/listing.ts';
import { isRefusal, type Preprocess, type ProbeFacts, type ProbeOutcome } from '../../model/probe.ts';
import type { Part, Sample } from '../../model/sample.ts';
import { elementsIn } from '../../model/shape.ts';
import { builtInInput } from '../../probe/built-in.ts';
import type { ProbeNetwork } from '../../probe/network.ts';
import type { ProbeInput } from '../../probe/sample.ts';
import { targetOf } from '../../probe/target.ts';
import type { Examined } from '../inspect-sample.ts';
import { createTargetNormalizer, type TargetNormalizer } from './normalized-target.ts';
import { createProbeKinds, type Numbers, numbersOf, type Unfit, unfit } from './probe-kinds.ts';
import { createRowProbing, isOfRows, type RowProbing } from './row-probing.ts';
import { preprocessOf } from './stated-preprocess.ts';

/** What needs not wait for others: all rows of a file have passed. */
interface Done {
  readonly outcome: ProbeOutcome;
}

export type Taken = Numbers | Unfit | Done;

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
  readonly take: (sample: Sample, examined: Examined, held: Held) => Promise<Taken | undefined>;
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
  if (!('sample' in taken)) return 0;
  const { input } = taken.sample;
  return input.kind === 'picture' ? input.data.length : input.values.length;
};

/** What the network does not take, though it takes the others, was not examined, whichever checks are on. */
export const faultsOf = (outcome: ProbeOutcome | undefined): readonly Fault[] => {
  if (outcome?.unprobed === undefined || !isRefusal(outcome.unprobed)) return [];
  const { reason, detail } = outcome.unprobed;
  return [{ facet: 'probe', kind: reason === 'unread' ? 'io' : 'unsupported', detail }];
};

const outcomeOf = ({ network }: ProbeFacts, known: Unfit | Done): ProbeOutcome =>
  'outcome' in known ? known.outcome : { network, unprobed: known.unprobed, layers: [], overflow: {} };

const elementsOf = (array: Examined['facets']['array']): number => (array === undefined ? 0 : elementsIn(array.shape));

const namedSize = ({ width, height, frames }: Header): string =>
  frames === 1 ? `${width} x ${height}` : `${width} x ${height} x ${frames}`;

const unfitPicture = (header: Examined['facets']['header']): Unfit => {
  const isTooLarge = header !== undefined && decodedBytes({ ...header, frames: 1 }) > MOST_PIXEL_BYTES;
  return isTooLarge ? unfit('size', namedSize({ ...header, frames: 1 })) : unfit('format', header?.format);
};

/** Whether a model that takes no row may take the file as one sample: folders of arrays are laid out either way. */
const mayBeOne = ({ unprobed }: Partial<Unfit>, { facets }: Examined, npy: Uint8Array | undefined): boolean =>
  unprobed?.reason === 'shape' && npy !== undefined && elementsOf(facets.array) <= MOST_INPUT_ELEMENTS;

/** Of an array as it was scanned: why its numbers are not had. */
const unfitArray = ({ facets }: Examined, npy: Uint8Array | undefined): Unfit | undefined => {
  const { cells, array } = facets;
  // A cell without a number is said of the row elsewhere; what training makes of it is not known.
  if (cells !== undefined && cells.missing.length + cells.text.length > 0) return unfit('cells');
  const elements = elementsOf(array);
  return npy === undefined || elements > MOST_INPUT_ELEMENTS ? unfit('size', `${elements} values`) : undefined;
};

/** Paths of what the listing left for the probe. */
interface ListedFiles {
  readonly listedFeatures: string;
  readonly listedTargets: string;
}

/** What a worker lends it. */
interface Surroundings extends Pick<RowProbing, 'open' | 'beat'> {
  readonly files: ListedFiles;
}

/** The probe of one run in a worker process. Its network is made when the first sample of a kind comes. */
export const createProbing = (
  config: Config,
  { labels, ...listed }: ListingFacts,
  facts: ProbeFacts,
  { files, open, beat }: Surroundings,
): Probing => {
  const normalize: TargetNormalizer =
    facts.targets === undefined ? (target) => target : createTargetNormalizer(config, listed, files.listedTargets);
  const preprocess = preprocessOf(config);
  const { declaredNames, ignored } = labels;
  const places = declaredNames && new Map(declaredNames.map((name, at) => [name, at]));
  const batch = Math.min(config.batchSize ?? DEFAULT_BATCH, MOST_BATCH);
  const kinds = createProbeKinds({ config, facts, ignored, preprocess, features: files.listedFeatures });
  const probeRows = createRowProbing({ limits: config.limits, facts, kinds, open, beat });

  const inputOf = async (part: Part, examined: Examined, { npy, picture }: Held): Promise<ProbeInput | Unfit> => {
    const { bytes, file, header } = examined.facets;
    if (part.role === 'array') {
      const refused = unfitArray(examined, npy);
      const array = refused === undefined ? inputArray(npy!, config.limits) : undefined;
      return refused ?? (array === undefined ? unfit('values') : { kind: 'array', ...array });
    }
    if (picture !== undefined && !isEven(picture.data)) return { kind: 'picture', ...picture };
    if (header?.format === 'nifti' && bytes !== undefined) {
      const volume = await readVolume(bytes, config.limits);
      return 'why' in volume ? unfit(volume.why, namedSize(header)) : { kind: 'array', ...volume };
    }
    const side = leastSide(
      preprocess,
      facts.network === 'model' ? await kinds.modelFor({ kind: 'picture' }) : undefined,
    );
    const pixels = bytes && (await readInputPixels(bytes, file?.extension ?? '', config.limits, side));
    return pixels === undefined ? unfitPicture(header) : { kind: 'picture', ...pixels };
  };

  return {
    seenSide: seenSideOf(preprocess, facts.network),
    take: async (sampled, examined, held) => {
      const [part] = sampled.parts;
      const { annotations, labelArray } = examined.facets;
      if (part === undefined || annotations === undefined || examined.faults.length > 0) return undefined;
      if (part.role === 'array' && isOfRows(part, examined.facets.array)) {
        const probed = await probeRows(part, examined, held.npy);
        if (!mayBeOne(probed, examined, held.npy)) return 'layers' in probed ? { outcome: probed } : probed;
      }
      const input = await inputOf(part, examined, held);
      if ('unprobed' in input) return input;
      const given = targetOf(annotations, labelArray, facts, places);
      const target = labelArray === undefined ? normalize(given, sampled, examined.facets.header) : given;
      return numbersOf({ input, ...(target && { target }) }, facts.classes);
    },
    probe: async (taken) => {
      const outcomes = new Array<ProbeOutcome>(taken.length);
      const byKind = new Map<string, { readonly at: number[]; readonly numbers: Numbers[] }>();
      for (const [at, each] of taken.entries()) {
        if (!('sample' in each)) {
          outcomes[at] = outcomeOf(facts, each);
          continue;
        }
        const alike = byKind.get(each.kind) ?? { at: [], numbers: [] };
        byKind.set(each.kind, alike);
        alike.at.push(at);
        alike.numbers.push(each);
      }
      for (const { at, numbers } of byKind.values()) {
        const probe = await kinds.probeFor(numbers[0]!);
        const probed =
          'unprobed' in probe
            ? at.map(() => outcomeOf(facts, probe))
            : await probe.probe(numbers.map(({ sample }) => sample));
        for (const [order, place] of at.entries()) outcomes[place] = probed[order]!;
      }
      return outcomes;
    },
    show: async (taken) => {
      if (!('sample' in taken)) return outcomeOf(facts, taken);
      const probe = await kinds.probeFor(taken);
      return 'unprobed' in probe ? outcomeOf(facts, probe) : probe.show(taken.sample);
    },
    isFull: (taken) => taken.length >= batch || taken.reduce((sum, each) => sum + valuesIn(each), 0) >= MOST_VALUES,
  };
};
