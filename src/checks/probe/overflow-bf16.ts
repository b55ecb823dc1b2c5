import { z } from 'zod';
import { defineCheck } from '../../model/check.ts';
import { FIRST_COLUMNS, firstRow } from './outcomes.ts';
import { OVERFLOW_CODES, OVERFLOW_REMEDY, overflows } from './overflow.ts';

/** Of bfloat16: (2 - 2^-7) x 2^127. */
const LARGEST = 3.3895313892515355e38;

export default defineCheck({
  id: 'probe/overflow-bf16',
  version: 2,
  stage: 'stable',
  scope: 'content',
  title: { en: 'Sample overflows in bfloat16', zh: '样本在 bfloat16 下溢出' },
  why: {
    en: 'bfloat16 has the range of float32 but 8 bits: values near the largest of float32 round to an infinity. Trained in bfloat16, this sample does so at the place named.',
    zh: 'bfloat16 的范围与 float32 相同，但只有 8 位有效位：接近 float32 最大值的数会舍入为无穷。以 bfloat16 训练时，该样本即在所示位置如此。',
  },
  remedy: OVERFLOW_REMEDY,
  needs: [{ role: 'any', facet: 'probe' }],
  codes: OVERFLOW_CODES,
  options: z.object({}),
  columns: { ...FIRST_COLUMNS },
  measure: ({ probe: { overflow, rows } }) => overflow.bfloat16 && firstRow(overflow.bfloat16, rows?.bfloat16),
  holdsFor: 'examined',
  conclude: (data) => overflows(data, 'measures_probe_overflow_bf16', 'bfloat16', LARGEST),
});
