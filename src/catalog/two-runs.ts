import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, literal, openDatabase } from './database.ts';
import type { RunFolder } from './run-folder.ts';

const TABLES = ['samples', 'findings', 'members'] as const;

/**
 * The tables of one or two finished runs, as views `before_samples`, `after_findings` and so on. Joins of millions of rows need more than
 * the memory limit: they spill into a scratch folder of the system, never into the working directory. Close it after use.
 */
export const openRuns = async (runs: { readonly before?: RunFolder; readonly after: RunFolder }): Promise<Database> => {
  const scratch = mkdtempSync(join(tmpdir(), 'prepass-compare-'));
  const database = await openDatabase(join(scratch, 'compare.duckdb'));
  for (const [side, folder] of Object.entries(runs)) {
    for (const table of TABLES) {
      await database.run(`CREATE VIEW ${side}_${table} AS SELECT * FROM read_parquet(${literal(folder[table])})`);
    }
  }
  return {
    ...database,
    close: () => {
      database.close();
      rmSync(scratch, { recursive: true, force: true });
    },
  };
};

/** Gravest last, as `model/verdict.ts` has them. */
export const severityRank = (column: string): string => `list_position(['note', 'warning', 'error'], ${column})`;
export const verdictRank = (column: string): string =>
  `list_position(['ok', 'suspect', 'bad', 'over-limit', 'unexamined'], ${column})`;
