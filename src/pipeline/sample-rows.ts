import type { Database } from '../catalog/database.ts';
import { readLines } from '../catalog/read-lines.ts';
import { CONCERNED } from '../catalog/tables.ts';
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
  /** From here on null for a sample that is ok and has no finding: of millions nobody asks, and fetching them takes the time. */
  readonly format: string | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly bytes: number | null;
  readonly sha256: string | null;
}

interface SampleRow extends Record<string, unknown> {
  readonly ordinal: number;
  readonly verdict: Verdict;
  readonly format: string | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly bytes: number | null;
  readonly sha256: string | null;
}

/** Samples that are not ok, or have a finding. */
const CONCERNED_SAMPLES = `
  SELECT s.ordinal, coalesce(v.verdict, 'ok') AS verdict, s.format, s.width, s.height, s.bytes, s.sha256
  FROM (SELECT ordinal FROM verdicts UNION SELECT ordinal FROM named) JOIN samples s USING (ordinal) LEFT JOIN verdicts v USING (ordinal)
  ORDER BY s.ordinal`;

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

/** Throws where the segments are not those of the listing. */
const refuseOtherCount = async (database: Database, listed: number): Promise<void> => {
  for await (const { n } of database.rows<{ n: number }>('SELECT count(*) AS n FROM samples')) {
    if (n !== listed) throw new Error(`listing and catalog differ: ${listed} and ${n} samples`);
  }
};

const NOTHING_SAID = {
  verdict: 'ok',
  findings: [],
  format: null,
  width: null,
  height: null,
  bytes: null,
  sha256: null,
} as const;

/**
 * Walks listing, verdicts and findings side by side, all in ordinal order: flat memory for any number of samples. `concerned`: only
 * samples that are not ok or have a finding, whose lines alone are parsed. `part`: the concerned of a part, in whose listing ordinals have
 * gaps and of whose samples some may not have been reached.
 */
export async function* judgedSamples(
  database: Database,
  listing: string,
  which: 'all' | 'concerned' | 'part' = 'all',
): AsyncGenerator<JudgedSample> {
  const findings = findingsByOrdinal(database);
  const concerned = database.rows<SampleRow>(CONCERNED_SAMPLES)[Symbol.asyncIterator]();
  let pending = await findings.next();
  let row = await concerned.next();
  let ordinal = -1;
  for (const line of readLines(listing)) {
    ordinal = which === 'part' ? (JSON.parse(line) as Sample).ordinal : ordinal + 1;
    if (row.done === true || row.value.ordinal !== ordinal) {
      if (which === 'all') yield { sample: JSON.parse(line) as Sample, ...NOTHING_SAID };
      else if (row.done === true) return;
      continue;
    }
    const sample = JSON.parse(line) as Sample;
    let own: readonly FindingRow[] = [];
    if (pending.done !== true && pending.value.ordinal === ordinal) {
      own = pending.value.findings;
      pending = await findings.next();
    }
    const { ordinal: _, ...said } = row.value;
    yield { sample, ...said, findings: own.map((finding) => asFinding(finding, sample)) };
    row = await concerned.next();
  }
  if (which !== 'part') await refuseOtherCount(database, ordinal + 1);
}
