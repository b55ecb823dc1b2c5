import type { Database } from '../catalog/database.ts';
import { CONCERNED } from '../catalog/tables.ts';
import type { Scope, Verdict } from '../model/verdict.ts';

/** One reason for a sample's verdict. */
export interface Mark {
  readonly verdict: Verdict;
  readonly proven: boolean;
  readonly scope: Scope;
}

/** What a fault alone makes of a sample, whether or not any enabled check speaks of it: what was not examined is never clean. */
const FAULT_VERDICTS: Readonly<Record<string, Verdict>> = {
  io: 'unexamined',
  crash: 'unexamined',
  timeout: 'unexamined',
  unsupported: 'unexamined',
  limit: 'over-limit',
};

const MARKS = `
  SELECT ordinal, verdict, proven, scope, 'finding' AS source FROM (${CONCERNED}) WHERE verdict <> 'ok'
  UNION ALL SELECT ordinal, kind, false, 'content', 'fault' FROM faults
  UNION ALL SELECT ordinal, 'unexamined', false, 'content', 'finding' FROM crashes
  ORDER BY ordinal, source, verdict, proven, scope`;

interface MarkRow extends Record<string, unknown> {
  readonly ordinal: number;
  readonly verdict: string;
  readonly proven: boolean;
  readonly scope: Scope;
  readonly source: 'finding' | 'fault';
}

const marksOf = (rows: readonly MarkRow[]): readonly Mark[] => {
  const judged = rows.filter((row) => row.source === 'finding') as readonly (MarkRow & { readonly verdict: Verdict })[];
  const marks: Mark[] = judged.map(({ verdict, proven, scope }) => ({ verdict, proven, scope }));
  for (const { verdict: kind, source } of rows) {
    if (source !== 'fault') continue;
    const verdict = FAULT_VERDICTS[kind];
    if (verdict !== undefined) marks.push({ verdict, proven: false, scope: 'content' });
    // Damage that no enabled check judged: the sample was not decoded, so nobody may call it clean.
    else if (judged.length === 0) marks.push({ verdict: 'unexamined', proven: false, scope: 'content' });
  }
  return marks;
};

/**
 * Fills `verdicts(ordinal, verdict, scopes)` for every sample that is not simply ok; `scopes` lists the scopes of its bad marks.
 * `judge` is the policy's: marks in, verdict out.
 */
export const judgeSamples = async (database: Database, judge: (marks: readonly Mark[]) => Verdict): Promise<void> => {
  await database.run('CREATE TABLE verdicts(ordinal BIGINT, verdict VARCHAR, scopes VARCHAR)');
  await database.append('verdicts', judged(database, judge));
};

async function* judged(database: Database, judge: (marks: readonly Mark[]) => Verdict) {
  let group: MarkRow[] = [];
  const settle = () => {
    const marks = marksOf(group);
    const scopes = [...new Set(marks.filter((mark) => mark.verdict === 'bad').map((mark) => mark.scope))].sort();
    return [group[0]!.ordinal, judge(marks), scopes.join(' ')];
  };
  for await (const row of database.rows<MarkRow>(MARKS)) {
    if (group.length > 0 && group[0]!.ordinal !== row.ordinal) {
      yield settle();
      group = [];
    }
    group.push(row);
  }
  if (group.length > 0) yield settle();
}
