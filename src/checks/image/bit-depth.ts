import { z } from 'zod';
import { defineCheck } from '../../model/check.ts';
import type { Header } from '../../model/facets.ts';
import { DEVIATION_CODES, deviations, MAJORITY, MAJORITY_OPTIONS, type Trait } from './traits.ts';

const TRAIT: Trait = { table: 'measures_image_bit_depth', unmeasured: '8-bit' };

const KINDS: Readonly<Record<Header['sampleFormat'], string>> = {
  uint: '',
  int: ' signed',
  float: ' float',
  complex: ' complex',
};

/** Fewer than 8 bits are filled up by every reader. */
const depthOf = ({ depth, sampleFormat }: Header): string => `${Math.max(8, depth)}-bit${KINDS[sampleFormat]}`;

export default defineCheck({
  id: 'image/bit-depth',
  version: 1,
  stage: 'stable',
  scope: 'content',
  title: { en: 'Bit depth other than the rest', zh: '位深与其他图像不同' },
  why: {
    en: 'A pipeline written for 8 bits meets 16 or floats: OpenCV cuts them to 8 unless asked otherwise, Pillow clips all above 255 to white when it converts, others hand over values up to 65,535 that are divided by 255 as if they were bytes.',
    zh: '按 8 位编写的流程遇到 16 位或浮点图像时：OpenCV 默认截断为 8 位，Pillow 转换时把高于 255 的值全部变为白色，另一些则给出最大 65535 的值，再被当作字节除以 255。',
  },
  remedy: {
    en: 'Convert the few, or scale each image by its own depth on loading. If one depth is owed, say so: image/bit-depth: {expected: 16-bit}.',
    zh: '转换这少数文件，或在加载时按各自位深缩放。若必须为某一位深，请配置 image/bit-depth: {expected: 16-bit}。',
  },
  needs: [{ role: 'image', facet: 'header' }],
  codes: {
    deeper: {
      severity: 'warning',
      verdict: 'ok',
      en: '{count} of {total} images are {value}, most are {usual}; readers cut or clip them (for example {example})',
      zh: '{total} 个图像中有 {count} 个为 {value}，多数为 {usual}；读取程序会截断或削波（例如 {example}）',
    },
    ...DEVIATION_CODES,
    mixed: {
      severity: 'note',
      verdict: 'ok',
      en: 'the {total} images are of several bit depths: {shares}',
      zh: '{total} 个图像具有多种位深：{shares}',
    },
  },
  options: z.object({
    expected: z
      .enum([
        MAJORITY,
        '8-bit',
        '10-bit',
        '12-bit',
        '16-bit',
        '16-bit signed',
        '32-bit',
        '16-bit float',
        '32-bit float',
        '64-bit float',
      ])
      .default(MAJORITY)
      .meta({
        description: 'bits per channel that all images must have; fewer than 8 count as 8',
        zh: '所有图像每通道应有的位数；不足 8 位按 8 位计',
      }),
    ...MAJORITY_OPTIONS,
  }),
  columns: { value: 'VARCHAR' },
  measure({ header }) {
    const value = depthOf(header);
    return value === TRAIT.unmeasured ? undefined : { value };
  },
  holdsFor: 'examined',
  conclude: (data, options) =>
    deviations(data, TRAIT, options, (kind, { usual }) =>
      kind === 'minority' && usual === TRAIT.unmeasured ? 'deeper' : kind,
    ),
});
