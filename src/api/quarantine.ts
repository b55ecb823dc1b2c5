import { type CountedGroup, countedGroups, prepareGate, withoutBaseline } from '../catalog/gate-queries.ts';
import { readLines } from '../catalog/read-lines.ts';
import type { RunFolder } from '../catalog/run-folder.ts';
import { openRuns } from '../catalog/two-runs.ts';
import type { FsChange } from '../fs-change/fs-change.ts';
import { createRealFs } from '../fs-change/real.ts';
import type { ConfigInput } from '../model/config.ts';
import { UserError } from '../model/errors.ts';
import type { RunHooks } from '../model/events.ts';
import { bytesFromKey } from '../model/path-key.ts';
import type { Plan, PlannedMove } from '../model/plan.ts';
import type { MovePlan, QuarantineOutcome, RunSummary } from '../model/summary.ts';
import { exitCodeOf } from '../policy/gate.ts';
import { refusalOf } from '../policy/limits.ts';
import { type ApplyOutcome, applyQuarantine } from '../quarantine/apply.ts';
import { listQuarantine as list, type QuarantineEntry } from '../quarantine/list.ts';
import { defaultPlace } from '../quarantine/place.ts';
import type { Move } from '../quarantine/records.ts';
import { recover } from '../quarantine/recover.ts';
import type { Recovery } from '../quarantine/recover-all.ts';
import { type RestoreOutcome, restore } from '../quarantine/restore.ts';
import { trials } from './book.ts';
import { sealReport } from './finish.ts';
import { finishedRun, loadConclusion, loadPlan, loadReport, loadRun, refusePartial } from './load.ts';
import { recordMovedKeys } from './moved-keys.ts';

type Overrides = Partial<Pick<ConfigInput, 'quarantineDir' | 'maxMove'>>;

const placeOf = (plan: Plan, overrides: Overrides): Buffer => {
  const stated = overrides.quarantineDir ?? plan.config.quarantineDir;
  return stated === undefined ? defaultPlace(bytesFromKey(plan.root)) : Buffer.from(stated);
};

function* plannedMoves(folder: RunFolder): Generator<PlannedMove> {
  for (const line of readLines(folder.moves)) yield JSON.parse(line) as PlannedMove;
}

function* asMoves(planned: Iterable<PlannedMove>): Generator<Move> {
  for (const { key, id, members, reason } of planned) {
    yield {
      key,
      id,
      reason,
      members: members.map(({ ref, expected }) => ({
        ref,
        expected: {
          dev: BigInt(expected.dev),
          ino: BigInt(expected.ino),
          size: BigInt(expected.size),
          mtimeNs: BigInt(expected.mtimeNs),
          sha256: expected.sha256,
        },
      })),
    };
  }
}

export interface Applied {
  readonly outcome: ApplyOutcome;
  /** Keys of the samples of this run that are in quarantine now. */
  readonly moved: ReadonlySet<string>;
}

/** Keys that a run has in quarantine. None where the place could not even be made: the outcome says why. */
const heldOf = (run: string, fs: FsChange, place: Buffer): ReadonlySet<string> => {
  const held = new Set<string>();
  try {
    for (const entry of list(fs, place)) if (entry.run === run && entry.state === 'held') held.add(entry.key);
  } catch (error) {
    if (!(error instanceof UserError && error.key === 'quarantine.no-place')) throw error;
  }
  return held;
};

/** Carries out the moves of a scan. The caller has looked at the plan's refusal. Throws UserError where nothing can move at all. */
export const applyMoves = async (
  folder: RunFolder,
  plan: Plan,
  overrides: Overrides,
  hooks: RunHooks,
): Promise<Applied> => {
  const fs = createRealFs();
  const place = placeOf(plan, overrides);
  const total = [...plannedMoves(folder)].length;
  const outcome = await applyQuarantine({
    root: bytesFromKey(plan.root),
    place,
    moves: asMoves(plannedMoves(folder)),
    runId: plan.id,
    fs,
    ...(hooks.signal && { signal: hooks.signal }),
    onProgress: ({ moved, skipped, failed }) =>
      hooks.onEvent?.({ kind: 'progress', done: moved + skipped + failed, total, bytes: 0 }),
  });
  const moved = total === 0 ? new Set<string>() : heldOf(plan.id, fs, place);
  recordMovedKeys(folder, moved);
  return { outcome, moved };
};

/** The findings that still count once `moved` are gone: their own leave, a group's stays while one member is left. */
export const remainingGroups = async (
  folder: RunFolder,
  moved: ReadonlySet<string>,
): Promise<readonly CountedGroup[]> => {
  const database = await openRuns({ after: folder });
  try {
    await withoutBaseline(database);
    await prepareGate(database, moved);
    return await countedGroups(database);
  } finally {
    database.close();
  }
};

/** The run's summary and page tell the quarantine from now on. */
const recordMoves = async (folder: RunFolder, plan: Plan, { outcome, moved }: Applied): Promise<void> => {
  const data = loadReport(folder.root);
  const config = { ...plan.config, quarantine: true };
  const groups = await remainingGroups(folder, moved);
  const { incomplete } = loadConclusion(folder);
  const exit = exitCodeOf({ groups, trials, incomplete, config, quarantine: outcome });
  const summary: RunSummary = { ...data.summary, quarantine: outcome, exit };
  const items = data.items.map((item) => (moved.has(item.key) ? { ...item, quarantined: true } : item));
  sealReport(folder, { ...data, summary, items }, plan.config.lang);
};

/**
 * What `applyPlannedQuarantine` would move, and the safety limit that forbids it if one does. Moves nothing. Throws UserError for a
 * partial run.
 */
export const planQuarantine = (
  folder: string,
  overrides: Overrides = {},
): MovePlan & { readonly moves: readonly PlannedMove[] } => {
  const place = finishedRun(folder);
  refusePartial(place);
  const { movePlan, samples } = loadRun(folder);
  const moves = [...plannedMoves(place)];
  if (overrides.maxMove === undefined) return { ...movePlan, moves };
  const { refusal: _, ...rest } = movePlan;
  const refusal = refusalOf({ samples, moving: moves.length, classes: [] }, overrides.maxMove);
  return { ...rest, ...(refusal && { refusal }), moves };
};

/** Moves what a finished run planned. Throws UserError where a safety limit or the file system forbids it. */
export const applyPlannedQuarantine = async (
  folder: string,
  overrides: Overrides = {},
  hooks: RunHooks = {},
): Promise<QuarantineOutcome> => {
  const place = finishedRun(folder);
  const { refusal } = planQuarantine(folder, overrides);
  if (refusal !== undefined)
    throw new UserError('pipeline.refused', {
      would: refusal.would,
      of: refusal.of,
      allowed: refusal.allowed,
      allow: refusal.allow,
    });
  const plan = loadPlan(place);
  const applied = await applyMoves(place, plan, overrides, hooks);
  await recordMoves(place, plan, applied);
  return applied.outcome;
};

export const listQuarantine = (place: string): Iterable<QuarantineEntry> => list(createRealFs(), place);

/** `abandon`: transactions to close although a file of theirs is found nowhere. Throws UserError for one that is not open. */
export const recoverQuarantine = (place: string, abandon: readonly string[] = []): Recovery => {
  const fs = createRealFs();
  const open = new Set([...list(fs, place)].filter(({ state }) => state === 'open').map((entry) => entry.transaction));
  const unknown = abandon.find((transaction) => !open.has(transaction));
  if (unknown !== undefined) throw new UserError('quarantine.not-open', { transaction: unknown, place });
  return recover({ fs, place, abandon });
};

export const restoreQuarantine = (
  place: string,
  select: { readonly all?: true; readonly keys?: readonly string[] },
): Promise<RestoreOutcome> =>
  restore({ fs: createRealFs(), place, select: select.all === true ? 'all' : { keys: select.keys ?? [] } });
