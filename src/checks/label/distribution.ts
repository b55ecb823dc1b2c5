import { z } from 'zod';
import { type DatasetView, defineCheck } from '../../model/check.ts';
import { type DistributionForm, formOfRow } from './distribution-form.ts';
import { plainSides } from './label-shape.ts';

const TABLE = 'measures_label_distribution';
/** With fewer rows nothing is inferred. */
const MIN_ROWS = 10;
/** Share of the rows that are distributions before the others are held against it. */
const MIN_SHARE = 0.95;
/** What is rare is a mistake, up to this share of the rows or one row; what is frequent may be meant. */
const MAX_RARE_SHARE = 0.01;

type Counts = Readonly<Record<DistributionForm, number>>;

const countForms = async ({ rows }: DatasetView): Promise<Counts> => {
  const counts = { 'one-hot': 0, several: 0, soft: 0, zeros: 0, negative: 0, other: 0 };
  const query = `SELECT form, count(*) AS n FROM ${TABLE} GROUP BY form ORDER BY form`;
  for await (const { form, n } of rows<{ form: DistributionForm; n: number }>(query)) counts[form] = n;
  return counts;
};

interface Odd extends Record<string, unknown> {
  readonly ordinal: number;
  readonly form: 'zeros' | 'negative' | 'other';
  readonly classes: number;
  readonly sum: number;
  /** Of the first negative entry. */
  readonly place: number | null;
  readonly value: number | null;
}

const expected = 'a distribution';

const dataOf = ({ classes, sum, place, value }: Odd) => ({
  classes,
  sum,
  place: place ?? 0,
  value: value ?? sum,
  expected,
});

/**
 * Whether rows are distributions at all is said by the others of the dataset: nearly all must be. Rows of zeros and ones of which some
 * hold several ones are labels that do not exclude each other, where none at all is as good as two.
 */
export default defineCheck({
  id: 'label/distribution',
  version: 1,
  stage: 'stable',
  scope: 'annotation',
  title: { en: 'Label row that is no distribution', zh: '标签行不是概率分布' },
  why: {
    en: 'Nearly all rows of labels add up to 1: one-hot or soft labels. A row of zeros teaches nothing and divides by zero where losses are weighted by it, a negative entry turns the loss negative and sends the weights off without bound.',
    zh: '几乎所有标签行之和为 1：即 one-hot 或软标签。全零行学不到任何东西，按其加权的损失会除以零；负数项使损失为负，权重会无限增长。',
  },
  remedy: {
    en: 'Correct the row, or leave it out. Where zeros mean “none of these”, add a class for it, or train with a loss for each class (binary cross-entropy).',
    zh: '改正该行，或去掉它。若全零表示“不属于任何类别”，请为其增加一个类别，或改用逐类别的损失（二元交叉熵）。',
  },
  needs: [{ role: 'any', facet: 'labelArray' }],
  codes: {
    zeros: {
      severity: 'error',
      verdict: 'bad',
      en: 'all {classes} entries of the label are 0, while the rows of the others add up to 1',
      zh: '标签的 {classes} 项全为 0，而其他行之和为 1',
    },
    'some-zeros': {
      severity: 'warning',
      verdict: 'suspect',
      en: 'rows of labels that are all 0: {count} of {rows}, while the others add up to 1; a loss over classes learns nothing from them',
      zh: '全为 0 的标签行 {count} 个（共 {rows} 行），其余行之和为 1；按类别计算的损失无法从中学习',
    },
    negative: {
      severity: 'error',
      verdict: 'bad',
      en: 'entry {place:raw} of the label is {value}: no probability is negative',
      zh: '标签第 {place:raw} 项为 {value}：概率不能为负',
    },
    sum: {
      severity: 'warning',
      verdict: 'suspect',
      en: 'the entries of the label add up to {sum}, those of the others to 1',
      zh: '标签各项之和为 {sum}，其他行之和为 1',
    },
  },
  options: z.object({}),
  columns: { form: 'VARCHAR', classes: 'BIGINT', sum: 'DOUBLE', place: 'BIGINT', value: 'DOUBLE' },
  measure({ labelArray }) {
    const sides = plainSides(labelArray.header);
    const { values } = labelArray;
    if (values === undefined || sides.length !== 1) return undefined;
    const found = formOfRow(values);
    if (found === undefined) return undefined;
    const { form, sum, negative } = found;
    const at = negative && { place: negative.index, value: negative.value };
    return { form, classes: values.length, sum, ...at };
  },
  async *conclude(data) {
    const counts = await countForms(data);
    const total = Object.values(counts).reduce((all, count) => all + count, 0);
    const alike = counts['one-hot'] + counts.soft;
    const isRare = (count: number): boolean => count <= Math.max(1, MAX_RARE_SHARE * total);
    if (total < MIN_ROWS || alike < MIN_SHARE * total) return;
    const exclude = counts.several === 0;
    const wanted = [
      ...(exclude && isRare(counts.zeros) ? ['zeros'] : []),
      // Shares that may be negative, of a portfolio, add up to 1 too.
      ...(isRare(counts.negative) ? ['negative'] : []),
      ...(exclude && isRare(counts.other) ? ['other'] : []),
    ];
    const zeros: number[] = [];
    const query = `SELECT ordinal, form, classes, sum, place, value FROM ${TABLE}
      WHERE form IN ('zeros', 'negative', 'other') ORDER BY ordinal`;
    for await (const row of data.rows<Odd>(query)) {
      if (row.form === 'zeros') zeros.push(row.ordinal);
      if (!wanted.includes(row.form)) continue;
      const { ordinal } = row;
      if (row.form === 'zeros') yield { code: 'zeros', ordinal, data: dataOf(row) };
      else if (row.form === 'other') yield { code: 'sum', ordinal, data: dataOf(row) };
      else yield { code: 'negative', ordinal, data: dataOf(row) };
    }
    if (exclude && zeros.length > 0 && !wanted.includes('zeros')) {
      const found = { count: zeros.length, rows: total };
      yield { code: 'some-zeros', group: 'all', members: zeros, data: found };
    }
  },
});
