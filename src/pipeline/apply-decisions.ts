import type { Database } from '../catalog/database.ts';
import { severityRank } from '../catalog/two-runs.ts';
import { DECISION_CHECK, type DecisionsOutcome, type StandingDecision } from '../model/decision.ts';
import { findingId } from '../model/ids.ts';

const MOST_STALE = 20;
const WEIGHT = { keep: 'ok', note: 'ok', quarantine: 'bad', later: 'bad' } as const;

/** Columns that weighing needs: `settled` says that a person accounts for a finding. They may be there already. */
const PREPARE = `
  ALTER TABLE findings ADD COLUMN IF NOT EXISTS settled BOOLEAN DEFAULT false;
  ALTER TABLE members ADD COLUMN IF NOT EXISTS severity VARCHAR;
  ALTER TABLE members ADD COLUMN IF NOT EXISTS verdict VARCHAR;
  ALTER TABLE members ADD COLUMN IF NOT EXISTS settled BOOLEAN DEFAULT false;`;

/**
 * `met(seq, decision, finding, ordinal)`: each decision with what it is about. A file that is not there cannot be kept.
 * `ruling`: the last word on each sample as a whole.
 */
const MEET = `
  CREATE TABLE met AS
    SELECT d.seq, d.decision, d.kind, f.id AS finding, s.ordinal FROM decided d JOIN findings f ON f.id = d.id JOIN samples s ON s.ordinal = f.ordinal
      WHERE d.kind = 'finding' AND (d.sha256 IS NULL OR d.sha256 = s.sha256)
    UNION ALL
    SELECT d.seq, d.decision, d.kind, f.id, m.ordinal FROM decided d JOIN findings f ON f.id = d.id AND f.ordinal IS NULL
      LEFT JOIN members m ON m.finding = f.id WHERE d.kind = 'group'
    UNION ALL
    SELECT d.seq, d.decision, d.kind, NULL, s.ordinal FROM decided d JOIN samples s ON s.id = d.id
      WHERE d.kind = 'sample' AND (d.sha256 IS NULL OR d.sha256 = s.sha256);
  DELETE FROM met WHERE decision = 'keep' AND kind <> 'group' AND ordinal IN (SELECT ordinal FROM faults WHERE kind = 'missing');
  CREATE TABLE ruling AS SELECT ordinal, arg_max(decision, seq) AS decision, max(seq) AS seq FROM met
    WHERE ordinal IS NOT NULL AND (decision IN ('quarantine', 'later') OR (decision = 'keep' AND kind = 'sample')) GROUP BY ordinal;
  CREATE TABLE kept AS SELECT DISTINCT finding AS id FROM met WHERE decision = 'keep' AND finding IS NOT NULL;
  CREATE TABLE kept_samples AS SELECT ordinal FROM ruling WHERE decision = 'keep';
  CREATE TABLE later_samples AS SELECT ordinal FROM ruling WHERE decision = 'later';`;

const OWN_KEPT =
  'ordinal IS NOT NULL AND (id IN (SELECT id FROM kept) OR ordinal IN (SELECT ordinal FROM kept_samples))';
const LIFT = "severity = 'note', verdict = 'ok', settled = true";

/**
 * What is kept weighs nothing, and accounts for what could not be read. Faults of the machine (io, crash, timeout) stay: nobody's word makes
 * a sample examined. What is set aside for later no longer counts for the exit code.
 */
const WEIGH = `
  CREATE TABLE lifted AS SELECT ordinal, verdict FROM findings WHERE ${OWN_KEPT};
  DELETE FROM faults WHERE (kind = 'limit' AND ordinal IN (SELECT ordinal FROM lifted WHERE verdict = 'over-limit'))
    OR (kind = 'unsupported' AND ordinal IN (SELECT ordinal FROM lifted WHERE verdict = 'unexamined'))
    OR (kind NOT IN ('io', 'crash', 'timeout') AND ordinal IN (SELECT ordinal FROM kept_samples));
  UPDATE findings SET ${LIFT}, proven = false WHERE ${OWN_KEPT};
  UPDATE findings SET ${LIFT}, proven = false WHERE ordinal IS NULL AND id IN (SELECT id FROM kept);
  UPDATE members SET ${LIFT} WHERE finding IN (SELECT id FROM kept) OR ordinal IN (SELECT ordinal FROM kept_samples);
  UPDATE findings SET severity = 'note' WHERE ordinal IN (SELECT ordinal FROM later_samples);
  UPDATE members SET severity = 'note' WHERE ordinal IN (SELECT ordinal FROM later_samples);
  CREATE TABLE eased AS
    SELECT m.finding AS id, max(${severityRank('coalesce(m.severity, f.severity)')}) AS rank, bool_and(coalesce(m.verdict, f.verdict) = 'ok') AS clear
    FROM members m JOIN findings f ON f.id = m.finding
    WHERE m.finding IN (SELECT finding FROM members WHERE ordinal IN (SELECT ordinal FROM kept_samples UNION ALL SELECT ordinal FROM later_samples))
    GROUP BY m.finding;
  UPDATE findings SET severity = 'note' FROM eased WHERE eased.id = findings.id AND eased.rank = 1;
  UPDATE findings SET verdict = 'ok' FROM eased WHERE eased.id = findings.id AND eased.clear;`;

interface Word extends Record<string, unknown> {
  readonly seq: number;
  readonly finding: string | null;
  /** Null: the decision is on a group as a whole. */
  readonly ordinal: number | null;
  readonly sample: string | null;
  readonly subject: string | null;
  readonly check: string | null;
}

/** Where a decision shows: on the sample that it is on; on all of a group's where it makes them bad, else on the group. */
const WORDS = `
  SELECT m.seq, m.finding, s.ordinal, s.id AS sample, f.subject, f."check"
  FROM met m JOIN samples s ON s.ordinal = m.ordinal LEFT JOIN findings f ON f.id = m.finding LEFT JOIN ruling r ON r.ordinal = m.ordinal
  WHERE (m.decision IN ('quarantine', 'later') AND r.seq = m.seq) OR (m.decision = 'note' AND m.kind <> 'group')
    OR (m.decision = 'keep' AND m.kind <> 'group' AND (m.kind = 'finding' OR r.seq = m.seq))
  UNION ALL
  SELECT DISTINCT m.seq, m.finding, NULL, NULL, f.subject, f."check" FROM met m JOIN findings f ON f.id = m.finding
  WHERE m.kind = 'group' AND m.decision IN ('keep', 'note')
  ORDER BY seq, ordinal NULLS FIRST`;

/** Findings that tell of decisions, so that verdicts have a reason and every report shows them. Who and why, not when. */
async function* wordRows(database: Database, decisions: readonly StandingDecision[]) {
  for await (const { seq, finding, ordinal, sample, subject, check } of database.rows<Word>(WORDS)) {
    const { decision, author, reason } = decisions[seq]!;
    const on = sample === null ? { group: subject! } : { sample };
    const id = findingId(DECISION_CHECK, decision, on, finding === null ? {} : { part: finding });
    const data = JSON.stringify({
      author,
      reason: reason === '' ? null : reason,
      ...(check !== null && { about: check }),
    });
    yield [
      id,
      decision,
      WEIGHT[decision],
      decision === 'quarantine',
      ordinal,
      sample ?? subject,
      ordinal === null ? 0 : 1,
      data,
    ];
  }
}

const ADOPT = `
  INSERT INTO findings BY NAME
    SELECT id, '${DECISION_CHECK}' AS "check", code, 'note' AS severity, verdict, 'content' AS scope, proven, ordinal, subject, members,
      NULL AS "at", "data", false AS settled FROM words`;

const STALE = `
  SELECT d.seq, EXISTS (SELECT 1 FROM samples s WHERE s.id = d.sample AND d.sha256 IS NOT NULL AND s.sha256 IS DISTINCT FROM d.sha256) AS edited
  FROM decided d WHERE d.seq NOT IN (SELECT seq FROM met) ORDER BY d.seq`;

/**
 * Gives findings the weight that people's decisions leave them, after checks and rules have spoken and before verdicts are made. Checks
 * never learn of it. Undefined where nothing was decided.
 */
export const applyDecisions = async (
  database: Database,
  decisions: readonly StandingDecision[],
): Promise<DecisionsOutcome | undefined> => {
  await database.run(PREPARE);
  if (decisions.length === 0) return undefined;
  await database.run(
    'CREATE TABLE decided(seq BIGINT, decision VARCHAR, kind VARCHAR, id VARCHAR, sample VARCHAR, sha256 VARCHAR)',
  );
  await database.append(
    'decided',
    decisions.map(({ decision, kind, id, sample, sha256 }, seq) => [seq, decision, kind, id, sample, sha256]),
  );
  await database.run(MEET);
  await database.run(WEIGH);
  await database.run(`CREATE TABLE words(id VARCHAR, code VARCHAR, verdict VARCHAR, proven BOOLEAN, ordinal BIGINT,
    subject VARCHAR, members BIGINT, "data" VARCHAR)`);
  await database.append('words', wordRows(database, decisions));
  await database.run(ADOPT);

  const examples: DecisionsOutcome['staleExamples'][number][] = [];
  let stale = 0;
  for await (const { seq, edited } of database.rows<{ seq: number; edited: boolean }>(STALE)) {
    stale += 1;
    const { kind, id, key, decision } = decisions[seq]!;
    if (examples.length < MOST_STALE) examples.push({ kind, id, key, decision, why: edited ? 'edited' : 'gone' });
  }
  return { honored: decisions.length - stale, stale, staleExamples: examples };
};
