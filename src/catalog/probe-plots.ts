import type { ListingFacts } from '../model/listing.ts';
import type { ProbePlots } from '../model/summary.ts';
import type { Database } from './database.ts';

/** What `probe/nonfinite` leaves of every sample that was probed. */
const PROBED = 'measures_probe_nonfinite';
/** Of a curve: more would not be told apart on a screen. */
const MOST_POINTS = 2_000;
const MOST_NAMED = 12;
const MOST_PLACES = 100;
/** Losses of so many names; training has one. */
const MOST_CURVES = 8;

/** Whether a rank, from 0, is one of at most `MOST_POINTS` that stand evenly among `count`, both ends among them. */
const isShown = (rank: number, count: number): boolean => {
  if (count <= MOST_POINTS) return true;
  const before = Math.floor(((rank - 1) * (MOST_POINTS - 1)) / (count - 1));
  return rank === 0 || Math.floor((rank * (MOST_POINTS - 1)) / (count - 1)) > before;
};

const countsOf = async (database: Database): Promise<ReadonlyMap<string, number>> => {
  const counts = new Map<string, number>();
  const query = `SELECT loss_name AS name, count(*) AS n FROM ${PROBED} WHERE loss IS NOT NULL
    GROUP BY loss_name ORDER BY n DESC, name LIMIT ${MOST_CURVES}`;
  for await (const { name, n } of database.rows<{ name: string; n: number | bigint }>(query))
    counts.set(name, Number(n));
  return counts;
};

const curveOf = async (database: Database, name: string, count: number): Promise<ProbePlots['losses'][number]> => {
  const points: [number, number][] = [];
  const ascending = `SELECT loss FROM ${PROBED} WHERE loss IS NOT NULL AND loss_name = $1 ORDER BY loss`;
  let rank = 0;
  for await (const { loss } of database.rows<{ loss: number }>(ascending, name)) {
    if (isShown(rank, count)) points.push([rank, loss]);
    rank += 1;
  }
  const highest: { key: string; id: string; loss: number }[] = [];
  const descending = `SELECT key, id, loss FROM ${PROBED} JOIN samples USING (ordinal)
    WHERE loss IS NOT NULL AND loss_name = $1 ORDER BY loss DESC, ordinal LIMIT ${MOST_NAMED}`;
  for await (const row of database.rows<{ key: string; id: string; loss: number }>(descending, name)) highest.push(row);
  return { name, count, points, highest };
};

/** The places at which samples first were no finite numbers, the most frequent first. */
const placesOf = async (database: Database): Promise<ProbePlots['places']> => {
  const places: ProbePlots['places'][number][] = [];
  const query = `SELECT stage, name, count(*) AS samples, arg_min(key, ordinal) AS example
    FROM ${PROBED} JOIN samples USING (ordinal) WHERE stage IS NOT NULL
    GROUP BY stage, name ORDER BY samples DESC, stage, name LIMIT ${MOST_PLACES}`;
  type Row = { stage: ProbePlots['places'][number]['stage']; name: string; samples: number | bigint; example: string };
  for await (const row of database.rows<Row>(query)) places.push({ ...row, samples: Number(row.samples) });
  return places;
};

/** What the page draws of the probe, small whatever the number of samples; undefined where there was none. */
export const plotProbe = async (database: Database, { probe }: ListingFacts): Promise<ProbePlots | undefined> => {
  if (probe === undefined) return undefined;
  const losses: ProbePlots['losses'][number][] = [];
  for (const [name, count] of await countsOf(database)) losses.push(await curveOf(database, name, count));
  return { losses, places: await placesOf(database) };
};
