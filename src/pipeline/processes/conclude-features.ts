import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type FeatureFacts, openFeatureLines, sealedFeatures } from '../../catalog/feature-lines.ts';
import { placesOfStates, readState, type StatePlace } from '../../catalog/feature-states.ts';
import { readLines } from '../../catalog/read-lines.ts';
import type { RunFolder } from '../../catalog/run-folder.ts';
import { createSealedFile } from '../../catalog/sealed-file.ts';
import { createFeatureStatistics } from '../../measures/feature-statistics.ts';
import type { FeatureLine } from '../../model/feature-line.ts';
import type { FeaturePartFacts } from '../../model/feature-part.ts';
import type { Plan } from '../../model/plan.ts';
import type { Preprocess } from '../../model/probe.ts';
import { elementsIn } from '../../model/shape.ts';
import { createLargest, standardizing } from '../../probe/feature-steps.ts';
import { featureMoments } from './feature-moments.ts';
import { lineOf } from './list-features.ts';
import { preparesFeatures, preprocessOf } from './stated-preprocess.ts';

/** Where the sums of each part lie, by slice. */
const placesByPart = (folder: string): ReadonlyMap<string, readonly StatePlace[]> => {
  const places = new Map<string, StatePlace[]>();
  for (const name of readdirSync(folder).sort()) {
    for (const place of placesOfStates(join(folder, name))) {
      const known = places.get(place.part);
      if (known === undefined) places.set(place.part, [place]);
      else known.push(place);
    }
  }
  return places;
};

/** None where no row could be read. */
function* mergedLines(part: FeaturePartFacts, places: readonly StatePlace[]): Generator<FeatureLine> {
  const all = createFeatureStatistics(elementsIn(part.shape), 'all');
  for (const place of places) all.addState(readState(place));
  for (const [feature, statistics] of all.finish().entries()) {
    if (statistics.n + statistics.nonfinite === 0) return;
    yield lineOf(part, feature, statistics);
  }
}

/** Largest magnitude that the stated preprocessing leaves of each feature. */
const createPrepared = (lines: string, parts: readonly FeaturePartFacts[], preprocess: Preprocess | undefined) => {
  const moments = featureMoments(lines, preprocess);
  const shapes = new Map(parts.map(({ part, shape }) => [part, shape]));
  let current: { readonly part: string; readonly largest: ReturnType<typeof createLargest> } | undefined;
  return ({ part, feature, min, max }: FeatureLine): number | null => {
    if (current?.part !== part) {
      const shape = shapes.get(part) ?? [];
      const known = moments.get(elementsIn(shape));
      const statistics = preprocess && known && standardizing(preprocess, shape, known);
      current = { part, largest: createLargest(preprocess, shape, statistics) };
    }
    return min === null || max === null ? null : (current.largest(feature, min, max) ?? null);
  };
};

/** What is known of features, before preprocessing: a line each. Answers the parts of which a later try may know more. */
const writeKnown = (path: string, folder: RunFolder, parts: readonly FeaturePartFacts[]): readonly string[] => {
  const listed = openFeatureLines(folder.listedFeatures);
  const isSummed = parts.some(({ summed }) => summed === 'with-rows');
  const places = isSummed ? placesByPart(folder.featureSums) : new Map<string, readonly StatePlace[]>();
  const sealed = createSealedFile(path);
  for (const part of parts) {
    const lines = part.summed === 'listed' ? listed.of(part.part) : mergedLines(part, places.get(part.part) ?? []);
    for (const line of lines) sealed.write(`${JSON.stringify(line)}\n`);
  }
  sealed.seal();
  return parts.map(({ part }) => part).filter((part) => places.get(part)?.some(({ lacks }) => lacks));
};

/**
 * Writes features.jsonl, once the whole dataset was examined: what was listed, and what the sums of all slices come to together, which is
 * the same to the last bit however the dataset was cut. A run that was concluded before has it.
 */
export const concludeFeatures = (
  folder: RunFolder,
  { features: parts, config }: Pick<Plan, 'features' | 'config'>,
): FeatureFacts | undefined => {
  if (parts === undefined) return undefined;
  const before = sealedFeatures(folder);
  if (before !== undefined) return before;
  const known = join(folder.work, 'features.jsonl');
  const lacking = writeKnown(known, folder, parts);
  const prepared = preparesFeatures(config) ? createPrepared(known, parts, preprocessOf(config)) : () => null;
  const sealed = createSealedFile(folder.features);
  for (const text of readLines(known)) {
    const line = JSON.parse(text) as FeatureLine;
    sealed.write(`${JSON.stringify({ ...line, prepared: prepared(line) })}\n`);
  }
  return { sha256: sealed.seal().sha256, lacking };
};
