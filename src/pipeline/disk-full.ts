import { UserError } from '../model/errors.ts';

const KEY = 'pipeline.disk-full';

/** Whether a write met a full disk or quota. DuckDB and child processes tell it in words alone. */
export const isDiskFull = (error: unknown): boolean => {
  if (error instanceof UserError) return error.key === KEY;
  if (!(error instanceof Error)) return false;
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOSPC' || code === 'EDQUOT' || /no space left on device|disk quota exceeded/i.test(error.message);
};

/** What the user can mend, and how: what is sealed stays, so the run can be resumed. */
export const diskFull = (): UserError => new UserError(KEY, {});
