import { type Database, literal, openDatabase } from './database.ts';
import type { RunFolder } from './run-folder.ts';

const TABLES = ['samples', 'findings', 'members'] as const;

/** Opens a finished run's tables as views of the same names: `samples`, `findings`, `members`. Close it after use. */
export const openTables = async (folder: RunFolder): Promise<Database> => {
  const database = await openDatabase(':memory:');
  for (const table of TABLES) {
    await database.run(`CREATE VIEW ${table} AS SELECT * FROM read_parquet(${literal(folder[table])})`);
  }
  return database;
};

export interface SampleRow extends Record<string, unknown> {
  readonly ordinal: number;
  readonly key: string;
  readonly id: string;
  readonly split: string | null;
  readonly label: string | null;
  readonly verdict: string;
  /** Ids of checks with a finding on it, separated by blanks. */
  readonly checks: string;
  readonly format: string | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly bytes: number | null;
  readonly sha256: string | null;
}

export interface FindingRow extends Record<string, unknown> {
  readonly id: string;
  readonly check: string;
  readonly code: string;
  readonly severity: string;
  readonly verdict: string;
  readonly scope: string;
  /** Null for a group's finding. */
  readonly key: string | null;
  readonly subject: string;
  readonly members: number;
  readonly at: string | null;
  readonly data: string;
}

export const SAMPLES_IN_ORDER = 'SELECT * FROM samples ORDER BY ordinal';
export const FINDINGS_IN_ORDER = `
  SELECT f.id, f."check", f.code, f.severity, f.verdict, f.scope, s.key, f.subject, f.members, f."at", f."data"
  FROM findings f LEFT JOIN samples s USING (ordinal) ORDER BY coalesce(f.ordinal, 9223372036854775807), f."check", f.code, f.id`;
