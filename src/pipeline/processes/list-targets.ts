import { readLines } from '../../catalog/read-lines.ts';
import { sealFile } from '../../catalog/sealed-file.ts';
import type { Config } from '../../model/config.ts';
import type { ListingFacts } from '../../model/listing.ts';
import { parseNumber } from '../../model/number-cell.ts';
import type { ProbeFacts } from '../../model/probe.ts';
import type { Sample } from '../../model/sample.ts';
import { targetColumns } from '../../model/target-columns.ts';
import { createNormalizer, writeNormalizer } from '../../targets/normalizer.ts';
import { createProvisionalFit } from '../../targets/provisional.ts';
import { placeOf, trainingSplit } from './fit-clean.ts';

/** Files of the run folder: what is read, and what is written. */
interface ListedFiles {
  readonly listedSamples: string;
  readonly listedTargets: string;
}

/**
 * Fits the targets that the run normalizes on what the listing says of all samples, for the probe: its losses are those of training. What
 * is exported is fitted at the end, on clean samples. Undefined where nothing is normalized.
 */
export const listTargets = (
  config: Config,
  facts: ListingFacts,
  files: ListedFiles,
): ProbeFacts['targets'] | undefined => {
  const columns = targetColumns(config.targets).filter(({ name }) => facts.targets.includes(name));
  if (columns.every(({ method }) => method === 'none')) return undefined;
  const by = config.targetBy;
  const fit = createProvisionalFit(columns, by === undefined ? undefined : { by, least: config.targetByLeast });
  const split = trainingSplit({ facts });
  for (const line of readLines(files.listedSamples)) {
    const sample = JSON.parse(line) as Sample;
    if (split !== undefined && sample.split !== split) continue;
    const place = placeOf(sample, { config, facts });
    for (const [name, text] of Object.entries(sample.annotations.targets ?? {})) {
      const cell = parseNumber(text);
      if (cell.kind === 'number') fit.add(name, cell.value, place);
    }
  }
  const fitted = fit.targets(split ?? 'all');
  const { sha256 } = sealFile(files.listedTargets, writeNormalizer(createNormalizer(fitted)), 'hashed');
  return { normalized: fitted.map(({ name }) => name), sha256 };
};
