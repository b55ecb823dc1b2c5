import type { Expectation } from './expectation.ts';

/** 128 bits of sha256 as 32 hex digits. */
export type Id = string;

export type Role = 'image' | 'mask' | 'label' | 'array' | 'text';

/**
 * A file, written as text without loss: '/' separators, valid UTF-8 as is, '%' and every byte that is not valid UTF-8 as %XX.
 * Relative to the dataset's root; absolute when it begins with '/'. `model/path-key.ts` turns it into bytes and back.
 */
export type ResourceRef = string;

/** Where bytes stand inside a Parquet file. */
export interface TableCell {
  /** 0-based, over all row groups. */
  readonly row: number;
  readonly column: string;
  /** The member that holds the bytes, where the column is a group. */
  readonly member?: string;
}

/** One piece of a sample's bytes. */
export interface Part {
  readonly name: string;
  readonly role: Role;
  readonly resource: ResourceRef;
  /** Half-open byte range inside the resource; absent: all of it. */
  readonly range?: readonly [start: number, end: number];
  /** Set where the bytes are a cell of the resource. */
  readonly cell?: TableCell | undefined;
  /** Set where the bytes are an entry of the resource, an archive: its name, escaped as keys are. */
  readonly member?: string;
  /**
   * Set where the bytes are one row of an array along its first axis: its number from 0. Also one row of a table,
   * of text the `range` being its record. They are read as the .npy file of that row.
   */
  readonly row?: number;
  /** Shared parts (one file, many samples) are never moved for the sake of one sample. */
  readonly ownership: 'exclusive' | 'shared';
  /** For an array: its first axis counts samples, so findings name rows. */
  readonly holdsSamples?: boolean;
}

/** Where a manifest says something: its ref, the 1-based line, the 1-based record (header not counted). */
export interface Origin {
  readonly file: ResourceRef;
  readonly line: number;
  readonly record: number;
}

/** A manifest row that cannot be taken as written. `detail` is data for the finding (cells found and expected, the twin …). */
export interface RowProblem {
  readonly kind:
    | 'ragged'
    | 'malformed'
    | 'repeated-key'
    | 'outside-root'
    | 'duplicate-row'
    | 'name-twin'
    | 'missing-path'
    | 'oversized-field';
  readonly detail: Readonly<Record<string, string | number>>;
}

/** What the dataset says of a sample, cells as written. Unverified. */
export interface Annotations {
  readonly origin?: Origin;
  /** Class folder's name or label cell. Absent: the dataset has no labels. Empty: a label column exists and this cell is empty. */
  readonly label?: string;
  /** Target name to cell. Empty cell: empty text. */
  readonly targets?: Readonly<Record<string, string>>;
  /** Cell of the column that targets are grouped by. */
  readonly group?: string;
  readonly problems?: readonly RowProblem[];
  /** What listings and checksum columns say of its file. */
  readonly expected?: readonly Expectation[];
  /** True where listings were given and none has this file. */
  readonly unlisted?: boolean;
  /** A file beside it that a downloader keeps while it works. */
  readonly controlFile?: ResourceRef;
}

/** One training example: what is judged, kept or quarantined. */
export interface Sample {
  readonly id: Id;
  /** Root-relative path (or path#row); unique, equal on every run and machine. */
  readonly key: string;
  /** 0-based place in the sealed listing. */
  readonly ordinal: number;
  readonly split?: string;
  readonly parts: readonly Part[];
  readonly annotations: Annotations;
}
