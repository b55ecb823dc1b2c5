import { z } from 'zod';
import { defineCheck } from '../../model/check.ts';
import { FIRST_COLUMNS, firstRow } from './outcomes.ts';
import { OVERFLOW_CODES, OVERFLOW_REMEDY, overflows } from './overflow.ts';

/** Of float16: (2 - 2^-10) x 2^15. */
const LARGEST = 65_504;

export default defineCheck({
  id: 'probe/overflow-fp16',
  version: 2,
  stage: 'stable',
  scope: 'content',
  title: { en: 'Sample overflows in float16', zh: '样本在 float16 下溢出' },
  why: {
    en: 'float16 holds nothing above 65,504. Trained in mixed precision, this sample becomes an infinity at the place named, though float32 holds it: the loss is NaN, or a gradient scaler skips the step again and again.',
    zh: 'float16 的最大值为 65,504。以混合精度训练时，该样本在所示位置变为无穷，而 float32 可以表示：损失变为 NaN，或梯度缩放器反复跳过更新。',
  },
  remedy: OVERFLOW_REMEDY,
  needs: [{ role: 'any', facet: 'probe' }],
  codes: OVERFLOW_CODES,
  options: z.object({}),
  columns: { ...FIRST_COLUMNS },
  measure: ({ probe: { overflow, rows } }) => overflow.float16 && firstRow(overflow.float16, rows?.float16),
  holdsFor: 'examined',
  conclude: (data) => overflows(data, 'measures_probe_overflow_fp16', 'float16', LARGEST),
});
