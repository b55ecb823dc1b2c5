import type { RunFolder } from '../catalog/run-folder.ts';
import type { ComparedRun, ComparisonWarning } from '../model/diff.ts';
import { UserError } from '../model/errors.ts';
import type { Plan } from '../model/plan.ts';
import type { RunSummary } from '../model/summary.ts';
import { finishedRun, loadPlan, loadRun } from './load.ts';

export interface LoadedRun {
  readonly folder: RunFolder;
  readonly plan: Plan;
  readonly summary: RunSummary;
}

/** Throws UserError where there is no finished run, or one of a newer format. */
export const loadedRun = (stated: string | undefined): LoadedRun => {
  const folder = finishedRun(stated);
  return { folder, plan: loadPlan(folder), summary: loadRun(folder.root) };
};

export const comparedRun = ({ summary }: LoadedRun): ComparedRun => {
  const { id, version, startedAt, dataset, samples, counts, partial } = summary;
  return { id, version, startedAt, dataset, samples, counts, ...(partial && { partial }) };
};

/** Ids of checks that were on in only one of two runs. */
export const checksApart = (before: LoadedRun, after: LoadedRun) => {
  const only = (one: LoadedRun, other: LoadedRun) =>
    Object.keys(one.plan.checks)
      .filter((id) => !Object.hasOwn(other.plan.checks, id))
      .toSorted();
  return { onlyBefore: only(before, after), onlyAfter: only(after, before) };
};

const namesOf = (ids: readonly string[]): string => (ids.length === 0 ? '–' : ids.join(', '));

/** Of a run that examined only a part. */
export const partialWarnings = ({ summary: { id, partial } }: LoadedRun): readonly ComparisonWarning[] => {
  if (partial === undefined) return [];
  const { examined, of } = partial;
  return [{ key: 'compare.partial', data: { run: id, examined, of, rest: of - examined } }];
};

/** What makes a comparison mean less than it seems. Another root may be the same dataset on another machine: said, not refused. */
export const warningsOf = (before: LoadedRun, after: LoadedRun): readonly ComparisonWarning[] => {
  const warnings: ComparisonWarning[] = [...partialWarnings(before), ...partialWarnings(after)];
  if (before.summary.dataset !== after.summary.dataset) {
    const data = { before: before.summary.dataset, after: after.summary.dataset };
    warnings.push({ key: 'compare.other-root', data });
  }
  const { onlyBefore, onlyAfter } = checksApart(before, after);
  if (onlyBefore.length + onlyAfter.length > 0) {
    warnings.push({ key: 'compare.other-checks', data: { before: namesOf(onlyBefore), after: namesOf(onlyAfter) } });
  }
  const raised = Object.keys(before.plan.checks).filter(
    (id) => Object.hasOwn(after.plan.checks, id) && before.plan.checks[id] !== after.plan.checks[id],
  );
  if (raised.length > 0)
    warnings.push({ key: 'compare.other-versions', data: { checks: raised.toSorted().join(', ') } });
  return warnings;
};

/** Refuses runs whose samples cannot be matched, since everything would be new and fixed at once. Throws UserError. */
export const refuseOtherLayout = (before: LoadedRun, after: LoadedRun): void => {
  const [one, other] = [before.plan.facts.layout, after.plan.facts.layout];
  if (one !== other) {
    const runs = { a: before.folder.root, b: after.folder.root };
    throw new UserError('compare.other-layout', { ...runs, before: one, after: other });
  }
};

/** The same, once it is known how many samples both runs have. Throws UserError. */
export const refuseNothingShared = (before: LoadedRun, after: LoadedRun, shared: number): void => {
  if (shared > 0 || before.summary.samples === 0 || after.summary.samples === 0) return;
  const { folder: a, summary: one } = before;
  const { folder: b, summary: other } = after;
  throw new UserError('compare.nothing-shared', { a: a.root, b: b.root, before: one.dataset, after: other.dataset });
};
