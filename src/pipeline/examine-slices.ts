import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import pLimit from 'p-limit';
import type { RunFolder } from '../catalog/run-folder.ts';
import { UserError } from '../model/errors.ts';
import type { Fault } from '../model/facets.ts';
import type { Slice } from '../model/plan.ts';
import type { SampleRecord, SliceSeal, Tally } from '../model/record.ts';
import { diskFull } from './disk-full.ts';
import type { Job, Outcome } from './jobs.ts';
import type { Pool } from './pool.ts';
import { IDLE } from './slate.ts';
import { Interrupted } from './stage.ts';
import { createStormWatch } from './storm.ts';

export interface Examination {
  readonly bytesRead: number;
  /** Records taken over from the base run. */
  readonly reused: number;
  readonly tallies: Readonly<Record<string, Tally>>;
  readonly culprits: readonly { readonly key: string; readonly fault: Fault }[];
}

export interface ExamineHooks {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress: (done: number, bytes: number) => void;
  readonly onCulprit: (key: string, fault: Fault) => void;
}

const PROGRESS_MS = 200;
/** A worker that dies so often without naming a sample is broken, not unlucky. */
const MOST_NAMELESS_DEATHS = 3;

/** One line of seals.jsonl: a slice that is whole on disk. */
type SealLine = SliceSeal & { readonly culprits: Examination['culprits'] };

const readSeals = (folder: RunFolder): Map<number, SealLine> => {
  const seals = new Map<number, SealLine>();
  if (!existsSync(folder.seals)) return seals;
  for (const line of readFileSync(folder.seals, 'utf8').split('\n')) {
    let seal: SealLine;
    try {
      seal = JSON.parse(line) as SealLine;
    } catch {
      // The last line of an interrupted run may be torn: its slice is examined again.
      continue;
    }
    const segment = folder.segment(seal.slice);
    if (!existsSync(segment)) continue;
    if (createHash('sha256').update(readFileSync(segment)).digest('hex') === seal.sha256) seals.set(seal.slice, seal);
  }
  return seals;
};

const refuse = (answer: Extract<Outcome, { kind: 'failed' }>): never => {
  if (answer.errno === 'ENOSPC' || answer.errno === 'EDQUOT') throw diskFull();
  throw new Error(`a worker failed: ${answer.message}`);
};

const faultOf = (outcome: Extract<Outcome, { kind: 'died' }>): Fault => ({
  facet: 'decoding',
  kind: outcome.how,
  detail:
    outcome.how === 'timeout'
      ? `no answer within ${outcome.cause}`
      : `the decoder's process ended with ${outcome.cause}`,
  cause: outcome.cause,
});

type Died = Extract<Outcome, { kind: 'died' }>;

/** Memory that a decoder asked for in vain is its sample's trouble, like a crash; a full disk and a job never begun are not. */
const asDeath = (outcome: Outcome): Outcome => {
  if (outcome.kind !== 'failed' || outcome.errno !== undefined || outcome.ordinal === IDLE) return outcome;
  const [cause = ''] = outcome.message.split('\n');
  return { kind: 'died', ordinal: outcome.ordinal, how: 'crash', cause, stderr: outcome.message };
};

/** From so many culprits on, when they are most of a slice, the decoder or the machine is broken, not the files. */
const STORM = 32;

const refuseStorm = (culprits: number, slice: Slice, { cause }: Died): void => {
  if (culprits < STORM || culprits * 2 < slice.count) return;
  throw new UserError('pipeline.storm', { culprits, of: slice.count, cause });
};

const keyOf = (ordinal: number, seal: Pick<RunFolder, 'segment'>, slice: Slice): string => {
  const line = readFileSync(seal.segment(slice.slice), 'utf8').split('\n')[ordinal - slice.first]!;
  return (JSON.parse(line) as SampleRecord).key;
};

/**
 * Examines one slice until it is sealed. A sample on which the worker dies is tried once more, alone in a fresh process; what dies
 * there too gets a fault instead of a decode. A sample that survives alone is not blamed.
 */
export const examineSlice = async (slice: Slice, pool: Pool, folder: RunFolder): Promise<SealLine> => {
  const known = new Map<number, Fault>();
  const solved = new Map<number, SampleRecord>();
  let nameless = 0;
  for (;;) {
    const job: Job = { kind: 'slice', slice, known: [...known], solved: [...solved.values()] };
    const outcome = asDeath(await pool.run(job));
    if (outcome.kind === 'slice') {
      const culprits = [...known].map(([ordinal, fault]) => ({ key: keyOf(ordinal, folder, slice), fault }));
      return { ...outcome.seal, culprits };
    }
    if (outcome.kind === 'failed') refuse(outcome);
    if (outcome.kind !== 'died') throw new Error(`unexpected answer ${outcome.kind}`);
    const { ordinal } = outcome;
    if (ordinal < slice.first || ordinal >= slice.first + slice.count || known.has(ordinal) || solved.has(ordinal)) {
      nameless += 1;
      if (nameless >= MOST_NAMELESS_DEATHS)
        throw new Error(`workers die without naming a sample: ${outcome.cause}\n${outcome.stderr}`);
      continue;
    }
    const alone = asDeath(await pool.runAlone({ kind: 'solo', slice, ordinal }));
    if (alone.kind === 'solo') solved.set(ordinal, alone.record);
    else if (alone.kind === 'died') {
      known.set(ordinal, faultOf(alone));
      refuseStorm(known.size, slice, alone);
    } else if (alone.kind === 'failed') refuse(alone);
  }
};

const sum = (seals: Iterable<SealLine>): Examination => {
  const tallies: Record<string, Tally> = {};
  const culprits: Examination['culprits'][number][] = [];
  let bytesRead = 0;
  let reused = 0;
  for (const seal of seals) {
    bytesRead += seal.bytesRead;
    reused += seal.reused;
    culprits.push(...seal.culprits);
    for (const [id, { ran, skipped, crashed }] of Object.entries(seal.tallies)) {
      const total = tallies[id] ?? { ran: 0, skipped: 0, crashed: 0 };
      tallies[id] = { ran: total.ran + ran, skipped: total.skipped + skipped, crashed: total.crashed + crashed };
    }
  }
  return { bytesRead, reused, tallies, culprits };
};

/** Examines all slices that no earlier try sealed. Throws Interrupted once running slices are sealed after `signal`. */
export const examineSlices = async (
  slices: readonly Slice[],
  pool: Pool,
  folder: RunFolder,
  workers: number,
  hooks: ExamineHooks,
): Promise<Examination> => {
  const seals = readSeals(folder);
  let sealed = [...seals.values()].reduce((total, seal) => total + seal.count, 0);
  let bytes = 0;
  const left = slices.filter((slice) => !seals.has(slice.slice));
  const running = new Set<number>();
  const storm = createStormWatch();

  const report = () => {
    let under = 0;
    for (const position of pool.positions()) {
      const first = [...running].find(
        (candidate) => position >= candidate && position < candidate + (slices[0]?.count ?? 0),
      );
      if (first !== undefined) under += position - first;
    }
    hooks.onProgress(sealed + under, bytes);
  };
  const ticking = setInterval(report, PROGRESS_MS);

  const examine = async (slice: Slice): Promise<void> => {
    if (hooks.signal?.aborted === true) return;
    running.add(slice.first);
    const seal = await examineSlice(slice, pool, folder);
    running.delete(slice.first);
    appendFileSync(folder.seals, `${JSON.stringify(seal)}\n`);
    seals.set(slice.slice, seal);
    for (const { key, fault } of seal.culprits) hooks.onCulprit(key, fault);
    sealed += seal.count;
    bytes += seal.bytesRead;
    storm.see(seal.count, seal.stopped);
  };
  // One slice per worker at a time, whichever try it is at: a repeated one goes on before a new one is begun.
  const limit = pLimit(workers);
  try {
    await Promise.all(left.map((slice) => limit(() => examine(slice))));
  } finally {
    clearInterval(ticking);
    limit.clearQueue();
  }
  if (hooks.signal?.aborted === true && seals.size < slices.length) throw new Interrupted();
  report();
  return sum([...seals.entries()].sort(([a], [b]) => a - b).map(([, seal]) => seal));
};
