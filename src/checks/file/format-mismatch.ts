import { z } from 'zod';
import { defineCheck } from '../../model/check.ts';
import type { Facets } from '../../model/facets.ts';
import { familyOf } from '../../model/format-names.ts';
import { DECODERS, NEVER_READ } from '../decoders.ts';

interface MismatchRow extends Record<string, unknown> {
  readonly ordinal: number;
  readonly content: string;
  readonly declared: string;
  readonly extension: string;
  readonly file: string | null;
  readonly line: number | null;
  readonly codes: number;
  readonly twin: boolean;
}

export default defineCheck({
  id: 'file/format-mismatch',
  version: 1,
  stage: 'stable',
  scope: 'content',
  title: { en: 'Extension and content disagree', zh: '扩展名与实际格式不符' },
  why: {
    en: 'A PNG named .jpg opens in most readers, so nobody notices; but it was not made by whoever made the rest. A few of them in a large dataset are how replaced pictures (placeholders, hijacked links) give themselves away.',
    zh: '名为 .jpg 的 PNG 在多数读取程序中都能打开，因此无人察觉；但它与其余文件来源不同。大型数据集中的少数此类文件，往往正是被替换的图像（占位图、被劫持的链接）。',
  },
  remedy: {
    en: 'Look at the picture. If it belongs there, rename the file or convert it; if not, fetch the original.',
    zh: '查看图像。若确属该处，请重命名或转换格式；否则重新获取原文件。',
  },
  needs: [
    { role: 'image', facet: 'file' },
    { role: 'image', facet: 'signature' },
    { role: 'any', facet: 'annotations' },
  ],
  annotationsFor: 'place',
  attempts: [
    { role: 'image', facet: 'signature' },
    { role: 'image', facet: 'codes' },
  ],
  codes: {
    mismatch: {
      severity: 'warning',
      verdict: 'suspect',
      en: 'content is {content}, the extension .{extension} says {declared}, the manifest: {manifest}',
      zh: '内容为 {content}，扩展名 .{extension} 表示 {declared}，清单：{manifest}',
    },
    many: {
      severity: 'warning',
      verdict: 'suspect',
      en: '{count} files have {content} content under the extension .{extension}, which says {declared}',
      zh: '{count} 个文件的内容为 {content}，扩展名 .{extension} 却表示 {declared}',
    },
    undecodable: {
      severity: 'error',
      verdict: 'bad',
      proven: true,
      en: '{decoder} cannot read it: content is {content}, the extension .{extension} says {declared}, the manifest: {manifest}',
      zh: '{decoder} 无法读取：内容为 {content}，扩展名 .{extension} 表示 {declared}，清单：{manifest}',
    },
    'with-code': {
      severity: 'error',
      verdict: 'bad',
      proven: true,
      en: 'one of {count} with a foreign format, and it shows a barcode: content is {content}, the extension .{extension} says {declared}, the manifest: {manifest}',
      zh: '共 {count} 个格式不符的文件之一，且含二维码/条码：内容为 {content}，扩展名 .{extension} 表示 {declared}，清单：{manifest}',
    },
    'with-copies': {
      severity: 'error',
      verdict: 'bad',
      en: 'one of {count} with a foreign format, and the same bytes occur elsewhere: content is {content}, the extension .{extension} says {declared}, the manifest: {manifest}',
      zh: '共 {count} 个格式不符的文件之一，且相同字节在别处出现：内容为 {content}，扩展名 .{extension} 表示 {declared}，清单：{manifest}',
    },
  },
  options: z.object({
    decoder: z
      .enum(DECODERS)
      .default('pillow')
      .meta({ description: 'what the trainer reads images with', zh: '训练程序使用的图像解码器' }),
    fewSamples: z.number().int().min(0).max(1000).default(3).meta({
      description: 'up to so many mismatches in a dataset are few: each is judged by itself (samples)',
      zh: '数据集中不超过该数量的不符视为少数，逐个判断（样本数）',
    }),
    fewShare: z.number().min(0).max(1).default(0.001).meta({
      description: 'or up to this share of the samples, whichever is more (0 to 1)',
      zh: '或不超过样本总数的该比例，取较大者（0 到 1）',
    }),
  }),
  columns: {
    content: 'VARCHAR',
    declared: 'VARCHAR',
    extension: 'VARCHAR',
    file: 'VARCHAR',
    line: 'BIGINT',
    codes: 'BIGINT',
  },
  measure(facets) {
    const { file, signature, annotations } = facets;
    const declared = familyOf(file.extension);
    if (declared === undefined) return undefined;
    const content = familyOf(signature.format ?? '');
    if (content === undefined || content === declared) return undefined;
    const { codes }: Partial<Facets> = facets;
    const { origin } = annotations;
    return {
      content,
      declared,
      extension: file.extension,
      codes: codes?.length ?? 0,
      ...(origin && { file: origin.file, line: origin.line }),
    };
  },
  holdsFor: 'examined',
  async *conclude({ facts, part, rows }, { decoder, fewSamples, fewShare }) {
    const few = Math.max(fewSamples, Math.floor(fewShare * (part?.examined ?? facts.samples)));
    const kinds = new Map<string, number>();
    let total = 0;
    for await (const { content, extension, n } of rows<{ content: string; extension: string; n: number }>(
      'SELECT content, extension, count(*) AS n FROM measures_file_format_mismatch GROUP BY ALL ORDER BY content, extension',
    )) {
      kinds.set(`${content}.${extension}`, n);
      total += n;
    }
    if (total === 0) return;
    // Few in a part may be many in all: then a foreign format is no evidence, only strange.
    const isRare = part === undefined && total <= few;
    const groups = new Map<
      string,
      { members: number[]; data: { content: string; extension: string; declared: string } }
    >();
    const never = NEVER_READ[decoder];
    for await (const row of rows<MismatchRow>(
      `SELECT m.*, s.sha256 IN (SELECT sha256 FROM samples WHERE sha256 IS NOT NULL GROUP BY sha256 HAVING count(*) > 1) AS twin
        FROM measures_file_format_mismatch m JOIN samples s USING (ordinal) ORDER BY ordinal`,
    )) {
      const { ordinal, content, declared, extension, file, line } = row;
      const kind = `${content}.${extension}`;
      const at = file === null || line === null ? {} : { at: { file, line } };
      const manifest = file === null ? '–' : `${file}:${line}`;
      const data = { content, declared, extension, manifest, decoder, count: total };
      if (never.includes(content)) yield { code: 'undecodable', ordinal, ...at, data };
      else if (isRare && row.codes > 0) yield { code: 'with-code', ordinal, ...at, data };
      else if (isRare && row.twin) yield { code: 'with-copies', ordinal, ...at, data };
      else if (kinds.get(kind)! <= few) yield { code: 'mismatch', ordinal, ...at, data };
      else {
        const group = groups.get(kind) ?? { members: [], data: { content, extension, declared } };
        group.members.push(ordinal);
        groups.set(kind, group);
      }
    }
    for (const [group, { members, data }] of groups) {
      yield { code: 'many', group, members, data: { ...data, count: members.length } };
    }
  },
});
