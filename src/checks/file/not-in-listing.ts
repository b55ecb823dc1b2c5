import { z } from 'zod';
import { defineCheck } from '../../model/check.ts';

export default defineCheck({
  id: 'file/not-in-listing',
  version: 1,
  stage: 'stable',
  scope: 'content',
  title: { en: 'In the dataset, not in the listing', zh: '数据集中有、列表中没有' },
  why: {
    en: 'Files that the bucket does not have came from somewhere else, or were deleted there since. Nothing can be compared for them.',
    zh: '存储空间中没有的文件来自别处，或在其中已被删除。这些文件无从比对。',
  },
  remedy: {
    en: 'Look where they came from. If they were added on purpose, nothing is wrong.',
    zh: '查明其来源。若是有意添加，则没有问题。',
  },
  needs: [{ role: 'any', facet: 'expected' }],
  codes: {
    unlisted: {
      severity: 'note',
      verdict: 'ok',
      en: 'samples that no listing names: {count} (for example {example})',
      zh: '{count} 个样本不在任何列表中（例如 {example}）',
    },
  },
  options: z.object({}),
  columns: { unlisted: 'BOOLEAN' },
  measure: ({ expected }) => (expected.unlisted ? { unlisted: true } : undefined),
  async *conclude({ rows }) {
    const members: number[] = [];
    let example = '';
    for await (const { ordinal, key } of rows<{ ordinal: number; key: string }>(
      'SELECT ordinal, key FROM measures_file_not_in_listing JOIN samples USING (ordinal) ORDER BY ordinal',
    )) {
      if (members.length === 0) example = key;
      members.push(ordinal);
    }
    if (members.length === 0) return;
    yield {
      code: 'unlisted',
      group: 'all',
      members: Int32Array.from(members),
      data: { count: members.length, example },
    };
  },
});
