import type { DecisionEntry } from '../model/decision.ts';
import type { RunFolder } from './run-folder.ts';
import { openRuns } from './two-runs.ts';

/** What a run knows of something that a person decided on. `sample`, `key` and `sha256` are null for a group. */
export interface KnownTarget {
  readonly id: string;
  readonly isGroup: boolean;
  readonly sample: string | null;
  readonly key: string | null;
  readonly sha256: string | null;
  /** Its file is not there. */
  readonly isMissing: boolean;
}

export interface KnownTargets {
  /** By id of the finding. */
  readonly findings: ReadonlyMap<string, KnownTarget>;
  /** By key, and by id. */
  readonly samples: ReadonlyMap<string, KnownTarget>;
}

interface Row extends Record<string, unknown> {
  readonly id: string;
  readonly group: boolean;
  readonly sample: string | null;
  readonly key: string | null;
  readonly sha256: string | null;
  readonly missing: boolean;
}

const MISSING = `EXISTS (SELECT 1 FROM after_findings x WHERE x.ordinal = s.ordinal AND x."check" = 'file/missing') AS missing`;
const FINDINGS = `
  SELECT f.id, f.ordinal IS NULL AS "group", s.id AS sample, s.key, s.sha256, ${MISSING}
  FROM after_findings f JOIN (SELECT DISTINCT text FROM wanted) w ON w.text = f.id LEFT JOIN after_samples s ON s.ordinal = f.ordinal
  WHERE f."check" <> 'decision' ORDER BY f.id`;
const SAMPLES = `
  SELECT s.id, false AS "group", s.id AS sample, s.key, s.sha256, ${MISSING} FROM after_samples s
  WHERE s.id IN (SELECT text FROM wanted) OR s.key IN (SELECT text FROM wanted) ORDER BY s.id`;

/** Looks up everything that decisions name, in one go. A key wins over an id that reads the same. */
export const lookUpTargets = async (folder: RunFolder, entries: readonly DecisionEntry[]): Promise<KnownTargets> => {
  const database = await openRuns({ after: folder });
  try {
    await database.run('CREATE TABLE wanted(text VARCHAR)');
    const texts = entries.flatMap(({ target }) => Object.values(target).slice(0, 1));
    await database.append(
      'wanted',
      texts.map((text) => [text]),
    );
    const findings = new Map<string, KnownTarget>();
    const samples = new Map<string, KnownTarget>();
    const known = ({ group, missing, ...rest }: Row): KnownTarget => ({ ...rest, isGroup: group, isMissing: missing });
    for await (const row of database.rows<Row>(FINDINGS)) findings.set(row.id, known(row));
    const byKey: KnownTarget[] = [];
    for await (const row of database.rows<Row>(SAMPLES)) {
      samples.set(row.id, known(row));
      byKey.push(known(row));
    }
    for (const target of byKey) if (target.key !== null) samples.set(target.key, target);
    return { findings, samples };
  } finally {
    database.close();
  }
};
