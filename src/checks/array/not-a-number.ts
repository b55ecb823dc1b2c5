import { z } from 'zod';
import { defineCheck } from '../../model/check.ts';
import { oneLine } from '../defang.ts';
import { columnsAt } from './columns.ts';

export default defineCheck({
  id: 'array/not-a-number',
  version: 1,
  stage: 'stable',
  scope: 'content',
  title: { en: 'Text in a column of numbers', zh: '数值列中含有文字' },
  why: {
    en: 'One cell of text makes pandas read the whole column as objects: training stops at it, or a lenient conversion makes it NaN or 0 without a word.',
    zh: '一个文字单元格会使 pandas 把整列读作 object：训练因此中止，或被宽松的转换悄悄变成 NaN 或 0。',
  },
  remedy: {
    en: 'Correct the cell (a unit, a thousands separator, a decimal comma, a mark for “unknown”), or leave the row out. A column that is no feature is left out with --features.',
    zh: '更正该单元格（单位、千位分隔符、小数逗号或表示“未知”的符号），或去掉该行。不是特征的列可用 --features 排除。',
  },
  needs: [
    { role: 'array', facet: 'array' },
    { role: 'array', facet: 'cells' },
  ],
  codes: {
    text: {
      severity: 'error',
      verdict: 'bad',
      en: '{count} of {elements} cells hold no number, the first is the text “{value}”; columns: {columns}{more}',
      zh: '{elements} 个单元格中有 {count} 个不是数值，首个为文字“{value}”；所在列：{columns}{more}',
    },
  },
  options: z.object({}),
  *inspect({ array, cells: { text } }) {
    const [first] = text;
    if (first === undefined) return;
    const places = text.map(({ at }) => at);
    const data = { count: text.length, elements: array.shape[0] ?? 0, value: oneLine(first.raw) };
    yield { code: 'text', data: { ...data, ...columnsAt(array, places, text.length) } };
  },
});
