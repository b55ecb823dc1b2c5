import { DECISION_CHECK } from '../model/decision.ts';
import type { FindingGroup } from '../model/summary.ts';
import type { Database } from './database.ts';
import { severityRank, verdictRank } from './two-runs.ts';

/** Findings that count, by what a gate asks of them. */
export type CountedGroup = Pick<FindingGroup, 'check' | 'code' | 'severity' | 'verdict' | 'findings'>;

const NO_BASELINE = `
  CREATE VIEW before_samples AS SELECT id, ordinal, verdict FROM after_samples WHERE false;
  CREATE VIEW before_findings AS SELECT id, severity, verdict FROM after_findings WHERE false;
  CREATE VIEW before_members AS SELECT finding, ordinal FROM after_members WHERE false`;

/** For a gate without a baseline: as if the earlier run had found nothing. */
export const withoutBaseline = (database: Database): Promise<void> => database.run(NO_BASELINE);

const PREPARE = `
  CREATE TABLE moved(key VARCHAR);
  CREATE TABLE known AS SELECT a.id FROM after_findings a JOIN before_findings b ON b.id = a.id
    WHERE ${severityRank('b.severity')} >= ${severityRank('a.severity')} AND ${verdictRank('b.verdict')} >= ${verdictRank('a.verdict')}`;

/** Members that stayed and that the baseline's group of the same id does not hold. */
const FRESH = `
  CREATE TABLE fresh AS SELECT DISTINCT m.finding FROM after_members m JOIN after_samples s ON s.ordinal = m.ordinal
  ANTI JOIN gone g ON g.ordinal = m.ordinal
  ANTI JOIN (SELECT b.finding, t.id FROM before_members b JOIN before_samples t ON t.ordinal = b.ordinal
    WHERE b.finding IN (SELECT id FROM known)) old ON old.finding = m.finding AND old.id = s.id`;

/** Call first. `movedKeys`: samples that are in quarantine, whose own findings no longer count; a group's stays while one member is left. */
export const prepareGate = async (database: Database, movedKeys: Iterable<string>): Promise<void> => {
  await database.run(PREPARE);
  await database.append(
    'moved',
    (function* () {
      for (const key of movedKeys) yield [key];
    })(),
  );
  await database.run('CREATE TABLE gone AS SELECT ordinal FROM after_samples JOIN moved USING (key)');
  await database.run(FRESH);
};

/** Findings that are not in the baseline, or graver than there; groups that gained members. One line a code and weight. */
export const countedGroups = async (database: Database): Promise<readonly CountedGroup[]> => {
  const query = `
    SELECT f."check", f.code, f.severity, f.verdict, count(*) AS findings
    FROM after_findings f LEFT JOIN known k ON k.id = f.id LEFT JOIN gone g ON g.ordinal = f.ordinal LEFT JOIN fresh m ON m.finding = f.id
    WHERE CASE WHEN f.ordinal IS NOT NULL THEN g.ordinal IS NULL AND k.id IS NULL
      WHEN f.members = 0 THEN k.id IS NULL ELSE m.finding IS NOT NULL END
    GROUP BY 1, 2, 3, 4
    ORDER BY ${severityRank('f.severity')} DESC, findings DESC, f."check", f.code, ${verdictRank('f.verdict')} DESC`;
  const groups: CountedGroup[] = [];
  for await (const row of database.rows<CountedGroup & Record<string, unknown>>(query)) groups.push(row);
  return groups;
};

/** Samples that are bad, not in quarantine, not set aside by a person, and not bad in the baseline. */
export const countBad = async (database: Database): Promise<number> => {
  const query = `
    SELECT count(*) AS bad FROM after_samples a LEFT JOIN before_samples b ON b.id = a.id
    WHERE a.verdict = 'bad' AND coalesce(b.verdict, 'ok') <> 'bad' AND a.ordinal NOT IN (SELECT ordinal FROM gone)
      AND a.ordinal NOT IN (SELECT ordinal FROM after_findings
        WHERE "check" = '${DECISION_CHECK}' AND code = 'later' AND ordinal IS NOT NULL)`;
  for await (const { bad } of database.rows<{ bad: number }>(query)) return bad;
  return 0;
};

/** Samples that both runs have. */
export const countShared = async (database: Database): Promise<number> => {
  const query = 'SELECT count(*) AS n FROM after_samples a JOIN before_samples b ON b.id = a.id';
  for await (const { n } of database.rows<{ n: number }>(query)) return n;
  return 0;
};
