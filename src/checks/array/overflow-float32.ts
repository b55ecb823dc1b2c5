import { z } from 'zod';
import { defineCheck } from '../../model/check.ts';
import { columnsAt } from './columns.ts';

export default defineCheck({
  id: 'array/overflow-float32',
  version: 1,
  stage: 'stable',
  scope: 'content',
  title: { en: 'Value beyond float32', zh: '数值超出 float32 范围' },
  why: {
    en: 'Training runs in float32 unless it is told otherwise. A double of 3.4e38 and more becomes Infinity the moment the batch is made, and NaN at the first subtraction or normalization.',
    zh: '除非另行指定，训练使用 float32。达到 3.4e38 的双精度数值在组成批次时即变为无穷大，首次相减或归一化后变为 NaN。',
  },
  remedy: {
    en: 'Look for what made it: a unit, a lost decimal point, a sentinel for “none”. Correct it, or leave the row out; scale or take a logarithm where such values are meant.',
    zh: '查明成因：单位错误、小数点丢失，或用作“无”的占位值。请更正或去掉该行；若数值确属有意，请缩放或取对数。',
  },
  needs: [
    { role: 'array', facet: 'array' },
    { role: 'array', facet: 'scan' },
  ],
  codes: {
    overflow: {
      severity: 'warning',
      verdict: 'suspect',
      en: '{count} of {elements} values become Infinity in float32, the first, {value}, at index {first:raw}',
      zh: '{elements} 个数值中有 {count} 个在 float32 中变为无穷大，首个（{value}）位于索引 {first:raw}',
    },
    'overflow-rows': {
      severity: 'warning',
      verdict: 'suspect',
      en: '{count} of {elements} values become Infinity in float32, the first, {value}, at index {first:raw}, in {rowCount} of {samples} rows: {rows:raw}{more}',
      zh: '{elements} 个数值中有 {count} 个在 float32 中变为无穷大，首个（{value}）位于索引 {first:raw}，涉及 {samples} 行中的 {rowCount} 行：{rows:raw}{more}',
    },
    'overflow-columns': {
      severity: 'warning',
      verdict: 'suspect',
      en: '{count} of {elements} values become Infinity in float32, the first is {value}; columns: {columns}{more}',
      zh: '{elements} 个数值中有 {count} 个在 float32 中变为无穷大，首个为 {value}；所在列：{columns}{more}',
    },
  },
  options: z.object({}),
  *inspect({ array, scan: { elements, float32Overflow } }) {
    if (float32Overflow === undefined) return;
    const { count, first, rows, rowCount, value } = float32Overflow;
    // Written out: such a number has 39 digits and more.
    const data = { count, elements, first, value: String(value) };
    if (array.names !== undefined) {
      yield { code: 'overflow-columns', data: { ...data, ...columnsAt(array, rows, rowCount) } };
    } else if (rowCount === 0) yield { code: 'overflow', data };
    else {
      const more = rowCount > rows.length ? ', …' : '';
      yield { code: 'overflow-rows', data: { ...data, rows, rowCount, samples: array.shape[0] ?? 1, more } };
    }
  },
});
