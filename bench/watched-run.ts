import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { COMMAND } from '../scripts/corpus/places.ts';
import { childrenOf, commandOf, peakBytes } from '../scripts/pool/process-memory.ts';

const LOOK_EVERY_MS = 50;

export interface Watched {
  readonly exit: number;
  readonly seconds: number;
  readonly stderr: string;
  /** Largest resident set of the command's own process. */
  readonly coordinatorBytes: number;
  /** Largest resident set of the process that concludes; 0 when it was never seen. */
  readonly concludeBytes: number;
}

export interface Settings {
  readonly environment?: Readonly<Record<string, string>>;
  /** Largest file descriptor number plus one, as `ulimit -n`. */
  readonly descriptors?: number;
  /** Path of another build's `cli/main.js`; default: this one. */
  readonly command?: string;
}

/** `prepass run DATASET --out OUT`, timed from start to exit; how large its processes get is read from /proc (Linux). */
export const watchedRun = (
  dataset: string,
  out: string,
  options: readonly string[] = [],
  { environment = {}, descriptors, command = COMMAND }: Settings = {},
): Promise<Watched> => {
  rmSync(out, { recursive: true, force: true });
  const words = [process.execPath, command, 'run', dataset, '--out', out, ...options];
  const [program, args] =
    descriptors === undefined
      ? [words[0]!, words.slice(1)]
      : ['bash', ['-c', `ulimit -n ${descriptors}; exec "$@"`, 'bash', ...words]];
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const child = spawn(program, args, {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, ...environment },
    });
    let stderr = '';
    let coordinatorBytes = 0;
    let concludeBytes = 0;
    const look = setInterval(() => {
      coordinatorBytes = Math.max(coordinatorBytes, peakBytes(child.pid!));
      for (const pid of childrenOf(child.pid!)) {
        if (commandOf(pid).includes('conclude')) concludeBytes = Math.max(concludeBytes, peakBytes(pid));
      }
    }, LOOK_EVERY_MS);
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-8_000);
    });
    child.on('error', (error) => {
      clearInterval(look);
      reject(error);
    });
    child.on('close', (code) => {
      clearInterval(look);
      const seconds = (performance.now() - start) / 1000;
      resolve({ exit: code ?? -1, seconds, stderr, coordinatorBytes, concludeBytes });
    });
  });
};

/** A run that must be complete: exit 0, 1 or 3. Throws with the end of its stderr. */
export const completeRun = async (...args: Parameters<typeof watchedRun>): Promise<Watched> => {
  const watched = await watchedRun(...args);
  if ([0, 1, 3].includes(watched.exit)) return watched;
  throw new Error(`prepass ended with ${watched.exit}:\n${watched.stderr}`);
};
