import type { Digests, ExpectedFacet } from './expectation.ts';
import type { ProbeOutcome } from './probe.ts';
import type { Origin, ResourceRef, RowProblem } from './sample.ts';

/** The file as found: nothing here is decoded. */
export interface FileFacet {
  /** Bytes on disk. */
  readonly size: number;
  /** Lower case, without the dot; '' when the name has none. */
  readonly extension: string;
}

/** What the leading bytes are. `format` is one of ours ('jpeg', 'png', 'html', …), undefined when nothing is recognised. */
export interface Signature {
  readonly format?: string;
  readonly mime?: string;
}

export type TrailingKind = 'zero-padding' | 'motion-photo' | 'mpo' | 'phone' | 'unknown';

/** The chunk or marker walk from the first byte to the end of the file. Offsets and lengths in bytes. */
export interface Container {
  readonly format: string;
  /** First byte after the end mark; absent when the end mark was never reached. */
  readonly end?: number;
  /** What is missing when `end` is absent, for people: 'EOI', 'IEND', '37 of 4096 bytes of RIFF'. */
  readonly missing?: string;
  readonly trailing?: { readonly offset: number; readonly bytes: number; readonly kind: TrailingKind };
  /** Checksums that do not match and structure that breaks the format's rules. */
  readonly damage: readonly { readonly kind: 'crc' | 'structure'; readonly offset: number; readonly detail: string }[];
}

/** What a decoder's pixels mean before any conversion. `palette`: indices into colors. */
export type ColorMode = 'bilevel' | 'gray' | 'palette' | 'rgb' | 'cmyk' | 'lab' | 'other';

export interface Header {
  readonly format: string;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  /** Bits per channel. */
  readonly depth: number;
  readonly frames: number;
  /** Exif orientation, 1 when absent. */
  readonly orientation: number;
  readonly color: ColorMode;
  /** A channel of opacity, or a color declared transparent. Counted in `channels` where it is one. */
  readonly alpha: boolean;
  readonly sampleFormat: 'uint' | 'int' | 'float' | 'complex';
  /** Name of the embedded color profile as it gives it, '' for one without; absent where there is none. */
  readonly profile?: string;
}

/** Where one kind of non-finite value stands in a picture of floats; all counted from 0. */
export interface NonfinitePixels {
  readonly count: number;
  /** In the order of pages, then rows, then columns, then channels. */
  readonly first: { readonly page: number; readonly x: number; readonly y: number; readonly channel: number };
}

/** Only of pictures whose samples are floats. */
export interface PixelScan {
  /** Samples looked at: width x height x channels over all pages. */
  readonly samples: number;
  readonly nan?: NonfinitePixels;
  readonly positiveInfinity?: NonfinitePixels;
  readonly negativeInfinity?: NonfinitePixels;
}

/**
 * Why a decoder complained. The first five are damage, `extraneous-bytes`, `unknown` and `refused-elsewhere` (decoded here without
 * complaint, but not by readers that trainers use) make a file suspect, the last four are known to leave every pixel as it was.
 */
export type DecodeCause =
  | 'premature-end'
  | 'bad-huffman-code'
  | 'overfull-block'
  | 'lost-restart-marker'
  | 'checksum'
  | 'malformed'
  | 'extraneous-bytes'
  | 'unknown'
  | 'refused-elsewhere'
  | 'unknown-jfif-version'
  | 'odd-sos-parameters'
  | 'adobe-transform'
  | 'metadata';

/** The whole image was decoded; this is what the decoder said on the way. */
export interface Decoding {
  /** Name of the library, 'prepass' for our own readers. */
  readonly decoder: string;
  readonly warnings: readonly { readonly cause: DecodeCause; readonly offset?: number; readonly text: string }[];
}

/** 8-bit luma, row-major, long side at most 256 px. */
export interface Luma {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** The row of blocks in which a flat band begins: from `column` to the right edge so many more rows right above it, 8 to 32. */
export interface BandStep {
  readonly column: number;
  readonly rows: number;
  /** Share of the 8 rows right above the band in which it begins in just that column. */
  readonly straight: number;
  /** Mean level of the 8 x 8 pixels to the left of the column, right above the band. */
  readonly before: number;
}

/** Rows at the bottom edge that have one level throughout. Shares are 0..1. */
export interface FlatBand {
  readonly kind: 'flat';
  readonly level: number;
  readonly step?: BandStep;
  /** Of up to 16 rows above band and step, right of the step's column: share of pixels within 1 of the level. */
  readonly ownLevel: number;
  /** Of the same: columns at one edge that have that level throughout. */
  readonly margin: number;
  /** Of the same: share of pixels that differ from their left neighbor. */
  readonly roughness: number;
  /** Rows at the top edge within 4 of the level throughout. */
  readonly topRows: number;
}

/** Rows at the bottom edge that repeat one line, which is not flat. Shares are 0..1. */
export interface RepeatedBand {
  readonly kind: 'repeated';
  /** How often the line turns from rising to falling or back, for each of its pixels. */
  readonly turns: number;
  /** Share of its pixels that differ from their left neighbor. */
  readonly roughness: number;
  /**
   * Of the 8 rows that end 8 rows above the band, where there are so many: how many times their mean difference between neighbors
   * the line has, and which share of their pixels equal the one above.
   */
  readonly above?: { readonly busy: number; readonly steadiness: number };
}

/** How a picture ends at its bottom edge. */
export interface Bottom {
  /** Rows that equal the last one pixel by pixel, in luma at full size; at least 1. */
  readonly rows: number;
  /** Rows of the picture. */
  readonly height: number;
  /** From 8 rows on, unless all rows are equal. */
  readonly band?: FlatBand | RepeatedBand;
}

/** What the coefficients of a JPEG say that its pixels no longer do. */
export interface Coefficients {
  /** Blocks with values that no picture can have. */
  readonly impossible: number;
  readonly blocks: number;
}

/** A barcode found in the preview. Outline in preview pixels, clockwise from the code's own top left. */
export interface Code {
  readonly symbology: string;
  readonly payload: string;
  readonly outline: readonly (readonly [x: number, y: number])[];
  /** Share of the picture's area inside the outline, 0..1. */
  readonly share: number;
}

/** A field of records that holds numbers. */
export interface ArrayField {
  /** Names of nested fields are joined by dots. */
  readonly name: string;
  readonly dtype: string;
  readonly byteOrder: 'little' | 'big' | 'none';
  /** Numbers in one record. */
  readonly perRecord: number;
}

export interface ArrayHeader {
  /** numpy's descr without byte order: 'f4', 'i8', 'u1', 'b1', 'c8' …; 'bf2' for bfloat16, which numpy lacks; 'V20' for records of 20 bytes. */
  readonly dtype: string;
  readonly byteOrder: 'little' | 'big' | 'none';
  readonly shape: readonly number[];
  readonly fortran: boolean;
  /** Of a table's row: what its elements are called, its columns. */
  readonly names?: readonly string[];
  /** Of records (structured dtypes) alone. */
  readonly fields?: readonly ArrayField[];
}

/** One kind of value in an array, mostly a non-finite one. Indices count elements in the file's order. */
export interface Nonfinite {
  readonly count: number;
  readonly first: number;
  /** Rows of the first axis that hold one, ascending, at most 20; only when the array holds samples, or its elements have names. */
  readonly rows: readonly number[];
  readonly rowCount: number;
}

/** Of the finite numbers, at least one; of complex ones both parts are counted as numbers. */
export interface ArrayStatistics {
  /** Finite numbers. */
  readonly n: number;
  readonly min: number;
  readonly max: number;
  /** Of integers that a double does not hold, the decimal digits; `min` and `max` are rounded then. */
  readonly exact?: { readonly min: string; readonly max: string };
  readonly mean: number;
  /** Of the population (divided by n); Infinity where a sum of squares does not fit a double. */
  readonly variance: number;
}

/** What is found in a series of numbers. */
export interface NumberScan {
  readonly elements: number;
  readonly nan?: Nonfinite;
  readonly positiveInfinity?: Nonfinite;
  readonly negativeInfinity?: Nonfinite;
  /** Finite doubles that float32 rounds to an infinity; `value` is the first. */
  readonly float32Overflow?: Nonfinite & { readonly value: number };
  /** Not zero, and smaller than the smallest number that the format holds with all its digits. */
  readonly subnormal?: Nonfinite;
  /** Only where asked for, and of numbers alone. */
  readonly statistics?: ArrayStatistics;
}

/** Cells of a table's row that hold no number. Places are those of the row's elements. */
export interface RowCells {
  /** Ascending. */
  readonly missing: readonly number[];
  readonly text: readonly { readonly at: number; readonly raw: string }[];
}

/** Indices count the field's numbers over all records. */
export interface FieldScan extends NumberScan {
  readonly field: string;
  readonly dtype: string;
}

/** Of records, `elements` counts these, and what is found stands with the fields. */
export interface ArrayScan extends NumberScan {
  /** In the order in which they lie in a record; those that hold numbers. */
  readonly fields?: readonly FieldScan[];
}

/** What an array says of one sample: a mask (H, W), a distribution over classes or several targets (C). */
export interface LabelArray {
  readonly header: ArrayHeader;
  /** Row-major, widened to doubles; integers beyond 2^53 are rounded. Absent above 2^24 elements. */
  readonly values?: Float64Array;
}

/** What a number cell says. `nonfinite` is NaN or an infinity, also one that only overflow makes (1e400). */
export type ParsedNumber =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'nonfinite'; readonly value: number; readonly raw: string }
  | { readonly kind: 'text'; readonly raw: string }
  | { readonly kind: 'missing' };

export type ParsedLabel =
  | ParsedNumber
  /** A class name and its 0-based place among the names in code-point order. */
  | { readonly kind: 'name'; readonly name: string; readonly index: number };

export interface AnnotationsFacet {
  readonly origin?: Origin;
  /** Absent: the dataset has no labels. */
  readonly label?: ParsedLabel;
  /** What labels may be, from the options and the listing. */
  readonly labelDomain: { readonly declaredClasses?: number; readonly ignored: readonly number[] };
  /** Only the targets asked for or found as columns. */
  readonly targets: Readonly<Record<string, ParsedNumber>>;
  readonly problems: readonly RowProblem[];
  /** A file beside it that a downloader keeps while it works. */
  readonly controlFile?: ResourceRef;
}

/** Everything that can be made from a sample, each at most once, shared read-only by all checks. */
export interface Facets {
  readonly file: FileFacet;
  /** The whole file; not made for arrays, which are streamed. */
  readonly bytes: Uint8Array;
  readonly signature: Signature;
  readonly container: Container;
  readonly header: Header;
  readonly decoding: Decoding;
  readonly preview: Luma;
  readonly bottom: Bottom;
  /** Only of sequential JPEGs of one scan whose codes can be followed to the end, and only where it is asked for. */
  readonly coefficients: Coefficients;
  readonly codes: readonly Code[];
  readonly pixelScan: PixelScan;
  readonly array: ArrayHeader;
  readonly scan: ArrayScan;
  /** Only of a table's row. */
  readonly cells: RowCells;
  /** Only where a label is an array of its own. */
  readonly labelArray: LabelArray;
  /** Only with `--probe`. */
  readonly probe: ProbeOutcome;
  readonly annotations: AnnotationsFacet;
  /** Only where listings or checksum columns say something, or listings leave the file out. */
  readonly expected: ExpectedFacet;
  /** Only where `expected` asks for some, and all bytes were read. */
  readonly digests: Digests;
}
export type FacetName = keyof Facets;

/** Why a facet could not be made, as data. `detail` is for people; `offset` counts bytes from the start of the file. */
export interface Fault {
  readonly facet: FacetName;
  readonly kind: 'missing' | 'truncated' | 'malformed' | 'unsupported' | 'limit' | 'crash' | 'timeout' | 'io';
  readonly detail: string;
  readonly offset?: number;
  /** Decoder's cause where it is known; for `io` the errno's name ('EACCES') or 'CHANGED'; for `crash` signal or exit code. */
  readonly cause?: string;
}

/** What a decoder hands over: the facets it could make and the faults that say why others are missing. */
export interface Made {
  readonly facets: Partial<Facets>;
  readonly faults: readonly Fault[];
}
