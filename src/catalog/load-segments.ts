import type { AnyCheck } from '../model/check.ts';
import type { Database } from './database.ts';
import { literal } from './database.ts';

export const measureTable = (checkId: string): string => `measures_${checkId.replace(/[/-]/g, '_')}`;

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** What `from_json` makes of the measures: a struct of structs, by check and column. */
const measureShape = (checks: readonly AnyCheck[]): string =>
  JSON.stringify(Object.fromEntries(checks.map((check) => [check.id, check.columns as Record<string, string>])));

const FINDING = {
  id: 'VARCHAR',
  check: 'VARCHAR',
  code: 'VARCHAR',
  severity: 'VARCHAR',
  verdict: 'VARCHAR',
  at: 'JSON',
  data: 'JSON',
};
const FAULT = { facet: 'VARCHAR', kind: 'VARCHAR', detail: 'VARCHAR', offset: 'BIGINT', cause: 'VARCHAR' };

const SCALARS = 'ordinal, key, id, split, label, format, width, height, bytes, sha256';
const listOf = (shape: object): string => literal(JSON.stringify([shape]));

/**
 * Reads all sealed segments into narrow tables:
 * `samples(ordinal, key, id, split, label, format, width, height, bytes, sha256)`,
 * `sample_findings(ordinal, id, check, code, severity, verdict, at, data)`, `faults(ordinal, facet, kind, detail, cause)`,
 * `crashes(ordinal)` and `measures_<id>(ordinal, …)` of each check that measures.
 *
 * Most samples have no finding, fault or measure: those lists are kept as text while all lines are read, and parsed only where they
 * hold something. That takes a third of the time of parsing them on the way.
 */
export const loadSegments = async (
  database: Database,
  segments: string,
  checks: readonly AnyCheck[],
): Promise<void> => {
  const measuring = checks.filter((check) => check.columns !== undefined && Object.keys(check.columns).length > 0);
  await database.run(`
    CREATE TABLE loaded AS SELECT ${SCALARS}, nullif(findings, '[]') AS findings, nullif(faults, '[]') AS faults,
      nullif(crashed, '[]') AS crashed, nullif(measures, '{}') AS measures
    FROM read_json(${literal(`${segments}/*.jsonl`)},
      format = 'newline_delimited', maximum_object_size = 67108864, columns = {
        ordinal: 'BIGINT', key: 'VARCHAR', id: 'VARCHAR', split: 'VARCHAR', label: 'VARCHAR', format: 'VARCHAR',
        width: 'BIGINT', height: 'BIGINT', bytes: 'BIGINT', sha256: 'VARCHAR',
        faults: 'JSON', findings: 'JSON', crashed: 'JSON', measures: 'JSON' })`);
  await database.run(`CREATE VIEW samples AS SELECT ${SCALARS} FROM loaded`);
  await database.run(`CREATE TABLE sample_findings AS
    SELECT ordinal, f.id AS id, f."check" AS "check", f.code AS code, f.severity AS severity, f.verdict AS verdict,
      CAST(f."at" AS VARCHAR) AS "at", CAST(f."data" AS VARCHAR) AS "data"
    FROM (SELECT ordinal, unnest(from_json(findings, ${listOf(FINDING)})) AS f FROM loaded WHERE findings IS NOT NULL)`);
  await database.run(`CREATE TABLE faults AS
    SELECT ordinal, f.facet AS facet, f.kind AS kind, f.detail AS detail, f.cause AS cause
    FROM (SELECT ordinal, unnest(from_json(faults, ${listOf(FAULT)})) AS f FROM loaded WHERE faults IS NOT NULL)`);
  await database.run('CREATE TABLE crashes AS SELECT ordinal FROM loaded WHERE crashed IS NOT NULL');
  if (measuring.length === 0) return;
  await database.run(`CREATE TABLE measured AS
    SELECT ordinal, from_json(measures, ${literal(measureShape(measuring))}) AS measures FROM loaded WHERE measures IS NOT NULL`);
  for (const check of measuring) {
    const struct = `measures.${quoted(check.id)}`;
    const columns = Object.keys(check.columns as object).map((name) => `${struct}.${quoted(name)} AS ${quoted(name)}`);
    await database.run(`CREATE TABLE ${measureTable(check.id)} AS
      SELECT ordinal, ${columns.join(', ')} FROM measured WHERE ${struct} IS NOT NULL ORDER BY ordinal`);
  }
  await database.run('DROP TABLE measured');
};

/**
 * What the listing alone says of all samples, examined or not: `listed.samples(ordinal, id, key, split, label)`. `listing`: the path
 * of listing/samples.jsonl.
 */
export const loadListing = (database: Database, listing: string): Promise<void> =>
  database.run(`
    CREATE SCHEMA listed;
    CREATE TABLE listed.samples AS SELECT ordinal, id, key, split, annotations.label AS label
      FROM read_json(${literal(listing)}, format = 'newline_delimited', maximum_object_size = 67108864, columns = {
        ordinal: 'BIGINT', id: 'VARCHAR', key: 'VARCHAR', split: 'VARCHAR', annotations: 'STRUCT(label VARCHAR)' })`);
