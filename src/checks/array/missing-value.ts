import { z } from 'zod';
import { type DatasetView, defineCheck } from '../../model/check.ts';
import { oneLine } from '../defang.ts';

/** Columns that a finding names, those that lack most first. */
const SHOWN = 20;

/** '3 17-20': ascending places, those in a row as a range. */
const written = (places: readonly number[]): string => {
  const ranges: { from: number; to: number }[] = [];
  for (const place of places) {
    const last = ranges.at(-1);
    if (last !== undefined && last.to + 1 === place) last.to = place;
    else ranges.push({ from: place, to: place });
  }
  return ranges.map(({ from, to }) => (from === to ? String(from) : `${from}-${to}`)).join(' ');
};

function* placesIn(text: string): Generator<number> {
  for (const range of text.split(' ')) {
    const [from = 0, to = from] = range.split('-').map(Number);
    for (let place = from; place <= to; place += 1) yield place;
  }
}

/** How many rows lack each column, and which rows lack any. */
const survey = async ({ rows }: DatasetView) => {
  const counts = new Map<number, number>();
  const members: number[] = [];
  const query = 'SELECT ordinal, missing FROM measures_array_missing_value ORDER BY ordinal';
  for await (const { ordinal, missing } of rows<{ ordinal: number; missing: string }>(query)) {
    members.push(ordinal);
    for (const place of placesIn(missing)) counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  return { counts, members };
};

/** Many tables lack values by nature, and training fills them: one finding says of all columns how many, and each row is in doubt. */
export default defineCheck({
  id: 'array/missing-value',
  version: 1,
  stage: 'stable',
  scope: 'content',
  title: { en: 'Missing values in a table', zh: '表格中有缺失值' },
  why: {
    en: 'Readers turn an empty cell, NA or null into NaN. Unless the pipeline fills it, that NaN reaches the loss and from there every weight.',
    zh: '读取程序会把空单元格、NA 或 null 变成 NaN。若训练流程不填补，该 NaN 会进入损失，进而进入所有权重。',
  },
  remedy: {
    en: 'Fill the values in training, by what you know of the column, and say so with an allowance for this check; or train without these rows: --drop-suspect leaves them out of the clean table. A column that mostly lacks values may be left out: --features.',
    zh: '在训练中按对该列的了解填补，并在配置中放行此检查；或不使用这些行：--drop-suspect 会从可用表格中去掉它们。大多缺失的列可用 --features 排除。',
  },
  needs: [{ role: 'array', facet: 'cells' }],
  codes: {
    missing: {
      severity: 'warning',
      verdict: 'suspect',
      en: '{rows} of {samples} rows lack a value; columns, and rows that lack them: {columns}{more}',
      zh: '{samples} 行中有 {rows} 行缺少数值；各列及缺失行数：{columns}{more}',
    },
  },
  options: z.object({}),
  columns: { missing: 'VARCHAR' },
  measure: ({ cells: { missing } }) => (missing.length === 0 ? undefined : { missing: written(missing) }),
  holdsFor: 'examined',
  async *conclude(data) {
    const { counts, members } = await survey(data);
    if (members.length === 0) return;
    let samples = 0;
    for await (const { n } of data.rows<{ n: number }>('SELECT count(*) AS n FROM samples ORDER BY n')) samples = n;
    const names = data.facts.manifest?.columns.features ?? [];
    const most = [...counts].sort(([a, n], [b, m]) => m - n || a - b);
    const columns = most
      .slice(0, SHOWN)
      .map(([place, count]) => `${oneLine(names[place] ?? String(place))} (${count})`);
    const more = most.length > SHOWN ? ', …' : '';
    yield { code: 'missing', group: 'all', members, data: { rows: members.length, samples, columns, more } };
  },
});
