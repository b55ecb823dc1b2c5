import { countBad, countedGroups, countShared, prepareGate, withoutBaseline } from '../catalog/gate-queries.ts';
import { openRuns } from '../catalog/two-runs.ts';
import type { Config } from '../model/config.ts';
import { UserError } from '../model/errors.ts';
import type { GateReport } from '../model/gate.ts';
import { parseAllowance } from '../policy/allowance.ts';
import { judgeGate } from '../policy/gate-rules.ts';
import { trials } from './book.ts';
import {
  comparedRun,
  type LoadedRun,
  loadedRun,
  partialWarnings,
  refuseNothingShared,
  refuseOtherLayout,
  warningsOf,
} from './compare.ts';
import { loadConclusion } from './load.ts';
import { movedKeys } from './moved-keys.ts';

export interface GateOptions
  extends Partial<Pick<Config, 'failOn' | 'exitZero' | 'allowIncomplete' | 'ignoreUnsupported'>> {
  /** Bad samples that are still accepted: '0.1%' of all samples of the run (rounded down), or a number. */
  readonly maxBad?: string;
  /** Findings of severity warning that are still accepted; a group is one. */
  readonly maxWarnings?: number;
  /** A finished run of the same dataset: only what is not in it counts. */
  readonly baseline?: string;
}

const countFacts = async (run: LoadedRun, baseline: LoadedRun | undefined) => {
  const database = await openRuns({ after: run.folder, ...(baseline && { before: baseline.folder }) });
  try {
    if (baseline === undefined) await withoutBaseline(database);
    else refuseNothingShared(baseline, run, await countShared(database));
    await prepareGate(database, movedKeys(run));
    return { groups: await countedGroups(database), bad: await countBad(database) };
  } finally {
    database.close();
  }
};

/**
 * Judges a finished run again, from its record alone: no sample is opened, nothing moves, nothing is written. What is not stated is as the
 * run was told. Samples that were not examined count against a baseline too: nothing is known of them.
 *
 * @param stated run folder, id or 'latest'; default: the latest of the working directory.
 * Throws UserError where there is no such run, or the baseline is of another dataset or a newer format.
 */
export const gateRun = async (stated: string | undefined, options: GateOptions = {}): Promise<GateReport> => {
  const { maxWarnings } = options;
  if (maxWarnings !== undefined && !(Number.isSafeInteger(maxWarnings) && maxWarnings >= 0)) {
    throw new UserError('gate.bad-max-warnings', { given: String(maxWarnings) });
  }
  const maxBad = options.maxBad === undefined ? undefined : parseAllowance(options.maxBad);
  const run = loadedRun(stated);
  const baseline = options.baseline === undefined ? undefined : loadedRun(options.baseline);
  if (baseline !== undefined) refuseOtherLayout(baseline, run);

  const { config } = run.plan;
  const facts = {
    ...(await countFacts(run, baseline)),
    trials,
    samples: run.summary.samples,
    incomplete: loadConclusion(run.folder).incomplete,
  };
  const { rules, exit } = judgeGate(facts, {
    failOn: options.failOn ?? config.failOn,
    exitZero: options.exitZero ?? config.exitZero,
    allowIncomplete: options.allowIncomplete ?? config.allowIncomplete,
    ignoreUnsupported: options.ignoreUnsupported ?? config.ignoreUnsupported,
    maxBad,
    maxWarnings,
  });
  return {
    format: 1,
    run: comparedRun(run),
    out: run.folder.root,
    ...(baseline && { baseline: comparedRun(baseline) }),
    warnings: baseline === undefined ? partialWarnings(run) : warningsOf(baseline, run),
    rules,
    exit,
  };
};
