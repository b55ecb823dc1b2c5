import { z } from 'zod';
import { defineCheck } from '../../model/check.ts';
import { cellText, rowOf } from './cell-place.ts';

export default defineCheck({
  id: 'label/nonfinite',
  version: 1,
  stage: 'stable',
  scope: 'annotation',
  title: { en: 'Label is NaN or infinite', zh: '标签为 NaN 或无穷' },
  why: {
    en: 'NaN and infinity have no class. Cast to an integer they become a huge or a random number, and indexing with it crashes on the GPU, far from the cause.',
    zh: 'NaN 和无穷没有对应的类别。转换为整数后会变成极大或任意的数，用它作索引会在 GPU 上崩溃，而出错位置远离原因。',
  },
  remedy: {
    en: 'Correct the cell, or leave the row out. NaN often comes from a join that found no partner.',
    zh: '改正该单元格，或去掉该行。NaN 常来自没有匹配到记录的表连接。',
  },
  needs: [{ role: 'any', facet: 'annotations' }],
  codes: {
    nonfinite: {
      severity: 'error',
      verdict: 'bad',
      en: 'the label is {value}',
      zh: '标签为 {value}',
    },
  },
  options: z.object({}),
  *inspect({ annotations }) {
    const { label } = annotations;
    if (label?.kind !== 'nonfinite') return;
    yield { code: 'nonfinite', at: rowOf(annotations), data: { value: cellText(label.raw), expected: 'integer' } };
  },
});
