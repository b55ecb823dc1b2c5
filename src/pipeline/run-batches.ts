import type { Job, Outcome } from './jobs.ts';
import type { Pool } from './pool.ts';

/**
 * Gives workers `items` in batches of `size`. Where one kills its worker the batch is done again one by one, so that it costs only
 * itself. `take` gets every outcome with the items it is of, in no certain order.
 */
export const runBatches = async <Item>(
  pool: Pool,
  items: readonly Item[],
  size: number,
  jobOf: (batch: readonly Item[]) => Job,
  take: (outcome: Outcome, batch: readonly Item[]) => void,
): Promise<void> => {
  const batches: (readonly Item[])[] = [];
  for (let at = 0; at < items.length; at += size) batches.push(items.slice(at, at + size));
  await Promise.all(
    batches.map(async (batch) => {
      const outcome = await pool.run(jobOf(batch));
      if (outcome.kind !== 'died') return take(outcome, batch);
      for (const item of batch) take(await pool.run(jobOf([item])), [item]);
    }),
  );
};
