/**
 * `qiniu`: Kodo's hash, 28 characters of URL-safe base64. `etag`: 32 hex digits of an object store, the md5 of the bytes unless the
 * object was encrypted with a managed key, appended to or copied. `multipart`: 'hex-N', an md5 over the md5s of N parts. All others: hex.
 */
export type Algorithm = 'md5' | 'sha1' | 'sha256' | 'sha512' | 'qiniu' | 'etag' | 'multipart';

export interface ExpectedDigest {
  readonly algorithm: Algorithm;
  /** Hex in lower case. */
  readonly value: string;
}

/** What somebody who saw the file before says of it: a listing of the bucket, or columns of the manifest. */
export interface Expectation {
  /** `listing`: from --expect. `stated`: from a column that an option names. `found`: from a column that looks like it. */
  readonly how: 'listing' | 'stated' | 'found';
  /** The listing as it was named, or the manifest's ref. */
  readonly file: string;
  /** 1-based; in Parquet the row. */
  readonly line: number;
  /** Bytes. */
  readonly size?: number;
  readonly digests?: readonly ExpectedDigest[];
  /** Lower case, without parameters. */
  readonly mime?: string;
}

export const LISTING_FORMATS = [
  'qshell',
  's3-inventory',
  's3-inventory-csv',
  's3-inventory-parquet',
  'list-objects',
  'ossutil',
  'rclone',
  'checksums',
] as const;
export type ListingFormat = (typeof LISTING_FORMATS)[number];

/** One --expect file against the dataset, known once everything is listed. */
export interface ExpectFacts {
  /** As it was given. */
  readonly file: string;
  readonly format: ListingFormat;
  /** Objects it lists, folders and older versions left out. */
  readonly entries: number;
  /** Lines that could not be read. */
  readonly unread: number;
  /** What was cut from the beginning of its keys, and what was put there, so that they name files of the dataset. */
  readonly prefix: string;
  readonly base: string;
  /** Whether --expect-prefix said so. */
  readonly isStated: boolean;
  /** Entries under the prefix: those that a sample has; images and arrays that nothing in the dataset has; the first of those. */
  readonly matched: number;
  readonly notDownloaded: number;
  readonly examples: readonly string[];
}

/** The facet: what is said of a sample's file. */
export interface ExpectedFacet {
  readonly all: readonly Expectation[];
  /** There are listings, and none of them has this file. */
  readonly unlisted: boolean;
}

/** The facet: digests of the bytes, of the algorithms that the sample's expectations ask for. */
export interface Digests {
  readonly md5?: string;
  readonly sha1?: string;
  readonly sha256?: string;
  readonly sha512?: string;
  readonly qiniu?: string;
  /** ETags of uploads in parts, one for each usual size of parts that gives the number of parts asked for. */
  readonly multipart?: readonly string[];
}
