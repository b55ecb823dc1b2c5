import type { ExpectedDigest } from '../../model/expectation.ts';

/** One object of a listing. */
export interface Entry {
  /** As in the bucket, as a ref: bytes escaped. */
  readonly key: string;
  /** 1-based line; of an item in JSON the line it begins on, in Parquet the row. */
  readonly line: number;
  /** Bytes. */
  readonly size?: number;
  readonly digests?: readonly ExpectedDigest[];
  readonly mime?: string;
}

/** What a reader makes of a line: an object, nothing (a heading, a folder, an older version), or 'unread'. */
export type Reading = Entry | undefined | 'unread';

/** Members that are undefined are left out: entries are written to disk. */
export const entryOf = (entry: {
  readonly key: string;
  readonly line: number;
  readonly size?: number | undefined;
  readonly digests?: readonly (ExpectedDigest | undefined)[];
  readonly mime?: string | undefined;
}): Entry => {
  const digests = (entry.digests ?? []).filter((digest) => digest !== undefined);
  return {
    key: entry.key,
    line: entry.line,
    ...(entry.size !== undefined && { size: entry.size }),
    ...(digests.length > 0 && { digests }),
    ...(entry.mime !== undefined && { mime: entry.mime }),
  };
};
