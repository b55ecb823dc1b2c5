import { z } from 'zod';
import { isPlaceBefore } from '../../measures/nonfinite-pixels.ts';
import { defineCheck } from '../../model/check.ts';

export default defineCheck({
  id: 'image/inf',
  version: 1,
  stage: 'stable',
  scope: 'content',
  title: { en: 'Image with Infinity', zh: '图像含 Inf' },
  why: {
    en: 'Infinity becomes NaN at the first subtraction or normalization (Inf − Inf, Inf / Inf); then the loss is NaN and the next step writes NaN into every weight. It usually comes from a division by zero, a logarithm of zero or a cast to float16, which ends at 65,504.',
    zh: '无穷大在首次相减或归一化时（Inf − Inf、Inf / Inf）即变为 NaN；随后损失变为 NaN，下一步更新便把 NaN 写入所有权重。它通常来自除以零、对零取对数，或转换为上限仅 65,504 的 float16。',
  },
  remedy: {
    en: 'Find out what made it and write the image again: clip or scale before a cast to float16, add a small constant before a logarithm or a division.',
    zh: '找出成因并重新生成图像：转换为 float16 前先截断或缩放，取对数或相除前加上一个小常数。',
  },
  needs: [{ role: 'image', facet: 'pixelScan' }],
  codes: {
    inf: {
      severity: 'error',
      verdict: 'bad',
      proven: true,
      en: '{count} of {samples} values are infinite ({positive} +Inf, {negative} −Inf), the first on page {page:raw} at x {x:raw}, y {y:raw}, channel {channel:raw} (counted from 0)',
      zh: '{samples} 个数值中有 {count} 个为无穷大（{positive} 个 +Inf，{negative} 个 −Inf），首个位于第 {page:raw} 页 x {x:raw}、y {y:raw}、通道 {channel:raw}（均从 0 计）',
    },
  },
  options: z.object({}),
  *inspect({ pixelScan: { samples, positiveInfinity: up, negativeInfinity: down } }) {
    const [positive, negative] = [up?.count ?? 0, down?.count ?? 0];
    const [first, other] = [up?.first ?? down?.first, down?.first];
    if (first === undefined || positive + negative === 0) return;
    const place = other !== undefined && isPlaceBefore(other, first) ? other : first;
    yield { code: 'inf', data: { count: positive + negative, positive, negative, samples, ...place } };
  },
});
