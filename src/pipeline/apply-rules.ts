import type { Database } from '../catalog/database.ts';
import { SEVERITIES, type Severity, VERDICTS, type Verdict } from '../model/verdict.ts';
import type { Weigh, Weighable } from '../model/weight.ts';

/** Who accepted a content, and why: what a finding on it says from now on. */
export interface AcceptedBy {
  readonly reason: string;
  readonly author: string;
}

const PREPARE = `
  ALTER TABLE findings ADD COLUMN settled BOOLEAN DEFAULT false;
  ALTER TABLE members ADD COLUMN severity VARCHAR;
  ALTER TABLE members ADD COLUMN verdict VARCHAR;
  ALTER TABLE members ADD COLUMN settled BOOLEAN DEFAULT false;
`;

/** Rows that the rules change, by their place in the table: the findings themselves stay as the checks left them until then. */
const WEIGHTS = `
  CREATE TABLE weights(place BIGINT, off BOOLEAN, severity VARCHAR, verdict VARCHAR, settled BOOLEAN, members BIGINT, "data" VARCHAR);
  CREATE TABLE member_weights(place BIGINT, off BOOLEAN, severity VARCHAR, verdict VARCHAR, settled BOOLEAN);
`;

const REWEIGH = `
  CREATE TABLE weighed AS
    SELECT f.* REPLACE (coalesce(w.severity, f.severity) AS severity, coalesce(w.verdict, f.verdict) AS verdict,
      coalesce(w.settled, false) AS settled, coalesce(w.members, f.members) AS members, coalesce(w."data", f."data") AS "data")
    FROM findings f LEFT JOIN weights w ON w.place = f.rowid WHERE w.off IS NOT TRUE ORDER BY f.rowid;
  CREATE TABLE weighed_members AS
    SELECT m.* REPLACE (coalesce(w.severity, f.severity) AS severity, coalesce(w.verdict, f.verdict) AS verdict,
      coalesce(w.settled, false) AS settled)
    FROM members m JOIN findings f ON f.id = m.finding LEFT JOIN member_weights w ON w.place = m.rowid WHERE w.off IS NOT TRUE ORDER BY m.rowid;
  DROP TABLE findings; DROP TABLE members;
  ALTER TABLE weighed RENAME TO findings;
  ALTER TABLE weighed_members RENAME TO members;
`;

/** Only what a rule can concern is looked at: most findings of a large dataset are not. */
const REACH = `
  CREATE TABLE ruled("check" VARCHAR);
  CREATE TABLE looked_at(sha256 VARCHAR);
`;
const RULED = 'f."check" IN (SELECT "check" FROM ruled)';
const LOOKED_AT = 's.sha256 IN (SELECT sha256 FROM looked_at)';

/** Findings on one sample, or on the dataset as a whole. */
const ALONE = `
  SELECT f.rowid AS place, f."check", f.severity, f.verdict, f.scope, f."data", s.key, s.sha256
  FROM findings f LEFT JOIN samples s USING (ordinal)
  WHERE (f.ordinal IS NOT NULL OR f.members = 0) AND (${RULED} OR ${LOOKED_AT}) ORDER BY f.rowid`;

/** Of a group all members or none: what it comes to depends on each. */
const MEMBERS = `
  SELECT f.rowid AS place, m.rowid AS member, f."check", f.severity, f.verdict, f.scope, f."data", s.key, s.sha256
  FROM members m JOIN findings f ON f.id = m.finding JOIN samples s ON s.ordinal = m.ordinal
  WHERE ${RULED} OR f.id IN (SELECT o.finding FROM members o JOIN samples s ON s.ordinal = o.ordinal WHERE ${LOOKED_AT})
  ORDER BY f.rowid, m.rowid`;

interface Row extends Record<string, unknown>, Weighable {
  readonly place: number;
  readonly data: string;
  readonly key: string | null;
  readonly sha256: string | null;
}

interface MemberRow extends Row {
  readonly member: number;
}

const gravest = <T>(order: readonly T[], values: readonly T[]): T =>
  order[Math.max(...values.map((value) => order.indexOf(value)))]!;

const isSettled = (finding: Weighable, accepted: number | undefined): boolean =>
  accepted !== undefined && finding.verdict !== 'ok';

/** What a group comes to while its members pass by: never more in memory than that, one real group has 108,034. */
interface Sum {
  readonly row: Row;
  left: number;
  gone: number;
  severity: Severity;
  verdict: Verdict;
  isChanged: boolean;
  /** The first acceptance, as long as every member has one. */
  accepted: number | undefined;
  everyAccepted: boolean;
}

/** What rules made of the findings; `used`: findings by the acceptance that covers them, those of groups once for each sample. */
export interface Applied {
  readonly changed: number;
  readonly off: number;
  readonly accepted: number;
  readonly used: ReadonlyMap<number, number>;
}

/** What rules can concern: findings of these checks, and any on these contents. */
export interface Reach {
  readonly checks: readonly string[];
  readonly contents: readonly string[];
}

/** Columns that say what rules did; all as it was, until `applyRules` is asked. */
export const prepareRules = (database: Database): Promise<void> => database.run(PREPARE);

/**
 * Gives every finding the weight that `weigh` says, each member of a group its own. A member that is switched off leaves its group, and a
 * group without members is gone; what is left weighs as its gravest member. What a finding says (`data`) stays as its check made it
 * over the whole dataset, but for `accepted` where a person accepted all of it.
 */
export const applyRules = async (
  database: Database,
  weigh: Weigh,
  reach: Reach,
  acceptedBy: (acceptance: number) => AcceptedBy,
): Promise<Applied> => {
  await database.run(REACH);
  await database.append(
    'ruled',
    reach.checks.map((check) => [check]),
  );
  await database.append(
    'looked_at',
    reach.contents.map((sha256) => [sha256]),
  );
  await database.run(WEIGHTS);
  const weights = await database.appender('weights');
  const memberWeights = await database.appender('member_weights');
  const used = new Map<number, number>();
  const use = (acceptance: number) => used.set(acceptance, (used.get(acceptance) ?? 0) + 1);
  const count = { changed: 0, off: 0, accepted: 0 };

  const dataOf = (row: Row, acceptance: number | undefined): string | null => {
    if (acceptance === undefined) return null;
    const { reason, author } = acceptedBy(acceptance);
    return JSON.stringify({ ...JSON.parse(row.data), accepted: { reason, author } });
  };
  const tally = (accepted: number | undefined): void => {
    if (accepted === undefined) count.changed += 1;
    else count.accepted += 1;
  };

  for await (const row of database.rows<Row>(ALONE)) {
    const weight = weigh(row, row.key, row.sha256);
    if (weight.kind === 'off') {
      weights.add([row.place, true, null, null, null, null, null]);
      count.off += 1;
      continue;
    }
    const { severity, verdict, accepted } = weight;
    if (accepted === undefined && severity === row.severity && verdict === row.verdict) continue;
    if (accepted !== undefined) use(accepted);
    tally(accepted);
    weights.add([row.place, false, severity, verdict, isSettled(row, accepted), null, dataOf(row, accepted)]);
  }

  const endGroup = ({ row, left, gone, isChanged, severity, verdict, accepted, everyAccepted }: Sum): void => {
    if (left === 0) {
      weights.add([row.place, true, null, null, null, null, null]);
      count.off += 1;
    } else if (gone > 0 || isChanged) {
      const all = everyAccepted ? accepted : undefined;
      tally(all);
      weights.add([row.place, false, severity, verdict, false, left, dataOf(row, all)]);
    }
  };
  let sum: Sum | undefined;
  for await (const row of database.rows<MemberRow>(MEMBERS)) {
    if (sum?.row.place !== row.place) {
      if (sum !== undefined) endGroup(sum);
      const [severity, verdict] = ['note', 'ok'] as const;
      sum = { row, left: 0, gone: 0, severity, verdict, isChanged: false, accepted: undefined, everyAccepted: true };
    }
    const weight = weigh(row, row.key, row.sha256);
    if (weight.kind === 'off') {
      memberWeights.add([row.member, true, null, null, null]);
      sum.gone += 1;
      continue;
    }
    const { severity, verdict, accepted } = weight;
    sum.left += 1;
    sum.severity = gravest(SEVERITIES, [sum.severity, severity]);
    sum.verdict = gravest(VERDICTS, [sum.verdict, verdict]);
    sum.accepted ??= accepted;
    if (accepted === undefined) sum.everyAccepted = false;
    else use(accepted);
    if (accepted === undefined && severity === row.severity && verdict === row.verdict) continue;
    sum.isChanged = true;
    memberWeights.add([row.member, false, severity, verdict, isSettled(row, accepted)]);
  }
  if (sum !== undefined) endGroup(sum);

  weights.close();
  memberWeights.close();
  // What a member comes to is told by its group too.
  if (count.changed + count.off + count.accepted > 0) await database.run(REWEIGH);
  return { ...count, used };
};
