import { readFileSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { appendDecisions, readDecisions, standingDecisions } from '../catalog/decision-store.ts';
import { lookUpTargets } from '../catalog/decision-targets.ts';
import type { RunFolder } from '../catalog/run-folder.ts';
import { decisionsFileSchema, type RecordedDecision, type StandingDecision } from '../model/decision.ts';
import { UserError } from '../model/errors.ts';
import type { Plan } from '../model/plan.ts';
import { type Problem, resolveEntries, shapeProblem } from './decision-problems.ts';
import { finishedRun, loadPlan } from './load.ts';
import { isInDataset } from './out-folder.ts';
import { STORE, storeOf } from './standing.ts';

const MAX_FILE_BYTES = 64 * 2 ** 20;

export interface DecideOptions {
  /** The run that was looked at: folder, id or 'latest' (the default). */
  readonly run?: string;
  /** Where decisions are kept; default: decisions.jsonl in the `.prepass` of the run. */
  readonly decisions?: string;
}

export interface Decided {
  readonly recorded: number;
  /** Where they are kept. */
  readonly store: string;
  /** What holds now, of this dataset. */
  readonly standing: readonly StandingDecision[];
}

/** Nothing was recorded, and why. */
export interface Undecided {
  readonly problems: readonly Problem[];
}

const storeOfRun = (folder: RunFolder, { config }: Plan, stated: string | undefined) => {
  const cwd = process.cwd();
  const named = stated ?? config.decisions;
  // A run with a folder of our naming lies beside its store, wherever that was.
  if (named === undefined && config.out === undefined) {
    return { path: join(dirname(dirname(folder.root)), STORE), isShared: true };
  }
  return storeOf(named, config.dataset, cwd);
};

/** Assigned, this name would change what an object is instead of what it holds. */
const refusePrototype = (key: string, value: unknown): unknown => {
  if (key === '__proto__') throw new Error('__proto__');
  return value;
};

/** A file of decisions as JSON. Throws UserError. */
export const readDecisionsFile = (path: string): unknown => {
  let text: string;
  try {
    if (statSync(path).size > MAX_FILE_BYTES) {
      throw new UserError('decide.file-too-large', { path, limit: MAX_FILE_BYTES });
    }
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError('decide.file-unreadable', { path, errno: (error as NodeJS.ErrnoException).code ?? 'error' });
  }
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''), refusePrototype);
  } catch (error) {
    throw new UserError('decide.file-not-json', { path, why: (error as Error).message });
  }
};

const systemUser = (): string => {
  try {
    return userInfo().username;
  } catch {
    return 'unknown';
  }
};

const append = (path: string, dataset: string, decisions: readonly RecordedDecision[]): void => {
  if (isInDataset(path, dataset)) throw new UserError('decide.in-dataset', { path });
  try {
    appendDecisions(path, decisions);
  } catch (error) {
    throw new UserError('decide.unwritable', { path, errno: (error as NodeJS.ErrnoException).code ?? 'error' });
  }
};

/**
 * Records what a person decided of a finished run's findings, samples and groups: all of it, or nothing where an entry cannot be taken.
 * Later runs honor it. Throws UserError where there is no run or the decisions cannot be kept.
 *
 * @param input as `decisionsSchema` says.
 */
export const decide = async (input: unknown, options: DecideOptions = {}): Promise<Decided | Undecided> => {
  const parsed = decisionsFileSchema.safeParse(input);
  if (!parsed.success) return { problems: parsed.error.issues.map(shapeProblem) };
  const folder = finishedRun(options.run);
  const plan = loadPlan(folder);
  const { path, isShared } = storeOfRun(folder, plan, options.decisions);
  const all = readDecisions(path);
  const root = isShared ? plan.root : undefined;
  const entries = parsed.data.decisions;
  const found = await lookUpTargets(folder, entries);
  const now = new Date().toISOString();
  const user = systemUser();
  const { problems, resolved } = resolveEntries(entries, found, standingDecisions(all, root), plan.id);
  if (problems.length > 0) return { problems };
  const recorded = resolved.map(({ entry, ...target }) => ({
    ...target,
    decision: entry.decision,
    reason: entry.reason ?? '',
    author: entry.author ?? user,
    time: entry.time ?? now,
    root: plan.root,
  }));
  append(path, plan.config.dataset, recorded);
  return { recorded: recorded.length, store: path, standing: standingDecisions([...all, ...recorded], root) };
};

/** What holds for the dataset of a run. */
export const listDecisions = (options: DecideOptions = {}): Decided => {
  const folder = finishedRun(options.run);
  const plan = loadPlan(folder);
  const { path, isShared } = storeOfRun(folder, plan, options.decisions);
  const standing = standingDecisions(readDecisions(path), isShared ? plan.root : undefined);
  return { recorded: 0, store: path, standing };
};

/** JSON Schema of a file of decisions. */
export const decisionsSchema = (): unknown => z.toJSONSchema(decisionsFileSchema);
