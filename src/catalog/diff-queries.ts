import type { DiffCode, DiffCounts, DiffEntry, DiffSection, VerdictChange } from '../model/diff.ts';
import type { Severity, Verdict } from '../model/verdict.ts';
import { type Database, literal } from './database.ts';
import { severityRank } from './two-runs.ts';

/** `pairs`: every sample of either run, side by side. Samples are the same where their ids are: layout and key. */
const PAIRS = `
  CREATE TABLE pairs AS
  SELECT coalesce(a.id, b.id) AS id, coalesce(b.key, a.key) AS key,
    b.ordinal AS before_ordinal, b.verdict AS before_verdict, a.ordinal AS after_ordinal, a.verdict AS after_verdict
  FROM before_samples b FULL JOIN after_samples a ON a.id = b.id`;

const listOf = (texts: readonly string[]): string => `[${texts.map(literal).join(', ')}]::VARCHAR[]`;

/**
 * Findings of one run that the other has not, and of groups that both have the members that only this one has. `reason` says what else
 * changed: the check was not on there, the sample is not there, or was not examined there; 'found': both runs looked.
 */
const onlyIn = (side: string, other: string, checksOnlyHere: readonly string[]): string => `
  WITH here AS (SELECT f.* FROM ${side}_findings f),
  lone AS (
    SELECT h.id, h."check", h.code, h.severity, h.verdict, h.scope, p.key, 1 AS samples, false AS partial, h."at", h."data",
      p.${other}_ordinal IS NULL AS gone, coalesce(p.${other}_verdict = 'unexamined', false) AS unseen
    FROM here h ANTI JOIN ${other}_findings o ON o.id = h.id
    JOIN pairs p ON p.${side}_ordinal = h.ordinal WHERE h.ordinal IS NOT NULL),
  joined AS (
    SELECT m.finding, count(*) AS samples, bool_and(p.${other}_ordinal IS NULL) AS gone,
      bool_and(coalesce(p.${other}_verdict = 'unexamined', false)) AS unseen
    FROM ${side}_members m JOIN pairs p ON p.${side}_ordinal = m.ordinal
    ANTI JOIN (SELECT m.finding, p.id FROM ${other}_members m JOIN pairs p ON p.${other}_ordinal = m.ordinal) there
      ON there.finding = m.finding AND there.id = p.id
    GROUP BY m.finding),
  grouped AS (
    SELECT h.id, h."check", h.code, h.severity, h.verdict, h.scope, NULL AS key, coalesce(j.samples, 0) AS samples,
      o.id IS NOT NULL AS partial, h."at", h."data", coalesce(j.gone, false) AS gone, coalesce(j.unseen, false) AS unseen
    FROM here h LEFT JOIN joined j ON j.finding = h.id LEFT JOIN ${other}_findings o ON o.id = h.id
    WHERE h.ordinal IS NULL AND (o.id IS NULL OR j.samples > 0))
  SELECT id, "check", code, severity, verdict, scope, key, samples, partial, "at", "data",
    CASE WHEN list_contains(${listOf(checksOnlyHere)}, "check") THEN 'check'
      WHEN gone THEN 'sample' WHEN unseen THEN 'unexamined' ELSE 'found' END AS reason,
    NULL AS before_severity, NULL AS before_verdict, NULL AS before_data
  FROM (SELECT * FROM lone UNION ALL SELECT * FROM grouped)`;

/** In both runs, with another severity, verdict or data. A group whose members changed has other data for that reason alone. */
const CHANGED = `
  SELECT a.id, a."check", a.code, a.severity, a.verdict, a.scope, p.key, a.members AS samples, false AS partial, a."at", a."data",
    'changed' AS reason, b.severity AS before_severity, b.verdict AS before_verdict, b."data" AS before_data
  FROM after_findings a JOIN before_findings b ON b.id = a.id LEFT JOIN pairs p ON p.after_ordinal = a.ordinal
  WHERE a.severity <> b.severity OR a.verdict <> b.verdict
    OR (a."data" <> b."data" AND a.id NOT IN (SELECT id FROM new_rows) AND a.id NOT IN (SELECT id FROM fixed_rows))`;

const VERDICTS = `
  CREATE TABLE verdict_rows AS SELECT id, key, before_verdict, after_verdict FROM pairs
  WHERE before_verdict <> after_verdict`;

/** Works out everything that differs, into tables. `checks…`: ids that were on in only one of the runs. */
export const compareRuns = async (
  database: Database,
  checks: { readonly onlyBefore: readonly string[]; readonly onlyAfter: readonly string[] },
): Promise<void> => {
  await database.run(PAIRS);
  await database.run(`CREATE TABLE new_rows AS ${onlyIn('after', 'before', checks.onlyAfter)}`);
  await database.run(`CREATE TABLE fixed_rows AS ${onlyIn('before', 'after', checks.onlyBefore)}`);
  await database.run(`CREATE TABLE changed_rows AS ${CHANGED}`);
  await database.run(VERDICTS);
};

interface Row extends Record<string, unknown> {
  readonly id: string;
  readonly check: string;
  readonly code: string;
  readonly severity: Severity;
  readonly verdict: Verdict;
  readonly scope: DiffEntry['scope'];
  readonly key: string | null;
  readonly samples: number;
  readonly partial: boolean;
  readonly at: string | null;
  readonly data: string;
  readonly reason: DiffEntry['reason'];
  readonly before_severity: Severity | null;
  readonly before_verdict: Verdict | null;
  readonly before_data: string | null;
}

const entryOf = (row: Row): DiffEntry => {
  const { at, data, before_severity, before_verdict, before_data, key, ...rest } = row;
  return {
    ...rest,
    key,
    ...(at !== null && { at: JSON.parse(at) }),
    data: JSON.parse(data),
    ...(before_severity !== null &&
      before_verdict !== null &&
      before_data !== null && {
        before: { severity: before_severity, verdict: before_verdict, data: JSON.parse(before_data) },
      }),
  };
};

const COLUMNS = `id, "check", code, severity, verdict, scope, key, samples, partial, "at", "data", reason,
  before_severity, before_verdict, before_data`;
/** Gravest first, then by check, code and key in the order of their bytes. */
const ORDER = `${severityRank('severity')} DESC, "check", code, key NULLS FIRST, id`;

/** All entries of a section, in order. */
export async function* diffEntries(database: Database, section: DiffSection): AsyncGenerator<DiffEntry> {
  for await (const row of database.rows<Row>(`SELECT ${COLUMNS} FROM ${section}_rows ORDER BY ${ORDER}`))
    yield entryOf(row);
}

/** A section's codes, each with its counts and its first entries. */
export const diffCodes = async (
  database: Database,
  section: DiffSection,
  examples: number,
): Promise<readonly DiffCode[]> => {
  const query = `
    SELECT ${COLUMNS}, findings, total FROM (
      SELECT *, count(*) OVER code AS findings, sum(samples) OVER code AS total,
        row_number() OVER (PARTITION BY severity, "check", code, reason ORDER BY key NULLS FIRST, id) AS place
      FROM ${section}_rows WINDOW code AS (PARTITION BY severity, "check", code, reason))
    WHERE place <= greatest(1, ${examples}) ORDER BY ${severityRank('severity')} DESC, "check", code, reason, place`;
  const codes: (DiffCode & { examples: DiffEntry[] })[] = [];
  for await (const { findings, total, ...row } of database.rows<Row & { findings: number; total: number }>(query)) {
    const { check, code, severity, reason } = row;
    const last = codes.at(-1);
    const isSame =
      last !== undefined &&
      last.check === check &&
      last.code === code &&
      last.severity === severity &&
      last.reason === reason;
    if (isSame) last.examples.push(entryOf(row as Row));
    else codes.push({ check, code, severity, reason, findings, samples: total, examples: [entryOf(row as Row)] });
  }
  return codes;
};

export async function* verdictChanges(database: Database, most?: number): AsyncGenerator<VerdictChange> {
  const query = `SELECT key, before_verdict AS before, after_verdict AS after FROM verdict_rows ORDER BY key, id`;
  yield* database.rows<VerdictChange & Record<string, unknown>>(
    most === undefined ? query : `${query} LIMIT ${Math.max(0, Math.trunc(most))}`,
  );
}

export const diffCounts = async (database: Database): Promise<DiffCounts> => {
  const single = async <Row extends Record<string, unknown>>(query: string): Promise<Row> => {
    for await (const row of database.rows<Row>(query)) return row;
    throw new Error(`no answer: ${query}`);
  };
  const samples = await single<{ shared: number; added: number; removed: number }>(`
    SELECT count(*) FILTER (before_ordinal IS NOT NULL AND after_ordinal IS NOT NULL) AS shared,
      count(*) FILTER (before_ordinal IS NULL) AS added, count(*) FILTER (after_ordinal IS NULL) AS removed FROM pairs`);
  const findings = await single<{ new: number; fixed: number; changed: number }>(`
    SELECT (SELECT count(*) FROM new_rows) AS "new", (SELECT count(*) FROM fixed_rows) AS fixed,
      (SELECT count(*) FROM changed_rows) AS changed`);
  const verdicts: DiffCounts['verdicts'][number][] = [];
  const query = `SELECT before_verdict AS before, after_verdict AS after, count(*) AS samples
    FROM verdict_rows GROUP BY 1, 2 ORDER BY 1, 2`;
  for await (const row of database.rows<DiffCounts['verdicts'][number] & Record<string, unknown>>(query))
    verdicts.push(row);
  return { samples, findings, verdicts };
};
