import { z } from 'zod';
import { defineCheck } from '../../model/check.ts';
import { SHOWN, sameBytes } from './same-bytes.ts';

export default defineCheck({
  id: 'dataset/split-leakage',
  version: 1,
  stage: 'stable',
  scope: 'annotation',
  title: { en: 'Same picture in two splits', zh: '训练/验证集数据泄漏' },
  why: {
    en: 'A picture that was trained on is recognised in validation, not understood: the measured accuracy is too high, and nobody sees overfitting.',
    zh: '验证集中出现训练过的图像时，网络只是记住而非理解：测得的准确率偏高，过拟合也无从发现。',
  },
  remedy: {
    en: 'Leave the picture in one split only, usually in the training split. Split by content, patient or scene, not by file.',
    zh: '该图像只保留在一个划分中，通常是训练集。请按内容、患者或场景划分，而不是按文件划分。',
  },
  needs: [],
  codes: {
    leak: {
      severity: 'error',
      verdict: 'suspect',
      en: '{count} samples with the same bytes lie in the splits {splits}: {keys}',
      zh: '{count} 个字节相同的样本分布在多个划分 {splits} 中：{keys}',
    },
  },
  options: z.object({}),
  holdsFor: 'examined',
  async *conclude(data) {
    for await (const { sha256, ordinals, splits, keys } of sameBytes(data, 'splits')) {
      const found = { count: ordinals.length, splits: splits.slice(0, SHOWN), keys };
      yield { code: 'leak', group: sha256, members: ordinals, data: found };
    }
  },
});
