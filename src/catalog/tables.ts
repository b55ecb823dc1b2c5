import { mkdirSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Database } from './database.ts';
import { literal } from './database.ts';
import type { RunFolder } from './run-folder.ts';

/** `samples` with their verdicts and the ids of the checks that found something, one row a sample. */
export const SAMPLE_ROWS = `
  SELECT s.ordinal, s.key, s.id, s.split, s.label, coalesce(v.verdict, 'ok') AS verdict, coalesce(n.checks, '') AS checks,
    s.format, s.width, s.height, s.bytes, s.sha256
  FROM samples s LEFT JOIN verdicts v USING (ordinal) LEFT JOIN named n USING (ordinal) ORDER BY s.ordinal`;

const FINDING_ROWS = `
  SELECT id, "check", code, severity, verdict, scope, ordinal, subject, members, "at", "data"
  FROM findings ORDER BY coalesce(ordinal, 9223372036854775807), "check", code, id`;

/**
 * Every (finding, sample) pair: a sample's own findings and those of the groups it is in. A member may weigh less than its group, whose
 * weight is that of its gravest one: `of_severity` and `of_verdict` are the group's.
 */
export const CONCERNED = `
  SELECT f.ordinal, f.id, f."check", f.code, f.severity, f.verdict, f.severity AS of_severity, f.verdict AS of_verdict,
    f.scope, f.proven, f.settled, f."at", f."data" FROM findings f WHERE f.ordinal IS NOT NULL
  UNION ALL
  SELECT m.ordinal, f.id, f."check", f.code, coalesce(m.severity, f.severity), coalesce(m.verdict, f.verdict), f.severity, f.verdict,
    f.scope, f.proven, m.settled, f."at", f."data" FROM members m JOIN findings f ON f.id = m.finding`;

/** `named(ordinal, checks)`: the ids of the checks with a finding on a sample, separated by blanks. */
export const nameChecks = (database: Database): Promise<void> =>
  database.run(`CREATE TABLE named AS
    SELECT ordinal, string_agg("check", ' ' ORDER BY "check") AS checks FROM (SELECT DISTINCT ordinal, "check" FROM (${CONCERNED})) GROUP BY ordinal`);

/** The run's record for other programs. Byte-equal for equal input: every COPY is ordered. */
export const writeTables = async (database: Database, folder: RunFolder): Promise<void> => {
  const copies = [
    [SAMPLE_ROWS, folder.samples],
    [FINDING_ROWS, folder.findings],
    ['SELECT finding, ordinal FROM members ORDER BY finding, ordinal', folder.members],
  ] as const;
  for (const [query, path] of copies) {
    mkdirSync(dirname(path), { recursive: true });
    const temporary = `${path}.tmp`;
    await database.run(`COPY (${query}) TO ${literal(temporary)} (FORMAT parquet)`);
    renameSync(temporary, path);
  }
};
