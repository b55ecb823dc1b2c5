import { createSealedFile, sealFile } from '../../catalog/sealed-file.ts';
import type { Config } from '../../model/config.ts';
import type { ListingFacts } from '../../model/listing.ts';
import type { Plan } from '../../model/plan.ts';
import type { Sample } from '../../model/sample.ts';
import type { TargetFit } from '../../model/summary.ts';
import { needsSize, targetColumns, targetVectors, withComponents } from '../../model/target-columns.ts';
import type { Place } from '../../model/target-place.ts';
import { isClean, type Verdict } from '../../model/verdict.ts';
import { parseAnnotations } from '../../sources/annotations.ts';
import { createFitter, type FittedColumn } from '../../targets/fit.ts';
import { fitStateLines } from '../../targets/fit-state.ts';
import { createNormalizer, writeNormalizer } from '../../targets/normalizer.ts';

const TRAIN = 'train';

/** The split that is trained on; undefined: there is no such name, and everything counts. */
export const trainingSplit = ({ facts }: { readonly facts: Pick<ListingFacts, 'splits'> }): string | undefined =>
  TRAIN in facts.splits ? TRAIN : undefined;

/** Where groups are told. */
interface GroupedBy {
  readonly config: Config;
  readonly facts: Pick<ListingFacts, 'manifest' | 'furtherManifests'>;
}

/** What a row says of its group: the column that was asked for when it was listed, or the label. */
const groupOf = ({ annotations }: Sample, { facts, config }: GroupedBy): string | undefined => {
  const manifests = [facts.manifest, ...(facts.furtherManifests ?? [])];
  const isListed = manifests.some((manifest) => manifest?.columns.group === config.targetBy);
  if (isListed) return annotations.group;
  return manifests.some((manifest) => manifest?.columns.label === config.targetBy) ? annotations.label : undefined;
};

/** By what a sample's targets are normalized, beside their values. `size`: of its picture, where it is known. */
export const placeOf = (sample: Sample, told: GroupedBy, size?: PictureSize): Place => ({
  group: told.config.targetBy === undefined ? undefined : groupOf(sample, told),
  width: size?.width ?? undefined,
  height: size?.height ?? undefined,
});

/** In pixels; null where no picture could be examined. */
export interface PictureSize {
  readonly width: number | null;
  readonly height: number | null;
}

interface Examined {
  readonly sample: Sample;
  readonly verdict: Verdict;
  /** Needed where a target is normalized by it. */
  readonly size?: PictureSize | undefined;
}

/** Files of the run folder that a fit is written to. */
interface FitFiles {
  readonly normalizer: string;
  readonly fitState: string;
}

/**
 * Fits every target on the clean samples of the train split (all samples where no split is called train, and `fittedOn` says so).
 * `add` takes all samples in ordinal order; `finish` seals `targets/normalizer.json`, and `targets/fit-state.jsonl` for a later merge.
 */
export const createTargetFitting = (plan: Plan, files: FitFiles) => {
  const { config } = plan;
  const asked = withComponents(config.targets, plan.facts.components);
  const targets = targetColumns(asked);
  const vectors = targetVectors(asked);
  const split = trainingSplit(plan);
  const by = config.targetBy;
  const grouping = by === undefined ? undefined : { by, least: config.targetByLeast };
  const fitter = createFitter(targets, grouping);
  const sealState = (fittedOn: string): void => {
    const file = createSealedFile(files.fitState);
    for (const line of fitStateLines(fitter, { targets, vectors, grouping, fittedOn })) file.write(line);
    file.seal();
  };
  return {
    /** Whether `add` needs the sizes of pictures. */
    needsSize: needsSize(targets),
    add: ({ sample, verdict, size }: Examined): void => {
      if (targets.length === 0 || !isClean(verdict, config)) return;
      if (split !== undefined && sample.split !== split) return;
      const parsed = parseAnnotations(sample, plan.facts).targets;
      const place = placeOf(sample, plan, size);
      for (const { name, method } of targets) {
        const cell = parsed[name];
        // A size that nobody knows gives no normalized value: the sample counts as one without.
        const isSized = !needsSize([{ method }]) || (place.width !== undefined && place.height !== undefined);
        fitter.add(name, cell?.kind === 'number' && isSized ? cell.value : undefined, sample.key, place);
      }
    },
    finish: (): readonly FittedColumn[] => {
      if (targets.length === 0) return [];
      const fittedOn = split ?? 'all';
      // First: a part may be refused a fit that the whole is not.
      sealState(fittedOn);
      const fitted = fitter.finish(fittedOn);
      const normalizer = createNormalizer(
        fitted.map(({ target }) => target),
        vectors,
      );
      sealFile(files.normalizer, writeNormalizer(normalizer));
      return fitted;
    },
  };
};

const shownParams = (params: FittedColumn['target']['params']): TargetFit['params'] =>
  Object.fromEntries(
    Object.entries(params as Readonly<Record<string, number | readonly number[]>>).map(([name, value]) => [
      name,
      typeof value === 'number' ? value : value.length,
    ]),
  );

/** What summaries say of a fitted target. */
export const fitOf = ({ target, losses }: FittedColumn): TargetFit => ({
  name: target.name,
  method: target.method,
  n: target.n,
  excluded: target.excluded,
  fittedOn: target.fittedOn,
  params: shownParams(target.params),
  ...(target.groups !== undefined && {
    groups: { by: target.groups.by, fits: target.groups.fits.length, without: target.groups.without.length },
  }),
  losses,
});
