import { z } from 'zod';
import { deviationUpTo, levelRange } from '../../measures/statistics.ts';
import { defineCheck } from '../../model/check.ts';

/** So many are named one by one, more as one group. */
const MAX_SINGLE = 3;

interface Row {
  readonly ordinal: number | bigint;
  readonly deviation: number;
  readonly darkest: number | bigint;
  readonly lightest: number | bigint;
}

export default defineCheck({
  id: 'image/blank',
  version: 1,
  stage: 'stable',
  scope: 'content',
  title: { en: 'Blank image', zh: '纯色图像' },
  why: {
    en: 'A picture of one value shows nothing: a failed render, a lens cap, the empty tile at the edge of a map, a placeholder. Its label teaches the network chance.',
    zh: '只有一个值的图像什么也没有显示：渲染失败、镜头盖未取下、地图边缘的空白瓦片或占位图。其标签只会教给网络偶然性。',
  },
  remedy: {
    en: 'Look at them. Leave them out, unless an empty picture is a class of its own.',
    zh: '查看这些图像。除非“空白”本身就是一个类别，否则应移除。',
  },
  needs: [{ role: 'image', facet: 'preview' }],
  codes: {
    blank: {
      severity: 'warning',
      verdict: 'suspect',
      en: 'one flat value, level {level:raw} of 255 (standard deviation {deviation})',
      zh: '整幅为单一值，灰度 {level:raw}/255（标准差 {deviation}）',
    },
    'many-blank': {
      severity: 'warning',
      verdict: 'suspect',
      en: '{count} images are one flat value each',
      zh: '{count} 幅图像均为单一值',
    },
  },
  options: z.object({
    maxDeviation: z.number().min(0).max(128).default(1.5).meta({
      description:
        'largest standard deviation of the preview still called blank, in 8-bit levels (JPEG noise stays below 1)',
      zh: '预览图的标准差不超过该值即视为纯色，单位为 8 位灰度级（JPEG 噪声低于 1）',
    }),
    maxRange: z.number().int().min(0).max(255).default(16).meta({
      description:
        'largest difference between the lightest and the darkest pixel of the preview, in 8-bit levels: a star in a black sky is not blank',
      zh: '预览图最亮与最暗像素之差的上限，单位为 8 位灰度级：黑色夜空中的一颗星不算纯色',
    }),
  }),
  columns: { deviation: 'DOUBLE', darkest: 'BIGINT', lightest: 'BIGINT' },
  measure({ preview }, { maxDeviation }) {
    const deviation = deviationUpTo(preview, maxDeviation);
    return deviation === undefined ? undefined : { deviation, ...levelRange(preview) };
  },
  holdsFor: 'examined',
  async *conclude({ rows }, { maxDeviation, maxRange }) {
    const blank = `FROM measures_image_blank WHERE deviation <= ${maxDeviation} AND lightest - darkest <= ${maxRange}`;
    let count = 0;
    for await (const row of rows<{ count: number | bigint }>(`SELECT count(*) AS count ${blank} ORDER BY count`)) {
      count = Number(row.count);
    }
    const members: number[] = [];
    for await (const row of rows<Row & Record<string, unknown>>(`SELECT * ${blank} ORDER BY ordinal`)) {
      const subject = { ordinal: Number(row.ordinal) } as const;
      const level = Math.round((Number(row.darkest) + Number(row.lightest)) / 2);
      if (count > MAX_SINGLE) members.push(subject.ordinal);
      else yield { code: 'blank', ...subject, data: { deviation: row.deviation, level } };
    }
    const counted: { readonly count: number } = { count };
    if (count > MAX_SINGLE) yield { code: 'many-blank', group: 'all', members, data: counted };
  },
});
