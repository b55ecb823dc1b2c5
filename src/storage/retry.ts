import { StorageError } from './errors.ts';

/** Errnos that speak of the machine's state, not of the file: worth another try. */
const PASSING = new Set(['EMFILE', 'ENFILE', 'EIO', 'ESTALE', 'EAGAIN']);
/** 545 ms in sum, 818 ms with the largest jitter. */
const DELAYS_MS = [10, 25, 60, 150, 300] as const;
/** A path that runs through a file, or is longer than any file system allows, names nothing. */
const MEANS_ABSENT = new Set(['ENOTDIR', 'ENAMETOOLONG']);

const clock = new Int32Array(new SharedArrayBuffer(4));
const sleepSync = (ms: number): void => {
  Atomics.wait(clock, 0, 0, ms);
};

export const errnoOf = (error: unknown): string | undefined => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^E[A-Z0-9]+$/.test(code) ? code : undefined;
};

/** Runs a file system call, again after a while when its errno may pass. Throws StorageError, or what was no errno. */
export const withRetry = <T>(what: string, act: () => T, sleep: (ms: number) => void = sleepSync): T => {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return act();
    } catch (error) {
      const code = errnoOf(error);
      if (code === undefined) throw error;
      const delay = DELAYS_MS[attempt];
      if (!PASSING.has(code) || delay === undefined) {
        throw new StorageError(MEANS_ABSENT.has(code) ? 'ENOENT' : code, `${code}: ${what}`);
      }
      // Jitter, so that many workers with a full file table do not come back at once.
      sleep(delay * (0.5 + Math.random()));
    }
  }
};
