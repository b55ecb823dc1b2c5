import { errnoError, errnoOf, type FsChange, type OpenFile } from './fs-change.ts';

/**
 * What happens at the chosen operation. `crash-*`: as if the process were killed before it, after it, or in the middle
 * of a write. `EIO`, `ENOSPC`: refused (a write that meets ENOSPC leaves half its bytes). `EIO-after`: done, yet
 * reported as failed, as network file systems do. `short`: a write takes half its bytes and says so.
 */
export type FaultKind = 'crash-before' | 'crash-after' | 'crash-torn' | 'EIO' | 'EIO-after' | 'ENOSPC' | 'short';

/** Simulates kill -9: no code catches it, and after it no operation does anything. */
export class Crash extends Error {
  override readonly name = 'Crash';
}

export type OperationName = keyof FsChange;

export interface FaultPlan {
  /** 0-based number of the operation that goes wrong. Closing is not counted: the kernel does that for the dead. */
  readonly at: number;
  readonly kind: FaultKind;
}

export interface FaultyFs {
  readonly fs: FsChange;
  /** Names of the operations so far, the failed one included. */
  readonly trace: readonly OperationName[];
  readonly fired: () => boolean;
}

const WRITES_ONLY: readonly FaultKind[] = ['crash-torn', 'short'];

type Operation = (...args: never[]) => unknown;

const firstHalf = (bytes: Uint8Array): Uint8Array => bytes.subarray(0, Math.ceil(bytes.length / 2));

/**
 * The fault-injecting twin: passes every operation on to `real` and lets one of them go wrong.
 *
 * @param before called before each operation with its name and number; a test's chance to race with it.
 */
export const createFaultyFs = (
  real: FsChange,
  plan: FaultPlan | undefined,
  before: (name: OperationName, number: number) => void = () => {},
): FaultyFs => {
  const trace: OperationName[] = [];
  let fired = false;
  let dead = false;

  const die = (name: OperationName): never => {
    dead = true;
    throw new Crash(`${name} #${trace.length - 1}`);
  };
  const fail = (kind: FaultKind, name: OperationName, run: () => unknown, runHalf: () => unknown): unknown => {
    fired = true;
    if (kind === 'crash-before') return die(name);
    if (kind === 'short') return runHalf();
    if (kind === 'EIO') throw errnoError('EIO', name);
    if (name === 'write' && (kind === 'crash-torn' || kind === 'ENOSPC')) runHalf();
    if (kind === 'ENOSPC') throw errnoError('ENOSPC', name);
    if (kind === 'crash-torn') return die(name);
    try {
      const result = run();
      // Nobody gets to hold what the failed call opened.
      if (result !== null && typeof result === 'object' && 'descriptor' in result) real.close(result as OpenFile);
    } catch (error) {
      // It would have failed anyway (EEXIST …); then it is this that nobody hears of.
      if (errnoOf(error) === undefined) throw error;
    }
    if (kind === 'EIO-after') throw errnoError('EIO', name);
    return die(name);
  };

  const wrap =
    (name: OperationName, operation: Operation): Operation =>
    (...args: never[]) => {
      const run = () => operation(...args);
      if (name === 'close' || name === 'closeFolder') return run();
      if (dead) throw new Crash(`${name} after the crash`);
      const number = trace.length;
      before(name, number);
      trace.push(name);
      const hit = plan !== undefined && plan.at === number;
      if (!hit || (WRITES_ONLY.includes(plan.kind) && name !== 'write')) return run();
      return fail(plan.kind, name, run, () => operation(args[0] as never, firstHalf(args[1] as never) as never));
    };

  const fs = Object.fromEntries(
    Object.entries(real).map(([name, operation]) => [name, wrap(name as OperationName, operation as Operation)]),
  ) as unknown as FsChange;
  return { fs, trace, fired: () => fired };
};
