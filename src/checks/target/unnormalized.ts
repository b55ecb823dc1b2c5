import { z } from 'zod';
import { defineCheck } from '../../model/check.ts';
import { jsonNumber } from '../../model/json.ts';
import { placeOf, VALUE_AND_LINE_COLUMNS, valueAndLineRow, valueRanges } from './target-values.ts';

/** Largest finite values of the types that training computes in. */
const FLOAT16_MAX = 65_504;
const FLOAT32_MAX = 3.4028234663852886e38;

const TABLE = 'measures_target_unnormalized';

/**
 * The L2 loss that a fresh network, whose outputs lie near 0, meets: y² of one sample, without the factor ½ and not averaged, since one
 * overflowing sample is enough. 10,000 against 0 costs 10^8: infinity in float16.
 */
export default defineCheck({
  id: 'target/unnormalized',
  version: 1,
  stage: 'stable',
  scope: 'annotation',
  title: { en: 'Target is not normalized', zh: '回归目标未归一化' },
  why: {
    en: 'A fresh network answers with values near 0. Against a target of 10,000 the squared error is 100,000,000: gradients explode, in float16 the loss is infinite, and the weights become NaN in the first steps.',
    zh: '刚初始化的网络输出接近 0。面对 10,000 的目标，平方误差达 100,000,000：梯度爆炸，在 float16 下损失为无穷，权重在最初几步就变成 NaN。',
  },
  remedy: {
    en: 'Let prepass normalize it: --target NAME:standard writes NAME_normalized beside the target and the formula to undo it. Look at the worst sample first: it may be a typing error.',
    zh: '由 prepass 归一化：--target NAME:standard 会在目标旁写入 NAME_normalized 列以及还原公式。请先查看最极端的样本，它可能是录入错误。',
  },
  needs: [{ role: 'any', facet: 'annotations' }],
  codes: {
    'large-loss': {
      severity: 'note',
      verdict: 'ok',
      en: 'the target {target} runs from {min} to {max}: a prediction of 0 costs up to {loss} (y²) at {key}',
      zh: '回归目标 {target} 的范围为 {min} 至 {max}：预测为 0 时损失 (y²) 最高达 {loss}，见 {key}',
    },
    'will-be-normalized': {
      severity: 'note',
      verdict: 'ok',
      en: 'the target {target} runs from {min} to {max}, a prediction of 0 costs up to {loss} (y²) at {key}: normalized in this run',
      zh: '回归目标 {target} 的范围为 {min} 至 {max}，预测为 0 时损失 (y²) 最高达 {loss}，见 {key}：本次检查将其归一化',
    },
    'overflows-float16': {
      severity: 'warning',
      verdict: 'ok',
      en: 'the target {target} runs from {min} to {max}: a prediction of 0 costs {loss} (y²) at {key}, which float16 cannot hold',
      zh: '回归目标 {target} 的范围为 {min} 至 {max}：预测为 0 时 {key} 的损失 (y²) 为 {loss}，超出 float16 的表示范围',
    },
    'overflows-float32': {
      severity: 'error',
      verdict: 'ok',
      en: 'the target {target} runs from {min} to {max}: a prediction of 0 costs {loss} (y²) at {key}, which float32 cannot hold',
      zh: '回归目标 {target} 的范围为 {min} 至 {max}：预测为 0 时 {key} 的损失 (y²) 为 {loss}，超出 float32 的表示范围',
    },
  },
  options: z.object({
    noteAbove: z.number().min(0).max(FLOAT16_MAX).default(100).meta({
      description: 'squared target (y², in squared units of the target) from above which there is something to say',
      zh: '目标的平方（y²，单位为目标单位的平方）超过该值才报告',
    }),
    normalized: z.array(z.string()).default([]).meta({
      description: 'names of targets that this run normalizes: only noted',
      zh: '本次检查会归一化的目标名称：仅作提示',
    }),
  }),
  columns: VALUE_AND_LINE_COLUMNS,
  measure: ({ annotations }) => valueAndLineRow(annotations),
  async *conclude(data, { noteAbove, normalized }) {
    for (const { name, count, min, max, worst } of await valueRanges(data, TABLE)) {
      const loss = Math.max(min * min, max * max);
      if (loss <= noteAbove) continue;
      const { key, line } = await placeOf(data, TABLE, worst);
      // The line is data: in the locator it would give the finding another id as soon as a row is added above.
      const subject = { group: name, members: [worst], at: { field: name } } as const;
      const found = { target: name, count, min, max, loss: jsonNumber(loss), key, line };
      if (normalized.includes(name)) yield { code: 'will-be-normalized', ...subject, data: found };
      else if (loss > FLOAT32_MAX) yield { code: 'overflows-float32', ...subject, data: found };
      else if (loss > FLOAT16_MAX) yield { code: 'overflows-float16', ...subject, data: found };
      else yield { code: 'large-loss', ...subject, data: found };
    }
  },
});
