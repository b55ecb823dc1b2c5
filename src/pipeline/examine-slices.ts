import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { sealedFeatures } from '../catalog/feature-lines.ts';
import type { RunFolder } from '../catalog/run-folder.ts';
import { UserError } from '../model/errors.ts';
import type { Fault } from '../model/facets.ts';
import type { StopReason } from '../model/part.ts';
import type { Slice } from '../model/plan.ts';
import type { SampleRecord, SliceSeal, Tally } from '../model/record.ts';
import { diskFull } from './disk-full.ts';
import type { Job, Outcome } from './jobs.ts';
import type { Pool } from './pool.ts';
import { IDLE } from './slate.ts';
import { createStormWatch, isStormy } from './storm.ts';

export interface Examination {
  /** Samples with a sealed record. */
  readonly samples: number;
  readonly bytesRead: number;
  /** Records taken over from the base run. */
  readonly reused: number;
  readonly tallies: Readonly<Record<string, Tally>>;
  readonly culprits: readonly { readonly key: string; readonly fault: Fault }[];
}

export interface ExamineHooks {
  /** Fired: workers seal what they have, its `reason` a StopReason. */
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, bytes: number) => void;
  readonly onCulprit: (key: string, fault: Fault) => void;
}

const PROGRESS_MS = 200;
/** A sample under way may take so long to be finished after a stop; then it, and its slice, are abandoned. */
const STOP_GRACE_MS = 5_000;
/** A worker that dies so often without naming a sample is broken, not unlucky. */
const MOST_NAMELESS_DEATHS = 3;

/** One line of seals.jsonl: a slice that is whole on disk. */
type SealLine = SliceSeal & { readonly culprits: Examination['culprits'] };

const sha256 = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

/** Whether what the features of a slice's rows come to is there, or was merged with that of the others already. */
const createFeatureLook = (folder: RunFolder): ((seal: SealLine) => boolean) => {
  let merged: boolean | undefined;
  return ({ slice, features }) => {
    if (features === undefined) return true;
    const path = folder.featureSum(slice);
    if (existsSync(path)) return sha256(path) === features;
    merged ??= sealedFeatures(folder) !== undefined;
    return merged;
  };
};

const readSeals = (folder: RunFolder): Map<number, SealLine> => {
  const hasFeatures = createFeatureLook(folder);
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
    if (isStormy(seal)) continue;
    const segment = folder.segment(seal.slice);
    if (!existsSync(segment) || sha256(segment) !== seal.sha256) continue;
    if (hasFeatures(seal)) seals.set(seal.slice, seal);
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

/** Its bytes cannot even be read, which says nothing of them: a storage that does not answer, say. */
const unreadable = ({ how, cause }: Died): Fault => ({
  facet: 'bytes',
  kind: 'io',
  detail: how === 'timeout' ? `not read within ${cause}` : `the process that read it ended with ${cause}`,
  cause: how === 'timeout' ? 'ETIMEDOUT' : 'EIO',
});

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

/** The sample's key; undefined when the segment was cut short before it. */
const keyOf = (ordinal: number, seal: Pick<RunFolder, 'segment'>, slice: Slice): string | undefined => {
  for (const line of readFileSync(seal.segment(slice.slice), 'utf8').split('\n')) {
    if (line === '') continue;
    const record = JSON.parse(line) as SampleRecord;
    if (record.ordinal === ordinal) return record.key;
  }
  return undefined;
};

const lastOf = ({ first, count, part }: Slice): number => part?.last ?? first + count - 1;

const NEVER = new AbortController().signal;

/**
 * Examines one slice until it is sealed. A sample on which the worker dies is tried once more, alone in a fresh process; what dies
 * there too gets a fault instead of a decode, and what dies even so is not read either. A sample that survives alone is not blamed. After `stop` what is sealed may be less than
 * the slice; undefined when the worker died then, since nobody waits for another try.
 */
export const examineSlice = async (
  slice: Slice,
  pool: Pool,
  folder: RunFolder,
  stop: AbortSignal = NEVER,
): Promise<SealLine | undefined> => {
  const known = new Map<number, Fault>();
  const solved = new Map<number, SampleRecord>();
  let nameless = 0;
  for (;;) {
    const job: Job = { kind: 'slice', slice, known: [...known], solved: [...solved.values()] };
    const outcome = asDeath(await pool.run(job));
    if (outcome.kind === 'slice') {
      const culprits = [...known].flatMap(([ordinal, fault]) => {
        const key = keyOf(ordinal, folder, slice);
        return key === undefined ? [] : [{ key, fault }];
      });
      return { ...outcome.seal, culprits };
    }
    if (outcome.kind === 'failed') refuse(outcome);
    if (outcome.kind !== 'died') throw new Error(`unexpected answer ${outcome.kind}`);
    if (stop.aborted) return undefined;
    const { ordinal } = outcome;
    if (known.get(ordinal)?.facet === 'decoding') {
      // It is not decoded any more, and yet: what ended its processes was the reading.
      known.set(ordinal, unreadable(outcome));
      continue;
    }
    if (ordinal < slice.first || ordinal > lastOf(slice) || known.has(ordinal) || solved.has(ordinal)) {
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
  let samples = 0;
  let bytesRead = 0;
  let reused = 0;
  for (const seal of seals) {
    samples += seal.count;
    bytesRead += seal.bytesRead;
    reused += seal.reused;
    culprits.push(...seal.culprits);
    for (const [id, { ran, skipped, crashed }] of Object.entries(seal.tallies)) {
      const total = tallies[id] ?? { ran: 0, skipped: 0, crashed: 0 };
      tallies[id] = { ran: total.ran + ran, skipped: total.skipped + skipped, crashed: total.crashed + crashed };
    }
  }
  return { samples, bytesRead, reused, tallies, culprits };
};

/**
 * The order of reversed binary digits (van der Corput): at any time those begun are spread over the whole, so that a run that is
 * stopped has seen something of every place. What is found does not depend on it.
 */
export const spread = <T>(items: readonly T[]): readonly T[] => {
  const digits = Math.max(1, Math.ceil(Math.log2(items.length)));
  const reversed = (index: number): number =>
    Number.parseInt([...index.toString(2).padStart(digits, '0')].reverse().join(''), 2);
  return items
    .map((item, index) => ({ item, place: reversed(index) }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
};

/** A segment that was never sealed is no part of a run that ends here. */
const discardUnsealed = (folder: RunFolder, sealed: ReadonlySet<string>): void => {
  if (!existsSync(folder.segments)) return;
  for (const name of readdirSync(folder.segments)) {
    const path = join(folder.segments, name);
    if (!sealed.has(path)) rmSync(path);
  }
};

/**
 * Examines all slices that no earlier try sealed. After `hooks.signal` the samples under way are finished and what was examined is
 * sealed; `stopped` says so when something is left to examine.
 */
export const examineSlices = async (
  slices: readonly Slice[],
  pool: Pool,
  folder: RunFolder,
  workers: number,
  hooks: ExamineHooks,
): Promise<Examination & { readonly stopped?: StopReason }> => {
  const { signal } = hooks;
  rmSync(folder.stop, { force: true });
  const seals = readSeals(folder);
  const isWhole = ({ slice, count }: Slice): boolean => seals.get(slice)?.count === count;
  const left = spread(slices).filter((slice) => !isWhole(slice));
  let sealed = slices.reduce((total, slice) => total + (isWhole(slice) ? slice.count : 0), 0);
  let bytes = 0;
  const running = new Set<Slice>();
  const storm = createStormWatch();

  const report = () => {
    let under = 0;
    for (const position of pool.positions()) {
      const slice = [...running].find((each) => position >= each.first && position <= lastOf(each));
      if (slice === undefined) continue;
      // Of a part the ordinals have gaps: as far into the range, as far into the slice.
      under += Math.floor(((position - slice.first) / (lastOf(slice) - slice.first + 1)) * slice.count);
    }
    hooks.onProgress(sealed + under, bytes);
  };
  const ticking = setInterval(report, PROGRESS_MS);
  let grace: NodeJS.Timeout | undefined;
  const stop = () => {
    writeFileSync(folder.stop, '');
    grace = setTimeout(pool.abandon, STOP_GRACE_MS);
  };
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });

  const examine = async (slice: Slice): Promise<void> => {
    if (signal.aborted) return;
    running.add(slice);
    // A short segment of an earlier try is replaced.
    seals.delete(slice.slice);
    const seal = await examineSlice(slice, pool, folder, signal);
    running.delete(slice);
    if (seal === undefined || seal.count === 0) return;
    appendFileSync(folder.seals, `${JSON.stringify(seal)}\n`);
    seals.set(slice.slice, seal);
    for (const { key, fault } of seal.culprits) hooks.onCulprit(key, fault);
    sealed += seal.count;
    bytes += seal.bytesRead;
    storm.see(seal.count, seal);
  };
  // One slice per worker at a time, whichever try it is at: a repeated one goes on before a new one is begun.
  const limit = pLimit(workers);
  try {
    await Promise.all(left.map((slice) => limit(() => examine(slice))));
  } finally {
    clearInterval(ticking);
    clearTimeout(grace);
    signal.removeEventListener('abort', stop);
    limit.clearQueue();
  }
  report();
  const examination = sum([...seals.entries()].sort(([a], [b]) => a - b).map(([, seal]) => seal));
  if (slices.every(isWhole)) return examination;
  discardUnsealed(folder, new Set([...seals.keys()].map((slice) => folder.segment(slice))));
  return { ...examination, stopped: signal.reason as StopReason };
};
