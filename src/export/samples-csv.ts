import type { Finding } from '../model/finding.ts';
import type { Verdict } from '../model/verdict.ts';
import { csvLine } from './csv-text.ts';

/** The columns that programs may rely on, in this order. */
const COLUMNS = [
  'key',
  'path',
  'split',
  'label',
  'verdict',
  'checks',
  'format',
  'width',
  'height',
  'bytes',
  'sha256',
] as const;

export interface SampleCsvRow {
  readonly key: string;
  readonly path: string;
  readonly split: string | null;
  readonly label: string | null;
  readonly verdict: Verdict;
  /** Ids of the checks with a finding on the sample, separated by blanks. */
  readonly checks: string;
  readonly format: string | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly bytes: number | null;
  readonly sha256: string | null;
}

/** All samples as CSV, the header first, a line at a time. */
export async function* samplesCsv(rows: AsyncIterable<SampleCsvRow>): AsyncGenerator<string> {
  yield csvLine(COLUMNS);
  for await (const row of rows) yield csvLine(COLUMNS.map((column) => row[column]));
}

/** Findings as JSON, one a line. */
export async function* findingsJsonl(findings: AsyncIterable<Finding>): AsyncGenerator<string> {
  for await (const finding of findings) yield `${JSON.stringify(finding)}\n`;
}
