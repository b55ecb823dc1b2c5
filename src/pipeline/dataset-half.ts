import type { Database } from '../catalog/database.ts';
import type { AnyCheck, Code, DatasetView } from '../model/check.ts';
import type { Locator } from '../model/finding.ts';
import { findingId, groupId } from '../model/ids.ts';
import type { Json } from '../model/json.ts';
import type { ListingFacts } from '../model/listing.ts';

type ConcludedDraft = {
  readonly code: string;
  readonly at?: Locator;
  readonly data: Readonly<Record<string, Json>>;
} & ({ readonly ordinal: number } | { readonly group: string; readonly members: readonly number[] | Int32Array });

const TABLES = `
  CREATE TABLE findings(id VARCHAR, "check" VARCHAR, code VARCHAR, severity VARCHAR, verdict VARCHAR, scope VARCHAR,
    proven BOOLEAN, ordinal BIGINT, subject VARCHAR, members BIGINT, "at" VARCHAR, "data" VARCHAR);
  CREATE TABLE members(finding VARCHAR, subject VARCHAR, ordinal BIGINT);
  CREATE TABLE drafts(seq BIGINT, "check" VARCHAR, code VARCHAR, ordinal BIGINT, "at" VARCHAR, "data" VARCHAR);
`;

const text = (value: unknown): string | null => (value === undefined ? null : JSON.stringify(value));

/** The findings that workers left, with what their check says of their code. */
const adoptSampleFindings = (database: Database, checks: readonly AnyCheck[]): Promise<void> => {
  const codes = checks.flatMap((check) =>
    Object.entries(check.codes as Record<string, Code>).map(
      ([code, { scope = check.scope, proven }]) => `('${check.id}', '${code}', '${scope}', ${proven === true})`,
    ),
  );
  return database.run(`
    CREATE TABLE codes("check" VARCHAR, code VARCHAR, scope VARCHAR, proven BOOLEAN);
    ${codes.length === 0 ? '' : `INSERT INTO codes VALUES ${codes.join(', ')};`}
    INSERT INTO findings
      SELECT f.id, f."check", f.code, f.severity, f.verdict, c.scope, c.proven, f.ordinal, s.id, 1, f."at", f."data"
      FROM sample_findings f JOIN samples s USING (ordinal) JOIN codes c ON c."check" = f."check" AND c.code = f.code`);
};

type Part = NonNullable<DatasetView['part']>;

/** What a check may conclude over; undefined where a part would make it say what is false of the whole. */
const viewFor = (
  { holdsFor }: AnyCheck,
  database: Database,
  facts: ListingFacts,
  part: Part | undefined,
): DatasetView | undefined => {
  if (part === undefined) return { facts, rows: database.rows };
  if (holdsFor === 'listing') return { facts, rows: database.rowsWithin('listed') };
  return holdsFor === 'examined' ? { facts, part, rows: database.rows } : undefined;
};

/** The listing knows samples that were not examined: findings count and name those that were. */
const KEEP_EXAMINED = `
  DELETE FROM members WHERE ordinal NOT IN (SELECT ordinal FROM samples);
  UPDATE findings SET members = (SELECT count(*) FROM members m WHERE m.finding = findings.id) WHERE ordinal IS NULL;
`;

/**
 * Runs the dataset halves of all checks over the loaded tables, and leaves every finding of the run in
 * `findings(id, check, code, severity, verdict, scope, proven, ordinal, subject, members, at, data)` (ordinal is null for groups) and
 * the samples of groups in `members(finding, subject, ordinal)`. Of a part (`listed.samples` is loaded then) only those halves run that
 * hold for one. Answers the ids of the others.
 */
export const concludeChecks = async (
  database: Database,
  checks: readonly AnyCheck[],
  options: Readonly<Record<string, unknown>>,
  facts: ListingFacts,
  part?: Part,
): Promise<readonly string[]> => {
  await database.run(TABLES);
  await adoptSampleFindings(database, checks);
  const notConcluded: string[] = [];
  const findings = await database.appender('findings');
  const memberships = await database.appender('members');
  const drafts = await database.appender('drafts');
  let seq = 0;
  for (const check of checks) {
    if (check.conclude === undefined) continue;
    const view = viewFor(check, database, facts, part);
    if (view === undefined) {
      notConcluded.push(check.id);
      continue;
    }
    for await (const draft of check.conclude(view, options[check.id]) as AsyncIterable<ConcludedDraft>) {
      const { code, at, data } = draft;
      if ('ordinal' in draft) {
        drafts.add([seq, check.id, code, draft.ordinal, text(at), JSON.stringify(data)]);
        seq += 1;
        continue;
      }
      const { severity, verdict, scope = check.scope, proven } = check.codes[code] as Code;
      const subject = groupId(check.id, code, draft.group);
      const id = findingId(check.id, code, { group: subject }, at);
      const { members } = draft;
      const weight = [severity, verdict, scope, proven === true];
      findings.add([id, check.id, code, ...weight, null, subject, members.length, text(at), JSON.stringify(data)]);
      for (const ordinal of members) memberships.add([id, subject, ordinal]);
    }
  }
  for (const appender of [findings, memberships, drafts]) appender.close();
  await database.append('findings', adopted(database, checks));
  await database.run('DROP TABLE drafts');
  if (part !== undefined) await database.run(KEEP_EXAMINED);
  return notConcluded;
};

/** Drafts about single samples become findings once their sample's id is joined in. */
async function* adopted(database: Database, checks: readonly AnyCheck[]) {
  const byId = new Map(checks.map((check) => [check.id, check]));
  const rows = database.rows<{
    check: string;
    code: string;
    ordinal: number;
    at: string | null;
    data: string;
    id: string;
  }>(
    'SELECT d."check" AS "check", d.code, d.ordinal, d."at" AS "at", d."data" AS "data", s.id FROM drafts d JOIN samples s USING (ordinal) ORDER BY d.seq',
  );
  for await (const row of rows) {
    const check = byId.get(row.check)!;
    const { severity, verdict, scope = check.scope, proven } = check.codes[row.code] as Code;
    const at = row.at === null ? undefined : (JSON.parse(row.at) as Locator);
    const id = findingId(row.check, row.code, { sample: row.id }, at);
    yield [
      id,
      row.check,
      row.code,
      severity,
      verdict,
      scope,
      proven === true,
      row.ordinal,
      row.id,
      1,
      row.at,
      row.data,
    ];
  }
}
