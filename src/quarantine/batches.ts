import { setImmediate as nextTurn } from 'node:timers/promises';

/** Transactions that share one fdatasync. */
export const BATCH = 64;

export async function* batchesOf<T>(items: AsyncIterable<T> | Iterable<T>, size: number): AsyncGenerator<readonly T[]> {
  let batch: T[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** All changes are synchronous; between samples signals and progress get their turn. */
export const breathe = (): Promise<void> => nextTurn();
