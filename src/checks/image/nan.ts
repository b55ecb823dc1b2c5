import { z } from 'zod';
import { defineCheck } from '../../model/check.ts';

export default defineCheck({
  id: 'image/nan',
  version: 1,
  stage: 'stable',
  scope: 'content',
  title: { en: 'Image with NaN', zh: '图像含 NaN' },
  why: {
    en: 'One NaN in one pixel makes the loss NaN, and the next step writes NaN into every weight: the run is lost from that batch on, while it keeps using the GPU.',
    zh: '一个像素中的一个 NaN 就会使损失变为 NaN，下一步更新便把 NaN 写入所有权重：从该批次起训练已作废，却仍占用 GPU。',
  },
  remedy: {
    en: 'Find out what made it (0/0, a masked or missing value, an overflow before) and write the image again; fill missing pixels only where you know what they should be.',
    zh: '找出成因（0/0、掩码或缺失值、先前的溢出）并重新生成图像；仅在明确应取何值时才填补缺失像素。',
  },
  needs: [{ role: 'image', facet: 'pixelScan' }],
  codes: {
    nan: {
      severity: 'error',
      verdict: 'bad',
      proven: true,
      en: '{count} of {samples} values are NaN, the first on page {page:raw} at x {x:raw}, y {y:raw}, channel {channel:raw} (counted from 0)',
      zh: '{samples} 个数值中有 {count} 个为 NaN，首个位于第 {page:raw} 页 x {x:raw}、y {y:raw}、通道 {channel:raw}（均从 0 计）',
    },
  },
  options: z.object({}),
  *inspect({ pixelScan: { samples, nan } }) {
    if (nan === undefined || nan.count === 0) return;
    yield { code: 'nan', data: { count: nan.count, samples, ...nan.first } };
  },
});
