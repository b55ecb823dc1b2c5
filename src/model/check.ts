import type { z } from 'zod';
import type { FacetName, Facets, Fault } from './facets.ts';
import type { Locator } from './finding.ts';
import type { Json } from './json.ts';
import type { ListingFacts } from './listing.ts';
import type { Role } from './sample.ts';
import type { Scope, Severity, Verdict } from './verdict.ts';

/** A text in both languages. `{name}` is a blank filled from a finding's data. */
export interface Words {
  readonly en: string;
  readonly zh: string;
}

export interface Code extends Words {
  readonly severity: Severity;
  /** What the sample becomes. `ok`: the finding is the dataset's, no sample suffers. */
  readonly verdict: Verdict;
  /** Where it is another than the check's. */
  readonly scope?: Scope;
  /**
   * The bytes alone prove it (checksum, error page, pointer, code): stays bad even when another facet failed.
   */
  readonly proven?: boolean;
}

/** The blanks of a template: 'ends at {offset} of {size}' gives 'offset' | 'size'. `{share:%}` gives 'share'. */
type BlanksOf<Text extends string> = Text extends `${string}{${infer Blank}}${infer Rest}`
  ? (Blank extends `${infer Name}:${string}` ? Name : Blank) | BlanksOf<Rest>
  : never;
type DataFor<C extends Code> = { readonly [K in BlanksOf<C['en']> | BlanksOf<C['zh']>]: Json } & {
  readonly [key: string]: Json;
};

/** What `inspect` yields: a code with its arguments. All blanks of both languages must be filled. */
export type Draft<Codes extends Record<string, Code>> = {
  [K in keyof Codes & string]: { readonly code: K; readonly at?: Locator; readonly data: DataFor<Codes[K]> };
}[keyof Codes & string];

/** What `conclude` yields: one sample's finding (`ordinal`), or a group's: what names it, and who is in it. */
export type DatasetDraft<Codes extends Record<string, Code>> = Draft<Codes> &
  (
    | { readonly ordinal: number }
    /** `group` is a stable name of the group within check and code (a hash, a class …), without order or run in it. */
    | { readonly group: string; readonly members: readonly number[] | Int32Array }
  );

/** SQL types of the columns that a check leaves for its dataset half. Names in snake_case. */
export type Columns = Readonly<Record<string, 'BIGINT' | 'DOUBLE' | 'VARCHAR' | 'BOOLEAN'>>;
export type MeasureRow<C extends Columns> = {
  readonly [K in keyof C]?: C[K] extends 'VARCHAR' ? string : C[K] extends 'BOOLEAN' ? boolean : number;
};

/**
 * What a check's dataset half sees: the finished catalog, no file.
 *
 * Tables: `samples(ordinal, key, split, label, format, width, height, bytes, sha256)` and, for each check that measures,
 * `measures_<id with '/' and '-' as '_'>(ordinal, …columns)` holding only samples that left a row. `faults(ordinal, facet, kind)`.
 * `features(part, feature, kind, name, n, nonfinite, min, max, mean, variance, hash, prepared)`: see `FeatureLine`; rows only where
 * features were listed, of all rows even where a part was examined.
 * Every query needs ORDER BY; sum no floats in SQL: its order is not ours.
 */
export interface DatasetView {
  readonly facts: ListingFacts;
  /** Set when only a part of the dataset was examined; `samples` then holds `examined` of the `of` that were listed. */
  readonly part?: { readonly examined: number; readonly of: number };
  readonly rows: <Row extends Record<string, unknown>>(
    sql: string,
    ...values: (string | number)[]
  ) => AsyncIterable<Row>;
}

export interface Need {
  /** 'any': whatever the part is; annotations belong to no part and are always asked for with 'any'. */
  readonly role: Role | 'any';
  readonly facet: FacetName;
}
type Given<Needs extends readonly Need[]> = Readonly<Pick<Facets, Needs[number]['facet']>>;

export interface SampleContext {
  /** Faults of the facets named in `attempts`; empty when all were made. */
  readonly faults: readonly Fault[];
  readonly role: Role;
}

/** One question asked of samples, or of the dataset. Pure: no file, clock, chance or other check. */
export interface Check<
  Needs extends readonly Need[] = readonly Need[],
  Codes extends Record<string, Code> = Record<string, Code>,
  Options extends z.ZodObject = z.ZodObject,
  Cols extends Columns = Columns,
> {
  /** folder/name, as the file. */
  readonly id: string;
  /** Raised when what the check says of equal input changes. */
  readonly version: number;
  readonly stage: 'stable' | 'trial' | 'deprecated';
  readonly scope: Scope;
  readonly title: Words;
  readonly why: Words;
  readonly remedy: Words;
  /** What it is known to miss or to say wrongly, as measured; for its page. */
  readonly gaps?: Words;
  /** Without one of these the check is skipped for that sample, and counted so. Empty: dataset half only. */
  readonly needs: Needs;
  /** Facets whose FAILURE is this check's subject: asked for when made or failed, faults in the context. */
  readonly attempts?: readonly Need[];
  /**
   * For a check that needs annotations beside facets of the bytes. 'place': it takes from them only where the sample stands (the origin),
   * so that what it finds is known again without the bytes when a label changes. Default: a changed annotation has the bytes read again.
   */
  readonly annotationsFor?: 'place';
  readonly codes: Codes;
  /** Each option with unit, default, range and a `.describe()`. */
  readonly options: Options;
  readonly columns?: Cols;
  readonly inspect?: (
    facets: Given<Needs>,
    options: z.output<Options>,
    context: SampleContext,
  ) => Iterable<Draft<Codes>>;
  /** Columns for the dataset half; undefined leaves no row. */
  readonly measure?: (
    facets: Given<Needs>,
    options: z.output<Options>,
    context: SampleContext,
  ) => MeasureRow<Cols> | undefined;
  /**
   * What makes the dataset half hold although only a part was examined. Absent: it is not asked then, since a count, a share or an
   * absence in a part says nothing of the whole.
   * `listing`: it reads nothing but `facts` and `samples(ordinal, id, key, split, label)`, which the listing says of all samples. It is
   * given all of them; what it says of samples that were not examined is left out.
   * `examined`: what it finds among some samples is so whatever the others hold, or it asks `part` where it is not.
   */
  readonly holdsFor?: 'listing' | 'examined';
  /** The whole dataset, by ordinal. */
  readonly conclude?: (data: DatasetView, options: z.output<Options>) => AsyncIterable<DatasetDraft<Codes>>;
}

/** A check whose types are forgotten: what the pipeline holds. */
// biome-ignore lint/suspicious/noExplicitAny: contravariant members of checks of different types meet in one list
export type AnyCheck = Check<any, any, any, any>;

export const defineCheck = <
  const Needs extends readonly Need[],
  const Codes extends Record<string, Code>,
  Options extends z.ZodObject,
  const Cols extends Columns = Record<never, never>,
>(
  check: Check<Needs, Codes, Options, Cols>,
): Check<Needs, Codes, Options, Cols> => check;

/** What reports know of checks: words and classification, no code. */
export type CheckBook = Readonly<
  Record<
    string,
    Pick<AnyCheck, 'version' | 'stage' | 'scope' | 'title' | 'why' | 'remedy'> & {
      readonly codes: Readonly<Record<string, Code>>;
    }
  >
>;

export const bookOf = (checks: readonly AnyCheck[]): CheckBook =>
  Object.fromEntries(
    checks.map(({ id, version, stage, scope, title, why, remedy, codes }) => [
      id,
      { version, stage, scope, title, why, remedy, codes },
    ]),
  );
