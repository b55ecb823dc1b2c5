import { z } from 'zod';
import type { Code, DatasetView } from '../../model/check.ts';

/**
 * What every picture has one of: a color mode, a depth. A row holds `value`; the value that most pictures of the world have leaves
 * none, so that a million photographs cost nothing.
 */
export interface Trait {
  /** The measures of the check that asks. */
  readonly table: `measures_image_${string}`;
  /** The value of a picture without a row: plain letters. */
  readonly unmeasured: string;
}

/** The value of `expected` that means: whatever most have. */
export const MAJORITY = 'majority';

/** Options of every check of a trait, besides `expected`. */
export const MAJORITY_OPTIONS = {
  leastSamples: z.number().int().min(1).max(1e9).default(100).meta({
    description: 'with fewer images there is no majority (samples)',
    zh: '图像少于该数量时不认定多数（样本数）',
  }),
  majorityShare: z.number().min(0.5).max(1).default(0.9).meta({
    description: 'share of the images that makes a majority (0.5 to 1)',
    zh: '构成多数所需的占比（0.5 到 1）',
  }),
};

/** Codes of traits whose values are words: what most have, or what was expected, against what these have. */
export const DEVIATION_CODES = {
  minority: {
    severity: 'note',
    verdict: 'ok',
    en: '{count} of {total} images are {value}, most are {usual} (for example {example})',
    zh: '{total} 个图像中有 {count} 个为 {value}，多数为 {usual}（例如 {example}）',
  },
  unexpected: {
    severity: 'warning',
    verdict: 'suspect',
    en: '{count} of {total} images are {value}, not {usual} (for example {example})',
    zh: '{total} 个图像中有 {count} 个为 {value}，而非 {usual}（例如 {example}）',
  },
} as const satisfies Record<string, Code>;

interface Options {
  readonly expected: string;
  readonly leastSamples: number;
  readonly majorityShare: number;
}

/** `mixed`: no value has the share of a majority, said once and of nobody. */
export type DeviationKind = 'minority' | 'unexpected' | 'mixed';

export interface DeviationData extends Readonly<Record<string, string | number>> {
  readonly count: number;
  readonly total: number;
  readonly value: string;
  /** What most have, or what was expected. */
  readonly usual: string;
  /** Key of the first member. */
  readonly example: string;
  /** The most frequent values with their shares. */
  readonly shares: string;
}

export type Deviation<Code extends string> = Code extends string
  ? {
      readonly code: Code;
      /** The value; '' for all that are too many to be named one by one. */
      readonly group: string;
      /** Ascending. */
      readonly members: readonly number[];
      readonly data: DeviationData;
    }
  : never;

interface Row extends Record<string, unknown> {
  readonly value: string;
  readonly count: number | bigint;
}

interface Counted {
  readonly value: string;
  readonly count: number;
}

/** So many values are named one by one, the most frequent first; further ones are one group. */
const MOST_GROUPS = 20;
const SHOWN = 3;

const percent = (count: number, total: number): string => `${Number(((100 * count) / total).toPrecision(3))} %`;

/** Pictures that were decoded: a broken header may say anything, and what was not examined is no witness. */
export const PICTURES_SQL =
  '(SELECT ordinal, key FROM samples ANTI JOIN faults USING (ordinal) WHERE width IS NOT NULL) AS pictures';

const measuredSql = (table: string): string => `FROM ${PICTURES_SQL} LEFT JOIN ${table} AS measured USING (ordinal)`;
const valueSql = (unmeasured: string): string => `coalesce(measured.value, '${unmeasured}')`;

const keyOf = async (data: DatasetView, ordinal: number): Promise<string> => {
  const query = 'SELECT key FROM samples WHERE ordinal = ? ORDER BY ordinal';
  for await (const { key } of data.rows<{ key: string }>(query, ordinal)) return key;
  return '';
};

/** Every value with its pictures, the most frequent first. */
const countValues = async (data: DatasetView, { table, unmeasured }: Trait): Promise<readonly Counted[]> => {
  const counts: Counted[] = [];
  const query = `SELECT ${valueSql(unmeasured)} AS value, count(*) AS count ${measuredSql(table)} GROUP BY 1 ORDER BY 2 DESC, 1`;
  for await (const { value, count } of data.rows<Row>(query)) counts.push({ value, count: Number(count) });
  return counts;
};

/** Ordinals by value, in the order of `named`; those of all other values but `usual` under ''. */
const membersOf = async (
  data: DatasetView,
  { table, unmeasured }: Trait,
  usual: string,
  named: readonly string[],
): Promise<ReadonlyMap<string, readonly number[]>> => {
  const groups = new Map<string, number[]>(named.map((value) => [value, []]));
  const further: number[] = [];
  const value = valueSql(unmeasured);
  const query = `SELECT ordinal, ${value} AS value ${measuredSql(table)} WHERE ${value} <> ? ORDER BY ordinal`;
  for await (const row of data.rows<{ ordinal: number; value: string }>(query, usual)) {
    (groups.get(row.value) ?? further).push(row.ordinal);
  }
  return further.length === 0 ? groups : groups.set('', further);
};

/**
 * The pictures whose value is another than `expected`, or than that of the majority: one group for each value, under the code that its
 * check gives it. Of a part that was examined no majority is known.
 */
export async function* deviations<Code extends string>(
  data: DatasetView,
  trait: Trait,
  { expected, leastSamples, majorityShare }: Options,
  codeOf: (kind: DeviationKind, data: DeviationData) => Code,
): AsyncGenerator<Deviation<Code>> {
  const finding = (kind: DeviationKind, group: string, members: readonly number[], said: DeviationData) =>
    ({ code: codeOf(kind, said), group, members, data: said }) as Deviation<Code>;
  const isByMajority = expected === MAJORITY;
  if (isByMajority && data.part !== undefined) return;
  const counts = await countValues(data, trait);
  const first = counts[0];
  const total = counts.reduce((sum, { count }) => sum + count, 0);
  if (first === undefined || (isByMajority && total < leastSamples)) return;

  const frequent = counts.slice(0, SHOWN);
  const shares = frequent.map(({ value, count }) => `${value} ${percent(count, total)}`).join(', ');
  if (isByMajority && first.count < majorityShare * total) {
    const { value, count } = first;
    yield finding('mixed', 'all', [], { count, total, value, usual: value, example: '', shares });
    return;
  }
  const usual = isByMajority ? first.value : expected;
  const others = counts.map(({ value }) => value).filter((value) => value !== usual);
  const rest = `${others.slice(MOST_GROUPS, MOST_GROUPS + SHOWN).join(', ')} …`;
  for (const [group, members] of await membersOf(data, trait, usual, others.slice(0, MOST_GROUPS))) {
    const value = group === '' ? rest : group;
    const example = await keyOf(data, members[0]!);
    const said = { count: members.length, total, value, usual, example, shares };
    yield finding(isByMajority ? 'minority' : 'unexpected', group, members, said);
  }
}
