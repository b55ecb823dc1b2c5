import { closeSync, openSync, readSync, writeSync } from 'node:fs';

const BYTES = 8;
/** Nothing is being examined. */
export const IDLE = -1;

/**
 * Where a worker writes which sample it is about to touch, so that its parent can name the culprit after a crash and see a hang:
 * a process that died in native code sends no last message. One pwrite of 8 bytes a sample (about 1 µs).
 */
export const openSlate = (path: string) => {
  const descriptor = openSync(path, 'r+');
  const cells = new Int32Array([IDLE, 0]);
  const bytes = new Uint8Array(cells.buffer);
  return {
    set: (ordinal: number): void => {
      cells[0] = ordinal;
      // A tick, so that the same sample met twice is seen as progress.
      cells[1]! += 1;
      writeSync(descriptor, bytes, 0, BYTES, 0);
    },
    close: (): void => closeSync(descriptor),
  };
};

/** The parent's view: it makes the file, and keeps it open so that a full file table later on cannot hide a hang. */
export const watchSlate = (path: string) => {
  const descriptor = openSync(path, 'w+');
  const cells = new Int32Array([IDLE, 0]);
  const bytes = new Uint8Array(cells.buffer);
  return {
    /** Before a new process takes the slate over: what the last one wrote is not the new one's doing. */
    wipe: (): void => {
      writeSync(descriptor, new Uint8Array(new Int32Array([IDLE, 0]).buffer), 0, BYTES, 0);
    },
    read: (): { readonly ordinal: number; readonly tick: number } => {
      readSync(descriptor, bytes, 0, BYTES, 0);
      return { ordinal: cells[0]!, tick: cells[1]! };
    },
    close: (): void => closeSync(descriptor),
  };
};
