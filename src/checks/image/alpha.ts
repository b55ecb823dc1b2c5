import { z } from 'zod';
import { defineCheck } from '../../model/check.ts';
import { DEVIATION_CODES, deviations, MAJORITY, MAJORITY_OPTIONS, type Trait } from './traits.ts';

const TRAIT: Trait = { table: 'measures_image_alpha', unmeasured: 'opaque' };

export default defineCheck({
  id: 'image/alpha',
  version: 1,
  stage: 'stable',
  scope: 'content',
  title: { en: 'Alpha channel, unlike the rest', zh: '透明通道与其他图像不同' },
  why: {
    en: 'Where the picture is transparent, readers disagree on its color: most drop the channel and show what lies beneath, often black or leftovers of an editor; a browser, and the person who labeled it there, saw a white page.',
    zh: '透明之处的颜色，各读取程序看法不一：多数直接丢弃该通道，露出下面的内容，往往是黑色或编辑残留；而浏览器（以及在其中标注的人）看到的是白色背景。',
  },
  remedy: {
    en: 'Blend onto one background before training, in the way the labels were made. If alpha is owed, or must not be, say so: image/alpha: {expected: opaque}.',
    zh: '训练前按标注时的方式与同一背景混合。若必须有（或不得有）透明通道，请配置 image/alpha: {expected: opaque}。',
  },
  needs: [{ role: 'image', facet: 'header' }],
  codes: {
    ...DEVIATION_CODES,
    mixed: {
      severity: 'note',
      verdict: 'ok',
      en: 'of the {total} images some have an alpha channel and some have none: {shares}',
      zh: '{total} 个图像中部分有透明通道，部分没有：{shares}',
    },
  },
  options: z.object({
    expected: z.enum([MAJORITY, 'opaque', 'alpha']).default(MAJORITY).meta({
      description: 'whether all images must have an alpha channel (alpha) or none (opaque)',
      zh: '所有图像应有透明通道（alpha）还是不应有（opaque）',
    }),
    ...MAJORITY_OPTIONS,
  }),
  columns: { value: 'VARCHAR' },
  measure: ({ header }) => (header.alpha ? { value: 'alpha' } : undefined),
  holdsFor: 'examined',
  conclude: (data, options) => deviations(data, TRAIT, options, (kind) => kind),
});
