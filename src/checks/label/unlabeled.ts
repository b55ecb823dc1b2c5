import { z } from 'zod';
import { defineCheck } from '../../model/check.ts';
import { rowOf } from './cell-place.ts';

export default defineCheck({
  id: 'label/unlabeled',
  version: 1,
  stage: 'stable',
  scope: 'annotation',
  title: { en: 'No label', zh: '缺少标签' },
  why: {
    en: 'The manifest has a column of labels and this row leaves it empty. Readers turn the gap into NaN, 0 or an empty class, and the network learns that.',
    zh: '清单有标签列，而这一行是空的。读取程序会把空缺变成 NaN、0 或一个空类别，网络就会照此学习。',
  },
  remedy: {
    en: 'Fill in the label, or leave the row out. The picture itself stays where it is.',
    zh: '补上标签，或去掉该行。图像本身保持不动。',
  },
  needs: [{ role: 'any', facet: 'annotations' }],
  codes: {
    unlabeled: {
      severity: 'error',
      verdict: 'bad',
      en: 'the label is empty',
      zh: '标签为空',
    },
  },
  options: z.object({}),
  *inspect({ annotations }) {
    if (annotations.label?.kind !== 'missing') return;
    yield { code: 'unlabeled', at: rowOf(annotations), data: { value: '', expected: 'label' } };
  },
});
