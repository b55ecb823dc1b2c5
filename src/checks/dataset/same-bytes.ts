import type { DatasetView } from '../../model/check.ts';
import { INTEGER_SQL, LABELED_SQL, notIgnoredSql } from '../label/integer-labels.ts';

/** The samples of one content. */
export interface SameBytes {
  readonly sha256: string;
  /** Ascending, at least two. */
  readonly ordinals: readonly number[];
  /** Distinct paths. */
  readonly names: number;
  /** Distinct classes as one of their cells says them, by first appearance; no empty, ignored or unreadable ones. */
  readonly labels: readonly string[];
  readonly splits: readonly string[];
  /** The first keys, to show. */
  readonly keys: readonly string[];
}

/** Keys, labels and splits that a finding spells out; the rest is counted. */
const SHOWN_KEYS = 5;
export const SHOWN = 20;

/** What a content must have several of. Samples without a class, or without a split, are left out where that is the question. */
export type Several = 'names' | 'classes' | 'splits';

const PRESENT: Readonly<Record<Several, string>> = {
  names: 'true',
  classes: 'class IS NOT NULL',
  splits: 'split IS NOT NULL',
};
const DIFFERENT: Readonly<Record<Several, string>> = {
  names: 'true',
  classes: 'min(class) <> max(class)',
  splits: 'min(split) <> max(split)',
};

/** The class that a label means: equal for '3' and '3.0'. NULL when it says none, or one that training ignores. */
const classSql = ({ facts }: DatasetView): string => {
  const { kind, ignored } = facts.labels;
  if (kind === 'none') return 'CAST(NULL AS VARCHAR)';
  if (kind === 'names') return `CASE WHEN ${LABELED_SQL} THEN label END`;
  return `CASE WHEN ${notIgnoredSql(INTEGER_SQL, ignored)} THEN ${INTEGER_SQL} END`;
};

/** Rows of one manifest, or of one array, that point to the same file: 'path' and 'path#row7'. */
const ROW = /#row[0-9]+$/;

interface Row extends Record<string, unknown> {
  /** The content's first ordinal: what tells contents apart in a sort that has to stay narrow. */
  readonly first: number;
  readonly ordinal: number;
  /** Only of the first sample. */
  readonly sha256: string | null;
  /** Only where it is shown, or where paths must be told apart. */
  readonly key: string | null;
  readonly split: string | null;
  readonly class: string | number | null;
}

const open = ({ first, sha256 }: Row) => ({
  first,
  sha256: sha256!,
  ordinals: [] as number[],
  paths: new Set<string>(),
  classes: new Set<string | number>(),
  splits: new Set<string>(),
  keys: [] as string[],
});
type Open = ReturnType<typeof open>;

const add = (content: Open, row: Row, keysRepeatPaths: boolean): void => {
  content.ordinals.push(row.ordinal);
  if (keysRepeatPaths) content.paths.add(row.key!.replace(ROW, ''));
  if (row.class !== null) content.classes.add(row.class);
  if (row.split !== null) content.splits.add(row.split);
  if (row.key !== null && content.keys.length < SHOWN_KEYS) content.keys.push(row.key);
};

/** Keys are unique: only where some carry a row can two of them be one path. */
const close = ({ sha256, ordinals, paths, classes, splits, keys }: Open, keysRepeatPaths: boolean): SameBytes => ({
  sha256,
  ordinals,
  names: keysRepeatPaths ? paths.size : ordinals.length,
  labels: [...classes].map(String),
  splits: [...splits],
  keys,
});

/**
 * Streams the contents that several samples share, ordered by their first sample; one content at a time is held. Empty files share no
 * content, and what could not be examined is no witness. `atLeast`: samples of a content, a cheap sieve.
 */
export async function* sameBytes(data: DatasetView, several: Several, atLeast = 2): AsyncGenerator<SameBytes> {
  let keysRepeatPaths = false;
  const rowKeys = `SELECT ordinal FROM samples WHERE regexp_matches(key, '${ROW.source}') ORDER BY ordinal LIMIT 1`;
  for await (const _ of data.rows(rowKeys)) keysRepeatPaths = true;
  // Grouped by a short hash first: what shares none of those shares no content, and most samples share none.
  const query = `
    WITH copies AS MATERIALIZED (
      SELECT ordinal, key, split, sha256, ${classSql(data)} AS class
      FROM samples ANTI JOIN (SELECT ordinal FROM faults WHERE kind IN ('io', 'crash', 'timeout')) AS unexamined USING (ordinal)
      WHERE hash(sha256) IN
        (SELECT hash(sha256) FROM samples WHERE bytes > 0 AND sha256 IS NOT NULL GROUP BY hash(sha256) HAVING count(*) > 1)),
    contents AS (
      SELECT sha256, min(ordinal) AS first, min(ordinal, ${SHOWN_KEYS})[-1] AS last_shown
      FROM copies WHERE ${PRESENT[several]} GROUP BY sha256 HAVING count(*) >= ${atLeast} AND ${DIFFERENT[several]})
    SELECT first, ordinal, CASE WHEN ordinal = first THEN sha256 END AS sha256, split, class,
      CASE WHEN ${keysRepeatPaths} OR ordinal <= last_shown THEN key END AS key
    FROM copies JOIN contents USING (sha256) WHERE ${PRESENT[several]} ORDER BY first, ordinal`;
  let content: Open | undefined;
  for await (const row of data.rows<Row>(query)) {
    if (content?.first !== row.first) {
      if (content !== undefined) yield close(content, keysRepeatPaths);
      content = open(row);
    }
    add(content, row, keysRepeatPaths);
  }
  if (content !== undefined) yield close(content, keysRepeatPaths);
}
