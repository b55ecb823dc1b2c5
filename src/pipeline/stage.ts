import { UserError } from '../model/errors.ts';
import { diskFull, isDiskFull } from './disk-full.ts';
import { type Entry, spawnEntry } from './spawn.ts';

/** What a stage process tells its parent. Exactly one `done` or error, any number of `progress`. */
export type StageMessage<Result> =
  | { readonly kind: 'progress'; readonly done: number }
  | { readonly kind: 'done'; readonly result: Result }
  | { readonly kind: 'user-error'; readonly key: string; readonly data: Readonly<Record<string, string | number>> }
  | { readonly kind: 'failed'; readonly message: string };

/** The caller asked to stop (Ctrl-C): the run can be resumed. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

const KEPT_STDERR_CHARS = 4_000;

interface StageOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number) => void;
}

export interface Stage<Request, Result> {
  /** Once. Throws UserError as the stage did, Interrupted when `signal` fires, Error for everything else. */
  readonly run: (request: Request, options?: StageOptions) => Promise<Result>;
  /** Ends a process that was never asked; harmless after `run`. */
  readonly close: () => void;
}

/**
 * Starts the process of a stage that holds much memory for a short time, so that the coordinator stays small. It loads its modules
 * while others work, and waits to be asked.
 */
export const openStage = <Request, Result>(entry: Exclude<Entry, 'examine'>): Stage<Request, Result> => {
  const child = spawnEntry(entry, [], 'unlimited');
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr = (stderr + chunk.toString('utf8')).slice(-KEPT_STDERR_CHARS);
  });
  let failure: Error | undefined;
  child.once('error', (error) => {
    failure = error;
  });
  const stop = () => child.kill('SIGKILL');
  const ended = (): Error =>
    failure ?? new Error(`${entry} process ended with ${child.signalCode ?? `exit code ${child.exitCode}`}: ${stderr}`);

  const run = (request: Request, { signal, onProgress }: StageOptions = {}): Promise<Result> =>
    new Promise((resolve, reject) => {
      if (signal?.aborted === true || failure !== undefined || !child.connected) {
        stop();
        reject(signal?.aborted === true ? new Interrupted() : ended());
        return;
      }
      signal?.addEventListener('abort', stop, { once: true });
      child.on('message', (message: StageMessage<Result>) => {
        if (message.kind === 'progress') onProgress?.(message.done);
        else if (message.kind === 'done') resolve(message.result);
        else if (message.kind === 'user-error') reject(new UserError(message.key, message.data));
        else reject(new Error(`${entry}: ${message.message}`));
      });
      child.once('error', reject);
      child.once('close', () => {
        signal?.removeEventListener('abort', stop);
        reject(signal?.aborted === true ? new Interrupted() : ended());
      });
      child.send(request as object, (error) => {
        if (error !== null) stop();
      });
    });
  return { run, close: stop };
};

/** Starts a stage and runs it at once. */
export const runStage = <Request, Result>(
  entry: Exclude<Entry, 'examine'>,
  request: Request,
  options: StageOptions = {},
): Promise<Result> => openStage<Request, Result>(entry).run(request, options);

/** The other side: takes one request, answers, and leaves. */
export const serveStage = <Request, Result>(
  serve: (request: Request, progress: (done: number) => void) => Promise<Result>,
): void => {
  const send = (message: StageMessage<Result>) =>
    new Promise<void>((resolve) => {
      if (process.send === undefined) resolve();
      else process.send(message, () => resolve());
    });
  process.on('SIGINT', () => {});
  process.on('disconnect', () => process.exit(0));
  process.once('message', (request: Request) => {
    serve(request, (done) => void send({ kind: 'progress', done }))
      .then((result): StageMessage<Result> => ({ kind: 'done', result }))
      .catch((thrown: Error): StageMessage<Result> => {
        const error = isDiskFull(thrown) ? diskFull() : thrown;
        if (error instanceof UserError) return { kind: 'user-error', key: error.key, data: error.data };
        return { kind: 'failed', message: error.stack ?? String(error) };
      })
      .then(send)
      .then(() => process.exit(0));
  });
};
