import { z } from 'zod';
import { defineCheck } from '../../model/check.ts';
import { columnsAt } from './columns.ts';
import { scannedSeries } from './series.ts';

export default defineCheck({
  id: 'array/nan',
  version: 2,
  stage: 'stable',
  scope: 'content',
  title: { en: 'Array with NaN', zh: '数组含 NaN' },
  why: {
    en: 'One NaN in one sample makes the loss NaN, and the next step writes NaN into every weight: the run is lost from that batch on, while it keeps using the GPU.',
    zh: '一个样本中的一个 NaN 就会使损失变为 NaN，下一步更新便把 NaN 写入所有权重：从该批次起训练已作废，却仍占用 GPU。',
  },
  remedy: {
    en: 'Find out what made it (0/0, a masked or missing value, an overflow before) and write the array again; fill missing values only where you know what they should be.',
    zh: '找出成因（0/0、掩码或缺失值、先前的溢出）并重新生成数组；仅在明确应取何值时才填补缺失值。',
  },
  needs: [
    { role: 'array', facet: 'array' },
    { role: 'array', facet: 'scan' },
  ],
  codes: {
    nan: {
      severity: 'error',
      verdict: 'bad',
      proven: true,
      en: '{count} of {elements} values are NaN, the first at index {first:raw} ({dtype})',
      zh: '{elements} 个数值中有 {count} 个为 NaN，首个位于索引 {first:raw}（{dtype}）',
    },
    'nan-rows': {
      severity: 'error',
      verdict: 'bad',
      proven: true,
      en: '{count} of {elements} values are NaN, the first at index {first:raw} ({dtype}), in {rowCount} of {samples} rows: {rows:raw}{more}',
      zh: '{elements} 个数值中有 {count} 个为 NaN，首个位于索引 {first:raw}（{dtype}），涉及 {samples} 行中的 {rowCount} 行：{rows:raw}{more}',
    },
    'nan-columns': {
      severity: 'error',
      verdict: 'bad',
      proven: true,
      en: '{count} of {elements} values are NaN; columns: {columns}{more}',
      zh: '{elements} 个数值中有 {count} 个为 NaN；所在列：{columns}{more}',
    },
    'nan-field': {
      severity: 'error',
      verdict: 'bad',
      proven: true,
      en: '{count} of {elements} values of the field {field} are NaN, the first at index {first:raw} of the field ({dtype})',
      zh: '字段 {field} 的 {elements} 个数值中有 {count} 个为 NaN，首个位于该字段的索引 {first:raw}（{dtype}）',
    },
    'nan-field-rows': {
      severity: 'error',
      verdict: 'bad',
      proven: true,
      en: '{count} of {elements} values of the field {field} are NaN, the first at index {first:raw} of the field ({dtype}), in {rowCount} of {samples} rows: {rows:raw}{more}',
      zh: '字段 {field} 的 {elements} 个数值中有 {count} 个为 NaN，首个位于该字段的索引 {first:raw}（{dtype}），涉及 {samples} 行中的 {rowCount} 行：{rows:raw}{more}',
    },
  },
  options: z.object({}),
  *inspect({ array, scan }) {
    for (const { place, dtype, elements, nan } of scannedSeries(array, scan)) {
      if (nan === undefined || nan.count === 0) continue;
      const { count, first, rows, rowCount } = nan;
      const data = { count, elements, first, dtype };
      if (array.names !== undefined) {
        yield { code: 'nan-columns', data: { ...data, ...columnsAt(array, rows, rowCount) } };
        continue;
      }
      const more = rowCount > rows.length ? ', …' : '';
      const inRows = { ...data, rows, rowCount, samples: array.shape[0] ?? 1, more };
      if (place === undefined) {
        if (rowCount === 0) yield { code: 'nan', data };
        else yield { code: 'nan-rows', data: inRows };
      } else if (rowCount === 0) yield { code: 'nan-field', at: place.at, data: { ...data, field: place.field } };
      else yield { code: 'nan-field-rows', at: place.at, data: { ...inRows, field: place.field } };
    }
  },
});
