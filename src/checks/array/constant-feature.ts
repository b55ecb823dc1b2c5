import { z } from 'zod';
import { defineCheck } from '../../model/check.ts';
import { oneLine } from '../defang.ts';
import { featuresByPart, namesOf } from './features.ts';

export default defineCheck({
  id: 'array/constant-feature',
  version: 1,
  stage: 'stable',
  scope: 'content',
  title: { en: 'Feature that never varies', zh: '恒定不变的特征' },
  why: {
    en: 'A feature with the same value in every row says nothing of any sample, and standardizing divides by its deviation of 0: NaN in every row.',
    zh: '每行取值相同的特征不含任何样本信息；标准化时除以为 0 的标准差，每行都会变成 NaN。',
  },
  remedy: {
    en: 'Look for the column or join that lost its values; else leave the feature out, or set its deviation to 1 before dividing.',
    zh: '检查是否有列或连接丢失了数值；否则去掉该特征，或在相除前将其标准差设为 1。',
  },
  needs: [],
  codes: {
    constant: {
      severity: 'warning',
      verdict: 'ok',
      en: 'in {part} {count} of {all} features have one value in all {rows} rows: {features:raw}{more}',
      zh: '{part} 的 {all} 个特征中有 {count} 个在全部 {rows} 行中取值相同：{features:raw}{more}',
    },
    // The dark rim of flattened pictures, words that no text has: usual, and harmless until one divides.
    zero: {
      severity: 'note',
      verdict: 'ok',
      en: 'in {part} {count} of {all} features are 0 in all {rows} rows: {features:raw}{more}',
      zh: '{part} 的 {all} 个特征中有 {count} 个在全部 {rows} 行中均为 0：{features:raw}{more}',
    },
  },
  options: z.object({}),
  async *conclude(data) {
    for await (const [part, all] of featuresByPart(data)) {
      const constant = all.filter(({ nonfinite, min, max }) => nonfinite === 0 && min !== null && min === max);
      for (const code of ['constant', 'zero'] as const) {
        const own = constant.filter(({ min }) => (min === 0) === (code === 'zero'));
        if (own.length === 0) continue;
        const counted = { part: oneLine(part), count: own.length, all: all.length, rows: own[0]!.n };
        const draft = { group: part, members: [], data: { ...counted, ...namesOf(own) } };
        if (code === 'zero') yield { code: 'zero', ...draft };
        else yield { code: 'constant', ...draft };
      }
    }
  },
});
