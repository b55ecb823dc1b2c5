import { z } from 'zod';
import { defineCheck } from '../../model/check.ts';
import { VALUE_COLUMNS, valueRanges, valueRow } from './target-values.ts';

export default defineCheck({
  id: 'target/constant',
  version: 1,
  stage: 'stable',
  scope: 'annotation',
  title: { en: 'Target never varies', zh: '回归目标恒定不变' },
  why: {
    en: 'There is nothing to learn from a target that has the same value in every sample, and normalizing it divides by a deviation of 0.',
    zh: '所有样本取同一个值的目标没有可学的内容；归一化时还会除以为 0 的标准差。',
  },
  remedy: {
    en: 'Look for the column that was meant, or for the join that lost its values; else leave the target out.',
    zh: '检查是否选错了列，或表连接时丢失了数值；否则去掉该目标。',
  },
  needs: [{ role: 'any', facet: 'annotations' }],
  codes: {
    constant: {
      severity: 'error',
      verdict: 'ok',
      en: 'the target {target} is {value} in all {count} samples that have it',
      zh: '回归目标 {target} 在全部 {count} 个有值的样本中均为 {value}',
    },
  },
  options: z.object({}),
  columns: VALUE_COLUMNS,
  measure: ({ annotations }) => valueRow(annotations),
  async *conclude(data) {
    for (const { name, count, min, max } of await valueRanges(data, 'measures_target_constant')) {
      if (count < 2 || min !== max) continue;
      yield { code: 'constant', group: name, members: [], data: { target: name, count, value: min } };
    }
  },
});
