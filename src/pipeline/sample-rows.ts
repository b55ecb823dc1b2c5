import type { Database } from '../catalog/database.ts';
import { readLines } from '../catalog/read-lines.ts';
import { CONCERNED, SAMPLE_ROWS } from '../catalog/tables.ts';
import type { Finding } from '../model/finding.ts';
import type { Sample } from '../model/sample.ts';
import type { Scope, Severity, Verdict } from '../model/verdict.ts';

export type ScopedFinding = Finding & { readonly scope: Scope };

/** A judged sample with what the listing says of it. */
export interface JudgedSample {
  readonly sample: Sample;
  readonly verdict: Verdict;
  /** Its own findings and those of its groups, by check and code; empty where there are none. */
  readonly findings: readonly ScopedFinding[];
  readonly format: string | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly bytes: number | null;
  readonly sha256: string | null;
}

interface SampleRow extends Record<string, unknown> {
  readonly ordinal: number;
  readonly verdict: Verdict;
  readonly checks: string;
  readonly format: string | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly bytes: number | null;
  readonly sha256: string | null;
}

interface FindingRow extends Record<string, unknown> {
  readonly ordinal: number;
  readonly id: string;
  readonly check: string;
  readonly code: string;
  readonly severity: Severity;
  readonly verdict: Verdict;
  readonly scope: Scope;
  readonly at: string | null;
  readonly data: string;
}

const FINDINGS = `SELECT ordinal, id, "check", code, severity, verdict, scope, "at", "data" FROM (${CONCERNED}) ORDER BY ordinal, "check", code, id`;

async function* findingsByOrdinal(database: Database): AsyncGenerator<{ ordinal: number; findings: FindingRow[] }> {
  let group: FindingRow[] = [];
  for await (const row of database.rows<FindingRow>(FINDINGS)) {
    if (group.length > 0 && group[0]!.ordinal !== row.ordinal) {
      yield { ordinal: group[0]!.ordinal, findings: group };
      group = [];
    }
    group.push(row);
  }
  if (group.length > 0) yield { ordinal: group[0]!.ordinal, findings: group };
}

const asFinding = (row: FindingRow, sample: Sample): ScopedFinding => ({
  id: row.id,
  check: row.check,
  code: row.code,
  severity: row.severity,
  verdict: row.verdict,
  scope: row.scope,
  subject: { sample: sample.id },
  ...(row.at !== null && { at: JSON.parse(row.at) }),
  data: JSON.parse(row.data),
});

/** Walks listing, verdicts and findings side by side, all in ordinal order: flat memory for any number of samples. */
export async function* judgedSamples(database: Database, listing: string): AsyncGenerator<JudgedSample> {
  const lines = readLines(listing);
  const findings = findingsByOrdinal(database);
  let pending = await findings.next();
  for await (const row of database.rows<SampleRow>(SAMPLE_ROWS)) {
    const line = lines.next();
    const sample = JSON.parse(line.value as string) as Sample;
    if (sample.ordinal !== row.ordinal) throw new Error(`listing and catalog differ at ordinal ${row.ordinal}`);
    let own: readonly FindingRow[] = [];
    if (pending.done !== true && pending.value.ordinal === row.ordinal) {
      own = pending.value.findings;
      pending = await findings.next();
    }
    yield {
      sample,
      verdict: row.verdict,
      findings: own.map((finding) => asFinding(finding, sample)),
      format: row.format,
      width: row.width,
      height: row.height,
      bytes: row.bytes,
      sha256: row.sha256,
    };
  }
}
