import type { Columns, DatasetView, MeasureRow } from '../../model/check.ts';
import type { FirstNonfinite, StuckRows } from '../../model/probe.ts';

/** What `probe/nonfinite` leaves of every sample that was to be probed: other checks of the probe ask it for how many were. */
export const PROBED_TABLE = 'measures_probe_nonfinite';

/** Where something is first no finite number. `place` counts elements of that tensor. */
export const FIRST_COLUMNS = {
  stage: 'VARCHAR',
  name: 'VARCHAR',
  place: 'BIGINT',
  value: 'VARCHAR',
  cause: 'VARCHAR',
  /** JSON: the places of a file that holds many samples, that of most rows first (`StuckRows`). */
  stuck: 'VARCHAR',
} as const satisfies Columns;

/** `places`: of a file that holds many samples. */
export const firstRow = (
  { stage, name, index, value, cause }: FirstNonfinite,
  places?: readonly StuckRows[],
): MeasureRow<typeof FIRST_COLUMNS> => ({
  stage,
  name,
  place: index,
  value,
  ...(cause !== undefined && { cause }),
  ...(places && { stuck: JSON.stringify(places) }),
});

/** A sample that got no further. */
export interface Stuck {
  readonly ordinal: number;
  readonly name: string;
  readonly place: number;
  readonly value: string;
  /** '' where nothing more is known. */
  readonly cause: string;
  /** Only in a file that holds many samples: those that got no further. */
  readonly rows?: NamedRows;
}

/** As findings tell rows of a file. */
export interface NamedRows {
  readonly rows: readonly number[];
  readonly rowCount: number;
  /** What follows the rows where not all are named. */
  readonly more: string;
}

export const namedRows = ({ rows, count }: StuckRows): NamedRows => ({
  rows,
  rowCount: count,
  more: count > rows.length ? ', …' : '',
});

/** Many samples that got no further than the same place: that is hardly the samples' fault. */
export interface Shared {
  readonly name: string;
  readonly members: readonly number[];
  /** Samples, or rows of files that hold many. */
  readonly count: number;
  /** Key of the first. */
  readonly example: string;
  readonly value: string;
  readonly cause: string;
  readonly probed: number;
}

/** Of fewer samples a majority says nothing. */
const FEWEST = 20;
const MOST_SHARE = 0.5;

interface Row extends Record<string, unknown> {
  readonly ordinal: number;
  readonly stage: string;
  readonly name: string;
  readonly place: number;
  readonly value: string;
  readonly cause: string | null;
  readonly stuck: string | null;
}

/** All samples that passed, those in files of many counted one by one. */
const countOf = async ({ rows }: DatasetView): Promise<number> => {
  const query = `SELECT CAST(sum(coalesce(row_count, 1)) AS BIGINT) AS count FROM ${PROBED_TABLE}
    WHERE layers IS NOT NULL ORDER BY 1`;
  for await (const { count } of rows<{ count: number | bigint | null }>(query)) return Number(count ?? 0);
  return 0;
};

const keyOf = async ({ rows }: DatasetView, { ordinal, rows: named }: Stuck): Promise<string> => {
  const query = 'SELECT key FROM samples WHERE ordinal = $1 ORDER BY ordinal';
  const row = named === undefined ? '' : `#${named.rows[0]}`;
  for await (const { key } of rows<{ key: string }>(query, ordinal)) return `${key}${row}`;
  return '';
};

type Stage = FirstNonfinite['stage'];

/** One entry for each sample, or for each place of a file that holds many. `stage`: undefined for all. */
async function* stuckAt({ rows }: DatasetView, table: string, stage: Stage | undefined): AsyncGenerator<Stuck> {
  const only = stage === undefined ? 'true' : `(stage = '${stage}' OR stuck IS NOT NULL)`;
  const query = `SELECT ordinal, stage, name, place, value, cause, stuck FROM ${table} WHERE ${only} ORDER BY ordinal`;
  for await (const { ordinal, stuck, ...one } of rows<Row>(query)) {
    if (stuck === null || stuck === undefined) {
      yield { ordinal, name: one.name, place: one.place, value: one.value, cause: one.cause ?? '' };
      continue;
    }
    for (const place of JSON.parse(stuck) as readonly StuckRows[]) {
      const { first } = place;
      if (stage !== undefined && first.stage !== stage) continue;
      const { name, index, value, cause = '' } = first;
      yield { ordinal, name, place: index, value, cause, rows: namedRows(place) };
    }
  }
}

const countIn = ({ rows }: Stuck): number => rows?.rowCount ?? 1;

/** Names at which more than half of the probed samples are stuck. */
const sharedNames = async (
  data: DatasetView,
  table: string,
  stage: Stage | undefined,
  probed: number,
): Promise<ReadonlySet<string>> => {
  if (probed < FEWEST) return new Set();
  const counts = new Map<string, number>();
  for await (const stuck of stuckAt(data, table, stage)) {
    counts.set(stuck.name, (counts.get(stuck.name) ?? 0) + countIn(stuck));
  }
  return new Set([...counts].filter(([, count]) => count > MOST_SHARE * probed).map(([name]) => name));
};

/** Layers that are at fault themselves, in float32 already: what any sample makes of them in a smaller format is not its own doing. */
export const faultyLayers = async (data: DatasetView): Promise<ReadonlySet<string>> =>
  sharedNames(data, PROBED_TABLE, 'layer', await countOf(data));

/**
 * Tells a faulty place from faulty samples: where more than half of all samples are stuck at one name (a layer, a step), that is one
 * thing, said once; every other sample is named by itself.
 *
 * @param table with `FIRST_COLUMNS`.
 * @param stage undefined: any.
 */
export async function* stuckSamples(
  data: DatasetView,
  table: string,
  stage?: Stage,
): AsyncGenerator<{ readonly sample: Stuck } | { readonly shared: Shared }> {
  const probed = await countOf(data);
  const names = await sharedNames(data, table, stage, probed);
  const shared = new Map<string, { readonly first: Stuck; readonly members: number[]; count: number }>();
  for await (const stuck of stuckAt(data, table, stage)) {
    if (!names.has(stuck.name)) {
      yield { sample: stuck };
      continue;
    }
    const group = shared.get(stuck.name) ?? { first: stuck, members: [], count: 0 };
    shared.set(stuck.name, group);
    group.members.push(stuck.ordinal);
    group.count += countIn(stuck);
  }
  for (const [name, { first, members, count }] of [...shared].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const { value, cause } = first;
    yield { shared: { name, members, count, example: await keyOf(data, first), value, cause, probed } };
  }
}
