import { hash } from 'node:crypto';
import { createSealedFile, type SealedFile } from '../../catalog/sealed-file.ts';
import { createFeatureStatistics, type FeatureStatistics, MOST_FEATURES } from '../../measures/feature-statistics.ts';
import type { Config } from '../../model/config.ts';
import type { FeatureLine, FeatureSums } from '../../model/feature-line.ts';
import type { FeaturePartFacts } from '../../model/feature-part.ts';
import { type KeyGlobs, keyGlobs } from '../../model/key-globs.ts';
import type { ListingFacts, ListingNote } from '../../model/listing.ts';
import { elementsIn } from '../../model/shape.ts';
import { createEarly } from '../../probe/feature-steps.ts';
import { StorageError } from '../../storage/errors.ts';
import { Hdf5Crash } from '../../storage/hdf5-file.ts';
import type { Roots } from '../../storage/roots.ts';
import { prepassVersion } from '../reuse-keys.ts';
import type { EarlierFeatures } from './earlier-features.ts';
import { type FeaturePart, featureParts } from './feature-parts.ts';
import { preprocessOf, standardizesFeatures } from './stated-preprocess.ts';

export interface ListedFeatures {
  /** Of the lines that are known. */
  readonly sha256: string;
  /** In order. */
  readonly parts: readonly FeaturePartFacts[];
  /** Of parts with more features than are kept. */
  readonly notes: readonly ListingNote[];
}

export interface FeatureListing {
  readonly config: Pick<Config, 'ignore' | 'limits' | 'preprocess'>;
  readonly facts: Pick<ListingFacts, 'layout' | 'manifest' | 'furtherManifests'>;
  readonly roots: Roots;
  /** 'features': what checks look at by itself; 'all': what preprocessing is to be followed through. */
  readonly which: 'features' | 'all';
  /** What an earlier run knows of files that did not change. */
  readonly earlier: EarlierFeatures | undefined;
  readonly onBlock: () => void;
}

/** JSON has no NaN and no infinity. */
const told = (value: number): number | null => (Number.isFinite(value) ? value : null);

export const toldSums = ({ n, nonfinite, min, max, mean, variance }: FeatureStatistics): FeatureSums => ({
  n,
  nonfinite,
  min: told(min),
  max: told(max),
  mean: told(mean),
  variance: told(variance),
});

/** The line of a feature, before it is known what preprocessing leaves of it. */
export const lineOf = (
  { part, kind, names }: Pick<FeaturePartFacts, 'part' | 'kind' | 'names'>,
  feature: number,
  statistics: FeatureStatistics,
): FeatureLine => ({
  part,
  feature,
  kind,
  name: names?.[feature] ?? null,
  ...toldSums(statistics),
  hash: statistics.hash,
  prepared: null,
});

const keyOf = ({ kind, shape, names, form }: FeaturePart, config: FeatureListing['config']): string =>
  hash(
    'sha256',
    JSON.stringify([
      prepassVersion(),
      config.limits,
      config.ignore,
      [kind, shape, names ?? null, form],
      // Sums after scale and function stand in the lines as well.
      standardizesFeatures(config) ? config.preprocess : null,
    ]),
    'hex',
  );

/** Sums features over all rows that are not ignored; `met`: what scale and function make of them, where that is asked for. */
const sum = async ({ part, blocks, shape }: FeaturePart, ignore: KeyGlobs, listing: FeatureListing) => {
  const count = elementsIn(shape);
  const preprocess = preprocessOf(listing.config);
  const raw = createFeatureStatistics(count, 'all');
  const met = preprocess?.function === undefined ? undefined : createFeatureStatistics(count, 'all');
  const early = createEarly(preprocess ?? {});
  for await (const { first, rows, values } of blocks()) {
    listing.onBlock();
    for (let at = 0; at < rows; at += 1) {
      const row = first + at;
      if (listing.config.ignore.length > 0 && ignore.matches(`${part}#${row}`)) continue;
      const own = values.subarray(at * count, (at + 1) * count);
      raw.addRow(row, own);
      met?.addRow(row, own.map(early));
    }
  }
  return { raw: raw.finish(), met: met?.finish() };
};

const sumNow = async (sealed: SealedFile, part: FeaturePart, ignore: KeyGlobs, listing: FeatureListing) => {
  const { raw, met } = await sum(part, ignore, listing);
  for (const [feature, statistics] of raw.entries()) {
    const line = { ...lineOf(part, feature, statistics), ...(met && { met: toldSums(met[feature]!) }) };
    sealed.write(`${JSON.stringify(line)}\n`);
  }
};

/** Lines as they are known; who is to sum those that are not. */
const settle = async (
  sealed: SealedFile,
  part: FeaturePart,
  ignore: KeyGlobs,
  listing: FeatureListing,
): Promise<FeaturePartFacts> => {
  const { part: name, kind, shape, names, identity } = part;
  const known = { part: name, kind, shape, ...(names && { names }), identity, key: keyOf(part, listing.config) };
  const lines = listing.earlier?.linesOf(known);
  if (lines !== undefined) {
    for (const line of lines) sealed.write(`${JSON.stringify({ ...line, prepared: null })}\n`);
    return { ...known, summed: 'listed' };
  }
  // The probe of the first row needs what all rows come to.
  if (!standardizesFeatures(listing.config)) return { ...known, summed: 'with-rows' };
  await sumNow(sealed, part, ignore, listing);
  return { ...known, summed: 'listed' };
};

/**
 * Finds the parts whose features are summed. Those that are known, by an earlier run or because the probe must know them first, are written
 * down, a line a feature, sealed: a run that goes on reads them again. A part that cannot be read is left out; examining its rows says why.
 * Memory does not grow with the rows.
 */
export const listFeatures = async (path: string, listing: FeatureListing): Promise<ListedFeatures> => {
  const { config, facts, roots, which } = listing;
  const sealed = createSealedFile(path);
  const parts: FeaturePartFacts[] = [];
  const notes: ListingNote[] = [];
  const ignore = keyGlobs(config.ignore);
  for (const open of featureParts(facts, roots, config.limits)) {
    let part: FeaturePart | undefined;
    try {
      part = await open();
      if (part === undefined || (part.kind === 'element' && which === 'features')) continue;
      const count = elementsIn(part.shape);
      if (count > MOST_FEATURES) {
        notes.push({ kind: 'many-features', ref: part.part, detail: String(count) });
        continue;
      }
      parts.push(await settle(sealed, part, ignore, listing));
    } catch (error) {
      if (!(error instanceof StorageError) && !(error instanceof Hdf5Crash)) throw error;
    } finally {
      part?.close();
    }
  }
  return { sha256: sealed.seal().sha256, parts, notes };
};
