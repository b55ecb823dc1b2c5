import { UserError } from '../model/errors.ts';
import type { TargetColumn } from '../model/target-columns.ts';
import type { Place } from '../model/target-place.ts';
import { createFitter, type Fitter, type Grouping } from './fit.ts';
import type { FittedTarget } from './normalizer.ts';

/** A fit over values of which nobody knows yet which are bad. Holds what a `Fitter` holds. */
export interface ProvisionalFit {
  /** A value that is no finite number, or that the method cannot take, counts for nothing. Throws UserError for too many groups. */
  readonly add: (name: string, value: number, place: Place) => void;
  /** One entry for each column that could be fitted; the others are to be taken as they are. */
  readonly targets: (fittedOn: string) => readonly FittedTarget[];
}

/** Its square fits float32: as it is given it has a finite loss. */
const isTame = (value: number): boolean => Number.isFinite(Math.fround(Math.fround(value) ** 2));

const isTaken = ({ method }: TargetColumn, value: number): boolean =>
  Number.isFinite(value) && (method !== 'log1p' || value > -1);

const valuesIn = (fitter: Fitter): number => {
  let count = 0;
  for (const { sums } of fitter.parts()) count += sums.n;
  return count;
};

/**
 * What a final fit on clean samples will be, as nearly as can be known before any sample was looked at. Values whose square is infinite
 * in float32 are left out, as they will be once the probe has called them bad: with 1e30 among them, mean and deviation would be its own,
 * and its normalized value an ordinary one. Where they are more than half they are no exceptions, and stay.
 */
export const createProvisionalFit = (columns: readonly TargetColumn[], grouping?: Grouping): ProvisionalFit => {
  // Each column by itself: one that is refused a fit must not cost the others theirs.
  const open = columns.map((column) => ({
    column,
    tame: createFitter([column], grouping),
    wild: createFitter([column], grouping),
  }));
  const byName = new Map(open.map((each) => [each.column.name, each]));
  return {
    add: (name, value, place) => {
      const each = byName.get(name);
      if (each === undefined || !isTaken(each.column, value)) return;
      const fitter = isTame(value) ? each.tame : each.wild;
      fitter.add(name, value, '', place);
    },
    targets: (fittedOn) =>
      open.flatMap(({ tame, wild }) => {
        if (valuesIn(wild) > valuesIn(tame)) for (const part of wild.parts()) tame.absorb(part);
        try {
          return tame.targets(fittedOn);
        } catch (error) {
          // The fit at the end of the run, over clean samples, says whether it is to be had.
          if (error instanceof UserError) return [];
          throw error;
        }
      }),
  };
};
