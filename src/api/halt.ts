import type { StopReason } from '../model/part.ts';

export interface Halt {
  /** Fires when the caller asks to stop or the time is up, whichever comes first; its `reason` is the StopReason. */
  readonly signal: AbortSignal;
  readonly release: () => void;
}

/** `maxMs`: from now on. */
export const createHalt = (asked: AbortSignal | undefined, maxMs: number | undefined): Halt => {
  const controller = new AbortController();
  const stop = (reason: StopReason) => controller.abort(reason);
  const interrupt = () => stop('interrupted');
  if (asked?.aborted === true) interrupt();
  else asked?.addEventListener('abort', interrupt, { once: true });
  const timer = maxMs === undefined ? undefined : setTimeout(() => stop('max-time'), maxMs);
  return {
    signal: controller.signal,
    release: () => {
      clearTimeout(timer);
      asked?.removeEventListener('abort', interrupt);
    },
  };
};
