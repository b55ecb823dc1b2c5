import { askedListing, samplesByOrdinal } from '../catalog/listed-samples.ts';
import {
  FINDINGS_IN_ORDER,
  type FindingRow,
  openTables,
  SAMPLES_IN_ORDER,
  type SampleRow,
} from '../catalog/read-tables.ts';
import type { RunFolder } from '../catalog/run-folder.ts';
import { csvLine } from '../export/csv-text.ts';
import { asFindingLine } from '../export/finding-lines.ts';
import { type SampleCsvRow, samplesCsv } from '../export/samples-csv.ts';
import { isClean, type Verdict } from '../model/verdict.ts';
import { finishedRun, loadPlan, refusePartial } from './load.ts';

export type ExportTable = 'samples' | 'findings' | 'clean' | 'rejected';
export type ExportFormat = 'csv' | 'jsonl';

const FINDING_COLUMNS = [
  'id',
  'check',
  'code',
  'severity',
  'verdict',
  'scope',
  'key',
  'subject',
  'members',
  'at',
  'data',
] as const;

type Keep = (verdict: Verdict) => boolean;

async function* sampleRows(folder: RunFolder, keep: Keep): AsyncGenerator<SampleCsvRow> {
  const plan = loadPlan(folder);
  const tables = await openTables(folder);
  try {
    const sampleAt = samplesByOrdinal(askedListing(folder, plan));
    for await (const { ordinal, id: _, ...row } of tables.rows<SampleRow>(SAMPLES_IN_ORDER)) {
      const sample = sampleAt(ordinal);
      if (!keep(row.verdict as Verdict)) continue;
      const resource = sample.parts[0]?.resource ?? '';
      const path = resource === '' || resource.startsWith('/') ? resource : `${plan.root}/${resource}`;
      yield { ...row, verdict: row.verdict as Verdict, path };
    }
  } finally {
    tables.close();
  }
}

async function* findingRows(folder: RunFolder): AsyncGenerator<FindingRow> {
  const tables = await openTables(folder);
  try {
    yield* tables.rows<FindingRow>(FINDINGS_IN_ORDER);
  } finally {
    tables.close();
  }
}

async function* jsonLines(rows: AsyncIterable<object>): AsyncGenerator<string> {
  for await (const row of rows) yield `${JSON.stringify(row)}\n`;
}

async function* findingsAsJson(rows: AsyncIterable<FindingRow>): AsyncGenerator<object> {
  for await (const row of rows) yield asFindingLine(row);
}

async function* findingsCsv(rows: AsyncIterable<FindingRow>): AsyncGenerator<string> {
  yield csvLine(FINDING_COLUMNS);
  for await (const row of rows) yield csvLine(FINDING_COLUMNS.map((column) => row[column]));
}

/**
 * A table of a finished run, line by line, for other programs. `clean` and `rejected` are the samples that the run's clean lists hold
 * and leave out; of a partial run there is no `clean` (UserError). Columns of `samples` are a contract: key, path, split, label, verdict, checks, format, width, height, bytes, sha256.
 */
export async function* exportTable(folder: string, table: ExportTable, format: ExportFormat): AsyncGenerator<string> {
  const place = finishedRun(folder);
  if (table === 'findings') {
    const rows = findingRows(place);
    yield* format === 'csv' ? findingsCsv(rows) : jsonLines(findingsAsJson(rows));
    return;
  }
  if (table === 'clean') refusePartial(place);
  const { config } = loadPlan(place);
  const keeps: Readonly<Record<Exclude<ExportTable, 'findings'>, Keep>> = {
    samples: () => true,
    clean: (verdict) => isClean(verdict, config),
    rejected: (verdict) => !isClean(verdict, config),
  };
  const rows = sampleRows(place, keeps[table]);
  yield* format === 'csv' ? samplesCsv(rows) : jsonLines(rows);
}
