import type { Config, ConfigInput } from '../model/config.ts';
import { UserError } from '../model/errors.ts';
import type { RunHooks } from '../model/events.ts';
import type { RunSummary } from '../model/summary.ts';
import { diskFull, isDiskFull } from '../pipeline/disk-full.ts';
import { EXIT_CODES, exitCodeOf } from '../policy/gate.ts';
import { splitGlob } from '../sources/glob.ts';
import { trials } from './book.ts';
import { parseConfig } from './config.ts';
import { finishRun } from './finish.ts';
import { type Applied, applyMoves, remainingGroups } from './quarantine.ts';
import { type Scan, scan } from './scan.ts';
import { version } from './version.ts';

interface Quarantining {
  readonly applied?: Applied;
  /** Nothing could be moved at all; the run is finished and reported before it is thrown. */
  readonly problem?: UserError;
}

const quarantine = async (scanned: Scan, config: Config, hooks: RunHooks): Promise<Quarantining> => {
  const { movePlan } = scanned.conclusion;
  if (hooks.signal?.aborted === true) return {};
  if (!config.quarantine || movePlan.refusal !== undefined || movePlan.samples === 0) return {};
  hooks.onEvent?.({ kind: 'stage', stage: 'quarantine' });
  try {
    return { applied: await applyMoves(scanned.folder, scanned.plan, {}, hooks) };
  } catch (error) {
    if (error instanceof UserError) return { problem: error };
    throw error;
  }
};

/** Which signal asked for the stop; SIGINT when the caller does not say. */
const interruptedBy = (signal: AbortSignal | undefined): 'SIGINT' | 'SIGTERM' | undefined => {
  if (signal?.aborted !== true) return undefined;
  return signal.reason === 'SIGTERM' ? 'SIGTERM' : 'SIGINT';
};

const summarize = async (
  scanned: Scan,
  config: Config,
  hooks: RunHooks,
  { applied, problem }: Quarantining,
  seconds: Readonly<Record<string, number>>,
): Promise<RunSummary> => {
  const { plan, folder, examination, conclusion } = scanned;
  const groups = applied === undefined ? conclusion.groups : await remainingGroups(folder, applied.moved);
  const cutOff = conclusion.partial !== undefined || applied?.outcome.interrupted === true;
  const gate = exitCodeOf({
    groups,
    trials,
    incomplete: conclusion.incomplete,
    config,
    refusal: conclusion.movePlan.refusal,
    quarantine: applied?.outcome,
    // A stop that came when all was examined and moved has cut nothing off: the run is whole, and so is its exit code.
    interrupted: cutOff ? interruptedBy(hooks.signal) : undefined,
  });
  const exit = problem === undefined ? gate : { code: EXIT_CODES.usage, reasons: ['usage' as const, ...gate.reasons] };
  return {
    format: 1,
    id: plan.id,
    version,
    startedAt: plan.startedAt,
    finishedAt: new Date().toISOString(),
    dataset: plan.root,
    out: folder.root,
    facts: plan.facts,
    ...(conclusion.partial && { partial: conclusion.partial }),
    counts: conclusion.counts,
    samples: conclusion.partial?.examined ?? plan.facts.samples,
    bytesRead: examination.bytesRead,
    ...(plan.base && { reusedFrom: { id: plan.base.id, out: plan.base.out, samples: examination.reused } }),
    groups: conclusion.groups,
    tallies: examination.tallies,
    movePlan: conclusion.movePlan,
    ...(applied && { quarantine: applied.outcome }),
    targets: conclusion.targets,
    ...(conclusion.probe && { probe: conclusion.probe }),
    ...(conclusion.unlistable > 0 && { unlistable: conclusion.unlistable }),
    culprits: examination.culprits,
    ...(conclusion.rules && { rules: conclusion.rules }),
    ...(conclusion.unsupported.length > 0 && { unsupported: conclusion.unsupported }),
    ...(conclusion.decisions && { decisions: conclusion.decisions }),
    exit,
    secondsPerStage: seconds,
  };
};

const runAll = async (config: Config, hooks: RunHooks): Promise<RunSummary> => {
  const scanned = await scan(config, hooks, process.cwd());
  const since = performance.now();
  const quarantined = await quarantine(scanned, config, hooks);
  const quarantineSeconds = (performance.now() - since) / 1000;
  hooks.onEvent?.({ kind: 'stage', stage: 'report' });
  const summary = await summarize(scanned, config, hooks, quarantined, {
    ...scanned.secondsPerStage,
    quarantine: quarantineSeconds,
  });
  finishRun(scanned, summary, quarantined.applied?.moved ?? new Set());
  if (quarantined.problem !== undefined) throw quarantined.problem;
  return summary;
};

/**
 * One pass over a dataset: everything that the command `prepass run` does, without touching the console or the exit code.
 * Stopped while it examines, it answers with what was examined (`partial`; exit 130 or 143). Throws UserError (exit code 2), Interrupted
 * where there is nothing to answer with yet (130 or 143), and Error for bugs (70). A stopped run can be resumed.
 */
export const run = async (input: ConfigInput, hooks: RunHooks = {}): Promise<RunSummary> => {
  const config = parseConfig(splitGlob(input));
  try {
    return await runAll(config, hooks);
  } catch (error) {
    throw isDiskFull(error) ? diskFull() : error;
  }
};
