import { readFileSync } from 'node:fs';
import { openBaseRecords } from '../../catalog/base-records.ts';
import { readLines } from '../../catalog/read-lines.ts';
import { type RunFolder, runFolder } from '../../catalog/run-folder.ts';
import type { Plan } from '../../model/plan.ts';
import type { ResourceRef } from '../../model/sample.ts';
import { parseAnnotations } from '../../sources/annotations.ts';
import { createLook, type Roots } from '../../storage/local.ts';
import type { SampleInspector } from '../inspect-sample.ts';
import { createTakeOver, type TakeOver } from '../take-over.ts';

const namedIn = (folder: RunFolder): readonly ResourceRef[] =>
  [...readLines(folder.namedFiles)].map((line) => JSON.parse(line) as ResourceRef);

/** Takes over the records of the run's base. Undefined for a run that reads everything. */
export const openTakeOver = (
  plan: Plan,
  folder: RunFolder,
  roots: Roots,
  inspector: SampleInspector,
): TakeOver | undefined => {
  const { base, facts, reuseKeys } = plan;
  if (base === undefined) return undefined;
  const { reuseKeys: before } = JSON.parse(readFileSync(runFolder(base.out).plan, 'utf8')) as Plan;
  return createTakeOver({
    base,
    records: openBaseRecords(base.out),
    look: createLook(roots),
    named: new Set(base.looks === 'at-named' ? namedIn(folder) : []),
    annotationsMean: before.annotations === reuseKeys.annotations ? 'the-same' : 'something-else',
    annotations: (sample) => parseAnnotations(sample, facts),
    inspector,
  });
};
