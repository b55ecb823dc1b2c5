import { z } from 'zod';
import { defineCheck } from '../../model/check.ts';
import { sameBytes } from './same-bytes.ts';

/** A note, whatever the number: copies within a class are a common way of weighting it. What copies break has checks of its own. */
export default defineCheck({
  id: 'dataset/exact-duplicate',
  version: 1,
  stage: 'stable',
  scope: 'content',
  title: { en: 'Exact duplicates', zh: '完全重复' },
  why: {
    en: 'A picture that is there several times weighs as many times in training, and takes space and reading time.',
    zh: '重复出现的图像在训练中权重成倍增加，并占用空间和读取时间。',
  },
  remedy: {
    en: 'Keep one file of each content, unless the copies are a weighting you want.',
    zh: '每份内容只保留一个文件，除非重复是有意的加权。',
  },
  needs: [],
  codes: {
    duplicates: {
      severity: 'note',
      verdict: 'ok',
      en: 'files that repeat the bytes of another: {copies}; names with a double: {files}, distinct contents: {contents} (for one: {example})',
      zh: '重复的文件 {copies} 个：{files} 个文件名只对应 {contents} 份内容（例如：{example}）',
    },
  },
  options: z.object({}),
  holdsFor: 'examined',
  async *conclude(data) {
    const members: number[] = [];
    let contents = 0;
    let files = 0;
    let example: readonly string[] = [];
    for await (const { names, ordinals, keys } of sameBytes(data, 'names')) {
      if (names < 2) continue;
      contents += 1;
      files += names;
      for (const ordinal of ordinals) members.push(ordinal);
      if (contents === 1) example = keys;
    }
    if (contents === 0) return;
    const ascending = Int32Array.from(members).sort();
    const found = { copies: files - contents, contents, files, example };
    yield { code: 'duplicates', group: 'all', members: ascending, data: found };
  },
});
