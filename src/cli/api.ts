import type { Lang } from '../messages/fill.ts';
import type { CheckBook } from '../model/check.ts';
import type { ConfigInput } from '../model/config.ts';
import type { RunHooks } from '../model/events.ts';
import type { SampleRecord } from '../model/record.ts';
import type { MovePlan, QuarantineOutcome, ReportData, RunSummary, TargetFit } from '../model/summary.ts';
import type { Verdict } from '../model/verdict.ts';

export interface Inspection {
  readonly record: SampleRecord;
  /** Facet name to a JSON-safe summary of it. */
  readonly facets: Readonly<Record<string, unknown>>;
  readonly verdict: Verdict;
}

export interface PlannedMoves extends MovePlan {
  readonly moves: Iterable<{ readonly key: string }> | AsyncIterable<{ readonly key: string }>;
}

export interface QuarantineEntry {
  readonly transaction: string;
  readonly key: string;
  readonly state: string;
}

interface Recovery {
  readonly held: readonly string[];
  readonly returned: readonly string[];
  readonly stuck: readonly { readonly tx: string; readonly path: string }[];
}

export interface RestoreOutcome {
  readonly place: string;
  readonly restored: number;
  readonly failed: readonly { readonly key: string; readonly reason: string }[];
}

export const EXPORT_TABLES = ['samples', 'findings', 'clean', 'rejected'] as const;
export type ExportTable = (typeof EXPORT_TABLES)[number];
export const EXPORT_FORMATS = ['csv', 'jsonl'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

type Overrides = Partial<ConfigInput>;
type Chunks = AsyncIterable<Uint8Array | string>;

/** What the command line uses of the library: all it can do, any program can. */
export interface Api {
  readonly version: string;
  readonly book: CheckBook;
  /** JSON Schema of a check's options. Throws UserError for an id that no check has. */
  readonly checkOptionsSchema: (id: string) => unknown;
  readonly run: (input: ConfigInput, hooks?: RunHooks) => Promise<RunSummary>;
  readonly inspectFile: (path: string, input?: Overrides) => Promise<Inspection>;
  /** The run in `folder`, default the latest of the working directory. */
  readonly loadRun: (folder?: string) => RunSummary;
  readonly loadReport: (folder: string) => ReportData;
  /** Draws the page; answers its path. */
  readonly writeReport: (folder: string, lang: Lang) => string;
  readonly planQuarantine: (folder: string, overrides?: Overrides) => PlannedMoves | Promise<PlannedMoves>;
  readonly applyPlannedQuarantine: (
    folder: string,
    overrides?: Overrides,
    hooks?: RunHooks,
  ) => Promise<QuarantineOutcome>;
  readonly listQuarantine: (place: string) => Iterable<QuarantineEntry> | AsyncIterable<QuarantineEntry>;
  readonly recoverQuarantine: (place: string) => Recovery | Promise<Recovery>;
  readonly restoreQuarantine: (
    place: string,
    select: { readonly all?: true; readonly keys?: readonly string[] },
  ) => Promise<RestoreOutcome>;
  readonly exportTable: (folder: string, table: ExportTable, format: ExportFormat) => AsyncIterable<string>;
  readonly targetsFit: (folder: string, specs: NonNullable<ConfigInput['targets']>) => Promise<readonly TargetFit[]>;
  readonly targetsTransform: (csvPath: string, normalizerPath: string) => Chunks;
  readonly targetsInverse: (csvPath: string, normalizerPath: string) => Chunks;
}

/** The library, loaded when a verb needs it: help and usage errors answer before any codec is there. */
export const loadApi = async (): Promise<Api> => {
  const entry = new URL(import.meta.url.endsWith('.ts') ? '../index.ts' : '../index.js', import.meta.url).href;
  return (await import(entry)) as Api;
};
