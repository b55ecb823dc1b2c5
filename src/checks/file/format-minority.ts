import { z } from 'zod';
import { defineCheck } from '../../model/check.ts';
import { familyOf } from '../../model/format-names.ts';

export default defineCheck({
  id: 'file/format-minority',
  version: 1,
  stage: 'stable',
  scope: 'content',
  title: { en: 'A format that hardly any file has', zh: '极少数文件使用的格式' },
  why: {
    en: 'In a dataset that one program wrote, a handful of files in another format were written by somebody else: placeholders, screenshots, hijacked links. They carry honest names, so no mismatch gives them away.',
    zh: '由同一程序写出的数据集中，少数几个其他格式的文件出自他人之手：占位图、截图或被劫持的链接。它们的扩展名与内容一致，因此不会因格式不符而暴露。',
  },
  remedy: {
    en: 'Look at them; there are few. If they belong there, accept them in the configuration.',
    zh: '逐个查看（数量很少）。若确属该处，可在配置中接受。',
  },
  needs: [],
  codes: {
    minority: {
      severity: 'warning',
      verdict: 'suspect',
      en: 'only {count} of {total} images are {format} (for example {example})',
      zh: '{total} 个图像中只有 {count} 个是 {format}（例如 {example}）',
    },
  },
  options: z.object({
    leastSamples: z.number().int().min(1).max(1e9).default(1000).meta({
      description: 'with fewer images nothing is rare (samples)',
      zh: '图像少于该数量时不判断（样本数）',
    }),
    mostFiles: z.number().int().min(1).max(1e6).default(20).meta({
      description: 'a format with more files than this is no oddity (samples)',
      zh: '某格式的文件多于该数量时不视为异常（样本数）',
    }),
    belowShare: z.number().min(0).max(1).default(0.001).meta({
      description: 'a format is rare below this share of the images (0 to 1)',
      zh: '占图像总数的比例低于该值才视为少见（0 到 1）',
    }),
  }),
  async *conclude({ rows }, { leastSamples, mostFiles, belowShare }) {
    const counts = new Map<string, number>();
    let total = 0;
    for await (const { format, n } of rows<{ format: string; n: number }>(
      'SELECT format, count(*) AS n FROM samples WHERE format IS NOT NULL GROUP BY format ORDER BY format',
    )) {
      const family = familyOf(format);
      if (family === undefined) continue;
      counts.set(family, (counts.get(family) ?? 0) + n);
      total += n;
    }
    if (total < leastSamples) return;
    const rare = [...counts].filter(([, n]) => n <= mostFiles && n < belowShare * total).map(([family]) => family);
    if (rare.length === 0) return;
    const members = new Map(rare.map((family) => [family, { ordinals: [] as number[], example: '' }]));
    const formats = `SELECT ordinal, key, format FROM samples WHERE format IS NOT NULL ORDER BY ordinal`;
    for await (const { ordinal, key, format } of rows<{ ordinal: number; key: string; format: string }>(formats)) {
      const group = members.get(familyOf(format) ?? '');
      if (group === undefined) continue;
      if (group.ordinals.length === 0) group.example = key;
      group.ordinals.push(ordinal);
    }
    for (const [format, { ordinals, example }] of members) {
      yield {
        code: 'minority',
        group: format,
        members: ordinals,
        data: { count: ordinals.length, total, format, example },
      };
    }
  },
});
