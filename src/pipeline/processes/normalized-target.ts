import { readFileSync } from 'node:fs';
import type { Config } from '../../model/config.ts';
import type { Header } from '../../model/facets.ts';
import type { ListingFacts } from '../../model/listing.ts';
import type { ProbeTarget } from '../../model/probe.ts';
import type { Sample } from '../../model/sample.ts';
import { needsSize } from '../../model/target-columns.ts';
import { type FittedTarget, readNormalizer } from '../../targets/normalizer.ts';
import { transform } from '../../targets/transform.ts';
import { placeOf } from './fit-clean.ts';

/** What training will meet in place of what is given; undefined where that takes a size that nobody knows. */
export type TargetNormalizer = (
  target: ProbeTarget | undefined,
  sample: Sample,
  header: Header | undefined,
) => ProbeTarget | undefined;

/**
 * By the fit that was made while the dataset was listed (`listTargets`). `path`: its file. A value that is no finite number stays what it
 * is: methods that clamp would make an ordinary one of it.
 */
export const createTargetNormalizer = (
  config: Config,
  facts: Pick<ListingFacts, 'targets' | 'manifest' | 'furtherManifests'>,
  path: string,
): TargetNormalizer => {
  // In the order in which targets are met.
  const names = [...facts.targets].sort();
  let known: ReadonlyMap<string, FittedTarget> | undefined;
  const fits = (): ReadonlyMap<string, FittedTarget> => {
    known ??= new Map(readNormalizer(readFileSync(path, 'utf8'), path).targets.map((target) => [target.name, target]));
    return known;
  };
  return (target, sample, header) => {
    if (target?.kind !== 'values' || target.values.length !== names.length) return target;
    const place = placeOf(sample, { config, facts }, header);
    const isSized = place.width !== undefined && place.height !== undefined;
    if (!isSized && needsSize([...fits().values()])) return undefined;
    const values = target.values.map((value, at) => {
      const fit = fits().get(names[at]!);
      return fit === undefined || !Number.isFinite(value) ? value : transform(fit, value, place);
    });
    return { kind: 'values', values, given: target.values };
  };
};
