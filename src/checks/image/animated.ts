import { z } from 'zod';
import { defineCheck } from '../../model/check.ts';
import { DEVIATION_CODES, deviations, MAJORITY, MAJORITY_OPTIONS, type Trait } from './traits.ts';

const TRAIT: Trait = { table: 'measures_image_animated', unmeasured: 'still' };

export default defineCheck({
  id: 'image/animated',
  version: 1,
  stage: 'stable',
  scope: 'content',
  title: { en: 'More than one frame, unlike the rest', zh: '含多帧，与其他图像不同' },
  why: {
    en: 'Most readers show the first frame or page alone, which may be blank or a title; TensorFlow hands over all of them in a fourth dimension, and the batch breaks. What the label means is anybody’s guess.',
    zh: '多数读取程序只给出第一帧或第一页，它可能是空白或标题；TensorFlow 则以第四维给出全部帧，使批次出错。标签究竟指哪一帧，无从得知。',
  },
  remedy: {
    en: 'Take the frame that the label means, or leave these out. If many frames are owed, say so: image/animated: {expected: animated}.',
    zh: '提取标签所指的那一帧，或移除这些文件。若本应含多帧，请配置 image/animated: {expected: animated}。',
  },
  needs: [{ role: 'image', facet: 'header' }],
  codes: {
    animated: {
      severity: 'warning',
      verdict: 'ok',
      en: '{count} of {total} images have more than one frame or page, most are {usual} (for example {example})',
      zh: '{total} 个图像中有 {count} 个含多帧或多页，多数为 {usual}（例如 {example}）',
    },
    ...DEVIATION_CODES,
    mixed: {
      severity: 'note',
      verdict: 'ok',
      en: 'of the {total} images some have one frame and some have more: {shares}',
      zh: '{total} 个图像中部分为单帧，部分为多帧：{shares}',
    },
  },
  options: z.object({
    expected: z.enum([MAJORITY, 'still', 'animated']).default(MAJORITY).meta({
      description: 'whether all images must have one frame or page (still) or more (animated)',
      zh: '所有图像应为单帧或单页（still）还是多帧或多页（animated）',
    }),
    ...MAJORITY_OPTIONS,
  }),
  columns: { value: 'VARCHAR' },
  measure: ({ header }) => (header.frames > 1 ? { value: 'animated' } : undefined),
  holdsFor: 'examined',
  conclude: (data, options) =>
    deviations(data, TRAIT, options, (kind, { value }) =>
      kind === 'minority' && value === 'animated' ? 'animated' : kind,
    ),
});
