import type { FindingGroup, UnsupportedFormat, VerdictCounts } from '../model/summary.ts';
import { VERDICTS } from '../model/verdict.ts';
import type { Database } from './database.ts';
import { CONCERNED } from './tables.ts';

export const countVerdicts = async (database: Database): Promise<VerdictCounts> => {
  const counts: Record<string, number> = Object.fromEntries(VERDICTS.map((verdict) => [verdict, 0]));
  const query = `SELECT coalesce(v.verdict, 'ok') AS verdict, count(*) AS n FROM samples LEFT JOIN verdicts v USING (ordinal) GROUP BY 1 ORDER BY 1`;
  for await (const { verdict, n } of database.rows<{ verdict: string; n: number }>(query)) counts[verdict] = n;
  return counts as VerdictCounts;
};

const GROUPS = `
  WITH concerned AS (
    SELECT "check", code, of_severity AS severity, of_verdict AS verdict, count(DISTINCT ordinal) AS samples
    FROM (${CONCERNED}) GROUP BY 1, 2, 3, 4),
  ranked AS (
    SELECT f."check", f.code, f.severity, f.verdict, f."data", s.key,
      count(*) OVER (PARTITION BY f."check", f.code, f.severity, f.verdict) AS findings,
      row_number() OVER (PARTITION BY f."check", f.code, f.severity, f.verdict ORDER BY coalesce(f.ordinal, -1), f.id) AS place
    FROM findings f LEFT JOIN samples s ON s.ordinal = f.ordinal)
  SELECT r."check", r.code, r.severity, r.verdict, r.findings, coalesce(c.samples, 0) AS samples, r.key, r."data"
  FROM ranked r LEFT JOIN concerned c USING ("check", code, severity, verdict) WHERE r.place = 1
  ORDER BY CASE r.severity WHEN 'error' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END,
    CASE r.verdict WHEN 'bad' THEN 0 WHEN 'over-limit' THEN 1 WHEN 'unexamined' THEN 2 WHEN 'suspect' THEN 3 ELSE 4 END, samples DESC, r."check", r.code`;

interface GroupRow extends Record<string, unknown> {
  check: string;
  code: string;
  severity: FindingGroup['severity'];
  verdict: FindingGroup['verdict'];
  findings: number;
  samples: number;
  key: string | null;
  data: string;
}

/** All findings, one line a code, or one for each weight that rules gave it: by severity, then by what became of the samples, then by how many they are. */
export const groupFindings = async (database: Database): Promise<readonly FindingGroup[]> => {
  const groups: FindingGroup[] = [];
  for await (const { key, data, ...rest } of database.rows<GroupRow>(GROUPS)) {
    groups.push({ ...rest, example: { ...(key !== null && { key }), data: JSON.parse(data) } });
  }
  return groups;
};

const MOST_FORMATS = 20;

/** Formats of `image/unsupported` and of arrays whose reader is not installed, without what is said of single files, by how many there are. */
export const countUnsupported = async (database: Database): Promise<readonly UnsupportedFormat[]> => {
  const query = `
    SELECT split_part(coalesce("data"->>'$.format', ''), ',', 1) AS format, coalesce("data"->>'$.install', '') AS install, count(*) AS count
    FROM findings WHERE "check" = 'image/unsupported' OR ("check" = 'array/malformed' AND code = 'not-installed') GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT ${MOST_FORMATS}`;
  const formats: UnsupportedFormat[] = [];
  for await (const { format, install, count } of database.rows<{ format: string; install: string; count: number }>(
    query,
  )) {
    formats.push({ format, count, ...(install !== '' && { install }) });
  }
  return formats;
};

const MOST_LABELS = 1_000;

/** Samples and clean samples per label and split, by label's code points. */
export const countLabels = async (database: Database) => {
  const query = `
    SELECT s.label, coalesce(s.split, '') AS split, count(*) AS count,
      count(*) FILTER (coalesce(v.verdict, 'ok') IN ('ok', 'suspect')) AS clean
    FROM samples s LEFT JOIN verdicts v USING (ordinal) WHERE s.label IS NOT NULL
    GROUP BY 1, 2 ORDER BY 1, 2 LIMIT ${MOST_LABELS}`;
  const labels: { label: string; split: string; count: number; clean: number }[] = [];
  for await (const row of database.rows<{ label: string; split: string; count: number; clean: number }>(query))
    labels.push(row);
  return labels;
};
