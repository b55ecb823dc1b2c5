import { z } from 'zod';
import { type Outliers, outliersOf } from '../../measures/outliers.ts';
import { type DatasetView, defineCheck } from '../../model/check.ts';
import { jsonNumber } from '../../model/json.ts';
import { placeOf, type TargetValues, targetValues, VALUE_AND_LINE_COLUMNS, valueAndLineRow } from './target-values.ts';

const TABLE = 'measures_target_outlier';
/** Of one target's outliers so many are named, the farthest first. */
const SHOWN = 20;

const show = async (data: DatasetView, { values, ordinals }: TargetValues, { found }: Outliers) => {
  const shown: { key: string; line: number | null; value: number; z: number | string }[] = [];
  for (const { at, z: far } of found.slice(0, SHOWN)) {
    const place = await placeOf(data, TABLE, ordinals[at]!);
    shown.push({ ...place, value: values[at]!, z: jsonNumber(far) });
  }
  return shown;
};

/**
 * Robust z (median and MAD) on the milder of y and log1p(y), so that what spans powers of ten by nature is not reported. Where none lies
 * apart from the rest it is the end of a long tail, and only noted. docs/decisions/0015 has the figures.
 */
export default defineCheck({
  id: 'target/outlier',
  version: 2,
  stage: 'stable',
  scope: 'annotation',
  title: { en: 'Target outlier', zh: '回归目标离群值' },
  why: {
    en: 'One value far outside the rest dominates the squared error and bends the mean and the deviation that every other sample is normalized with. Most are a lost decimal point, another unit, or a code such as -999 for “unknown”.',
    zh: '一个远离其他值的目标会主导平方误差，并使所有样本归一化所用的均值和标准差失真。多数是小数点丢失、单位不同，或用 -999 等代码表示“未知”。',
  },
  remedy: {
    en: 'Look at the rows named and correct or remove those that are wrong. Where the values are right, normalize with --target NAME:robust or NAME:log1p.',
    zh: '查看列出的行，改正或删除错误的值。若数值无误，可用 --target NAME:robust 或 NAME:log1p 归一化。',
  },
  needs: [{ role: 'any', facet: 'annotations' }],
  codes: {
    outlier: {
      severity: 'warning',
      verdict: 'ok',
      en: 'values of the target {target} far outside the rest: {count} of {of} ({examples}); robust z above {limit}, median {median}, MAD {mad}',
      zh: '回归目标 {target} 有 {count} 个值（共 {of} 个）远离其他值（{examples}）；稳健 z 值大于 {limit}，中位数 {median}，MAD {mad}',
    },
    'mad-zero': {
      severity: 'warning',
      verdict: 'ok',
      en: 'values of the target {target} far outside the rest: {count} of {of} ({examples}); the MAD is 0, since half of the values or more are {median}: {unit} was taken as one z, robust z above {limit}',
      zh: '回归目标 {target} 有 {count} 个值（共 {of} 个）远离其他值（{examples}）；半数以上的值为 {median}，MAD 为 0，因此以 {unit} 作为一个 z 单位，稳健 z 值大于 {limit}',
    },
    tail: {
      severity: 'note',
      verdict: 'ok',
      en: 'values of the target {target} far out: {count} of {of} ({examples}), the end of a long tail rather than mistakes, since none lies apart; robust z above {limit}, median {median}, MAD {mad}',
      zh: '回归目标 {target} 有 {count} 个值（共 {of} 个）偏离很远（{examples}），但没有一个与其余值分离，更像长尾的末端而非错误；稳健 z 值大于 {limit}，中位数 {median}，MAD {mad}',
    },
    'second-group': {
      severity: 'note',
      verdict: 'ok',
      en: 'values of the target {target} far outside the rest: {count} of {of}, too many for mistakes: two groups in one column, perhaps two units ({examples}); robust z above {limit}, median {median}, MAD {mad}',
      zh: '回归目标 {target} 有 {count} 个值（共 {of} 个）远离其他值，数量过多，不像录入错误：同一列中有两组数值，可能单位不同（{examples}）；稳健 z 值大于 {limit}，中位数 {median}，MAD {mad}',
    },
  },
  options: z.object({
    maxZ: z.number().min(3).max(1e6).default(10).meta({
      description: 'largest robust z, in deviations of normal values, that is no outlier',
      zh: '不视为离群值的最大稳健 z 值（以正态分布的标准差为单位）',
    }),
    minValues: z.number().int().min(5).max(1e6).default(10).meta({
      description: 'values from which a spread can be told: a target with fewer is not judged',
      zh: '判断离散程度所需的最少数值个数：更少则不判断',
    }),
    mostShare: z.number().min(0).max(0.5).default(0.1).meta({
      description: 'largest share of the values that are outliers; more are a second group, which is only noted',
      zh: '离群值的最大占比；超过则视为第二组数值，仅作提示',
    }),
  }),
  columns: VALUE_AND_LINE_COLUMNS,
  measure: ({ annotations }) => valueAndLineRow(annotations),
  async *conclude(data, { maxZ, minValues, mostShare }) {
    for await (const target of targetValues(data, TABLE)) {
      const { name, values, ordinals } = target;
      if (values.length < minValues) continue;
      const outliers = outliersOf(values, maxZ);
      const { scale, found, apart } = outliers;
      if (found.length === 0) continue;
      const shown = await show(data, target, outliers);
      const draft = {
        group: name,
        members: Int32Array.from(found, ({ at }) => ordinals[at]!).sort(),
        at: { field: name },
        data: {
          target: name,
          count: found.length,
          apart,
          of: values.length,
          limit: maxZ,
          median: scale.center,
          mad: jsonNumber(scale.mad),
          unit: jsonNumber(scale.unit),
          examples: shown.map(({ key, value }) => `${key}: ${value}`),
          shown,
        },
      } as const;
      if (found.length > mostShare * values.length) yield { code: 'second-group', ...draft };
      else if (apart === 0) yield { code: 'tail', ...draft };
      else if (scale.mad === 0) yield { code: 'mad-zero', ...draft };
      else yield { code: 'outlier', ...draft };
    }
  },
});
