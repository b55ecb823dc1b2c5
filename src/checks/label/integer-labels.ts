import type { DatasetView } from '../../model/check.ts';

/** What JavaScript's trim() takes away, as a class for DuckDB's regular expressions. */
const BLANK = '[\\s\\x0b\\p{Z}\\x{feff}]';
const NUMBER = '[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?';

const CELL = `TRY_CAST(regexp_replace(label, '${BLANK}', '', 'g') AS DOUBLE)`;

/** SQL for a cell of column `label` that is not empty. */
export const LABELED_SQL = `(label IS NOT NULL AND NOT regexp_full_match(label, '${BLANK}*'))`;

/**
 * SQL for the integer that a cell of column `label` says, as DOUBLE; NULL for anything else. The grammar is that of the annotations
 * facet, so '3.0' is 3. Read from the cells: no check leans on what another one measures.
 */
export const INTEGER_SQL = `(CASE WHEN regexp_full_match(label, '${BLANK}*${NUMBER}${BLANK}*')
  AND isfinite(${CELL}) AND ${CELL} = floor(${CELL}) THEN ${CELL} END)`;

/** SQL for `integer` being none of the labels that training ignores. */
export const notIgnoredSql = (integer: string, ignored: readonly number[]): string =>
  ignored.length === 0 ? 'true' : `${integer} NOT IN (${ignored.join(', ')})`;

export interface LabelCount {
  readonly value: number;
  /** Samples with this label, at least 1. */
  readonly count: number;
}

/** Every integer label that training does not ignore, ascending. Empty when labels are names or absent. `split`: of that one alone. */
export const integerLabels = async ({ facts, rows }: DatasetView, split?: string): Promise<readonly LabelCount[]> => {
  if (facts.labels.kind !== 'integers') return [];
  const counts: LabelCount[] = [];
  const query = `SELECT value, count(*) AS count
    FROM (SELECT ${INTEGER_SQL} AS value FROM samples WHERE label IS NOT NULL ${split === undefined ? '' : 'AND split = $1'})
    WHERE value IS NOT NULL AND ${notIgnoredSql('value', facts.labels.ignored)} GROUP BY value ORDER BY value`;
  const values = split === undefined ? [] : [split];
  for await (const { value, count } of rows<LabelCount & Record<string, unknown>>(query, ...values)) {
    counts.push({ value: value + 0, count });
  }
  return counts;
};

/** Samples whose integer label fulfils `condition` (SQL over `value`) and is not ignored, ascending. */
export async function* samplesLabeled(
  { facts, rows }: DatasetView,
  condition: string,
): AsyncGenerator<{ readonly ordinal: number; readonly value: number }> {
  yield* rows<{ ordinal: number; value: number }>(`SELECT ordinal, value
    FROM (SELECT ordinal, ${INTEGER_SQL} AS value FROM samples WHERE label IS NOT NULL)
    WHERE ${condition} AND ${notIgnoredSql('value', facts.labels.ignored)} ORDER BY ordinal`);
}

/** A label set of exactly −1 and 1 is a convention of its own (hinge loss), not half a dataset of mistakes. */
export const isSignedBinary = (labels: readonly LabelCount[]): boolean =>
  labels.length === 2 && labels[0]!.value === -1 && labels[1]!.value === 1;

/** How many labels, names and keys a finding spells out; the rest is counted. */
export const LISTED = 20;

/** What was declared by `--classes`: a number, or the names in a file. */
export const declaredCount = ({ facts }: DatasetView): number | undefined =>
  facts.labels.declaredClasses ?? facts.labels.declaredNames?.length;
