/** Entry of the listing process: names and sorts everything, validates the options of checks, and forgets it all when it ends. */
import { readFileSync } from 'node:fs';
import { createIdIndex } from '../../catalog/id-index.ts';
import { runFolder } from '../../catalog/run-folder.ts';
import { sealFile } from '../../catalog/sealed-file.ts';
import { checks } from '../../checks/index.ts';
import type { AnyCheck } from '../../model/check.ts';
import { type Config, isProbed } from '../../model/config.ts';
import type { FeaturePartFacts } from '../../model/feature-part.ts';
import type { Layout, ListingFacts, ListingNote } from '../../model/listing.ts';
import type { AskedPart } from '../../model/part.ts';
import { bytesFromKey } from '../../model/path-key.ts';
import type { ReuseKeys, Slice } from '../../model/plan.ts';
import { withComponents } from '../../model/target-columns.ts';
import { writeListing } from '../../sources/listing.ts';
import { writePart } from '../../sources/part.ts';
import { openRoots } from '../../storage/local.ts';
import { checkOptions } from '../check-options.ts';
import { reuseKeysOf } from '../reuse-keys.ts';
import { serveStage } from '../stage.ts';
import { openEarlierFeatures } from './earlier-features.ts';
import { listFeatures } from './list-features.ts';
import { listTargets } from './list-targets.ts';
import { probeFacts } from './probe-facts.ts';
import { preparesFeatures, standardizesFeatures } from './stated-preprocess.ts';

export interface ListRequest {
  readonly config: Config;
  readonly out: string;
  /** Folder of the run whose features are taken over where nothing changed. */
  readonly earlier?: string;
}
export interface ListResult {
  readonly facts: ListingFacts;
  readonly root: string;
  readonly listingSha256: string;
  readonly sliceCount: number;
  readonly part?: AskedPart;
  readonly features?: readonly FeaturePartFacts[];
  readonly checks: Readonly<Record<string, number>>;
  readonly options: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly reuseKeys: ReuseKeys;
}

/** The listing is cut this fine; slices are made of whole grains, so that they can be sized once the number of samples is known. */
const GRAIN_SAMPLES = 16;
const MOST_SLICE_SAMPLES = 4_096;
/** Slices aimed at: enough that the last ones even out between workers, few enough that sealing costs nothing. */
const AIM_SLICES = 128;

/** Depends on the number of samples alone, never on workers: the same dataset is cut the same way everywhere. */
const sliceSamples = (samples: number): number => {
  let size = GRAIN_SAMPLES;
  while (size < MOST_SLICE_SAMPLES && size * AIM_SLICES < samples) size *= 2;
  return size;
};

/** What asks for features: without one of them the rows are not read for it. */
const FEATURE_CHECKS = ['array/constant-feature', 'array/duplicate-feature', 'array/feature-scale'];

/** Layouts whose samples are rows of numbers. */
const LAYOUTS_OF_ROWS: ReadonlySet<Layout> = new Set(['pair', 'rows', 'table'] as const);

const cutSlices = (path: string, samples: number): number => {
  const grains = sliceSamples(samples) / GRAIN_SAMPLES;
  const lines: string[] = [];
  let current: Slice | undefined;
  let taken = 0;
  const emit = () => {
    if (current !== undefined) lines.push(`${JSON.stringify({ ...current, slice: lines.length })}\n`);
  };
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    if (line === '') continue;
    const grain = JSON.parse(line) as Slice;
    if (current === undefined || taken === grains) {
      emit();
      current = grain;
      taken = 1;
    } else {
      current = { ...current, count: current.count + grain.count, bytes: current.bytes + grain.bytes };
      if (grain.part !== undefined) current = { ...current, part: grain.part };
      taken += 1;
    }
  }
  emit();
  sealFile(path, lines.join(''));
  return lines.length;
};

/** By kind, as a listing has its notes. */
const noted = (
  { notes, noteCounts }: ListingFacts,
  more: readonly ListingNote[],
): Pick<ListingFacts, 'notes' | 'noteCounts'> => {
  if (more.length === 0) return { notes, noteCounts };
  const all = [...notes, ...more].sort((a, b) => Number(a.kind > b.kind) - Number(a.kind < b.kind));
  return { notes: all, noteCounts: { ...noteCounts, [more[0]!.kind]: more.length } };
};

serveStage<ListRequest, ListResult>(async ({ config, out, earlier }, progress) => {
  // Options first: a typing error should not cost a listing of millions.
  const { enabled } = checkOptions(checks as readonly AnyCheck[], config);
  const ids = createIdIndex(runFolder(out).idIndex);
  const { root, listingSha256, ...listed } = await writeListing(config, out, {
    sliceSize: GRAIN_SAMPLES,
    onProgress: progress,
    onSample: ids.add,
  });
  ids.seal();
  // Now it is known which columns the targets have.
  const targets = withComponents(config.targets, listed.facts.components);
  const { options } = checkOptions(checks as readonly AnyCheck[], { ...config, targets });
  const on = new Set(enabled.map(({ id }) => id));
  const part = writePart(out, config, listed.facts.samples, GRAIN_SAMPLES);
  const isPrepared = preparesFeatures(config);
  // Of a part checks say nothing of features; preprocessing still goes by the whole dataset.
  const isConcluded = part === undefined && (isPrepared || FEATURE_CHECKS.some((id) => on.has(id)));
  const isAsked = standardizesFeatures(config) || isConcluded;
  const features =
    LAYOUTS_OF_ROWS.has(listed.facts.layout) && isAsked
      ? await listFeatures(runFolder(out).listedFeatures, {
          config,
          facts: listed.facts,
          roots: openRoots(bytesFromKey(root), config.followRoots),
          which: isPrepared ? 'all' : 'features',
          earlier: earlier === undefined ? undefined : openEarlierFeatures(earlier),
          onBlock: () => progress(listed.facts.samples),
        })
      : undefined;
  const probed = features && { ...features, path: runFolder(out).listedFeatures };
  const fit = isProbed(config) ? listTargets({ ...config, targets }, listed.facts, runFolder(out)) : undefined;
  const probe = isProbed(config)
    ? await probeFacts(config, listed.facts, runFolder(out).listedSamples, probed)
    : undefined;
  const facts: ListingFacts = {
    ...listed.facts,
    ...(features && noted(listed.facts, features.notes)),
    ...(probe && { probe: { ...probe, ...(fit && { targets: fit }) } }),
  };
  const sliceCount = cutSlices(runFolder(out).slices, part?.samples ?? facts.samples);
  return {
    facts,
    root,
    listingSha256,
    sliceCount,
    ...(part && { part }),
    ...(features && { features: features.parts }),
    checks: Object.fromEntries(enabled.map((check) => [check.id, check.version])),
    options,
    reuseKeys: reuseKeysOf({ config, facts, checks, options, isOn: (id) => on.has(id) }),
  };
});
