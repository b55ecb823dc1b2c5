import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { readLines } from '../catalog/read-lines.ts';
import { type RunFolder, runFolder } from '../catalog/run-folder.ts';
import { sealFile } from '../catalog/sealed-file.ts';
import type { Config } from '../model/config.ts';
import { UserError } from '../model/errors.ts';
import type { RunHooks, Stage } from '../model/events.ts';
import { maxTimeMs, type StopReason } from '../model/part.ts';
import { bytesFromKey } from '../model/path-key.ts';
import type { Plan, Slice } from '../model/plan.ts';
import type { ConcludeRequest, Conclusion } from '../pipeline/conclusion.ts';
import { isDiskFull } from '../pipeline/disk-full.ts';
import { type Examination, examineSlices } from '../pipeline/examine-slices.ts';
import { createPool } from '../pipeline/pool.ts';
import type { ListRequest, ListResult } from '../pipeline/processes/list.ts';
import { Interrupted, openStage, runStage } from '../pipeline/stage.ts';
import { countWorkers } from '../pipeline/workers.ts';
import { chooseBase, earlierRun } from './base-run.ts';
import { drawEvidence } from './draw.ts';
import { readNamedFiles } from './files-from.ts';
import { createHalt } from './halt.ts';
import { measureInputs } from './inputs.ts';
import { type OutFolder, openOutFolder } from './out-folder.ts';
import { decisionsFor } from './standing.ts';
import { version } from './version.ts';

export interface Scan {
  readonly plan: Plan;
  readonly folder: RunFolder;
  readonly examination: Examination;
  readonly conclusion: Conclusion;
  /** Thumbnails that could be drawn, by file name. */
  readonly drawn: ReadonlySet<string>;
  readonly secondsPerStage: Readonly<Record<string, number>>;
}

/** Settings that may differ between a run and its resumption: they change nothing in what is found. */
const FREE_TO_DIFFER = new Set(['resume', 'jobs', 'out', 'timeoutMs', 'maxTime', 'lang', 'decisions']);

const refuseOtherSettings = (plan: Plan, config: Config, path: string): void => {
  const differing = Object.keys(config).filter(
    (name) =>
      !FREE_TO_DIFFER.has(name) &&
      JSON.stringify(config[name as keyof Config]) !== JSON.stringify(plan.config[name as keyof Config]),
  );
  if (differing.length > 0) throw new UserError('pipeline.resume-differs', { path, what: differing.join(', ') });
  if (plan.version !== version)
    throw new UserError('pipeline.resume-differs', { path, what: `prepass ${plan.version}` });
};

/** The coordinator's own resident memory, for the measurement of flatness. */
const logMemory = (stage: string): void => {
  const path = process.env.PREPASS_MEMORY_LOG;
  if (path === undefined) return;
  const { maxRSS } = process.resourceUsage();
  appendFileSync(path, `${JSON.stringify({ process: 'coordinator', stage, maxRssBytes: maxRSS * 1024 })}\n`);
};

/** Processes started before it is known how many samples there are. */
const MOST_WARM_WORKERS = 8;

const resumedPlan = (config: Config, folder: RunFolder): Plan => {
  const plan = JSON.parse(readFileSync(folder.plan, 'utf8')) as Plan;
  refuseOtherSettings(plan, config, folder.root);
  return plan;
};

const listed = (config: Config, place: OutFolder, hooks: RunHooks, cwd: string): Promise<ListResult> => {
  const earlier = earlierRun(config, cwd);
  return runStage<ListRequest, ListResult>(
    'list',
    { config, out: place.out, ...(earlier !== undefined && { earlier }) },
    {
      ...(hooks.signal && { signal: hooks.signal }),
      onProgress: (done) => hooks.onEvent?.({ kind: 'progress', done, total: 0, bytes: 0 }),
    },
  );
};

/** Throws UserError where --files-from has nothing to go by. */
const baseOf = (
  config: Config,
  plan: Omit<Plan, 'base'>,
  folder: RunFolder,
  hooks: RunHooks,
  cwd: string,
): Pick<Plan, 'base'> => {
  const choice = chooseBase(config, plan, cwd);
  const { filesFrom, nul, dataset } = config;
  if (filesFrom !== undefined) {
    if (choice.kind !== 'base') throw new UserError('reuse.no-base');
    const refs = readNamedFiles({ filesFrom, nul }, { cwd, dataset, root: bytesFromKey(plan.root) });
    sealFile(folder.namedFiles, refs.map((ref) => `${JSON.stringify(ref)}\n`).join(''));
  }
  hooks.onEvent?.({ kind: 'base', choice });
  return choice.kind === 'base' ? { base: choice.base } : {};
};

const makePlan = async (config: Config, place: OutFolder, hooks: RunHooks, cwd: string): Promise<Plan> => {
  const startedAt = new Date().toISOString();
  const decisions = decisionsFor(config.decisions, config.dataset, cwd);
  try {
    const listing = await listed(config, place, hooks, cwd);
    const planned: Omit<Plan, 'base'> = {
      format: 1,
      id: place.id,
      version,
      startedAt,
      config,
      ...listing,
      decisions: decisions(listing.root),
    };
    const plan: Plan = { ...planned, ...baseOf(config, planned, runFolder(place.out), hooks, cwd) };
    sealFile(runFolder(place.out).plan, `${JSON.stringify(plan, null, 1)}\n`);
    place.remember();
    return plan;
  } catch (error) {
    // Without a plan there is nothing to resume.
    throw isDiskFull(error) ? new UserError('pipeline.disk-full-listing', { path: place.out }) : error;
  }
};

const sealScan = ({ id, listingSha256 }: Plan, folder: RunFolder, examination: Examination): void => {
  sealFile(folder.scan, `${JSON.stringify({ format: 1, id, listingSha256, ...examination })}\n`);
};

/** Time that was up before the first sample is a result; a person who stopped that early wants none. */
const openEmpty = (stopped: StopReason, folder: RunFolder): void => {
  if (stopped === 'interrupted') throw new Interrupted();
  sealFile(folder.segment(0), '', 'hashed');
};

/** Listing, examination, conclusion and evidence: everything up to where something of the user's might be changed. */
export const scan = async (config: Config, hooks: RunHooks, cwd: string): Promise<Scan> => {
  const seconds: Record<string, number> = {};
  let stage: { name: Stage; since: number } | undefined;
  const enter = (name: Stage | undefined) => {
    if (stage !== undefined) {
      seconds[stage.name] = (performance.now() - stage.since) / 1000;
      logMemory(stage.name);
    }
    stage = name === undefined ? undefined : { name, since: performance.now() };
    if (name !== undefined) hooks.onEvent?.({ kind: 'stage', stage: name });
  };

  const place = openOutFolder(config, cwd);
  const folder = runFolder(place.out);
  mkdirSync(folder.work, { recursive: true });
  const workers = config.jobs ?? countWorkers(process.env);
  // Both load while the dataset is listed; the second is idle until all samples are examined.
  const pool = createPool({ out: place.out, work: folder.work, workers, timeoutMs: config.timeoutMs });
  const concluding = openStage<ConcludeRequest, Conclusion>('conclude');
  const halt = createHalt(hooks.signal, maxTimeMs(config));
  try {
    enter('listing');
    pool.warm(Math.min(workers, MOST_WARM_WORKERS));
    const plan = config.resume ? resumedPlan(config, folder) : await makePlan(config, place, hooks, cwd);
    hooks.onEvent?.({ kind: 'layout', facts: plan.facts, out: place.out });

    enter('examining');
    const slices = [...readLines(folder.slices)].map((line) => JSON.parse(line) as Slice);
    const total = plan.part?.samples ?? plan.facts.samples;
    const { stopped, ...examination } = await examineSlices(slices, pool, folder, workers, {
      signal: halt.signal,
      onProgress: (done, bytes) => hooks.onEvent?.({ kind: 'progress', done, total, bytes }),
      onCulprit: (key, fault) => hooks.onEvent?.({ kind: 'culprit', key, fault }),
    });
    if (stopped === undefined) sealScan(plan, folder, examination);
    else if (examination.samples === 0) openEmpty(stopped, folder);

    enter('concluding');
    const request = { out: place.out, ...(stopped && { stopped }) };
    // Who stopped the examination wants to read what it found; only a stop from here on leaves that for later.
    const signal = hooks.signal?.aborted === true ? undefined : hooks.signal;
    const conclusion = await concluding.run(request, signal && { signal });
    enter('evidence');
    const drawn = await drawEvidence(pool, conclusion, folder, plan);
    if (conclusion.partial === undefined) await measureInputs(pool, folder, plan);
    enter(undefined);
    return { plan, folder, examination, conclusion, drawn, secondsPerStage: seconds };
  } finally {
    halt.release();
    concluding.close();
    await pool.close();
  }
};
