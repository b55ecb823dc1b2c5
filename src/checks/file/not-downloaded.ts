import { z } from 'zod';
import { defineCheck } from '../../model/check.ts';
import { oneLine } from '../defang.ts';

export default defineCheck({
  id: 'file/not-downloaded',
  version: 1,
  stage: 'stable',
  scope: 'annotation',
  title: { en: 'Listed in the bucket, not in the dataset', zh: '存储空间中有、数据集中没有' },
  why: {
    en: 'The bucket has pictures that never arrived: a download stopped early, or failed for some and nobody counted. What is missing is seldom missing by chance; whole folders and late uploads go first.',
    zh: '存储空间中的部分图像从未下载到本地：下载提前中止，或部分失败而无人核对。缺失往往并非随机，常是整个文件夹或较晚上传的文件。',
  },
  remedy: {
    en: 'Download what listing/not-downloaded.txt in the run folder names. If only a part of the bucket was wanted, make the listing of that part (--prefix).',
    zh: '下载运行目录中 listing/not-downloaded.txt 所列的对象。若本来只需要其中一部分，请仅列出该部分（--prefix）。',
  },
  needs: [],
  codes: {
    missing: {
      severity: 'error',
      verdict: 'ok',
      en: 'images and arrays that {file} lists and the dataset has not: {count} of {entries} objects (for example {examples}); all are named in listing/not-downloaded.txt',
      zh: '{file} 所列 {entries} 个对象中，有 {count} 个图像或数组不在数据集中（例如 {examples}）；全部列于 listing/not-downloaded.txt',
    },
  },
  options: z.object({}),
  async *conclude({ facts }) {
    for (const { file, entries, notDownloaded, examples } of facts.expect ?? []) {
      if (notDownloaded === 0) continue;
      const data = { file: oneLine(file), entries, count: notDownloaded, examples: examples.map(oneLine) };
      yield { code: 'missing', group: file, members: [], data };
    }
  },
});
