import { z } from 'zod';
import { defineCheck } from '../../model/check.ts';
import { declaredCount, integerLabels, isSignedBinary, LISTED, samplesLabeled } from './integer-labels.ts';

/**
 * Judged over the whole dataset, since a label set of exactly −1 and 1 is no mistake of its samples. Bad only when the number of
 * classes was declared: otherwise −1 may be somebody's mark for "do not learn this".
 */
export default defineCheck({
  id: 'label/negative',
  version: 1,
  stage: 'stable',
  scope: 'annotation',
  title: { en: 'Negative label', zh: '负数标签' },
  why: {
    en: 'A classification loss uses the label as an index. A negative one reads outside the scores (Caffe, without a check), stops the GPU with an assertion, or counts from the end.',
    zh: '分类损失把标签当作索引。负数会越界读取（Caffe 不作检查），在 GPU 上触发断言，或从末尾倒数。',
  },
  remedy: {
    en: 'Correct the labels, or state those that training ignores: --ignore-label -1. Labels −1 and 1 for two classes become 0 and 1 for a cross-entropy loss.',
    zh: '改正标签，或声明训练时忽略的标签：--ignore-label -1。两类任务的 −1 和 1 在交叉熵损失下应改为 0 和 1。',
  },
  needs: [],
  codes: {
    negative: {
      severity: 'error',
      verdict: 'bad',
      en: 'the label is {value}, outside {expected}',
      zh: '标签为 {value}，超出 {expected}',
    },
    'negative-inferred': {
      severity: 'warning',
      verdict: 'suspect',
      en: 'negative labels: {count} ({values}); if training ignores them, say so: --ignore-label {option:raw}',
      zh: '负数标签 {count} 个（{values}）；若训练时忽略它们，请声明：--ignore-label {option:raw}',
    },
    'signed-binary': {
      severity: 'warning',
      verdict: 'ok',
      en: 'all labels are −1 ({negatives}) or 1 ({positives}): right for a hinge loss, an index error for cross-entropy, which wants 0 and 1',
      zh: '所有标签均为 −1（{negatives} 个）或 1（{positives} 个）：适用于合页损失；交叉熵需要 0 和 1，否则索引出错',
    },
  },
  options: z.object({}),
  holdsFor: 'listing',
  async *conclude(data) {
    const labels = await integerLabels(data);
    if (isSignedBinary(labels)) {
      const counts = { negatives: labels[0]!.count, positives: labels[1]!.count };
      yield { code: 'signed-binary', group: 'all', members: [], data: counts };
      return;
    }
    const negative = labels.filter(({ value }) => value < 0);
    if (negative.length === 0) return;
    const declared = declaredCount(data);
    const members: number[] = [];
    for await (const { ordinal, value } of samplesLabeled(data, 'value < 0')) {
      if (declared === undefined) members.push(ordinal);
      else yield { code: 'negative', ordinal, data: { value, expected: `0..${declared - 1}` } };
    }
    if (declared !== undefined) return;
    const values = negative.slice(-LISTED).map(({ value }) => value);
    const found = { count: members.length, values, distinct: negative.length, option: values.join(',') };
    yield { code: 'negative-inferred', group: 'all', members, data: found };
  },
});
