import { UserError } from '../model/errors.ts';
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

/**
 * Runs a stage that holds much memory for a short time in a process of its own, so that the coordinator stays small.
 * Throws UserError as the stage did, Interrupted when `signal` fires, Error for everything else.
 */
export const runStage = <Request, Result>(
  entry: Exclude<Entry, 'examine'>,
  request: Request,
  options: { readonly signal?: AbortSignal; readonly onProgress?: (done: number) => void } = {},
): Promise<Result> =>
  new Promise((resolve, reject) => {
    if (options.signal?.aborted === true) {
      reject(new Interrupted());
      return;
    }
    const child = spawnEntry(entry, [], 'unlimited');
    let stderr = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      stderr = (stderr + chunk.toString('utf8')).slice(-KEPT_STDERR_CHARS);
    });
    const stop = () => child.kill('SIGKILL');
    options.signal?.addEventListener('abort', stop, { once: true });
    child.on('message', (message: StageMessage<Result>) => {
      if (message.kind === 'progress') options.onProgress?.(message.done);
      else if (message.kind === 'done') resolve(message.result);
      else if (message.kind === 'user-error') reject(new UserError(message.key, message.data));
      else reject(new Error(`${entry}: ${message.message}`));
    });
    child.once('error', reject);
    child.once('close', (code, signal) => {
      options.signal?.removeEventListener('abort', stop);
      if (options.signal?.aborted === true) reject(new Interrupted());
      else reject(new Error(`${entry} process ended with ${signal ?? `exit code ${code}`}: ${stderr}`));
    });
    child.send(request as object, (error) => {
      if (error !== null) stop();
    });
  });

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
      .catch((error: Error): StageMessage<Result> => {
        if (error instanceof UserError) return { kind: 'user-error', key: error.key, data: error.data };
        return { kind: 'failed', message: error.stack ?? String(error) };
      })
      .then(send)
      .then(() => process.exit(0));
  });
};
