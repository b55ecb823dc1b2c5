import { z } from 'zod';
import { defineCheck } from '../../model/check.ts';
import { familyOf } from '../../model/format-names.ts';
import { DECODERS, type Difference, readingBy } from '../decoders.ts';

const ALL = [
  'exif-ignored',
  'cut-to-8-bits',
  'clipped',
  'alpha-dropped',
  'alpha-blended',
  'cmyk-converted',
  'first-frame-only',
] as const satisfies readonly Difference[];

interface ToldAs<Code extends Difference> {
  readonly code: Code;
  readonly group: string;
  readonly members: readonly number[];
  readonly data: { readonly decoder: string; readonly count: number; readonly total: number; readonly example: string };
}
type Told = { [Code in Difference]: ToldAs<Code> }[Difference];

const note = { severity: 'note', verdict: 'ok' } as const;

export default defineCheck({
  id: 'image/decoder-disagreement',
  version: 1,
  stage: 'stable',
  // The file is whole: it is left out of the clean list, and stays where it is.
  scope: 'annotation',
  title: { en: 'Your decoder sees another picture', zh: '训练所用解码器读到的图像不同' },
  why: {
    en: 'prepass reads more than any one training library. What the stated decoder refuses ends the epoch; what it reads as another picture (turned, cut to 8 bits, without opacity, only the first frame) trains on something nobody looked at.',
    zh: 'prepass 能读取的格式多于任何单一训练库。指定的解码器拒绝的文件会使训练中断；读成另一幅图像的文件（方向不同、截为 8 位、丢失透明度、只有首帧）则使训练使用无人看过的内容。',
  },
  remedy: {
    en: 'Convert the files named to what the decoder reads (8-bit RGB, turned upright), or have the trainer read them otherwise; state another decoder with --decoder.',
    zh: '将列出的文件转换为该解码器能读取的形式（8 位 RGB、方向摆正），或改变训练程序的读取方式；用 --decoder 指定其他解码器。',
  },
  gaps: {
    en: 'The tables for Pillow (9.4) and OpenCV (4.6) are compared with the real ones by `npm run corpus -- --only decoders`; those for torchvision, TensorFlow and DALI follow their documentation. What still disagrees: TIFFs of YCbCr under LZW (both refuse them), two RGB TIFFs of 32-bit floats (OpenCV refuses them, and reads others), gray PNGs of 16 bits with a transparent color (Pillow makes them white), opaque TIFFs with alpha (nothing is darkened). Newer versions read more: Pillow QOI from 9.5 and AVIF from 11.3, OpenCV AVIF from 4.8 and GIF from 4.11.',
    zh: 'Pillow（9.4）与 OpenCV（4.6）的规则由 `npm run corpus -- --only decoders` 与实际程序对照；torchvision、TensorFlow 和 DALI 的规则依据其文档。仍不一致之处：LZW 压缩的 YCbCr TIFF（两者均拒绝）、两个 32 位浮点 RGB TIFF（OpenCV 拒绝，其他同类可读）、带透明色的 16 位灰度 PNG（Pillow 读成全白）、完全不透明的带透明度 TIFF（不会变暗）。较新版本可读更多格式：Pillow 自 9.5 起支持 QOI、自 11.3 起支持 AVIF，OpenCV 自 4.8 起支持 AVIF、自 4.11 起支持 GIF。',
  },
  needs: [
    { role: 'image', facet: 'header' },
    { role: 'image', facet: 'decoding' },
  ],
  codes: {
    refused: {
      severity: 'error',
      verdict: 'bad',
      en: '{decoder} does not read it ({what}), though {reader} does',
      zh: '{decoder} 无法读取（{what}），而 {reader} 可以',
    },
    'exif-ignored': {
      ...note,
      en: '{decoder} ignores Exif orientation: {count} of {total} pictures lie or stand on their heads in training (for example {example})',
      zh: '{decoder} 忽略 Exif 方向：{total} 幅图像中有 {count} 幅在训练中方向不正（例如 {example}）',
    },
    'cut-to-8-bits': {
      ...note,
      en: '{decoder} cuts {count} of {total} pictures with more than 8 bits a channel to 8 (for example {example})',
      zh: '{decoder} 将 {total} 幅图像中每通道超过 8 位的 {count} 幅截为 8 位（例如 {example}）',
    },
    clipped: {
      severity: 'warning',
      verdict: 'ok',
      en: '{decoder} cuts the values of {count} of {total} pictures off at 255: what is brighter becomes white (for example {example})',
      zh: '{decoder} 将 {total} 幅图像中 {count} 幅的数值截断于 255：更亮处全成白色（例如 {example}）',
    },
    'alpha-dropped': {
      ...note,
      en: '{decoder} drops the opacity of {count} of {total} pictures and shows the color below (for example {example})',
      zh: '{decoder} 丢弃 {total} 幅图像中 {count} 幅的透明度，显示其下的颜色（例如 {example}）',
    },
    'alpha-blended': {
      ...note,
      en: '{decoder} darkens {count} of {total} pictures by their opacity (for example {example})',
      zh: '{decoder} 按透明度使 {total} 幅图像中的 {count} 幅变暗（例如 {example}）',
    },
    'cmyk-converted': {
      ...note,
      en: '{decoder} converts {count} of {total} CMYK pictures without their profile: colors are rough, in some versions inverted (for example {example})',
      zh: '{decoder} 不按色彩配置转换 {total} 幅图像中的 {count} 幅 CMYK 图像：颜色不准，某些版本会反相（例如 {example}）',
    },
    'first-frame-only': {
      ...note,
      en: '{decoder} shows only the first frame of {count} of {total} pictures (for example {example})',
      zh: '{decoder} 只显示 {total} 幅图像中 {count} 幅的首帧（例如 {example}）',
    },
  },
  options: z.object({
    decoder: z
      .enum(['none', ...DECODERS])
      .default('none')
      .meta({
        description: 'what the trainer reads images with; none: not asked',
        zh: '训练程序使用的图像解码器；none 表示不检查',
      }),
  }),
  columns: { differences: 'VARCHAR' },
  *inspect({ header, decoding }, { decoder }) {
    if (decoder === 'none') return;
    const reading = readingBy(decoder, header);
    if (reading.kind !== 'refused') return;
    yield { code: 'refused', data: { decoder, what: reading.what, reader: decoding.decoder, value: reading.what } };
  },
  measure({ header }, { decoder }) {
    if (decoder === 'none') return undefined;
    const reading = readingBy(decoder, header);
    if (reading.kind === 'refused' || reading.differences.length === 0) return undefined;
    return { differences: reading.differences.join(' ') };
  },
  async *conclude({ rows }, { decoder }) {
    const groups = new Map<string, { readonly members: number[]; readonly example: string }>();
    let total = 0;
    for await (const { format, n } of rows<{ format: string; n: number }>(
      'SELECT format, count(*) AS n FROM samples WHERE format IS NOT NULL GROUP BY format ORDER BY format',
    )) {
      if (familyOf(format) !== undefined) total += n;
    }
    for await (const { ordinal, key, differences } of rows<{ ordinal: number; key: string; differences: string }>(
      'SELECT m.ordinal, s.key, m.differences FROM measures_image_decoder_disagreement m JOIN samples s USING (ordinal) ORDER BY m.ordinal',
    )) {
      for (const difference of differences.split(' ')) {
        const group = groups.get(difference) ?? { members: [], example: key };
        group.members.push(ordinal);
        groups.set(difference, group);
      }
    }
    for (const code of ALL) {
      const group = groups.get(code);
      if (group === undefined) continue;
      const { members, example } = group;
      yield { code, group: code, members, data: { decoder, count: members.length, total, example } } as Told;
    }
  },
});
