import { sealFile } from '../../catalog/sealed-file.ts';
import type { Plan } from '../../model/plan.ts';
import type { Verdict } from '../../model/verdict.ts';
import { parseAnnotations } from '../../sources/annotations.ts';
import { createFitter, type FittedColumn } from '../../targets/fit.ts';
import { createNormalizer, writeNormalizer } from '../../targets/normalizer.ts';
import type { JudgedSample } from '../sample-rows.ts';

const TRAIN = 'train';

export const isClean = (verdict: Verdict, dropSuspect: boolean): boolean =>
  verdict === 'ok' || (verdict === 'suspect' && !dropSuspect);

/**
 * Fits every target on the clean samples of the train split (all samples where no split is called train, and `fittedOn` says so),
 * in ordinal order, and seals `targets/normalizer.json`.
 */
export const fitClean = async (
  rows: AsyncIterable<JudgedSample>,
  plan: Plan,
  path: string,
): Promise<readonly FittedColumn[]> => {
  const { targets, dropSuspect } = plan.config;
  if (targets.length === 0) return [];
  const split = TRAIN in plan.facts.splits ? TRAIN : undefined;
  const fitter = createFitter(targets);
  for await (const { sample, verdict } of rows) {
    if (!isClean(verdict, dropSuspect) || (split !== undefined && sample.split !== split)) continue;
    const parsed = parseAnnotations(sample, plan.facts).targets;
    for (const { name } of targets) {
      const cell = parsed[name];
      fitter.add(name, cell?.kind === 'number' ? cell.value : undefined, sample.key);
    }
  }
  const fitted = fitter.finish(split ?? 'all');
  sealFile(path, writeNormalizer(createNormalizer(fitted.map(({ target }) => target))));
  return fitted;
};
