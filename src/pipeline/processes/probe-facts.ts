import { hash } from 'node:crypto';
import { resolve } from 'node:path';
import { readLines } from '../../catalog/read-lines.ts';
import { inferRange } from '../../checks/label/inferred-range.ts';
import type { Config } from '../../model/config.ts';
import { UserError } from '../../model/errors.ts';
import type { ListingFacts } from '../../model/listing.ts';
import { parseNumber } from '../../model/number-cell.ts';
import { keyFromBytes } from '../../model/path-key.ts';
import type { Preprocess, ProbeFacts } from '../../model/probe.ts';
import type { Sample } from '../../model/sample.ts';
import { elementsIn } from '../../model/shape.ts';
import { builtInInput } from '../../probe/built-in.ts';
import { degenerateFeatures, standardizing } from '../../probe/feature-steps.ts';
import { lintGraphs } from '../../probe/graph/lint.ts';
import { graphsOfPrototxt } from '../../probe/graph/of-caffe.ts';
import { graphOfOnnx } from '../../probe/graph/of-onnx.ts';
import { openModelNetwork } from '../../probe/model/network.ts';
import { loadRuntime, type Runtime } from '../../probe/model/runtime.ts';
import type { ProbeNetwork } from '../../probe/network.ts';
import { decodeModel } from '../../probe/onnx/decode.ts';
import type { OnnxModel } from '../../probe/onnx/model.ts';
import { createPreparer } from '../../probe/prepare.ts';
import type { SampleShape } from '../../probe/sample.ts';
import { StorageError } from '../../storage/errors.ts';
import { openLocal } from '../../storage/local.ts';
import { featureMoments } from './feature-moments.ts';
import type { ListedFeatures } from './list-features.ts';
import { preparedShape, preprocessOf } from './stated-preprocess.ts';

/** Labels of more different values than this are no classes. */
const MOST_CLASSES = 65_536;

/** The bytes of a model that a person named. Throws UserError where they cannot be had. */
export const readModel = (path: string): Uint8Array => {
  try {
    const file = openLocal({ root: '/', follow: [] }, keyFromBytes(Buffer.from(resolve(path))));
    try {
      return file.readAll();
    } finally {
      file.close();
    }
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    throw new UserError('probe.model-unreadable', { file: path, cause: error.cause });
  }
};

/** Text of Caffe, which holds no parameters. */
const isPrototxt = (path: string): boolean => path.toLowerCase().endsWith('.prototxt');

const modelFacts = (path: string, classes: number | undefined): Pick<ProbeFacts, 'network' | 'model'> => {
  const bytes = readModel(path);
  const context = classes === undefined ? {} : { classes };
  const graphs = isPrototxt(path)
    ? graphsOfPrototxt(Buffer.from(bytes).toString('utf8'), path)
    : [graphOfOnnx(decodeModel(bytes, path))];
  return {
    network: isPrototxt(path) ? 'built-in' : 'model',
    model: { file: path, sha256: hash('sha256', bytes, 'hex'), problems: lintGraphs(graphs, context) },
  };
};

interface LabelSet {
  /** Integers with their samples, ascending. */
  readonly integers: readonly { readonly value: number; readonly count: number }[];
  readonly fractions: number;
}

/** What the cells of the sealed listing say, where labels are numbers. */
const labelSet = (listing: string, ignored: readonly number[]): LabelSet => {
  const counts = new Map<number, number>();
  let fractions = 0;
  for (const line of readLines(listing)) {
    const { label } = (JSON.parse(line) as Sample).annotations;
    const cell = label === undefined ? undefined : parseNumber(label);
    if (cell?.kind !== 'number' || ignored.includes(cell.value)) continue;
    if (!Number.isInteger(cell.value)) fractions += 1;
    else if (counts.size <= MOST_CLASSES || counts.has(cell.value)) {
      counts.set(cell.value, (counts.get(cell.value) ?? 0) + 1);
    }
  }
  const integers = [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => a.value - b.value);
  return { integers, fractions };
};

/** As many classes as the believable labels need; undefined where they are no classes. */
const inferredClasses = ({ integers, fractions }: LabelSet): number | undefined => {
  const natural = integers.filter(({ value }) => value >= 0);
  const samples = integers.reduce((sum, { count }) => sum + count, 0);
  const top = inferRange(integers)?.top ?? natural.at(-1)?.value;
  return top === undefined || fractions > samples || top >= MOST_CLASSES ? undefined : top + 1;
};

const saidOf = (facts: ListingFacts, listing: string): Pick<ProbeFacts, 'says' | 'classes'> => {
  const { labels, targets } = facts;
  const declared = labels.declaredClasses ?? labels.declaredNames?.length;
  if (targets.length > 0) return { says: 'values', ...(declared !== undefined && { classes: declared }) };
  if (labels.kind === 'none') return { says: 'nothing', ...(declared !== undefined && { classes: declared }) };
  if (declared !== undefined) return { says: 'classes', classes: declared };
  if (labels.kind === 'names') return { says: 'classes', classes: labels.classes.length };
  const classes = inferredClasses(labelSet(listing, labels.ignored));
  return classes === undefined ? { says: 'values' } : { says: 'classes', classes };
};

/** Whether samples are pictures; the first one listed speaks for all. */
const arePictures = (listing: string): boolean => {
  for (const line of readLines(listing)) return (JSON.parse(line) as Sample).parts[0]?.role === 'image';
  return true;
};

const isOpen = ({ inputs: [input] }: OnnxModel): boolean =>
  input?.dims?.slice(1).some((length) => typeof length !== 'number' || length <= 0) ?? true;

/** Of a model that was run once: what it takes, and how it is run. */
type TriedOut = Pick<ProbeNetwork, 'input' | 'notes'>;

const openOnce = async (model: OnnxModel, runtime: Runtime, prepared: readonly number[] | undefined) => {
  const network = await openModelNetwork(model, runtime, prepared);
  network.close();
  const { input, notes } = network;
  return { input, notes };
};

/**
 * One pass of nothing: what cannot run is refused before samples are read. Undefined where the model takes arrays of any length, and
 * the first that is listed (`shape`) does not run, or is not known before samples are read; that there is a runtime is made sure of even then.
 */
const tryOut = async (
  config: Config,
  isOfPictures: boolean,
  shape: readonly number[] | undefined,
): Promise<TriedOut | undefined> => {
  const file = config.probeModel ?? '';
  const model = decodeModel(readModel(file), file);
  const preprocess = isOfPictures ? preprocessOf(config) : undefined;
  const runtime = await loadRuntime(config.probeRuntime);
  if (isOfPictures || !isOpen(model)) return openOnce(model, runtime, preprocess && preparedShape(preprocess));
  if (shape === undefined) return undefined;
  try {
    const { notes } = await openOnce(model, runtime, shape);
    return { input: shape, notes };
  } catch (error) {
    // Samples of other shapes may run: each is told of by itself.
    if (error instanceof UserError) return undefined;
    throw error;
  }
};

/** Parameters of the preprocessing that no sample can pass. */
const degenerateSteps = (config: Config, input: readonly number[] | undefined, isOfPictures: boolean) => {
  const preprocess = preprocessOf(config);
  const features = Math.max(preprocess?.mean?.length ?? 1, preprocess?.std?.length ?? 1);
  const samples: SampleShape = isOfPictures ? { kind: 'picture' } : { kind: 'array', shape: [features] };
  const network =
    input === undefined || !isOfPictures
      ? { kind: 'built-in' as const, input: builtInInput(samples, preprocess) }
      : { kind: 'model' as const, input };
  return createPreparer({ preprocess, samples, network }).degenerate;
};

/** What the listing knows of features. `path`: the sealed lines. */
export interface ProbedFeatures extends ListedFeatures {
  readonly path: string;
}

/** Features that have no deviation over the dataset; a feature of several parts is told of once. */
const degenerateColumns = (
  preprocess: Preprocess,
  { path, parts }: ProbedFeatures,
): NonNullable<ProbeFacts['degenerate']> => {
  const moments = featureMoments(path, preprocess);
  const told = new Set<number>();
  return parts.flatMap(({ shape, names }) => {
    const size = elementsIn(shape);
    const known = moments.get(size);
    if (known === undefined || told.has(size)) return [];
    told.add(size);
    const found = degenerateFeatures(preprocess, shape, standardizing(preprocess, shape, known));
    return found.map(({ where, ...rest }) => {
      const name = names?.[where];
      return { ...rest, where, ...(name !== undefined && { name }) };
    });
  });
};

/**
 * What the probe will be, known once the dataset is listed. `listing`: the path of listing/samples.jsonl. Throws UserError for a model
 * that cannot be read or run, and for a preprocessing that does not go with it.
 */
export const probeFacts = async (
  config: Config,
  facts: ListingFacts,
  listing: string,
  features?: ProbedFeatures,
): Promise<ProbeFacts> => {
  const said = saidOf(facts, listing);
  const isOfPictures = arePictures(listing);
  const network: Pick<ProbeFacts, 'network' | 'model'> =
    config.probeModel === undefined ? { network: 'built-in' } : modelFacts(config.probeModel, said.classes);
  const tried = network.network === 'model' ? await tryOut(config, isOfPictures, features?.parts[0]?.shape) : undefined;
  const preprocess = preprocessOf(config);
  const isStandardized = preprocess?.standardize === 'features';
  if (isStandardized && (isOfPictures || features === undefined || features.notes.length > 0)) {
    throw new UserError('preprocess.features', {});
  }
  const degenerate = [
    ...degenerateSteps(config, tried?.input, isOfPictures),
    ...(isStandardized && features !== undefined ? degenerateColumns(preprocess, features) : []),
  ];
  const notes = tried?.notes ?? [];
  return {
    ...network,
    ...(network.model && notes.length > 0 && { model: { ...network.model, notes } }),
    ...(config.probeLoss && { loss: config.probeLoss }),
    ...said,
    ...(degenerate.length > 0 && { degenerate }),
    ...(isStandardized && features && { features: features.sha256 }),
  };
};
