import type { DatasetView } from '../../model/check.ts';
import type { FeatureLine } from '../../model/feature-line.ts';
import { oneLine } from '../defang.ts';

/** Of fewer rows two features may be equal, or one constant, by chance. */
export const LEAST_ROWS = 10;
/** Features that a finding names. */
const NAMED = 20;

/** A feature as people call it: its name, or its number counted from 0. */
export const called = ({ name, feature }: Pick<FeatureLine, 'name' | 'feature'>): string =>
  name === null ? String(feature) : oneLine(name);

/** Names for a finding: the first twenty, and whether there are more. */
export const namesOf = (features: readonly FeatureLine[]) => ({
  features: features.slice(0, NAMED).map(called),
  more: features.length > NAMED ? ', …' : '',
});

/**
 * The features of each part, in order; parts of too few rows are left out. 'all': also the elements of pictures and of integers, of which
 * only what preprocessing makes of them says anything.
 */
export async function* featuresByPart(
  { rows }: Pick<DatasetView, 'rows'>,
  which: 'features' | 'all' = 'features',
): AsyncGenerator<readonly [part: string, features: readonly FeatureLine[]]> {
  let current: FeatureLine[] = [];
  const isTold = ({ n, nonfinite }: FeatureLine): boolean => n + nonfinite >= LEAST_ROWS;
  for await (const line of rows<FeatureLine & Record<string, unknown>>(
    `SELECT part, feature, kind, name, n, nonfinite, "min", "max", mean, variance, hash, prepared FROM features
      WHERE kind = 'feature' OR ? = 'all' ORDER BY part, feature`,
    which,
  )) {
    if (current[0] !== undefined && current[0].part !== line.part) {
      if (isTold(current[0])) yield [current[0].part, current];
      current = [];
    }
    current.push(line);
  }
  if (current[0] !== undefined && isTold(current[0])) yield [current[0].part, current];
}
