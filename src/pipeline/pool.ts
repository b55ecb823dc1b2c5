import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Answer, Job, Outcome } from './jobs.ts';
import { IDLE, watchSlate } from './slate.ts';
import { spawnEntry } from './spawn.ts';

const POLL_MS = 100;
/** Before its first sample a worker loads its decoders; that is no sample's fault. */
const START_MS = 60_000;
const KEPT_STDERR_CHARS = 2_000;
/** A worker is replaced after so many samples: native decoders leak. */
const RECYCLE_AFTER_JOBS_OF = 10_000;
/** And when its resident memory has grown by so much since its first job. */
const RECYCLE_AFTER_GROWTH_BYTES = 512 * 2 ** 20;

interface Slot {
  readonly number: number;
  child: ChildProcess | undefined;
  slate: ReturnType<typeof watchSlate> | undefined;
  samples: number;
  /** Resident bytes when its first job was done; unknown where the system does not tell. */
  firstBytes: number | undefined;
  busy: boolean;
  /** Ends the job under way, if there is one. */
  finish: ((outcome: Outcome) => void) | undefined;
  killedFor: string | undefined;
  lastTick: number;
  lastMove: number;
  stderr: string;
}

export interface Pool {
  /** Runs a job on the next free worker. Never rejects for what a worker does: that is the outcome. */
  readonly run: (job: Job) => Promise<Outcome>;
  /** The same, in a process that has done nothing before. */
  readonly runAlone: (job: Job) => Promise<Outcome>;
  /** Starts the first `workers` processes, which load while there is nothing to do yet. */
  readonly warm: (workers: number) => void;
  /** Ends what is under way: its outcome is `died`. The pool goes on. */
  readonly abandon: () => void;
  /** Ordinals under examination now, for progress. */
  readonly positions: () => readonly number[];
  readonly close: () => Promise<void>;
}

/** Resident memory of a process; undefined where the system does not tell. */
const residentBytes = (pid: number): number | undefined => {
  try {
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
  } catch {
    return undefined;
  }
};

const isWorn = (slot: Slot): boolean => {
  if (slot.samples >= RECYCLE_AFTER_JOBS_OF) return true;
  const bytes = slot.samples === 0 || slot.child?.pid === undefined ? undefined : residentBytes(slot.child.pid);
  slot.firstBytes ??= bytes;
  return bytes !== undefined && bytes - slot.firstBytes! > RECYCLE_AFTER_GROWTH_BYTES;
};

const samplesOf = (job: Job): number => {
  if (job.kind === 'slice') return job.slice.count;
  if (job.kind === 'colors') return job.pictures.length;
  return job.kind === 'draw' ? job.drawings.length : 1;
};

/**
 * Worker processes, not threads: a native crash must cost one sample. Each works on one job at a time; a worker that dies or makes
 * no progress for `timeoutMs` is replaced, and the job's outcome says where it was.
 */
export const createPool = (options: {
  /** The run's folder; its plan must be there before the first job. */
  readonly out: string;
  readonly work: string;
  readonly workers: number;
  readonly timeoutMs: number;
}): Pool => {
  const slots: Slot[] = Array.from({ length: options.workers }, (_, number) => ({
    number,
    child: undefined,
    slate: undefined,
    samples: 0,
    firstBytes: undefined,
    busy: false,
    finish: undefined,
    killedFor: undefined,
    lastTick: 0,
    lastMove: 0,
    stderr: '',
  }));
  const waiting: ((slot: Slot) => void)[] = [];
  let closed = false;

  const settle = (slot: Slot, outcome: Outcome) => {
    const finish = slot.finish;
    slot.finish = undefined;
    finish?.(outcome);
  };

  const start = (slot: Slot) => {
    const path = join(options.work, `slate-${slot.number}`);
    slot.slate ??= watchSlate(path);
    slot.slate.wipe();
    slot.samples = 0;
    slot.firstBytes = undefined;
    slot.killedFor = undefined;
    slot.stderr = '';
    const child = spawnEntry('examine', [options.out, path], 'limited');
    slot.child = child;
    child.stderr?.on('data', (chunk: Buffer) => {
      slot.stderr = (slot.stderr + chunk.toString('utf8')).slice(-KEPT_STDERR_CHARS);
    });
    child.on('message', (answer: Answer) => settle(slot, answer));
    // An error here is a failed spawn or send; `exit` or the time limit tells the rest.
    child.on('error', (error) => settle(slot, { kind: 'failed', message: error.message, ordinal: IDLE }));
    child.once('exit', (code, signal) => {
      if (slot.child === child) slot.child = undefined;
      const ordinal = slot.slate?.read().ordinal ?? IDLE;
      const cause = slot.killedFor ?? signal ?? `exit ${code}`;
      settle(slot, {
        kind: 'died',
        ordinal,
        how: slot.killedFor === undefined ? 'crash' : 'timeout',
        cause,
        stderr: slot.stderr,
      });
    });
  };

  const stop = (slot: Slot): Promise<void> => {
    const child = slot.child;
    if (child === undefined) return Promise.resolve();
    slot.child = undefined;
    return new Promise((resolve) => {
      child.once('exit', () => resolve());
      child.kill('SIGKILL');
    });
  };

  const acquire = (): Promise<Slot> => {
    const free = slots.find((slot) => !slot.busy);
    if (free === undefined) return new Promise((resolve) => waiting.push(resolve));
    free.busy = true;
    return Promise.resolve(free);
  };
  const release = (slot: Slot) => {
    const next = waiting.shift();
    if (next === undefined) slot.busy = false;
    else next(slot);
  };

  const submit = async (job: Job, company: 'any' | 'alone'): Promise<Outcome> => {
    const slot = await acquire();
    try {
      // A worker started now would be stopped by nobody, and the program would never end.
      if (closed) return { kind: 'failed', message: 'the pool is closed', ordinal: IDLE };
      const worn = isWorn(slot) || (company === 'alone' && slot.samples > 0);
      if (worn) await stop(slot);
      if (slot.child === undefined) start(slot);
      slot.samples += samplesOf(job);
      slot.lastTick = slot.slate!.read().tick;
      slot.lastMove = performance.now();
      const outcome = await new Promise<Outcome>((resolve) => {
        slot.finish = resolve;
        slot.child!.send(job, (error) => {
          if (error !== null && slot.child !== undefined) slot.child.kill('SIGKILL');
        });
      });
      // What was taken over went through no decoder.
      if (outcome.kind === 'slice') slot.samples -= outcome.seal.reused;
      return outcome;
    } finally {
      release(slot);
    }
  };

  const watch = setInterval(() => {
    const now = performance.now();
    for (const slot of slots) {
      if (slot.finish === undefined || slot.child === undefined) continue;
      const { tick, ordinal } = slot.slate!.read();
      const limitMs = ordinal === IDLE ? Math.max(START_MS, options.timeoutMs) : options.timeoutMs;
      if (tick !== slot.lastTick) {
        slot.lastTick = tick;
        slot.lastMove = now;
      } else if (now - slot.lastMove > limitMs) {
        slot.killedFor = `${limitMs} ms`;
        slot.child.kill('SIGKILL');
      }
    }
  }, POLL_MS);
  watch.unref();

  return {
    run: (job) => submit(job, 'any'),
    runAlone: (job) => submit(job, 'alone'),
    warm: (workers) => {
      for (const slot of slots.slice(0, workers)) if (slot.child === undefined) start(slot);
    },
    abandon: () => {
      for (const slot of slots) if (slot.finish !== undefined) slot.child?.kill('SIGKILL');
    },
    positions: () => slots.filter((slot) => slot.finish !== undefined).map((slot) => slot.slate!.read().ordinal),
    close: async () => {
      if (closed) return;
      closed = true;
      clearInterval(watch);
      await Promise.all(slots.map(stop));
      for (const slot of slots) slot.slate?.close();
    },
  };
};
