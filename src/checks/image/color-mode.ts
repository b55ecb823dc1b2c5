import { z } from 'zod';
import { defineCheck } from '../../model/check.ts';
import { DEVIATION_CODES, deviations, MAJORITY, MAJORITY_OPTIONS, type Trait } from './traits.ts';

const TRAIT: Trait = { table: 'measures_image_color_mode', unmeasured: 'rgb' };

export default defineCheck({
  id: 'image/color-mode',
  version: 1,
  stage: 'stable',
  scope: 'content',
  title: { en: 'Color mode other than the rest', zh: '颜色模式与其他图像不同' },
  why: {
    en: 'Readers hand over what the file holds, or what they make of it: Pillow gives one channel for gray, palette indices for a palette and four inks for CMYK unless told to convert; OpenCV gives three channels always. CMYK is the worst: readers turn it into RGB by different formulas, and some show Adobe’s as a negative.',
    zh: '读取程序给出的是文件内容本身，或其转换结果：除非要求转换，Pillow 对灰度图给出单通道、对调色板图给出索引、对 CMYK 给出四个油墨通道；OpenCV 则始终给出三通道。CMYK 最为棘手：各程序转换为 RGB 的公式不同，有的还会把 Adobe 文件显示为负片。',
  },
  remedy: {
    en: 'Convert on loading, in one way for all (`.convert("RGB")`), or convert the files. Write CMYK files anew as RGB. If one mode is owed, say so: image/color-mode: {expected: rgb}.',
    zh: '加载时以同一方式统一转换（`.convert("RGB")`），或转换文件本身；CMYK 文件应重新保存为 RGB。若必须为某种模式，请配置 image/color-mode: {expected: rgb}。',
  },
  needs: [{ role: 'image', facet: 'header' }],
  codes: {
    ...DEVIATION_CODES,
    cmyk: {
      severity: 'warning',
      verdict: 'ok',
      en: '{count} of {total} images are CMYK, most are {usual}; readers convert it differently (for example {example})',
      zh: '{total} 个图像中有 {count} 个为 CMYK，多数为 {usual}；各读取程序的转换结果不同（例如 {example}）',
    },
    mixed: {
      severity: 'note',
      verdict: 'ok',
      en: 'the {total} images are of several color modes: {shares}',
      zh: '{total} 个图像具有多种颜色模式：{shares}',
    },
  },
  options: z.object({
    expected: z
      .enum([MAJORITY, 'bilevel', 'gray', 'palette', 'rgb', 'cmyk', 'lab', 'other'])
      .default(MAJORITY)
      .meta({ description: 'color mode that all images must have', zh: '所有图像应有的颜色模式' }),
    ...MAJORITY_OPTIONS,
  }),
  columns: { value: 'VARCHAR' },
  measure: ({ header }) => (header.color === TRAIT.unmeasured ? undefined : { value: header.color }),
  holdsFor: 'examined',
  conclude: (data, options) =>
    deviations(data, TRAIT, options, (kind, { value }) => (kind === 'minority' && value === 'cmyk' ? 'cmyk' : kind)),
});
