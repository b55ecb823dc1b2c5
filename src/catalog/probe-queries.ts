import { mkdirSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ListingFacts } from '../model/listing.ts';
import type { ProbeFacts } from '../model/probe.ts';
import type { ProbeSummary } from '../model/summary.ts';
import { type Database, literal } from './database.ts';
import type { RunFolder } from './run-folder.ts';

/** What `probe/nonfinite` leaves of every sample that was examined whole, and those of it that were probed. */
const LEFT = 'measures_probe_nonfinite';
const PROBED = `(SELECT * FROM ${LEFT} WHERE layers IS NOT NULL)`;
const SHARES = [0.05, 0.5, 0.95] as const;

/** By rank, without interpolation: a value that a sample really has. */
const atShare = (sorted: Float64Array, share: number): number => sorted[Math.floor(share * (sorted.length - 1))]!;

/** Sums in the order of samples: equal input gives equal bytes. */
const lossesOf = async (database: Database): Promise<ProbeSummary['losses']> => {
  const lists = new Map<string, number[]>();
  const query = `SELECT loss_name AS name, loss FROM ${PROBED} WHERE loss IS NOT NULL ORDER BY ordinal`;
  for await (const { name, loss } of database.rows<{ name: string; loss: number }>(query)) {
    const list = lists.get(name);
    if (list === undefined) lists.set(name, [loss]);
    else list.push(loss);
  }
  return [...lists].map(([name, list]) => {
    const mean = list.reduce((sum, loss) => sum + loss, 0) / list.length;
    const sorted = Float64Array.from(list).sort();
    const [low, median, high] = SHARES.map((share) => atShare(sorted, share));
    return {
      name,
      count: list.length,
      mean,
      min: sorted[0]!,
      low: low!,
      median: median!,
      high: high!,
      max: sorted.at(-1)!,
    };
  });
};

/** The largest magnitude that any sample made of each tensor, in the network's order. */
const layersOf = async (database: Database): Promise<ProbeSummary['layers']> => {
  const largest = new Map<string, { largest: number; ordinal: number; key: string }>();
  const query = `SELECT ordinal, key, layers FROM ${PROBED} JOIN samples USING (ordinal) ORDER BY ordinal`;
  for await (const { ordinal, key, layers } of database.rows<{ ordinal: number; key: string; layers: string }>(query)) {
    for (const [name, value] of Object.entries(JSON.parse(layers) as Record<string, number>)) {
      const known = largest.get(name);
      if (known === undefined || value > known.largest) largest.set(name, { largest: value, ordinal, key });
    }
  }
  return [...largest].map(([name, { largest: value, key }]) => ({ name, largest: value, key }));
};

const countOf = async (database: Database, condition: string): Promise<number> => {
  const query = `SELECT count(*) AS n FROM ${PROBED} WHERE ${condition} ORDER BY 1`;
  for await (const { n } of database.rows<{ n: number | bigint }>(query)) return Number(n);
  return 0;
};

/** Of files that hold many samples; 0 without any. */
const rowsOf = async (database: Database): Promise<number> => {
  const query = `SELECT CAST(sum(row_count) AS BIGINT) AS n FROM ${PROBED} ORDER BY 1`;
  for await (const { n } of database.rows<{ n: number | bigint | null }>(query)) return Number(n ?? 0);
  return 0;
};

/** What was not probed, the most frequent reason first. */
const unprobedOf = async (database: Database): Promise<NonNullable<ProbeSummary['unprobed']>> => {
  const unprobed: NonNullable<ProbeSummary['unprobed']>[number][] = [];
  const query = `SELECT reason, count(*) AS count, arg_min(key, ordinal) AS key FROM (
      SELECT ordinal, key, CASE WHEN l.ordinal IS NULL THEN 'undecoded' ELSE unprobed END AS reason
      FROM samples LEFT JOIN ${LEFT} AS l USING (ordinal))
    WHERE reason IS NOT NULL GROUP BY reason ORDER BY count DESC, reason`;
  for await (const row of database.rows<(typeof unprobed)[number]>(query)) unprobed.push(row);
  return unprobed;
};

const modelOf = ({ file, sha256, notes }: NonNullable<ProbeFacts['model']>): ProbeSummary['model'] => ({
  file,
  sha256,
  ...(notes && { notes }),
});

/** What the probe came to, for summaries; undefined where there was none. */
export const summarizeProbe = async (
  database: Database,
  { probe }: ListingFacts,
): Promise<ProbeSummary | undefined> => {
  if (probe === undefined) return undefined;
  const unprobed = await unprobedOf(database);
  const rows = await rowsOf(database);
  return {
    network: probe.network,
    ...(probe.model && { model: modelOf(probe.model) }),
    probed: await countOf(database, 'true'),
    ...(rows > 0 && { rows }),
    nonfinite: await countOf(database, 'stage IS NOT NULL'),
    ...(unprobed.length > 0 && { unprobed }),
    losses: await lossesOf(database),
    layers: await layersOf(database),
  };
};

/** The loss of every sample that was probed, for reports and other programs: `probe.parquet(ordinal, key, loss_name, loss)`. */
export const writeLosses = async (database: Database, { probe }: RunFolder): Promise<void> => {
  mkdirSync(dirname(probe), { recursive: true });
  await database.run(`COPY (SELECT ordinal, key, loss_name, loss FROM ${PROBED} JOIN samples USING (ordinal) ORDER BY ordinal)
    TO ${literal(`${probe}.tmp`)} (FORMAT parquet)`);
  renameSync(`${probe}.tmp`, probe);
};
