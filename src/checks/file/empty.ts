import { z } from 'zod';
import { defineCheck } from '../../model/check.ts';

export default defineCheck({
  id: 'file/empty',
  version: 1,
  stage: 'stable',
  scope: 'content',
  title: { en: 'Empty file', zh: '空文件' },
  why: {
    en: 'A file of 0 bytes is what an interrupted download, a full disk or a failed copy leaves behind. A data loader stops at it or skips it in silence.',
    zh: '下载中断、磁盘写满或复制失败都会留下 0 字节的文件。数据加载器遇到它会中止，或悄悄跳过。',
  },
  remedy: {
    en: 'Fetch the file again from its source, or leave the sample out.',
    zh: '从来源重新获取该文件，或移除该样本。',
  },
  needs: [{ role: 'any', facet: 'file' }],
  codes: {
    empty: {
      severity: 'error',
      verdict: 'bad',
      proven: true,
      en: 'the file has no bytes',
      zh: '文件没有任何字节',
    },
  },
  options: z.object({}),
  *inspect({ file }) {
    if (file.size === 0) yield { code: 'empty', data: {} };
  },
});
