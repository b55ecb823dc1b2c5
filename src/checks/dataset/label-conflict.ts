import { z } from 'zod';
import { defineCheck } from '../../model/check.ts';
import { type SameBytes, SHOWN, sameBytes } from './same-bytes.ts';

/** Below this number of contents nothing is a habit of the dataset: one placeholder under many labels is an incident. */
const MIN_CONTENTS = 6;

const findingOf = ({ sha256, ordinals, labels, keys }: SameBytes) =>
  ({
    code: 'conflict',
    group: sha256,
    members: ordinals,
    data: { count: ordinals.length, classes: labels.length, labels: labels.slice(0, SHOWN), keys },
  }) as const;

export default defineCheck({
  id: 'dataset/label-conflict',
  version: 1,
  stage: 'stable',
  scope: 'annotation',
  title: { en: 'Same picture, different labels', zh: '相同图像标签冲突' },
  why: {
    en: 'The same bytes cannot be two classes. At least one of the labels is wrong, and no network can get both right.',
    zh: '同样的字节不可能属于两个类别。至少有一个标签是错的，任何网络都无法同时判对。',
  },
  remedy: {
    en: 'Look at the picture and keep the label that is right. A picture with several labels belongs in one row with all of them.',
    zh: '查看该图像，保留正确的标签。若图像确有多个标签，应写在同一行。',
  },
  needs: [],
  codes: {
    conflict: {
      severity: 'error',
      verdict: 'suspect',
      en: 'the same bytes carry {classes} labels ({labels}): {keys}',
      zh: '相同的字节带有 {classes} 个不同标签（{labels}）：{keys}',
    },
    'multi-label-copies': {
      severity: 'warning',
      verdict: 'ok',
      en: '{contents} contents occur under several labels, {share:%} of all samples: multi-label by copies? ({keys})',
      zh: '{contents} 份内容带有多个不同标签，占全部样本的 {share:%}：是否用复制表示多标签？（{keys}）',
    },
  },
  options: z.object({
    maxShare: z.number().min(0).max(1).default(0.05).meta({
      description: 'share of all samples (0..1) from above which conflicts are the way this dataset is made: one line',
      zh: '冲突样本占全部样本的比例（0..1）超过该值时视为数据集的构成方式：只报告一行',
    }),
  }),
  async *conclude(data, { maxShare }) {
    const { samples } = data.facts;
    const members: number[] = [];
    let contents = 0;
    let kept: SameBytes[] = [];
    const isHabit = (): boolean => contents >= MIN_CONTENTS && members.length > maxShare * samples;
    let keys: readonly string[] = [];
    for await (const content of sameBytes(data, 'classes')) {
      contents += 1;
      for (const ordinal of content.ordinals) members.push(ordinal);
      if (contents === 1) keys = content.keys;
      // Once it is a habit there is one line: no need to hold the contents.
      if (isHabit()) kept = [];
      else kept.push(content);
    }
    if (!isHabit()) {
      for (const content of kept) yield findingOf(content);
      return;
    }
    const found = { contents, share: members.length / samples, keys };
    yield { code: 'multi-label-copies', group: 'all', members: Int32Array.from(members).sort(), data: found };
  },
});
