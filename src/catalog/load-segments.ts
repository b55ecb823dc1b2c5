import type { AnyCheck } from '../model/check.ts';
import type { Database } from './database.ts';
import { literal } from './database.ts';

export const measureTable = (checkId: string): string => `measures_${checkId.replace(/[/-]/g, '_')}`;

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

const measureStruct = (checks: readonly AnyCheck[]): string => {
  const fields = checks.map((check) => {
    const columns = Object.entries(check.columns as Record<string, string>).map(
      ([name, type]) => `${quoted(name)} ${type}`,
    );
    return `${quoted(check.id)} STRUCT(${columns.join(', ')})`;
  });
  return fields.length === 0 ? 'JSON' : `STRUCT(${fields.join(', ')})`;
};

const FINDING =
  'STRUCT(id VARCHAR, "check" VARCHAR, code VARCHAR, severity VARCHAR, verdict VARCHAR, "at" JSON, "data" JSON)';
const FAULT = 'STRUCT(facet VARCHAR, kind VARCHAR, detail VARCHAR, "offset" BIGINT, cause VARCHAR)';

/**
 * Reads all sealed segments into narrow tables:
 * `samples(ordinal, key, id, split, label, format, width, height, bytes, sha256)`, `identities(ordinal, identity)`,
 * `sample_findings(ordinal, id, check, code, severity, verdict, at, data)`, `faults(ordinal, facet, kind, detail, cause)`,
 * `crashes(ordinal)` and `measures_<id>(ordinal, …)` of each check that measures.
 */
export const loadSegments = async (
  database: Database,
  segments: string,
  checks: readonly AnyCheck[],
): Promise<void> => {
  const measuring = checks.filter((check) => check.columns !== undefined && Object.keys(check.columns).length > 0);
  await database.run(`
    CREATE TABLE loaded AS SELECT * FROM read_json(${literal(`${segments}/*.jsonl`)},
      format = 'newline_delimited', maximum_object_size = 67108864, columns = {
        ordinal: 'BIGINT', key: 'VARCHAR', id: 'VARCHAR', split: 'VARCHAR', label: 'VARCHAR', format: 'VARCHAR',
        width: 'BIGINT', height: 'BIGINT', bytes: 'BIGINT', sha256: 'VARCHAR', identity: 'JSON',
        faults: ${literal(`${FAULT}[]`)}, findings: ${literal(`${FINDING}[]`)}, crashed: 'VARCHAR[]',
        measures: ${literal(measureStruct(measuring))} })`);
  await database.run(`CREATE TABLE samples AS
    SELECT ordinal, key, id, split, label, format, width, height, bytes, sha256 FROM loaded ORDER BY ordinal`);
  await database.run(`CREATE TABLE identities AS SELECT ordinal, CAST(identity AS VARCHAR) AS identity FROM loaded`);
  await database.run(`CREATE TABLE sample_findings AS
    SELECT ordinal, f.id AS id, f."check" AS "check", f.code AS code, f.severity AS severity, f.verdict AS verdict,
      CAST(f."at" AS VARCHAR) AS "at", CAST(f."data" AS VARCHAR) AS "data"
    FROM (SELECT ordinal, unnest(findings) AS f FROM loaded WHERE len(findings) > 0)`);
  await database.run(`CREATE TABLE faults AS
    SELECT ordinal, f.facet AS facet, f.kind AS kind, f.detail AS detail, f.cause AS cause
    FROM (SELECT ordinal, unnest(faults) AS f FROM loaded WHERE len(faults) > 0)`);
  await database.run('CREATE TABLE crashes AS SELECT ordinal FROM loaded WHERE len(crashed) > 0');
  for (const check of measuring) {
    const struct = `measures.${quoted(check.id)}`;
    const columns = Object.keys(check.columns as object).map((name) => `${struct}.${quoted(name)} AS ${quoted(name)}`);
    await database.run(`CREATE TABLE ${measureTable(check.id)} AS
      SELECT ordinal, ${columns.join(', ')} FROM loaded WHERE ${struct} IS NOT NULL ORDER BY ordinal`);
  }
  await database.run('DROP TABLE loaded');
};
