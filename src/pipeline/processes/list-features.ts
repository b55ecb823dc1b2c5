import { readLines } from '../../catalog/read-lines.ts';
import { createSealedFile, type SealedFile } from '../../catalog/sealed-file.ts';
import { createFeatureStatistics, type FeatureStatistics, MOST_FEATURES } from '../../measures/feature-statistics.ts';
import type { Config } from '../../model/config.ts';
import type { FeatureLine, FeatureSums } from '../../model/feature-line.ts';
import { type KeyGlobs, keyGlobs } from '../../model/key-globs.ts';
import type { ListingFacts, ListingNote } from '../../model/listing.ts';
import type { Preprocess } from '../../model/probe.ts';
import { createEarly, createLargest, standardizing } from '../../probe/feature-steps.ts';
import { StorageError } from '../../storage/errors.ts';
import { Hdf5Crash } from '../../storage/hdf5-file.ts';
import type { Roots } from '../../storage/roots.ts';
import { type FeatureMomentsBySize, featureMoments } from './feature-moments.ts';
import { type FeaturePart, featureParts } from './feature-parts.ts';
import { preprocessOf } from './stated-preprocess.ts';

/** What is known of a part once its rows were summed. */
type SummedPart = Pick<FeaturePart, 'part' | 'shape' | 'names'>;

export interface ListedFeatures {
  readonly sha256: string;
  /** Parts of which lines were written, in order. */
  readonly parts: readonly SummedPart[];
  /** Of parts with more features than are kept. */
  readonly notes: readonly ListingNote[];
}

export interface FeatureListing {
  readonly config: Pick<Config, 'ignore' | 'limits' | 'preprocess'>;
  readonly facts: Pick<ListingFacts, 'layout' | 'manifest' | 'furtherManifests'>;
  readonly roots: Roots;
  /** 'features': what checks look at by itself; 'all': what preprocessing is to be followed through. */
  readonly which: 'features' | 'all';
  readonly onBlock: () => void;
}

/** JSON has no NaN and no infinity. */
const told = (value: number): number | null => (Number.isFinite(value) ? value : null);

const toldSums = ({ n, nonfinite, min, max, mean, variance }: FeatureStatistics): FeatureSums => ({
  n,
  nonfinite,
  min: told(min),
  max: told(max),
  mean: told(mean),
  variance: told(variance),
});

const countOf = ({ shape }: Pick<FeaturePart, 'shape'>): number => shape.reduce((all, side) => all * side, 1);

/** The rows that are not left out. */
const withoutRows = (values: Float64Array, count: number, isOut: (row: number) => boolean): Float64Array => {
  const kept = new Float64Array(values.length);
  let filled = 0;
  for (let row = 0; row * count < values.length; row += 1) {
    if (isOut(row)) continue;
    kept.set(values.subarray(row * count, (row + 1) * count), filled);
    filled += count;
  }
  return kept.subarray(0, filled);
};

/** Sums features over all rows that are not ignored; `met`: what scale and function make of them, where that is asked for. */
const sum = async ({ part, blocks, shape }: FeaturePart, ignore: KeyGlobs, listing: FeatureListing) => {
  const count = countOf({ shape });
  const preprocess = preprocessOf(listing.config);
  const isMet = preprocess?.standardize === 'features' && preprocess.function !== undefined;
  const raw = createFeatureStatistics(count);
  const met = isMet ? createFeatureStatistics(count) : undefined;
  const early = createEarly(preprocess ?? {});
  const isIgnored = (row: number): boolean => ignore.matches(`${part}#${row}`);
  for await (const { first, values } of blocks()) {
    listing.onBlock();
    const kept =
      listing.config.ignore.length === 0 ? values : withoutRows(values, count, (row) => isIgnored(first + row));
    raw.addRows(kept, kept.length / count);
    met?.addRows(kept.map(early), kept.length / count);
  }
  return { raw: raw.finish(), met: met?.finish() };
};

const writeLines = async (sealed: SealedFile, part: FeaturePart, ignore: KeyGlobs, listing: FeatureListing) => {
  const { raw, met } = await sum(part, ignore, listing);
  for (const [feature, statistics] of raw.entries()) {
    const line: FeatureLine = {
      part: part.part,
      feature,
      kind: part.kind,
      name: part.names?.[feature] ?? null,
      ...toldSums(statistics),
      hash: statistics.hash,
      prepared: null,
      ...(met && { met: toldSums(met[feature]!) }),
    };
    sealed.write(`${JSON.stringify(line)}\n`);
  }
};

/** The same lines, with what the stated preprocessing leaves of the largest. */
const prepareLines = (
  path: string,
  parts: readonly SummedPart[],
  preprocess: Preprocess | undefined,
  moments: FeatureMomentsBySize,
): string => {
  const sealed = createSealedFile(path);
  const shapes = new Map(parts.map(({ part, shape }) => [part, shape]));
  let current: { readonly part: string; readonly largest: ReturnType<typeof createLargest> } | undefined;
  for (const text of readLines(path)) {
    const line = JSON.parse(text) as FeatureLine;
    if (current?.part !== line.part) {
      const shape = shapes.get(line.part) ?? [];
      const known = moments.get(countOf({ shape }));
      const statistics = preprocess && known && standardizing(preprocess, shape, known);
      current = { part: line.part, largest: createLargest(preprocess, shape, statistics) };
    }
    const { feature, min, max } = line;
    const prepared = min === null || max === null ? null : (current.largest(feature, min, max) ?? null);
    sealed.write(`${JSON.stringify({ ...line, prepared })}\n`);
  }
  return sealed.seal().sha256;
};

/**
 * Writes down what the features of rows come to, a line each, sealed: a run that goes on reads them again. A part that cannot be read has
 * no lines; examining its rows says why. Memory does not grow with the rows.
 */
export const listFeatures = async (path: string, listing: FeatureListing): Promise<ListedFeatures> => {
  const { config, facts, roots, which } = listing;
  const sealed = createSealedFile(path);
  const parts: SummedPart[] = [];
  const notes: ListingNote[] = [];
  const ignore = keyGlobs(config.ignore);
  for (const open of featureParts(facts, roots, config.limits)) {
    let part: FeaturePart | undefined;
    try {
      part = await open();
      if (part === undefined || (part.kind === 'element' && which === 'features')) continue;
      const count = countOf(part);
      if (count > MOST_FEATURES) {
        notes.push({ kind: 'many-features', ref: part.part, detail: String(count) });
        continue;
      }
      await writeLines(sealed, part, ignore, listing);
      const { shape, names } = part;
      parts.push({ part: part.part, shape, ...(names && { names }) });
    } catch (error) {
      if (!(error instanceof StorageError) && !(error instanceof Hdf5Crash)) throw error;
    } finally {
      part?.close();
    }
  }
  const { sha256 } = sealed.seal();
  if (which === 'features') return { sha256, parts, notes };
  const moments = featureMoments(path, preprocessOf(config));
  return { sha256: prepareLines(path, parts, preprocessOf(config), moments), parts, notes };
};
