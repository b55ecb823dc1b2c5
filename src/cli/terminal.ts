import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { relative } from 'node:path';
import type { ReportPaths } from '../report/next-steps.ts';

/** The process as the command line sees it; tests give their own. */
export interface Console {
  readonly out: NodeJS.WriteStream;
  readonly err: NodeJS.WriteStream;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

/** Colors where a person looks: at a terminal, unless NO_COLOR or TERM=dumb asks for none. */
export const wantsColor = (stream: NodeJS.WriteStream, environment: Console['environment']): boolean => {
  if ((environment.NO_COLOR ?? '') !== '' || environment.TERM === 'dumb') return false;
  return stream.isTTY === true;
};

/** Writes and waits while the reader is slow. */
export const writeTo = (stream: NodeJS.WriteStream, chunk: string | Uint8Array): Promise<void> =>
  new Promise((done, failed) => {
    stream.write(chunk, (error) => (error ? failed(error) : done()));
  });

/** Streams into a file that appears whole or not at all, or to stdout. */
export const deliver = async (
  chunks: AsyncIterable<string | Uint8Array>,
  path: string | undefined,
  { out }: Console,
): Promise<void> => {
  if (path === undefined) {
    for await (const chunk of chunks) await writeTo(out, chunk);
    return;
  }
  const temporary = `${path}.${process.pid}.tmp`;
  const descriptor = openSync(temporary, 'wx');
  try {
    for await (const chunk of chunks) {
      const block = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      for (let done = 0; done < block.length; ) done += writeSync(descriptor, block, done);
    }
    fsyncSync(descriptor);
  } catch (error) {
    closeSync(descriptor);
    rmSync(temporary, { force: true });
    throw error;
  }
  closeSync(descriptor);
  renameSync(temporary, path);
};

/** A path as one would type it here: relative where that is shorter. */
export const shortPath = (path: string, cwd: string): string => {
  const near = relative(cwd, path) || '.';
  return near.length < path.length ? near : path;
};

const OPENERS: Readonly<Record<string, string>> = { darwin: 'open', win32: 'start' };

export const pathsOf = (dataset: string, out: string, report: string, cwd: string): ReportPaths => ({
  dataset: shortPath(dataset, cwd),
  out: shortPath(out, cwd),
  report: shortPath(report, cwd),
  opener: OPENERS[process.platform] ?? 'xdg-open',
});
