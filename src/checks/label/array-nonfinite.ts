import { z } from 'zod';
import { defineCheck } from '../../model/check.ts';
import { rowOf } from './cell-place.ts';
import { placeIn } from './label-shape.ts';

export default defineCheck({
  id: 'label/array-nonfinite',
  version: 1,
  stage: 'stable',
  scope: 'annotation',
  title: { en: 'Mask or label array with NaN or infinity', zh: '掩码或标签数组含 NaN 或无穷' },
  why: {
    en: 'One NaN in a mask, a soft label or a row of targets makes the loss NaN however sound the sample is; cast to an integer class it becomes a huge or a random index.',
    zh: '掩码、软标签或目标行中只要有一个 NaN，无论样本多好，损失都会变为 NaN；转换为整数类别则成为极大或任意的索引。',
  },
  remedy: {
    en: 'Correct the values, or leave the row out. Where NaN stands for “not known”, write the value that training ignores instead.',
    zh: '改正这些数值，或去掉该行。若 NaN 表示“未知”，请改写为训练时忽略的取值。',
  },
  needs: [
    { role: 'any', facet: 'annotations' },
    { role: 'any', facet: 'labelArray' },
  ],
  annotationsFor: 'place',
  codes: {
    nonfinite: {
      severity: 'error',
      verdict: 'bad',
      en: '{count} of {elements} values of the label are not finite, the first at [{place}]: {value}',
      zh: '标签的 {elements} 个数值中有 {count} 个不是有限数，首个位于 [{place}]：{value}',
    },
  },
  options: z.object({}),
  *inspect({ annotations, labelArray }) {
    const { values } = labelArray;
    if (values === undefined) return;
    let count = 0;
    let first = 0;
    for (let at = 0; at < values.length; at += 1) {
      if (Number.isFinite(values[at])) continue;
      if (count === 0) first = at;
      count += 1;
    }
    if (count === 0) return;
    const data = {
      count,
      elements: values.length,
      place: placeIn(labelArray, first),
      value: String(values[first]),
      expected: 'finite',
    };
    yield { code: 'nonfinite', at: rowOf(annotations), data };
  },
});
