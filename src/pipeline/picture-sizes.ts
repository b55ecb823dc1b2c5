import type { Database } from '../catalog/database.ts';

interface SizeRow extends Record<string, unknown> {
  readonly ordinal: number;
  readonly width: number | null;
  readonly height: number | null;
}

/** Sizes of pictures, in pixels as stored, asked for in ascending ordinals: read along with the samples, none is held. */
export const pictureSizes = (database: Database) => {
  const query = 'SELECT ordinal, width, height FROM samples WHERE width IS NOT NULL ORDER BY ordinal';
  const rows = database.rows<SizeRow>(query)[Symbol.asyncIterator]();
  let row: SizeRow | undefined;
  let isOver = false;
  return async (ordinal: number): Promise<SizeRow | undefined> => {
    while (!isOver && (row === undefined || row.ordinal < ordinal)) {
      const next = await rows.next();
      isOver = next.done === true;
      row = next.done === true ? undefined : next.value;
    }
    return row?.ordinal === ordinal ? row : undefined;
  };
};
