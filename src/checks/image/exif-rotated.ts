import { z } from 'zod';
import { defineCheck } from '../../model/check.ts';
import { PICTURES_SQL } from './traits.ts';

interface Row {
  readonly ordinal: number;
  readonly key: string;
}

export default defineCheck({
  id: 'image/exif-rotated',
  version: 1,
  stage: 'stable',
  scope: 'content',
  title: { en: 'Rotation left to Exif', zh: '由 Exif 标记旋转' },
  why: {
    en: 'The pixels lie on their side or stand on their head, and a tag says how to turn them. OpenCV turns them unless told not to; Pillow, torchvision and TensorFlow do not unless told to. Boxes, masks and points that were drawn on the turned picture then lie elsewhere, and width and height change places.',
    zh: '像素是横放或倒置的，由一个标记说明如何转正。OpenCV 默认会转正；Pillow、torchvision 与 TensorFlow 默认不转。在转正后的画面上绘制的框、掩码和关键点因此错位，宽高也会互换。',
  },
  remedy: {
    en: 'Turn them for good before training (jpegtran loses nothing; Pillow: ImageOps.exif_transpose), or apply the tag on loading as the labeling tool did.',
    zh: '训练前将其永久转正（jpegtran 无损；Pillow：ImageOps.exif_transpose），或在加载时与标注工具一致地应用该标记。',
  },
  needs: [{ role: 'image', facet: 'header' }],
  codes: {
    rotated: {
      severity: 'note',
      verdict: 'ok',
      en: '{count} of {total} images are to be turned or mirrored by their Exif orientation (for example {example}); some readers do so, some do not',
      zh: '{total} 个图像中有 {count} 个需按 Exif 方向旋转或镜像（例如 {example}）；各读取程序的做法不一',
    },
  },
  options: z.object({}),
  columns: { orientation: 'BIGINT' },
  measure: ({ header: { orientation } }) => (orientation === 1 ? undefined : { orientation }),
  holdsFor: 'examined',
  async *conclude({ rows }) {
    const members: number[] = [];
    let example = '';
    const turned = `SELECT ordinal, key FROM ${PICTURES_SQL} JOIN measures_image_exif_rotated USING (ordinal) ORDER BY ordinal`;
    for await (const { ordinal, key } of rows<Row & Record<string, unknown>>(turned)) {
      if (members.length === 0) example = key;
      members.push(ordinal);
    }
    if (members.length === 0) return;
    let total = 0;
    const pictures = `SELECT count(*) AS count FROM ${PICTURES_SQL} ORDER BY count`;
    for await (const { count } of rows<{ count: number | bigint }>(pictures)) total = Number(count);
    yield { code: 'rotated', group: 'all', members, data: { count: members.length, total, example } };
  },
});
