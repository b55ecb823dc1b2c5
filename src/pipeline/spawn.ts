import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { packageRoot } from './package-root.ts';

/** Descriptors of a worker: what leaks them fails there, and early. */
const WORKER_DESCRIPTORS = 64;
/** Data segment of a worker: a decoder that asks for more fails there instead of taking the machine's memory. */
const WORKER_DATA_BYTES = 1.5 * 2 ** 30;

const onPath = (name: string): string | undefined =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });

/**
 * Largest file that a worker may write. Far above a segment, the records of a slice. libvips spools large animations to the temporary
 * folder: all that the limit on decoded bytes allows, and never more.
 */
const WORKER_FILE_BYTES = 2 ** 30;

let prlimit: string | undefined | null = null;

/** Descriptors that this process may open: a worker is given no more. */
const ownDescriptors = (): number => {
  try {
    return Number(/^Max open files +(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1] ?? Number.NaN);
  } catch {
    return Number.NaN;
  }
};

/** The operating system's limits on a worker, as arguments of prlimit. */
const limitsOfWorker = (): readonly string[] => {
  const limits = [`--data=${WORKER_DATA_BYTES}`, `--fsize=${WORKER_FILE_BYTES}`, '--core=0'];
  return ownDescriptors() < WORKER_DESCRIPTORS ? limits : [...limits, `--nofile=${WORKER_DESCRIPTORS}`];
};

/** Environment of child processes: nothing of the user's but what programs need to start, so that no decoder can be made to tell it. */
const cleanEnvironment = (): NodeJS.ProcessEnv => {
  const hooks = ['PREPASS_TEST_CODEC', 'PREPASS_MEMORY_LOG', 'PREPASS_OPEN_LOG'];
  const kept = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'LC_ALL', 'TZ', 'SystemRoot', ...hooks];
  const env: NodeJS.ProcessEnv = { VIPS_BLOCK_UNTRUSTED: '1', NODE_ENV: 'production' };
  for (const name of kept) if (process.env[name] !== undefined) env[name] = process.env[name];
  return env;
};

export type Entry = 'list' | 'examine' | 'conclude';

const alive = new Set<ChildProcess>();
let isWatched = false;

/** What ends this process at once, as a second Ctrl-C does, leaves none of them behind: one that hangs in a decoder would not notice. */
const endWithThisProcess = (child: ChildProcess): ChildProcess => {
  if (!isWatched) {
    process.on('exit', () => {
      for (const each of alive) each.kill('SIGKILL');
    });
  }
  isWatched = true;
  alive.add(child);
  child.once('exit', () => alive.delete(child));
  return child;
};

/**
 * Starts one of our own processes with an IPC channel. Its standard output goes nowhere, its standard error is kept by the caller
 * (`child.stderr`). It leads no group: a terminal's Ctrl-C reaches it too, so entries ignore SIGINT and wait for their parent.
 */
export const spawnEntry = (entry: Entry, args: readonly string[], limits: 'limited' | 'unlimited'): ChildProcess => {
  const script = join(packageRoot, 'dist', 'pipeline', 'processes', `${entry}.js`);
  if (prlimit === null) prlimit = process.platform === 'linux' ? onPath('prlimit') : undefined;
  const command = [process.execPath, script, ...args];
  if (limits === 'limited' && prlimit !== undefined) {
    command.unshift(prlimit, ...limitsOfWorker());
  }
  const child = spawn(command[0]!, command.slice(1), {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    serialization: 'advanced',
    env: cleanEnvironment(),
  });
  return endWithThisProcess(child);
};
