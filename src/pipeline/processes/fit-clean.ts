import { sealFile } from '../../catalog/sealed-file.ts';
import type { Plan } from '../../model/plan.ts';
import type { TargetFit } from '../../model/summary.ts';
import { isClean } from '../../model/verdict.ts';
import { parseAnnotations } from '../../sources/annotations.ts';
import { createFitter, type FittedColumn } from '../../targets/fit.ts';
import { createNormalizer, writeNormalizer } from '../../targets/normalizer.ts';
import type { JudgedSample } from '../sample-rows.ts';

const TRAIN = 'train';

/** The split that is trained on; undefined: there is no such name, and everything counts. */
export const trainingSplit = ({ facts }: Plan): string | undefined => (TRAIN in facts.splits ? TRAIN : undefined);

/**
 * Fits every target on the clean samples of the train split (all samples where no split is called train, and `fittedOn` says so).
 * `add` takes all samples in ordinal order; `finish` seals `targets/normalizer.json`.
 */
export const createTargetFitting = (plan: Plan, path: string) => {
  const { config } = plan;
  const { targets } = config;
  const split = trainingSplit(plan);
  const fitter = createFitter(targets);
  return {
    add: ({ sample, verdict }: Pick<JudgedSample, 'sample' | 'verdict'>): void => {
      if (targets.length === 0 || !isClean(verdict, config)) return;
      if (split !== undefined && sample.split !== split) return;
      const parsed = parseAnnotations(sample, plan.facts).targets;
      for (const { name } of targets) {
        const cell = parsed[name];
        fitter.add(name, cell?.kind === 'number' ? cell.value : undefined, sample.key);
      }
    },
    finish: (): readonly FittedColumn[] => {
      if (targets.length === 0) return [];
      const fitted = fitter.finish(split ?? 'all');
      sealFile(path, writeNormalizer(createNormalizer(fitted.map(({ target }) => target))));
      return fitted;
    },
  };
};

/** What summaries say of a fitted target. */
export const fitOf = ({ target }: FittedColumn): TargetFit => ({
  name: target.name,
  method: target.method,
  n: target.n,
  excluded: target.excluded,
  fittedOn: target.fittedOn,
  params: target.params,
});
