import type { Database } from '../catalog/database.ts';
import { CONCERNED } from '../catalog/tables.ts';
import type { Fault } from '../model/facets.ts';
import type { Scope, Verdict } from '../model/verdict.ts';

/** Everything that weighs on one sample's verdict. */
export interface Evidence {
  readonly findings: readonly {
    readonly verdict: Verdict;
    readonly scope: Scope;
    readonly proven: boolean;
    readonly settled: boolean;
  }[];
  readonly faults: readonly Pick<Fault, 'kind'>[];
  readonly crashed: readonly string[];
}

const EVIDENCE = `
  SELECT ordinal, 'finding' AS source, verdict AS what, scope, proven, settled FROM (${CONCERNED})
  UNION ALL SELECT ordinal, 'fault', kind, '', false, false FROM faults
  UNION ALL SELECT ordinal, 'crash', '', '', false, false FROM crashes
  ORDER BY ordinal, source, what, scope, proven, settled`;

interface EvidenceRow extends Record<string, unknown> {
  readonly ordinal: number;
  readonly source: 'finding' | 'fault' | 'crash';
  readonly what: string;
  readonly scope: string;
  readonly proven: boolean;
  readonly settled: boolean;
}

const evidenceOf = (rows: readonly EvidenceRow[]): Evidence => {
  const from = (source: EvidenceRow['source']) => rows.filter((row) => row.source === source);
  return {
    findings: from('finding').map(({ what, scope, proven, settled }) => ({
      verdict: what as Verdict,
      scope: scope as Scope,
      proven,
      settled,
    })),
    faults: from('fault').map(({ what }) => ({ kind: what as Fault['kind'] })),
    crashed: from('crash').map(({ what }) => what),
  };
};

/** Fills `verdicts(ordinal, verdict)` for every sample that is not simply ok. `judge` is the policy's. */
export const judgeSamples = async (database: Database, judge: (evidence: Evidence) => Verdict): Promise<void> => {
  await database.run('CREATE TABLE verdicts(ordinal BIGINT, verdict VARCHAR)');
  await database.append('verdicts', judged(database, judge));
};

async function* judged(database: Database, judge: (evidence: Evidence) => Verdict) {
  let group: EvidenceRow[] = [];
  const settle = () => [group[0]!.ordinal, judge(evidenceOf(group))];
  for await (const row of database.rows<EvidenceRow>(EVIDENCE)) {
    if (group.length > 0 && group[0]!.ordinal !== row.ordinal) {
      yield settle();
      group = [];
    }
    group.push(row);
  }
  if (group.length > 0) yield settle();
}
