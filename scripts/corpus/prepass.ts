import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { COMMAND } from './places.ts';
import { type Watched, watch } from './watch.ts';

/** Exits that leave a complete run: nothing found, something found, something not examined. */
const COMPLETE = [0, 1, 3];
const MOST_OUTPUT_BYTES = 2 ** 30;

/** A line of `prepass export DIR samples --format csv`. */
export interface SampleLine {
  readonly key: string;
  readonly path: string;
  readonly split: string;
  readonly label: string;
  readonly verdict: 'ok' | 'suspect' | 'bad' | 'over-limit' | 'unexamined';
  /** Ids of checks with a finding on it, separated by blanks. */
  readonly checks: string;
  readonly format: string;
}

export interface Finding {
  readonly check: string;
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'note';
  readonly verdict: SampleLine['verdict'];
  readonly subject: { readonly sample?: string; readonly group?: string };
  readonly data: Readonly<Record<string, unknown>>;
}

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const prepass = (args: readonly string[], onStart?: (pid: number) => void): Promise<Ended> => {
  if (!existsSync(COMMAND)) throw new Error(`${COMMAND} is missing: run npm run build`);
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [COMMAND, ...args],
      { maxBuffer: MOST_OUTPUT_BYTES },
      (error, stdout, stderr) => {
        const code = typeof error?.code === 'number' ? error.code : 0;
        resolve({ code: error !== null && code === 0 ? -1 : code, stdout, stderr });
      },
    );
    if (child.pid !== undefined) onStart?.(child.pid);
  });
};

const must = async (
  allowed: readonly number[],
  args: readonly string[],
  onStart?: (pid: number) => void,
): Promise<Ended> => {
  const ended = await prepass(args, onStart);
  if (allowed.includes(ended.code)) return ended;
  throw new Error(`prepass ${args.join(' ')} ended with ${ended.code}:\n${ended.stderr.slice(-4000)}`);
};

export interface Run {
  readonly out: string;
  readonly exit: number;
  readonly samples: readonly SampleLine[];
  /** Absolute paths of all that a trainer would read. */
  readonly clean: readonly string[];
}

/** Every list of clean/ but the names of the classes. */
const cleanPaths = (out: string): readonly string[] =>
  readdirSync(join(out, 'clean'))
    .filter((name) => name.endsWith('.txt') && name !== 'classes.txt')
    .flatMap((name) => readFileSync(join(out, 'clean', name), 'utf8').split('\n'))
    .filter((line) => line !== '');

/** Every sample of a finished run. */
export const exported = async (out: string): Promise<readonly SampleLine[]> => {
  const { stdout } = await must([0], ['export', out, 'samples', '--format', 'csv']);
  return parse(stdout, { columns: true, bom: true }) as SampleLine[];
};

const finished = async (
  dataset: string,
  out: string,
  options: readonly string[],
  onStart?: (pid: number) => void,
): Promise<Run> => {
  rmSync(out, { recursive: true, force: true });
  const { code } = await must(COMPLETE, ['run', dataset, '--out', out, ...options], onStart);
  const samples = await exported(out);
  if (samples.length === 0) throw new Error(`${dataset}: the run has no samples`);
  return { out, exit: code, samples, clean: cleanPaths(out) };
};

/** The whole command over a dataset, then its own export: what a user has. Throws when the run is not complete. */
export const run = (dataset: string, out: string, ...options: readonly string[]): Promise<Run> =>
  finished(dataset, out, options);

/** The same, its memory and its slowest sample watched. */
export const watchedRun = async (dataset: string, out: string): Promise<Run & { readonly watched: Watched }> => {
  let watcher: ReturnType<typeof watch> | undefined;
  const one = await finished(dataset, out, [], (pid) => {
    watcher = watch(pid, out);
  });
  return { ...one, watched: watcher!.end() };
};

export const findings = async ({ out }: Run): Promise<readonly Finding[]> => {
  const { stdout } = await must([0], ['export', out, 'findings', '--format', 'jsonl']);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Finding);
};

export const checksOf = (sample: SampleLine): readonly string[] => sample.checks.split(' ').filter((id) => id !== '');
