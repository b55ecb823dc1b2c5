import { readFileSync } from 'node:fs';
import { openFeatureLines, sealedFeatures } from '../../catalog/feature-lines.ts';
import { runFolder } from '../../catalog/run-folder.ts';
import type { FeatureLine } from '../../model/feature-line.ts';
import type { FeaturePartFacts } from '../../model/feature-part.ts';
import type { Plan } from '../../model/plan.ts';
import { isSettled, startOf } from '../take-over.ts';

export interface EarlierFeatures {
  /** The lines of a part that is as it was, its file and all else that decides them; undefined: it must be summed. */
  readonly linesOf: (part: Pick<FeaturePartFacts, 'part' | 'identity' | 'key'>) => Iterable<FeatureLine> | undefined;
}

/** What the run in a folder knows of features; nothing where it did not end over all of its dataset. */
export const openEarlierFeatures = (out: string): EarlierFeatures => {
  const folder = runFolder(out);
  const sealed = sealedFeatures(folder);
  if (sealed === undefined) return { linesOf: () => undefined };
  const plan = JSON.parse(readFileSync(folder.plan, 'utf8')) as Plan;
  const parts = new Map(plan.features?.map((each) => [each.part, each]));
  const lines = openFeatureLines(folder.features);
  return {
    linesOf: ({ part, identity, key }) => {
      const before = parts.get(part);
      if (before === undefined || sealed.lacking.includes(part)) return undefined;
      if (before.key !== key || JSON.stringify(before.identity) !== JSON.stringify(identity)) return undefined;
      return isSettled(identity.ctimeNs, startOf(plan)) ? lines.of(part) : undefined;
    },
  };
};
