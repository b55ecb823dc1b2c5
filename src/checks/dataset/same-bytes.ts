import type { DatasetView } from '../../model/check.ts';
import { INTEGER_SQL, LABELED_SQL, notIgnoredSql } from '../label/integer-labels.ts';

export interface Copy {
  readonly ordinal: number;
  readonly key: string;
  readonly split: string | null;
  /** The cell as written; null when it is empty, ignored, or no class. */
  readonly label: string | null;
}

/** Samples of one content. `names`, `classes` and `splits` count what is distinct. */
export interface SameBytes {
  readonly sha256: string;
  readonly names: number;
  readonly classes: number;
  readonly splits: number;
  /** By ordinal; at least two. */
  readonly copies: readonly Copy[];
}

/** The class that a label means: equal for '3' and '3.0'. NULL when it says none, or one that training ignores. */
const classSql = ({ facts }: DatasetView): string => {
  const { kind, ignored } = facts.labels;
  if (kind === 'none') return 'CAST(NULL AS VARCHAR)';
  if (kind === 'names') return `CASE WHEN ${LABELED_SQL} THEN label END`;
  return `CASE WHEN ${notIgnoredSql(INTEGER_SQL, ignored)} THEN CAST(${INTEGER_SQL} AS VARCHAR) END`;
};

type Row = Copy & Omit<SameBytes, 'copies'>;

/**
 * Streams the contents that several samples share, ordered by sha256, where `condition` holds (SQL over `names`, `classes`, `splits`).
 * `having`: only samples that have a class, or a split. A name is a path: rows of one manifest, or of one array, that point to the same file are one name. Empty files share no content,
 * and what could not be examined is no witness.
 */
export async function* sameBytes(
  data: DatasetView,
  condition: string,
  having?: 'class' | 'split',
): AsyncGenerator<SameBytes> {
  // Grouped by a short hash first: what shares none of those shares no content, and most samples share none.
  const query = `
    WITH copies AS MATERIALIZED (
      SELECT ordinal, key, split, sha256, label, ${classSql(data)} AS class
      FROM samples ANTI JOIN (SELECT ordinal FROM faults WHERE kind IN ('io', 'crash', 'timeout')) AS unexamined USING (ordinal)
      WHERE hash(sha256) IN
        (SELECT hash(sha256) FROM samples WHERE bytes > 0 AND sha256 IS NOT NULL GROUP BY hash(sha256) HAVING count(*) > 1)),
    contents AS (
      SELECT sha256, count(DISTINCT regexp_replace(key, '#(row)?[0-9]+$', '')) AS names, count(DISTINCT class) AS classes,
        count(DISTINCT split) AS splits
      FROM copies GROUP BY sha256 HAVING count(*) > 1)
    SELECT sha256, names, classes, splits, ordinal, key, split, CASE WHEN class IS NOT NULL THEN label END AS label
    FROM copies JOIN contents USING (sha256) WHERE ${condition} AND ${having ?? 'ordinal'} IS NOT NULL ORDER BY sha256, ordinal`;
  let open: { content: Omit<SameBytes, 'copies'>; copies: Copy[] } | undefined;
  for await (const row of data.rows<Row & Record<string, unknown>>(query)) {
    const { sha256, names, classes, splits, ordinal, key, split, label } = row;
    if (open?.content.sha256 !== sha256) {
      if (open !== undefined) yield { ...open.content, copies: open.copies };
      open = { content: { sha256, names, classes, splits }, copies: [] };
    }
    open.copies.push({ ordinal, key, split, label });
  }
  if (open !== undefined) yield { ...open.content, copies: open.copies };
}

/** Keys that a finding spells out; the rest is counted. */
const SHOWN = 5;

export const someKeys = (copies: readonly Copy[]): readonly string[] => copies.slice(0, SHOWN).map(({ key }) => key);

export const ordinalsOf = (copies: readonly Copy[]): readonly number[] => copies.map(({ ordinal }) => ordinal);

/** Distinct values in order of appearance, at most 20. */
export const someDistinct = (values: readonly (string | null)[]): readonly string[] =>
  [...new Set(values.filter((value) => value !== null))].slice(0, 20);
