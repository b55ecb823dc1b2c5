import type { Database } from '../catalog/database.ts';
import { findingId, groupId } from '../model/ids.ts';
import { ACCEPTANCE_CHECK } from '../model/rules.ts';
import type { AcceptanceOutcome } from '../model/summary.ts';

const ADOPT = `
  INSERT INTO findings BY NAME
    SELECT id, '${ACCEPTANCE_CHECK}' AS "check", code, 'note' AS severity, 'ok' AS verdict, 'content' AS scope, false AS proven,
      NULL AS ordinal, subject, 0 AS members, NULL AS "at", "data", false AS settled
    FROM stale_acceptances ORDER BY code, id;
  DROP TABLE stale_acceptances`;

/** A note for each acceptance that does nothing, after the rules have spoken. One that is written twice is told once. */
export const tellStale = async (database: Database, acceptances: readonly AcceptanceOutcome[]): Promise<void> => {
  const rows = new Map<string, readonly string[]>();
  for (const { sha256, reason, author, stale } of acceptances) {
    if (stale === undefined) continue;
    const subject = groupId(ACCEPTANCE_CHECK, stale, JSON.stringify([sha256, reason, author]));
    const id = findingId(ACCEPTANCE_CHECK, stale, { group: subject });
    rows.set(id, [id, stale, subject, JSON.stringify({ sha256, reason, author })]);
  }
  if (rows.size === 0) return;
  await database.run('CREATE TABLE stale_acceptances(id VARCHAR, code VARCHAR, subject VARCHAR, "data" VARCHAR)');
  await database.append('stale_acceptances', rows.values());
  await database.run(ADOPT);
};
