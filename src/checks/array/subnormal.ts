import { z } from 'zod';
import { defineCheck } from '../../model/check.ts';
import { scannedSeries } from './series.ts';

/** GPUs compute with subnormal float16 at full speed, and features in it hold them as a matter of course. */
const SOUND_IN = 'f2';

export default defineCheck({
  id: 'array/subnormal',
  version: 1,
  stage: 'stable',
  scope: 'content',
  title: { en: 'Many subnormal numbers', zh: '大量次正规数' },
  why: {
    en: 'Numbers below 1.2e-38 in float32 and bfloat16 (2.2e-308 in float64) are kept with fewer digits. Many CPUs compute with them a hundred times slower; GPUs and compilers set to fast math take them for 0, so a loss or a logarithm differs from machine to machine.',
    zh: 'float32 与 bfloat16 中小于 1.2e-38（float64 中小于 2.2e-308）的数值精度会降低。许多 CPU 计算它们要慢百倍；GPU 或启用快速数学的编译器会将其视为 0，因此损失或对数在不同机器上会有差异。',
  },
  remedy: {
    en: 'Look for an exponential that ran out of range, a product of probabilities or a wrong unit; set such values to 0, scale them, or keep their logarithm.',
    zh: '检查是否有下溢的指数运算、概率连乘或单位错误；将此类值置 0、缩放，或改存其对数。',
  },
  gaps: {
    en: 'float16 is left out: GPUs compute with its subnormal numbers at full speed.',
    zh: '不检查 float16：GPU 可全速计算其次正规数。',
  },
  needs: [
    { role: 'array', facet: 'array' },
    { role: 'array', facet: 'scan' },
  ],
  codes: {
    subnormal: {
      severity: 'note',
      verdict: 'ok',
      en: 'of {arrays} arrays at least {least:%} of the values are subnormal: {subnormal} of {numbers}',
      zh: '{arrays} 个数组中至少 {least:%} 的数值为次正规数：{numbers} 个中有 {subnormal} 个',
    },
  },
  options: z.object({
    leastShare: z.number().min(0).max(1).default(0.01).meta({
      description: 'share of an array’s values from which on it is told of, 0 to 1',
      zh: '数组中次正规数占比达到该值时才报告，0 至 1',
    }),
  }),
  columns: { subnormal: 'BIGINT', numbers: 'BIGINT' },
  measure: ({ array, scan }) => {
    let [subnormal, numbers] = [0, 0];
    for (const series of scannedSeries(array, scan)) {
      if (series.subnormal === undefined || series.dtype === SOUND_IN) continue;
      subnormal += series.subnormal.count;
      numbers += series.elements;
    }
    return subnormal === 0 ? undefined : { subnormal, numbers };
  },
  holdsFor: 'examined',
  async *conclude({ rows }, { leastShare }) {
    const members: number[] = [];
    let [subnormal, numbers] = [0, 0];
    for await (const row of rows<{ ordinal: number; subnormal: number; numbers: number }>(
      'SELECT ordinal, subnormal, numbers FROM measures_array_subnormal ORDER BY ordinal',
    )) {
      if (row.subnormal < leastShare * row.numbers) continue;
      members.push(row.ordinal);
      subnormal += row.subnormal;
      numbers += row.numbers;
    }
    if (members.length === 0) return;
    const data = { arrays: members.length, least: leastShare, subnormal, numbers };
    yield { code: 'subnormal', group: 'all', members, data };
  },
});
