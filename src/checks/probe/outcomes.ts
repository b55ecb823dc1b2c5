import type { Columns, DatasetView, MeasureRow } from '../../model/check.ts';
import type { FirstNonfinite } from '../../model/probe.ts';

/** What `probe/nonfinite` leaves of every sample that was to be probed: other checks of the probe ask it for how many were. */
export const PROBED_TABLE = 'measures_probe_nonfinite';

/** Where something is first no finite number. `place` counts elements of that tensor. */
export const FIRST_COLUMNS = {
  stage: 'VARCHAR',
  name: 'VARCHAR',
  place: 'BIGINT',
  value: 'VARCHAR',
  cause: 'VARCHAR',
} as const satisfies Columns;

export const firstRow = ({ stage, name, index, value, cause }: FirstNonfinite): MeasureRow<typeof FIRST_COLUMNS> => ({
  stage,
  name,
  place: index,
  value,
  ...(cause !== undefined && { cause }),
});

/** A sample that got no further. */
export interface Stuck {
  readonly ordinal: number;
  readonly name: string;
  readonly place: number;
  readonly value: string;
  /** '' where nothing more is known. */
  readonly cause: string;
}

/** Many samples that got no further than the same place: that is hardly the samples' fault. */
export interface Shared {
  readonly name: string;
  readonly members: readonly number[];
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
  readonly name: string;
  readonly place: number;
  readonly value: string;
  readonly cause: string | null;
}

const countOf = async ({ rows }: DatasetView): Promise<number> => {
  const query = `SELECT count(*) AS count FROM ${PROBED_TABLE} WHERE layers IS NOT NULL ORDER BY 1`;
  for await (const { count } of rows<{ count: number | bigint }>(query)) return Number(count);
  return 0;
};

const keyOf = async ({ rows }: DatasetView, ordinal: number): Promise<string> => {
  const query = 'SELECT key FROM samples WHERE ordinal = $1 ORDER BY ordinal';
  for await (const { key } of rows<{ key: string }>(query, ordinal)) return key;
  return '';
};

/** Names at which more than half of the probed samples are stuck. `stage`: condition over the columns of `table`, in SQL. */
const sharedNames = async (
  { rows }: DatasetView,
  table: string,
  stage: string,
  probed: number,
): Promise<ReadonlySet<string>> => {
  const names = new Set<string>();
  if (probed < FEWEST) return names;
  const query = `SELECT name, count(*) AS count FROM ${table} WHERE ${stage} GROUP BY name ORDER BY name`;
  for await (const { name, count } of rows<{ name: string; count: number | bigint }>(query)) {
    if (Number(count) > MOST_SHARE * probed) names.add(name);
  }
  return names;
};

/** Layers that are at fault themselves, in float32 already: what any sample makes of them in a smaller format is not its own doing. */
export const faultyLayers = async (data: DatasetView): Promise<ReadonlySet<string>> =>
  sharedNames(data, PROBED_TABLE, "stage = 'layer'", await countOf(data));

/**
 * Tells a faulty place from faulty samples: where more than half of all samples are stuck at one name (a layer, a step), that is one
 * thing, said once; every other sample is named by itself.
 *
 * @param table with `FIRST_COLUMNS`.
 * @param stage condition over its columns, in SQL.
 */
export async function* stuckSamples(
  data: DatasetView,
  table: string,
  stage: string,
): AsyncGenerator<{ readonly sample: Stuck } | { readonly shared: Shared }> {
  const probed = await countOf(data);
  const names = await sharedNames(data, table, stage, probed);
  const shared = new Map<string, Row[]>([...names].map((name) => [name, []]));
  const query = `SELECT ordinal, name, place, value, cause FROM ${table} WHERE ${stage} ORDER BY ordinal`;
  for await (const row of data.rows<Row>(query)) {
    const group = shared.get(row.name);
    if (group === undefined) yield { sample: { ...row, cause: row.cause ?? '' } };
    else group.push(row);
  }
  for (const [name, group] of shared) {
    const [first] = group;
    if (first === undefined) continue;
    const { value, cause } = first;
    const example = await keyOf(data, first.ordinal);
    const members = group.map(({ ordinal }) => ordinal);
    yield { shared: { name, members, example, value, cause: cause ?? '', probed } };
  }
}
