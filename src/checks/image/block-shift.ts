import { z } from 'zod';
import { defineCheck } from '../../model/check.ts';
import type { DecodeCause } from '../../model/facets.ts';

/** Causes that have a finding of their own. */
const NAMED: ReadonlySet<DecodeCause> = new Set([
  'premature-end',
  'bad-huffman-code',
  'overfull-block',
  'lost-restart-marker',
  'extraneous-bytes',
  'malformed',
  'unknown',
]);

export default defineCheck({
  id: 'image/block-shift',
  version: 2,
  stage: 'trial',
  scope: 'content',
  title: { en: 'Silent damage in JPEG data', zh: 'JPEG 数据中的静默损坏' },
  why: {
    en: 'A flipped bit makes a decoder misread a few blocks; then it finds its way back and says nothing. The blocks are noise, and from there on colors or brightness are off: the network learns both.',
    zh: '一个翻转的比特会让解码器读错若干块，随后又恢复同步而不报任何错误。这些块成为噪声，其后的颜色或亮度也会偏移，而网络会把两者都学进去。',
  },
  remedy: {
    en: 'Look at it, and fetch the picture again from its source.',
    zh: '查看图像，并从来源重新获取。',
  },
  needs: [
    { role: 'image', facet: 'coefficients' },
    { role: 'image', facet: 'decoding' },
  ],
  codes: {
    'impossible-blocks': {
      severity: 'warning',
      verdict: 'suspect',
      en: '{impossible} of {blocks} blocks hold values that no picture can have, though no decoder complains',
      zh: '{blocks} 个块中有 {impossible} 个含有任何图像都不可能有的数值，但解码器没有报错',
    },
  },
  gaps: {
    en: 'Flips that change a few coefficients to possible ones leave no trace, nor does a shift of all later blocks: edges in pictures stand out as much. Not looked at: progressive JPEGs, several scans, arithmetic coding.',
    zh: '只改变少数系数、不影响后续数据的比特翻转不留痕迹。其后所有块的整体偏移也看不出来：图像自身的边缘同样明显。不检查：渐进式 JPEG、多次扫描、算术编码。',
  },
  options: z.object({}),
  *inspect({ coefficients: { impossible, blocks }, decoding }) {
    if (impossible === 0 || decoding.warnings.some(({ cause }) => NAMED.has(cause))) return;
    const counted: { readonly impossible: number; readonly blocks: number } = { impossible, blocks };
    yield { code: 'impossible-blocks', data: counted };
  },
});
