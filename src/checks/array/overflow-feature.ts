import { z } from 'zod';
import { defineCheck } from '../../model/check.ts';
import { oneLine } from '../defang.ts';
import { featuresByPart, namesOf } from './features.ts';

/** Smallest magnitudes that round to an infinity (IEEE 754, to nearest): half a step above the largest number that each holds. */
const BOUNDS = { float16: 65_520, bfloat16: 2 ** 127 * (2 - 2 ** -8) } as const;

/** Only what a person states is followed through: of values that are to be normalized first, nothing is known before. */
export default defineCheck({
  id: 'array/overflow-feature',
  version: 1,
  stage: 'stable',
  scope: 'content',
  title: { en: 'Feature that half precision cannot hold', zh: '半精度无法表示的特征' },
  why: {
    en: 'With mixed precision inputs are rounded to float16 or bfloat16. A feature that is larger than the format holds once it was preprocessed as stated becomes Infinity in those rows, and the loss NaN.',
    zh: '混合精度训练会将输入舍入为 float16 或 bfloat16。按所述方式预处理后仍超出该格式范围的特征，在相应行中会变为无穷大，损失随之变为 NaN。',
  },
  remedy: {
    en: 'Scale or standardize these features, take their logarithm, or train in a format that holds them: bfloat16 reaches as far as float32.',
    zh: '对这些特征缩放、标准化或取对数；或改用能表示它们的格式：bfloat16 的范围与 float32 相同。',
  },
  needs: [],
  codes: {
    overflow: {
      severity: 'warning',
      verdict: 'ok',
      en: 'in {part} {count} of {all} features hold values that {format} cannot hold once preprocessed, up to {largest:raw}: {features:raw}{more}',
      zh: '{part} 的 {all} 个特征中有 {count} 个在预处理后含有 {format} 无法表示的数值，最大为 {largest:raw}：{features:raw}{more}',
    },
  },
  options: z.object({}),
  async *conclude(view) {
    for await (const [part, all] of featuresByPart(view, 'all')) {
      for (const format of ['float16', 'bfloat16'] as const) {
        const found = all.filter(({ prepared }) => prepared !== null && prepared >= BOUNDS[format]);
        if (found.length === 0) continue;
        const largest = found.reduce((most, { prepared }) => Math.max(most, prepared ?? 0), 0);
        const counted = { part: oneLine(part), count: found.length, all: all.length, format };
        const data = { ...counted, largest: Number(largest.toPrecision(6)), ...namesOf(found) };
        yield { code: 'overflow', group: `${part} ${format}`, members: [], data };
      }
    }
  },
});
