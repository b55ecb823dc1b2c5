import { z } from 'zod';
import { defineCheck } from '../../model/check.ts';
import type { Nonfinite } from '../../model/facets.ts';
import { columnsAt } from './columns.ts';
import { scannedSeries } from './series.ts';

/** Rows that a finding names, as many as the scan keeps for each sign. */
const NAMED_ROWS = 20;

const NONE: Nonfinite = { count: 0, first: Number.POSITIVE_INFINITY, rows: [], rowCount: 0 };

export default defineCheck({
  id: 'array/inf',
  version: 2,
  stage: 'stable',
  scope: 'content',
  title: { en: 'Array with Infinity', zh: '数组含 Inf' },
  why: {
    en: 'Infinity becomes NaN at the first subtraction or normalization (Inf − Inf, Inf / Inf); then the loss is NaN and the next step writes NaN into every weight. It usually comes from a division by zero, a logarithm of zero or a cast to float16, which ends at 65,504.',
    zh: '无穷大在首次相减或归一化时（Inf − Inf、Inf / Inf）即变为 NaN；随后损失变为 NaN，下一步更新便把 NaN 写入所有权重。它通常来自除以零、对零取对数，或转换为上限仅 65,504 的 float16。',
  },
  remedy: {
    en: 'Find out what made it and write the array again: clip or scale before a cast to float16, add a small constant before a logarithm or a division.',
    zh: '找出成因并重新生成数组：转换为 float16 前先截断或缩放，取对数或相除前加上一个小常数。',
  },
  needs: [
    { role: 'array', facet: 'array' },
    { role: 'array', facet: 'scan' },
  ],
  codes: {
    inf: {
      severity: 'error',
      verdict: 'bad',
      proven: true,
      en: '{positive} of {elements} values are +Inf, {negative} are −Inf, the first at index {first:raw} ({dtype})',
      zh: '{elements} 个数值中有 {positive} 个为 +Inf，{negative} 个为 −Inf，首个位于索引 {first:raw}（{dtype}）',
    },
    'inf-rows': {
      severity: 'error',
      verdict: 'bad',
      proven: true,
      en: '{positive} of {elements} values are +Inf (rows: {positiveRows}), {negative} are −Inf (rows: {negativeRows}), the first at index {first:raw} ({dtype}); of {samples} rows these: {rows:raw}{more}',
      zh: '{elements} 个数值中有 {positive} 个为 +Inf（{positiveRows} 行），{negative} 个为 −Inf（{negativeRows} 行），首个位于索引 {first:raw}（{dtype}）；共 {samples} 行，涉及第 {rows:raw}{more} 行',
    },
    'inf-columns': {
      severity: 'error',
      verdict: 'bad',
      proven: true,
      en: '{positive} of {elements} values are +Inf, {negative} are −Inf; columns: {columns}{more}',
      zh: '{elements} 个数值中有 {positive} 个为 +Inf，{negative} 个为 −Inf；所在列：{columns}{more}',
    },
    'inf-field': {
      severity: 'error',
      verdict: 'bad',
      proven: true,
      en: '{positive} of {elements} values of the field {field} are +Inf, {negative} are −Inf, the first at index {first:raw} of the field ({dtype})',
      zh: '字段 {field} 的 {elements} 个数值中有 {positive} 个为 +Inf，{negative} 个为 −Inf，首个位于该字段的索引 {first:raw}（{dtype}）',
    },
    'inf-field-rows': {
      severity: 'error',
      verdict: 'bad',
      proven: true,
      en: '{positive} of {elements} values of the field {field} are +Inf (rows: {positiveRows}), {negative} are −Inf (rows: {negativeRows}), the first at index {first:raw} of the field ({dtype}); of {samples} rows these: {rows:raw}{more}',
      zh: '字段 {field} 的 {elements} 个数值中有 {positive} 个为 +Inf（{positiveRows} 行），{negative} 个为 −Inf（{negativeRows} 行），首个位于该字段的索引 {first:raw}（{dtype}）；共 {samples} 行，涉及第 {rows:raw}{more} 行',
    },
  },
  options: z.object({}),
  *inspect({ array, scan }) {
    for (const { place, dtype, elements, positiveInfinity, negativeInfinity } of scannedSeries(array, scan)) {
      const [up, down] = [positiveInfinity ?? NONE, negativeInfinity ?? NONE];
      if (up.count + down.count === 0) continue;
      const first = Math.min(up.first, down.first);
      const data = { positive: up.count, negative: down.count, elements, first, dtype };
      // The smallest rows of either sign hold the smallest of both.
      const all = [...new Set([...up.rows, ...down.rows])].sort((a, b) => a - b);
      if (array.names !== undefined) {
        yield { code: 'inf-columns', data: { ...data, ...columnsAt(array, all, up.rowCount + down.rowCount) } };
        continue;
      }
      const rows = all.slice(0, NAMED_ROWS);
      const isCut = all.length > rows.length || up.rowCount > up.rows.length || down.rowCount > down.rows.length;
      const counts = { positiveRows: up.rowCount, negativeRows: down.rowCount, samples: array.shape[0] ?? 1 };
      const inRows = { ...data, ...counts, rows, more: isCut ? ', …' : '' };
      if (place === undefined) {
        if (rows.length === 0) yield { code: 'inf', data };
        else yield { code: 'inf-rows', data: inRows };
      } else if (rows.length === 0) yield { code: 'inf-field', at: place.at, data: { ...data, field: place.field } };
      else yield { code: 'inf-field-rows', at: place.at, data: { ...inRows, field: place.field } };
    }
  },
});
