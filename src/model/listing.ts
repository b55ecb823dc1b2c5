import type { Algorithm, ExpectFacts } from './expectation.ts';
import type { ProbeFacts } from './probe.ts';
import type { ResourceRef, TableCell } from './sample.ts';
import type { ComponentColumns } from './target-columns.ts';

export const LAYOUTS = ['imagefolder', 'flat', 'manifest', 'npy', 'pair', 'rows', 'table', 'lmdb'] as const;
export type Layout = (typeof LAYOUTS)[number];

export interface ClassFolder {
  /** Key of the folder's name. */
  readonly name: string;
  readonly split?: string;
  /** Samples directly in it or below. */
  readonly samples: number;
}

/** Something met while listing that is not a sample's own trouble. */
export interface ListingNote {
  readonly kind:
    | 'unreadable-directory'
    | 'link-outside-root'
    | 'link-broken'
    | 'link-cycle'
    | 'special-file'
    | 'junk-folder'
    | 'empty-class-folder'
    | 'encoding'
    /** An array of more features than are told apart; `detail`: how many. */
    | 'many-features'
    /** A glob of `ignore` that no file matched; it is the `ref`. */
    | 'ignore-unmatched';
  readonly ref: ResourceRef;
  readonly detail?: string;
}

/**
 * How a manifest is written: cells between delimiters, an object a line, a path a line (with a class number behind it), Parquet, or an
 * array of labels, the row of the samples' array that each belongs to being its own; the array of samples itself where it has none.
 */
export type ManifestForm = 'delimited' | 'json-lines' | 'list' | 'parquet' | 'array';

/** A file, and what it was when it was listed. */
export interface ListedFile {
  readonly ref: ResourceRef;
  readonly identity: { readonly size: number; readonly mtimeNs: string; readonly ctimeNs: string };
}

export interface ManifestFacts {
  readonly ref: ResourceRef;
  readonly form: ManifestForm;
  /** 'utf-8', 'utf-8-bom', 'utf-16le', 'utf-16be', 'gb18030'. */
  readonly encoding: string;
  /** '' where nothing delimits. */
  readonly delimiter: string;
  readonly newline: '\n' | '\r\n' | '\r';
  /** Names of columns; of JSON Lines the keys of the first 1,000; of a list 'path', and 'label' where it has them. */
  readonly header: readonly string[];
  readonly columns: {
    /** Absent where rows are samples themselves. */
    readonly path?: string;
    readonly label?: string;
    /** Paths of masks, one for each picture. */
    readonly mask?: string;
    readonly split?: string;
    readonly targets: readonly string[];
    /** The column that targets are grouped by. */
    readonly group?: string;
    /** Columns that hold the size or a checksum of the file; taken by their name and cells, unless an option states them. */
    readonly size?: ProofColumn;
    readonly checksum?: ProofColumn;
    /** Of a table: the columns of numbers that each row is trained on, in the order of the first table's header. */
    readonly features?: readonly string[];
  };
  /** Of Parquet whose rows hold the pictures themselves: where. `columns.path` is then that column. */
  readonly pictures?: Omit<TableCell, 'row'>;
  /** Of an array of labels: the key of the array whose rows they are of. */
  readonly rowsOf?: string;
  /** Of Parquet, whose clean copy is made from it, and of a table, whose rows are read from it: what the file was when it was listed. */
  readonly identity?: ListedFile['identity'];
  /** The split that all of its rows belong to, where manifests are the splits. */
  readonly split?: string;
}

interface ProofColumn {
  readonly name: string;
  readonly how: 'stated' | 'found';
  /** What an unadorned hex cell of it is; absent: its own length says so. */
  readonly algorithm?: Algorithm;
}

/** What labels are: none; class names in code-point order; or integers, when at least one cell holds a number. */
export type LabelKind = 'none' | 'names' | 'integers';

/** The sealed listing's summary: everything about the dataset that needs no file to be opened. Written to plan.json. */
export interface ListingFacts {
  readonly layout: Layout;
  /** Why this layout was taken, as a message key with data. */
  readonly reason: { readonly key: string; readonly data: Readonly<Record<string, string | number>> };
  readonly samples: number;
  readonly splits: Readonly<Record<string, number>>;
  readonly labels: {
    readonly kind: LabelKind;
    /** Names in code-point order; empty for integers. */
    readonly classes: readonly string[];
    /** From `--classes N` or a classes file. */
    readonly declaredClasses?: number;
    readonly declaredNames?: readonly string[];
    readonly ignored: readonly number[];
  };
  readonly classFolders: readonly ClassFolder[];
  readonly targets: readonly string[];
  /** Targets of an array of labels with several numbers a row. */
  readonly components?: ComponentColumns;
  /** The manifest; the first where several are the splits. */
  readonly manifest?: ManifestFacts;
  /** The others, in the order of their rows. */
  readonly furtherManifests?: readonly ManifestFacts[];
  /** LMDB files whose records are the samples, and what each was when it was listed: a part's range holds for no other. */
  readonly databases?: readonly ListedFile[];
  /** The --expect files, in the order given. */
  readonly expect?: readonly ExpectFacts[];
  /** Files that belong to no sample; all are named in listing/other-files.txt. Silent ones (.DS_Store …) are not counted. */
  readonly otherFiles: number;
  /** Files, and rows of a manifest, that `ignore` leaves out; all are named in listing/ignored-files.txt. Absent: none. */
  readonly ignoredFiles?: number;
  /** Absent where no pattern was written. `missing`: images times patterns that found no file. */
  readonly sidecars?: { readonly files: number; readonly missing: number };
  /** Only with `--probe`. */
  readonly probe?: ProbeFacts;
  readonly notes: readonly ListingNote[];
  /** Notes beyond the first 1,000 of a kind are only counted. */
  readonly noteCounts: Readonly<Record<string, number>>;
}

/** What a listing of one picture, named by a person, would say. */
export const ONE_PICTURE: ListingFacts = {
  layout: 'flat',
  reason: { key: 'sources.reason.stated', data: { layout: 'flat' } },
  samples: 1,
  splits: {},
  labels: { kind: 'none', classes: [], ignored: [] },
  classFolders: [],
  targets: [],
  otherFiles: 0,
  notes: [],
  noteCounts: {},
};
